//! Input that no one meant: a clear message, the right exit code, never a half-written file and never a wait.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::command::Folder;

const CLEAN: &str = "zone lan { 10.0.0.0/8 }\nallow lan -> lan on tcp 443\n";
/// Longer than any of this takes on a busy machine, shorter than anybody waits.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn text_that_is_not_utf_8() {
    let folder = Folder::new();
    folder.write("p.expol", b"zone lan { 10.0.0.0/8 }\n// \xff\n");
    folder
        .run(&["check", "p.expol"])
        .ends_with(2)
        .says(&["error: cannot read p.expol: it is not UTF-8 text: byte 27"]);
    folder.run(&["emit", "p.expol"]).ends_with(2).says(&["not UTF-8"]);
    folder.write("main.expol", "use \"p.expol\"\n");
    folder.run(&["check", "main.expol"]).ends_with(1).says(&["main.expol:1:5: error[EX0105]", "not UTF-8"]);
    folder.run_with(&["check", "-"], b"\xfe\xff").ends_with(2).says(&["stdin.expol", "not UTF-8"]);
}

#[test]
fn an_empty_file_and_windows_line_ends() {
    let folder = Folder::with(&[("empty.expol", ""), ("unix.expol", CLEAN)]);
    folder.run(&["check", "empty.expol"]).ends_with(0).says(&["no findings"]);
    folder.run(&["emit", "empty.expol"]).ends_with(0).says(&["\"rules\": []"]);
    folder.write("windows.expol", format!("\u{feff}{}", CLEAN.replace('\n', "\r\n")));
    let digest = |file: &str| {
        let document = folder.run(&["emit", file]).ends_with(0).stdout;
        serde_json::from_str::<serde_json::Value>(&document).unwrap()["digests"]["semantic"].clone()
    };
    assert_eq!(digest("windows.expol"), digest("unix.expol"));
}

#[test]
fn directories_and_missing_files() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path().join("d.expol")).unwrap();
    folder.run(&["emit", "d.expol"]).ends_with(2).says(&["d.expol: it is a directory"]);
    folder.run(&["check", "d.expol"]).ends_with(2).says(&["there is no `.expol` file in `d.expol`"]);
    folder.run(&["check", "missing.expol"]).ends_with(2).says(&["missing.expol: the file does not exist"]);
    folder.run(&["check", "no/folder.expol"]).ends_with(2).says(&["no/folder.expol", "does not exist"]);
    folder.run(&["check"]).ends_with(2).says(&["there is no `.expol` file"]);
    folder.run(&["ir", "verify", "missing.json"]).ends_with(2);
    folder.run(&["ir", "verify", "."]).ends_with(2).says(&["it is a directory"]);
    folder.write("main.expol", "use \"gone.expol\"\n");
    folder.run(&["check", "main.expol"]).ends_with(1).says(&["main.expol:1:5: error["]);
}

#[test]
fn one_unreadable_file_does_not_hide_the_findings_of_the_others() {
    let folder = Folder::with(&[("a.expol", "allow x -> x on tcp 1\n"), ("b.expol", "")]);
    folder.write("b.expol", b"\xff");
    folder.run(&["check"]).ends_with(2).says(&[
        "b.expol: it is not UTF-8",
        "a.expol:1:7: error[EX0101]",
        "checked 1 policy",
    ]);
}

#[test]
fn a_file_that_is_too_large() {
    let folder = Folder::new();
    folder.write("p.expol", vec![b' '; 8 * 1024 * 1024 + 1]);
    folder.run(&["check", "p.expol"]).ends_with(2).says(&["it has 8388609 bytes, the limit is 8388608"]);
    folder
        .run_with(&["check", "-"], vec![b' '; 9_000_000])
        .ends_with(2)
        .says(&["standard input", "the limit"]);
}

#[test]
fn a_line_of_ten_megabytes_is_refused_and_one_within_the_limit_is_read() {
    let folder = Folder::new();
    folder.write("long.expol", format!("zone a {{ {} }}", "10.0.0.0/8, ".repeat(900_000)));
    folder.run_within(PATIENCE, &["check", "long.expol"]).ends_with(2).says(&["the limit is"]);
    folder.write("p.expol", format!("// {}\n{CLEAN}", "x".repeat(7_000_000)));
    folder.run_within(PATIENCE, &["check", "p.expol"]).ends_with(0);
    folder.write("p.expol", format!("zone lan {{ 10.0.0.0/8 }} /* {} */ nonsense", "x".repeat(7_000_000)));
    let outcome = folder.run_within(PATIENCE, &["check", "--format", "graphical", "p.expol"]).ends_with(1);
    assert!(outcome.stdout.len() < 5_000, "{}", outcome.stdout.len());
}

