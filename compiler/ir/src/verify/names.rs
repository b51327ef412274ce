//! The spelling of names, paths and positions.

use super::Problem;
use crate::document::Document;
use crate::pointer::escape;

/// Names of things are ASCII, paths are relative, digests of sources need no look at the files.
pub(super) fn problems(document: &Document) -> Vec<Problem> {
    let maps: [(&str, Vec<&String>); 7] = [
        ("citations", document.citations.keys().collect()),
        ("groups", document.groups.keys().collect()),
        ("servers", document.servers.keys().collect()),
        ("services", document.services.keys().collect()),
        ("sources", document.sources.keys().collect()),
        ("stdlib", document.stdlib.keys().collect()),
        ("zones", document.zones.keys().collect()),
    ];
    let mut problems = Vec::new();
    for (map, names) in maps {
        for name in names.into_iter().filter(|name| !is_name(name)) {
            let message = "not a name: ASCII letters, digits, `_`, `-` and `.`".to_owned();
            problems.push(Problem { path: format!("/{map}/{}", escape(name)), message });
        }
    }
    for (server, definition) in &document.servers {
        for name in definition.interfaces.keys().filter(|name| !is_name(name)) {
            let path = format!("/servers/{}/interfaces/{}", escape(server), escape(name));
            problems.push(Problem { path, message: "not a name".to_owned() });
        }
    }
    for (key, source) in document.sources.iter().filter(|(_, source)| !is_relative(&source.path)) {
        let path = format!("/sources/{}/path", escape(key));
        problems
            .push(Problem { path, message: format!("`{}` is not a path below the project", source.path) });
    }
    problems
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

fn is_relative(path: &str) -> bool {
    !path.contains(['\\', ':']) && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}
