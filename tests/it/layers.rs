//! The layers: which room may import which, and which crates of others it may use. ARCHITECTURE.md shows this very table.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{self, File};

/// A room (a module of the root package, or a crate of its own) and everything that it may use.
struct Room {
    name: &'static str,
    ours: &'static [&'static str],
    others: &'static [&'static str],
}

/// From the bottom to the top: a room imports only rooms above it in this table.
#[rustfmt::skip]
const ROOMS: &[Room] = &[
    Room { name: "expol-ir",    ours: &[], others: &["schemars", "serde", "serde_json", "sha2"] },
    Room { name: "expol-space", ours: &[], others: &[] },
    Room { name: "expol-grammar", ours: &[], others: &["pest", "pest_derive"] },
    Room { name: "text",        ours: &[], others: &[] },
    Room { name: "expol-query", ours: &["expol-ir", "expol-space", "text"], others: &["serde", "serde_json"] },
    Room { name: "syntax",      ours: &["expol-grammar", "text"], others: &["pest", "postcard", "rustc-hash", "serde", "smol_str"] },
    Room { name: "diagnostics", ours: &["text"], others: &["smol_str"] },
    Room { name: "db",          ours: &["text", "syntax"], others: &["csv", "jiff", "rustc-hash", "salsa", "smol_str"] },
    Room { name: "hir",         ours: &["text", "syntax", "db"], others: &["rustc-hash", "salsa", "smol_str"] },
    Room { name: "policy",      ours: &["expol-space", "text", "syntax", "db", "hir"], others: &["rustc-hash", "salsa", "smol_str"] },
    Room { name: "checks",      ours: &["expol-space", "text", "syntax", "diagnostics", "db", "hir", "policy"],
           others: &["rustc-hash", "smol_str", "strsim"] },
    Room { name: "lower",       ours: &["expol-ir", "expol-space", "text", "syntax", "db", "hir", "policy"],
           others: &[] },
    Room { name: "ide",         ours: &["expol-ir", "expol-space", "text", "syntax", "diagnostics", "db", "hir", "policy", "checks", "lower"],
           others: &["rustc-hash", "salsa", "smol_str"] },
    Room { name: "manual",      ours: &["expol-space", "text", "syntax", "db", "hir", "policy"], others: &[] },
    Room { name: "render",      ours: &["text", "diagnostics"],
           others: &["codespan-reporting", "miette", "serde", "serde_json"] },
    Room { name: "cli",         ours: &["expol-ir", "expol-space", "expol-query", "text", "syntax", "diagnostics", "db", "hir",
                                        "policy", "checks", "lower", "manual", "render"],
           others: &["clap", "csv", "serde", "serde_json", "smol_str", "strsim", "tempfile", "terminal_size"] },
    Room { name: "expol-lsp",   ours: &["text", "syntax", "diagnostics", "db", "hir", "checks", "ide"],
           others: &["crossbeam-channel", "futures-util", "memchr", "salsa", "serde", "serde_json", "sha2", "tokio", "tower",
                     "tower-lsp"] },
];

/// The crate that stands on the root package, and its folder.
const ABOVE: (&str, &str) = ("expol-lsp", "lsp");

/// The rooms that are crates: by which name they are depended on, and where they lie. The root package shows some of them
/// under their rooms' names.
const CRATES: &[(&str, &str, &str)] = &[
    ("expol-ir", "expol-ir", "compiler/ir"),
    ("expol-space", "expol-space", "compiler/space"),
    ("expol-query", "expol-query", "compiler/query"),
    ("expol-grammar", "expol-grammar", "grammar"),
    ("text", "expol-text", "compiler/text"),
    ("syntax", "expol-syntax", "compiler/syntax"),
];

impl Room {
    /// Whether it is a module of the root package.
    fn is_in_the_root_package(&self) -> bool {
        self.as_crate().is_none() && self.name != ABOVE.0
    }

    /// Its name among dependencies, and its folder, where it is a crate.
    fn as_crate(&self) -> Option<(&'static str, &'static str)> {
        CRATES.iter().find(|(room, ..)| *room == self.name).map(|(_, name, folder)| (*name, *folder))
    }
}

/// What only these files may touch: the outside, and what is written for machines.
const GUARDED: &[(&str, &[&str])] = &[
    ("fs", &["db/os.rs", "db/project.rs", "cli/"]),
    ("env", &["db/project.rs", "cli/"]),
    ("process", &["cli/"]),
    ("thread", &["cli/", "checks/ahead.rs"]),
    ("Instant", &["cli/"]),
    ("SystemTime", &["cli/"]),
    ("jiff", &["db/os.rs"]),
    ("serde", &["render/json.rs", "cli/", "compiler/syntax/"]),
    ("postcard", &["compiler/syntax/"]),
    ("serde_json", &["render/json.rs", "cli/"]),
];