#[cfg(unix)]
#[test]
fn devices_and_pipes_are_refused_without_waiting() {
    let folder = Folder::new();
    let pipe = folder.path().join("pipe.expol");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    folder
        .run_within(PATIENCE, &["check", "pipe.expol"])
        .ends_with(2)
        .says(&["a device, a pipe or a socket"]);
    folder.run_within(PATIENCE, &["emit", "pipe.expol"]).ends_with(2);
    folder
        .run_within(PATIENCE, &["ir", "verify", "pipe.expol"])
        .ends_with(2)
        .says(&["`-` reads standard input"]);
    folder.write("main.expol", "use \"pipe.expol\"\n");
    folder.run_within(PATIENCE, &["check", "main.expol"]).ends_with(1).says(&["main.expol:1:5: error["]);
    folder.run_within(PATIENCE, &["check", "/dev/zero"]).ends_with(2).says(&["a device, a pipe or a socket"]);
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("zero.expol")).unwrap();
    folder.run_within(PATIENCE, &["check", "zero.expol"]).ends_with(2);
    folder.write("p.expol", CLEAN);
    folder
        .run_within(PATIENCE, &["emit", "p.expol", "-o", "pipe.expol"])
        .ends_with(2)
        .says(&["not a regular file"]);
    folder
        .run_within(PATIENCE, &["emit", "p.expol", "-o", "/dev/full"])
        .ends_with(2)
        .says(&["not a regular file"]);
}

