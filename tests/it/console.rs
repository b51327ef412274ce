//! The commands that `docs/cli.md` shows are run, and their output is what it shows. `UPDATE=1` writes it anew.

use crate::command::{Folder, repository};
use crate::tree;

#[test]
fn what_the_page_shows_is_what_the_command_says() {
    let page = tree::read("docs/cli.md");
    let policy = page.split("```expol\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = Folder::with(&[("office.expol", policy)]);
    let (mut now, mut run) = (String::new(), 0);
    for (at, part) in page.split("```console\n").enumerate() {
        let Some((shown, rest)) = part.split_once("```\n").filter(|_| at > 0) else {
            now.push_str(part);
            continue;
        };
        let line = shown.lines().next().and_then(|line| line.strip_prefix("$ ")).unwrap();
        let (input, command) =
            line.split_once(" | ").map_or((None, line), |(left, right)| (Some(left), right));
        let words = words(command.strip_prefix("expolc ").unwrap());
        let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        let outcome = match input {
            None => folder.run(&arguments),
            Some(edit) => folder.run_with(&arguments, edited(edit, policy)),
        };
        let output = format!("{}{}", outcome.stdout, outcome.stderr).replace("\r\n", "\n");
        now.push_str(&format!("```console\n$ {line}\n{output}```\n{rest}"));
        run += 1;
    }
    assert!(run >= 5, "only {run} commands");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(repository("docs/cli.md"), &now).unwrap();
    }
    assert_eq!(tree::read("docs/cli.md"), now, "docs/cli.md shows something else: run with UPDATE=1");
}

/// What `sed 's/A/B/' FILE` gives, for the one file that there is.
fn edited(command: &str, policy: &str) -> String {
    let mut parts = command.strip_prefix("sed 's/").unwrap().split('/');
    let (from, to) = (parts.next().unwrap(), parts.next().unwrap());
    assert_eq!(parts.next(), Some("' office.expol"));
    policy.replacen(from, to, 1)
}

/// The words of a command as a shell reads them, with single quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (at, part) in command.split('\'').enumerate() {
        if at % 2 == 1 {
            words.last_mut().unwrap().push_str(part);
            continue;
        }
        for (gap, word) in part.split(' ').enumerate() {
            if gap > 0 {
                words.push(String::new());
            }
            words.last_mut().unwrap().push_str(word);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_command_has_a_section_and_help_with_exit_codes() {
    let page = tree::read("docs/cli.md");
    let folder = Folder::new();
    for command in ["why", "test", "diff", "matrix", "list"] {
        assert!(page.contains(&format!("\n## expolc {command}\n")), "{command} has no section");
        folder.run(&[command, "--help"]).ends_with(0).says(&["Examples:", "Exit codes:"]);
    }
}
