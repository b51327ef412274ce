//! `expolc diff` between git revisions, and what in a repository is not followed, run or fetched.

use std::process::{Command, Stdio};

use crate::command::Folder;
use crate::why::OFFICE;

/// Runs git in the folder, free of the user's settings.
fn git(folder: &Folder, arguments: &[&str]) {
    let mut command = Command::new("git");
    command
        .current_dir(folder.path())
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").stdout(Stdio::null());
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    assert!(command.status().unwrap().success(), "git {arguments:?}");
}

/// A repository with two commits: the second one opens a port.
fn repository() -> Folder {
    let folder = Folder::with(&[("expol.toml", ""), ("sites/rio.expol", OFFICE), ("other.txt", "x")]);
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    folder.write("sites/rio.expol", OFFICE.replace("tcp 80, tcp 443", "tcp 80, tcp 443, tcp 8443"));
    git(&folder, &["commit", "-q", "-a", "-m", "second"]);
    folder
}

const OPENED: &str = "internet -> web on tcp 8443";

#[test]
fn a_revision_is_read_as_it_stood() {
    let folder = repository();
    let both = ["diff", "HEAD~1", "HEAD", "--as-of", "2026-11-23"];
    folder.run(&both).ends_with(1).says(&["1 opened, 0 closed", OPENED]);
    let day = ["--as-of", "2026-11-23"];
    for sides in [
        ["HEAD~1", "."],
        ["HEAD~1", "sites"],
        ["HEAD~1", "sites/rio.expol"],
        ["HEAD~1:sites/rio.expol", "sites/rio.expol"],
        ["main~1:./sites/rio.expol", "main"],
        ["HEAD~1:sites", "HEAD:sites/rio.expol"],
    ] {
        let outcome = folder.run(&[&["diff"], sides.as_slice(), &day].concat()).ends_with(1);
        assert!(outcome.stdout.contains(OPENED), "{sides:?}: {outcome:#?}");
    }
    folder.run(&["diff", "HEAD", "--as-of", "2026-11-23"]).ends_with(0).says(&["nothing has changed"]);
    folder
        .run(&["diff", "HEAD", "HEAD~1", "--as-of", "2026-11-23"])
        .ends_with(1)
        .says(&["0 opened, 1 closed"]);
}

#[test]
fn what_is_not_committed_counts_on_the_side_of_the_folder() {
    let folder = repository();
    folder.write("sites/rio.expol", OFFICE.replace("tcp 5432", "tcp 5433"));
    folder.run(&["diff", "HEAD", "."]).ends_with(1).says(&[
        "web -> db on tcp 5433",
        "web -> db on tcp 5432",
        OPENED,
    ]);
}

#[test]
fn a_policy_of_several_files_and_lists_is_read_from_the_revision() {
    let folder = Folder::with(&[
        ("main.expol", "use \"zones.expol\" as z\nallow z.lan -> z.dmz on tcp 1\n"),
        ("zones.expol", "zone lan { from \"lan.csv\" }\nzone dmz { 192.0.2.0/28 }\n"),
        ("lan.csv", "10.0.0.0/24\n"),
    ]);
    git(&folder, &["init", "-q"]);
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    folder.write("lan.csv", "10.0.0.0/24\n10.0.1.0/24\n");
    let outcome = folder.run(&["diff", "HEAD", "."]).ends_with(1);
    assert!(outcome.stdout.contains("10.0.1.0/24 -> dmz on tcp 1"), "{outcome:#?}");
}

#[test]
fn links_and_submodules_are_not_followed() {
    let folder =
        Folder::with(&[("expol.toml", ""), ("real.expol", OFFICE), ("uses.expol", "use \"link.expol\"\n")]);
    git(&folder, &["init", "-q"]);
    std::os::unix::fs::symlink("real.expol", folder.path().join("link.expol")).unwrap();
    std::os::unix::fs::symlink(".", folder.path().join("loop")).unwrap();
    git(&folder, &["add", "-A"]);
    git(
        &folder,
        &["update-index", "--add", "--cacheinfo", "160000,1234567890123456789012345678901234567890,sub"],
    );
    git(&folder, &["commit", "-q", "-m", "first"]);
    let refused = |side: &str, words: &str| {
        folder.run(&["diff", side, "real.expol"]).ends_with(2).says(&[words]);
    };
    refused("HEAD:link.expol", "symbolic link");
    refused("HEAD:loop/real.expol", "symbolic link");
    refused("HEAD:sub", "submodule");
    refused("HEAD:sub/a.expol", "submodule");
    refused("HEAD:gone.expol", "no such file");
    refused("HEAD:../x.expol", "leads out of the repository");
    refused("HEAD:uses.expol", "has errors");
    folder.run(&["diff", "HEAD:uses.expol", "real.expol"]).says(&["symbolic link"]);
}

#[test]
fn a_revision_is_a_name_and_never_an_option_or_a_command() {
    let folder = repository();
    for revision in [
        "--all",
        "--git-dir=/tmp",
        "-h",
        "$(touch pwned)",
        "`touch pwned`",
        "HEAD;touch pwned",
        "HEAD\ntouch",
        "no-such",
    ] {
        let outcome = folder.run(&["diff", "--", revision, "sites/rio.expol"]);
        assert_eq!(outcome.code, Some(2), "{revision:?}: {outcome:#?}");
    }
    assert!(!folder.names().contains(&"pwned".to_owned()));
    let outside = Folder::with(&[("a.expol", OFFICE)]);
    outside.run(&["diff", "HEAD", "a.expol"]).ends_with(2).says(&["is in no git repository"]);
}

#[test]
fn nothing_that_the_repository_or_the_environment_names_is_run() {
    let folder = repository();
    let trap = folder.path().join("trap.sh");
    folder.write("trap.sh", "#!/bin/sh\ntouch \"$(dirname \"$0\")/sprung\"\n");
    std::fs::set_permissions(&trap, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let trap = trap.to_str().unwrap();
    for (key, value) in [
        ("core.fsmonitor", trap),
        ("core.hooksPath", "."),
        ("core.pager", trap),
        ("filter.x.smudge", trap),
        ("filter.x.clean", trap),
        ("diff.external", trap),
        ("core.sshCommand", trap),
    ] {
        git(&folder, &["config", key, value]);
    }
    folder.write(".git/info/attributes", "* filter=x diff=x\n");
    let mut command = folder.command(&["diff", "HEAD~1", "HEAD:sites/rio.expol", "--as-of", "2026-11-23"]);
    command.env("GIT_DIR", "/nowhere").env("GIT_EXTERNAL_DIFF", trap).env("GIT_CONFIG_COUNT", "1");
    command.env("GIT_CONFIG_KEY_0", "core.fsmonitor").env("GIT_CONFIG_VALUE_0", trap);
    let outcome = crate::command::Outcome::of(&mut command).ends_with(1);
    assert!(outcome.stdout.contains(OPENED), "{outcome:#?}");
    assert!(!folder.names().contains(&"sprung".to_owned()), "the trap was sprung");
}