/// Permissions do not bind the superuser, as whom this may run: a name that is too long for the system fails for all.
#[cfg(unix)]
#[test]
fn a_file_that_the_system_will_not_open() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[("p.expol", CLEAN)]);
    let long = format!("{}.expol", "x".repeat(300));
    folder.run(&["check", &long]).ends_with(2).says(&["error: cannot read"]);
    let file = folder.path().join("p.expol");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).unwrap();
    match std::fs::File::open(&file) {
        Ok(_) => drop(folder.run(&["check", "p.expol"]).ends_with(0)),
        Err(_) => drop(folder.run(&["check", "p.expol"]).ends_with(2).says(&["p.expol: permission denied"])),
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_project() {
    let outside = Folder::with(&[("secret.expol", "zone secret { 10.0.0.0/8 }\n")]);
    let folder = Folder::with(&[("expol.toml", ""), ("main.expol", "use \"link.expol\"\n")]);
    std::os::unix::fs::symlink(outside.path().join("secret.expol"), folder.path().join("link.expol"))
        .unwrap();
    folder.run(&["check", "link.expol"]).ends_with(2).says(&["a symbolic link leads out of the project"]);
    let outcome = folder.run(&["check", "main.expol"]).ends_with(1).says(&["main.expol:1:5: error["]);
    assert!(!outcome.stdout.contains("secret"), "{outcome:#?}");
}

#[test]
fn paths_that_lead_elsewhere_are_refused_before_anything_is_opened() {
    let folder = Folder::with(&[("expol.toml", "")]);
    for path in [
        "/etc/passwd.expol",
        "C:/x.expol",
        "//host/share/x.expol",
        "https://host/x.expol",
        "../../x.expol",
        "NUL.expol",
        "com1.expol",
    ] {
        folder.write("p.expol", format!("use \"{path}\" as x\n"));
        folder.run(&["check", "p.expol"]).ends_with(1).says(&["p.expol:1:5: error[EX0106]"]);
    }
    folder.write("p.expol", "use \"\\\\\\\\host\\\\x.expol\" as x\n");
    folder.run(&["check", "p.expol"]).ends_with(1).says(&["EX0106"]);
    folder.write("p.expol", "zone z { from \"../../list.csv\" }\n");
    folder.run(&["check", "p.expol"]).ends_with(1).says(&["p.expol:1:"]);
}

#[test]
fn a_circle_of_imports_is_named_once() {
    let folder = Folder::with(&[
        ("a.expol", "use \"b.expol\"\n"),
        ("b.expol", "use \"c.expol\"\n"),
        ("c.expol", "use \"a.expol\"\n"),
    ]);
    let outcome = folder.run_within(PATIENCE, &["check", "a.expol"]).ends_with(1);
    assert_eq!(outcome.stdout.matches("error[EX0104]").count(), 1, "{outcome:#?}");
}

#[test]
fn profiles_that_double_thirty_times_end_at_a_limit_with_a_name() {
    let mut policy = "zone lan { 10.0.0.0/8 }\nprofile p0 { allow lan -> lan on tcp 1 }\n".to_owned();
    for level in 1..=30 {
        writeln!(policy, "profile p{level} {{ apply p{0}\n apply p{0} }}", level - 1).unwrap();
    }
    policy.push_str("apply p30\n");
    let folder = Folder::with(&[("p.expol", &policy)]);
    let begin = Instant::now();
    folder.run_within(PATIENCE, &["check", "p.expol"]).ends_with(1).says(&["error[EX0404]"]);
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}

/// Small and large, since a large policy is computed by several threads, the items in turn.
#[test]
fn definitions_that_build_on_each_other_thousands_deep() {
    for (items, bytes) in [(0, 0), (0, 300_000), (1, 300_000)] {
        let mut policy = format!("//{}\nzone lan {{ 10.0.0.0/8 }}\ngroup g0 {{ lan }}\n", "-".repeat(bytes));
        (0..items).for_each(|item| writeln!(policy, "zone z{item} {{ 192.0.2.{item} }}").unwrap());
        for level in 1..=3000 {
            writeln!(policy, "group g{level} {{ g{} }}", level - 1).unwrap();
        }
        policy.push_str("allow g3000 -> lan on tcp 443\n");
        let folder = Folder::with(&[("p.expol", &policy)]);
        folder.run_within(PATIENCE, &["check", "p.expol"]).ends_with(0);
    }
}

#[test]
fn characters_that_hide_are_errors_in_a_source_and_spelt_out_everywhere() {
    let folder = Folder::with(&[("p.expol", "zone l\u{202e}an { 10.0.0.0/8 }\n// \u{1b}[31mred\n")]);
    for format in ["short", "graphical", "json"] {
        let outcome = folder.run(&["check", "--format", format, "p.expol"]).ends_with(1).says(&["EX0006"]);
        assert!(!outcome.stdout.contains(['\u{202e}', '\u{1b}']), "{outcome:#?}");
    }
    let name = "a\u{202e}b.expol";
    folder.write(name, "allow x -> y on tcp 1\n");
    for format in ["short", "graphical", "json"] {
        let outcome = folder.run(&["check", "--format", format, name]).ends_with(1).says(&["\\u"]);
        assert!(!outcome.stdout.contains('\u{202e}'), "{outcome:#?}");
    }
    for arguments in
        [["check", "x\u{1b}[31m.expol"], ["explain", "\u{1b}[31m"], ["emit", "gone\u{202e}.expol"]]
    {
        let outcome = folder.run(&arguments).ends_with(2).says(&["\\u{"]);
        assert!(!outcome.stderr.contains(['\u{202e}', '\u{1b}']), "{outcome:#?}");
    }
    let outcome = folder.run(&["\u{1b}[31mchek\u{202e}"]).ends_with(2).says(&["chek"]);
    assert!(!outcome.stderr.contains(['\u{202e}', '\u{1b}']), "{outcome:#?}");
}

/// A limit on the size of files stands for a full disk: it binds the superuser too and needs no mount.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_what_was_there() {
    let mut policy = "zone lan { 10.0.0.0/8 }\n".to_owned();
    (1..200).for_each(|port| writeln!(policy, "allow lan -> lan on tcp {port}").unwrap());
    let folder = Folder::with(&[("p.expol", &policy), ("out.json", "old")]);
    let shell = |script: &str| {
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script, "sh", env!("CARGO_BIN_EXE_expolc")]).current_dir(folder.path());
        crate::command::Outcome::of(&mut command)
    };
    let outcome = shell("trap '' XFSZ; ulimit -f 1; exec \"$1\" emit p.expol -o out.json").ends_with(2);
    outcome.says(&["cannot write `out.json`", "nothing was changed"]);
    assert_eq!(folder.read("out.json"), "old");
    assert_eq!(folder.names(), ["out.json", "p.expol"]);
    if cfg!(target_os = "linux") {
        shell("exec \"$1\" emit p.expol > /dev/full").ends_with(2).says(&["cannot write to standard output"]);
        shell("exec \"$1\" check p.expol > /dev/full")
            .ends_with(2)
            .says(&["cannot write to standard output"]);
    }
}

#[test]
fn names_that_cannot_be_a_policys() {
    let folder = Folder::with(&[("expol.toml", ""), ("p.expol", CLEAN)]);
    let other = Folder::with(&[("q.expol", CLEAN)]);
    let outside = other.path().join("q.expol");
    folder
        .run(&["check", "p.expol", outside.to_str().unwrap()])
        .ends_with(2)
        .says(&["q.expol", "outside of the project"]);
    folder.run(&["check", ""]).ends_with(2);
    folder.run(&["check", "p.expol", "p.expol"]).ends_with(0).says(&["checked 1 policy: no findings"]);
}