#[test]
fn a_room_imports_only_what_its_row_names() {
    let mut wrong = Vec::new();
    for (room, file, code) in production_code() {
        let refused = |import: &String| import != room.name && !room.ours.contains(&import.as_str());
        let imports = imports_of_rooms(&code).into_iter().filter(refused);
        wrong.extend(
            imports.map(|import| format!("{}: `{}` may not import `{import}`", file.path, room.name)),
        );
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_room_uses_only_the_crates_of_its_row() {
    let all = dependencies(&tree::read("Cargo.toml"));
    let mut wrong = Vec::new();
    for (room, file, code) in production_code() {
        let (ours, others) = (dependencies_of(room.ours), room.others);
        let refused = |name: &&String| !ours.contains(&name.as_str()) && !others.contains(&name.as_str());
        let used = all.iter().filter(refused).filter(|name| is_used(&code, &name.replace('-', "_")));
        wrong.extend(
            used.map(|name| format!("{}: `{}` may not use the crate `{name}`", file.path, room.name)),
        );
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_outside_is_touched_by_the_files_that_are_named_for_it() {
    let mut wrong = Vec::new();
    let crates = ["compiler/text", "compiler/syntax"].map(code_below);
    let rooms = production_code().into_iter().map(|(_, file, code)| (file, code));
    for (file, code) in rooms.chain(crates.into_iter().flatten()) {
        let inside = file.path.strip_prefix("compiler/src/").unwrap_or(&file.path);
        for (name, allowed) in GUARDED {
            let may = allowed.iter().any(|allowed| inside.starts_with(allowed));
            if !may && is_used(&code, name) {
                wrong.push(format!("{}: only {allowed:?} may use `{name}::`", file.path));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn nobody_reaches_the_crate_root_by_going_up() {
    for (_, file, code) in production_code() {
        let inside =
            file.path.trim_start_matches("compiler/src/").trim_end_matches(".rs").trim_end_matches("/mod");
        let depth = inside.split('/').count();
        let up = format!("{}super::", "super::".repeat(depth - 1));
        assert!(
            !code.contains(&up),
            "{}: a room is left by `crate::`, where the layers are checked",
            file.path
        );
    }
}

#[test]
fn no_row_names_a_crate_that_its_room_does_not_use() {
    let code = production_code();
    let of = |name: &str| -> String {
        code.iter().filter(|(room, ..)| room.name == name).map(|(.., code)| code.as_str()).collect()
    };
    let mut idle = Vec::new();
    for room in ROOMS.iter().filter(|room| room.is_in_the_root_package()) {
        let code = of(room.name);
        let unused = room.others.iter().filter(|name| !is_used(&code, &name.replace('-', "_")));
        idle.extend(unused.map(|name| format!("`{}` does not use `{name}`", room.name)));
    }
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn rooms_stand_on_rooms_above_them_in_the_table() {
    for (at, room) in ROOMS.iter().enumerate() {
        for import in room.ours {
            let lower = ROOMS.iter().take(at).any(|earlier| earlier.name == *import);
            assert!(lower, "`{}` imports `{import}`, which stands below it", room.name);
        }
    }
}

#[test]
fn the_library_consists_of_the_rooms() {
    let code = tree::code_only(&tree::read("compiler/src/lib.rs"));
    let items = code.split(';').map(str::trim);
    let declared: BTreeSet<String> = items
        .filter_map(|item| item.strip_prefix("pub mod ").or_else(|| item.strip_prefix("pub use ")))
        .map(str::to_owned)
        .collect();
    let rooms: BTreeSet<String> = ROOMS
        .iter()
        .filter(|room| !room.name.starts_with("expol-"))
        .map(|room| match room.as_crate() {
            Some((name, _)) => format!("{} as {}", name.replace('-', "_"), room.name),
            None => room.name.to_owned(),
        })
        .collect();
    assert_eq!(declared, rooms);
}

#[test]
fn the_program_is_the_command_line_and_nothing_else() {
    let code = tree::code_only(&tree::read("compiler/src/main.rs"));
    for (at, _) in code.match_indices("expolc::") {
        let path = code.get(at + "expolc::".len()..).unwrap_or_default();
        assert!(
            path.starts_with("cli"),
            "main.rs uses `expolc::{}`",
            path.lines().next().unwrap_or_default()
        );
    }
}

#[test]
fn the_crates_depend_on_what_their_rows_name() {
    for (room, name, folder) in CRATES {
        let room = ROOMS.iter().find(|other| other.name == *room).unwrap();
        let mut named = dependencies_of(room.ours);
        named.extend(room.others);
        named.sort_unstable();
        let manifest = tree::read(&format!("{folder}/Cargo.toml"));
        assert!(manifest.contains(&format!("\nname = \"{name}\"\n")), "{folder} is not {name}");
        assert_eq!(dependencies(&manifest), named, "{folder}");
    }
}

#[test]
fn the_crate_above_imports_and_depends_on_what_its_row_names() {
    let (name, folder) = ABOVE;
    let room = ROOMS.iter().find(|room| room.name == name).unwrap();
    let mut imports = BTreeSet::new();
    for (_, code) in code_below(&format!("{folder}/src")) {
        imports.extend(imports_of_rooms(&code.replace("crate::", "").replace("expolc::", "crate::")));
    }
    assert_eq!(imports, room.ours.iter().map(ToString::to_string).collect());
    let mut named: Vec<&str> = room.others.to_vec();
    named.push("expolc");
    named.sort_unstable();
    assert_eq!(dependencies(&tree::read(&format!("{folder}/Cargo.toml"))), named);
}

#[test]
fn salsa_has_no_accumulators() {
    let manifest = tree::read("Cargo.toml");
    let line = manifest.lines().find(|line| line.starts_with("salsa = ")).unwrap();
    assert!(line.contains("default-features = false") && !line.contains("accumulator"), "{line}");
}

#[test]
fn architecture_md_shows_this_table() {
    let page = tree::read("ARCHITECTURE.md");
    let shown: Vec<(String, Vec<String>, Vec<String>)> = rows(&page)
        .into_iter()
        .map(|cells| (names(&cells[0]).concat(), names(&cells[2]), names(&cells[3])))
        .collect();
    let own: Vec<(String, Vec<String>, Vec<String>)> = ROOMS
        .iter()
        .map(|room| {
            (
                room.name.to_owned(),
                room.ours.iter().map(ToString::to_string).collect(),
                room.others.iter().map(ToString::to_string).collect(),
            )
        })
        .collect();
    assert_eq!(shown, own);
}

/// The files of the rooms of the root package, without tests, comments and strings.
fn production_code() -> Vec<(&'static Room, File, String)> {
    let mut found = Vec::new();
    for room in ROOMS.iter().filter(|room| room.is_in_the_root_package()) {
        let files = code_below(&format!("compiler/src/{}", room.name));
        found.extend(files.into_iter().map(|(file, code)| (room, file, code)));
    }
    assert!(found.len() > 80, "the rooms are empty: {} files", found.len());
    found
}

/// The files below a folder, without tests, comments and strings.
fn code_below(folder: &str) -> Vec<(File, String)> {
    let files = tree::files(folder, ".rs").into_iter().filter(|file| !tree::is_test_file(&file.path));
    let found: Vec<(File, String)> = files
        .map(|file| {
            let code = tree::code_only(tree::without_tests(&file.text));
            (file, code)
        })
        .collect();
    assert!(!found.is_empty(), "{folder} has no Rust");
    found
}

/// Rooms as a manifest names them.
fn dependencies_of(rooms: &[&'static str]) -> Vec<&'static str> {
    let named = |name: &&'static str| {
        let known = CRATES.iter().find(|(room, ..)| room == name);
        known.map_or(*name, |(_, dependency, _)| *dependency)
    };
    rooms.iter().map(named).collect()
}

/// The rooms behind `crate::`, one by one or in braces.
fn imports_of_rooms(code: &str) -> BTreeSet<String> {
    let word = |text: &str| {
        text.trim_start()
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = code.get(at + "crate::".len()..).unwrap_or_default();
        match rest.strip_prefix('{') {
            Some(list) => found.extend(elements(list).into_iter().map(|element| word(&element))),
            None => {
                found.insert(word(rest));
            }
        }
    }
    found.remove("");
    found
}

/// The elements of a list in braces, up to its closing brace.
fn elements(list: &str) -> Vec<String> {
    let (mut depth, mut all, mut current) = (0, Vec::new(), String::new());
    for character in list.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => all.push(std::mem::take(&mut current)),
            _ => current.push(character),
        }
    }
    all.push(current);
    all
}

/// Whether `name::` or `use name` stands in the code as the beginning of a path or behind `std::`.
fn is_used(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code.get(..at).unwrap_or_default();
        let after = code.get(at + name.len()..).unwrap_or_default();
        let starts = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.'))
            || before.ends_with("std::");
        let imported = before.trim_end().ends_with("use") || before.ends_with("std::");
        starts && (after.starts_with("::") || imported && after.starts_with([';', ' ', ',']))
    })
}

/// The names in the `[dependencies]` of a manifest, sorted.
fn dependencies(manifest: &str) -> Vec<String> {
    let section =
        manifest.split("\n[").find(|section| section.starts_with("dependencies]")).unwrap_or_default();
    let mut found: Vec<String> = section
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    found.sort_unstable();
    found
}

/// The rows of the table below the heading "Layers".
fn rows(page: &str) -> Vec<Vec<String>> {
    let section = page.split("\n## ").find(|section| section.starts_with("Layers")).unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The names in backticks.
fn names(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn imports_are_seen_in_every_form() {
    let code = "use crate::db::{Db, x}; use crate::{hir::{a, b}, text}; crate::policy::f(); $crate::diagnostics::g!()";
    let found: BTreeMap<String, ()> = imports_of_rooms(code).into_iter().map(|name| (name, ())).collect();
    assert_eq!(found.into_keys().collect::<Vec<_>>(), ["db", "diagnostics", "hir", "policy", "text"]);
    assert!(
        is_used("use std::fs;", "fs")
            && is_used("x = std::env::var()", "env")
            && is_used("#[salsa::tracked]", "salsa")
    );
    assert!(
        !is_used("self.fs::<u8>()", "fs") && !is_used("offs::x", "fs") && !is_used("a::serde::b", "serde")
    );
}
