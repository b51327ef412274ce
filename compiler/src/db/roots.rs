//! Which files are policies: every file that no other file uses is one, with all that it uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::syntax::item::{Item, UseTarget};
use crate::syntax::{ItemKind, parse_item, split};

/// The files from which all others are reached: those that none uses, and the first of each circle. In order.
pub fn policy_roots<F: Ord>(uses: &BTreeMap<F, Vec<F>>) -> Vec<&F> {
    let used: BTreeSet<&F> =
        uses.iter().flat_map(|(file, used)| used.iter().filter(move |it| *it != file)).collect();
    let (inner, mut roots): (Vec<&F>, Vec<&F>) = uses.keys().partition(|file| used.contains(*file));
    let mut reached = BTreeSet::new();
    roots.iter().for_each(|root| reach(*root, uses, &mut reached));
    for file in inner {
        if !reached.contains(file) {
            reach(file, uses, &mut reached);
            roots.push(file);
        }
    }
    roots.sort();
    roots
}

/// What is reached from a file, itself included.
pub fn reached_from<'a, F: Ord>(root: &'a F, uses: &'a BTreeMap<F, Vec<F>>) -> BTreeSet<&'a F> {
    let mut reached = BTreeSet::new();
    reach(root, uses, &mut reached);
    reached
}

/// The paths that the `use` items of a text name, as they are written.
pub fn written_uses(text: &str) -> Vec<String> {
    let slices = split(text).into_iter().filter(|slice| slice.kind == ItemKind::Use);
    let target = slices.filter_map(|slice| {
        let cut = text.get(slice.range.start as usize..slice.range.end as usize)?;
        match &parse_item(cut, &slice).ast.item {
            Item::Use(used) => match &used.target {
                UseTarget::File(text) => Some(text.value.to_string()),
                UseTarget::Library(_) => None,
            },
            _ => None,
        }
    });
    target.collect()
}

fn reach<'a, F: Ord>(from: &'a F, uses: &'a BTreeMap<F, Vec<F>>, reached: &mut BTreeSet<&'a F>) {
    let mut pending = vec![from];
    while let Some(file) = pending.pop() {
        if reached.insert(file) {
            pending.extend(uses.get(file).into_iter().flatten());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        edges.iter().map(|(file, used)| ((*file).to_owned(), owned(used))).collect()
    }

    fn root_names(edges: &[(&str, &[&str])]) -> Vec<String> {
        policy_roots(&graph(edges)).into_iter().cloned().collect()
    }

    #[test]
    fn a_file_that_another_uses_is_no_policy_of_its_own() {
        assert_eq!(root_names(&[("a", &["z"]), ("b", &["z", "missing"]), ("z", &[])]), ["a", "b"]);
    }

    #[test]
    fn a_circle_is_checked_once_and_a_file_that_uses_itself_too() {
        assert_eq!(root_names(&[("a", &["b"]), ("b", &["a"]), ("c", &["c"])]), ["a", "c"]);
        assert_eq!(root_names(&[("a", &["b"]), ("b", &["a"]), ("z", &["b"])]), ["z"]);
    }

    #[test]
    fn what_a_root_reaches_is_its_policy() {
        let graph = graph(&[("a", &["b"]), ("b", &["a", "missing"]), ("c", &[])]);
        let reached = reached_from(graph.get_key_value("a").unwrap().0, &graph);
        assert_eq!(reached.into_iter().collect::<Vec<_>>(), ["a", "b", "missing"]);
    }

    #[test]
    fn uses_are_found_without_the_rest_of_the_file() {
        let text = "use std.net\nuse \"a.expol\" as a\nzone x {\n  \"use b\"\nuse \"sites/c.expol\".{d}\r\n// use \"e.expol\"\n";
        assert_eq!(written_uses(text), ["a.expol", "sites/c.expol"]);
    }
}
