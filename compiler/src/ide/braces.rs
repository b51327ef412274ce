//! Names in the braces of a diagnostic's texts: `"{shop.far} is closed"`. Those of variables are known where it is used only.

use crate::db::Db;
use crate::hir::{FIXED_PLACEHOLDERS, Head, Item, Meaning, file_items, program_modules, resolve_path};
use crate::syntax::{ItemKind, LexemeKind, lexemes};
use crate::text::TextRange;

use super::names::{NameAt, path_of};

/// The declarations that the texts of a diagnostic name.
pub(super) fn names<'db>(db: &'db dyn Db, item: Item<'db>, found: &mut Vec<NameAt<'db>>) {
    let text = item.text(db);
    if item.kind(db) != ItemKind::Diagnostic || !text.contains('{') {
        return;
    }
    for token in lexemes(text).into_iter().filter(|token| token.kind == LexemeKind::Text) {
        for inner in placeholders(token.text(text)) {
            let range = inner.shifted(token.range.start);
            let written = range.slice(text);
            if FIXED_PLACEHOLDERS.contains(&written) {
                continue;
            }
            let Ok(resolved) = resolve_path(db, item.file(db), &[], &path_of(written.split('.'))) else {
                continue;
            };
            let Head::Item(named) = resolved.head else { continue };
            let before: usize =
                written.split('.').take(resolved.rest - 1).map(|segment| segment.len() + 1).sum();
            let length = written.split('.').nth(resolved.rest - 1).map_or(0, str::len);
            let start = range.start + before as u32;
            let range = TextRange::new(start, start + length as u32);
            found.push(NameAt { range, meaning: Meaning::Item(named), declares: false });
        }
    }
}

/// Whether a diagnostic's text has this variable in braces.
pub(super) fn mentions(db: &dyn Db, diagnostic: Item<'_>, variable: &str) -> bool {
    let text = diagnostic.text(db);
    let has = |end: &str| text.contains(&format!("{{{variable}{end}"));
    diagnostic.kind(db) == ItemKind::Diagnostic && (has("}") || has("."))
}

/// A diagnostic of the project whose text has this parameter behind a dot in braces.
pub(super) fn mentioning(db: &dyn Db, parameter: &str) -> Option<String> {
    let wanted = format!(".{parameter}}}");
    let files =
        program_modules(db).iter().filter(|file| !file.library(db) && file.text(db).contains(&wanted));
    let mut items = files.flat_map(|file| file_items(db, *file));
    let has = |item: &&Item<'_>| item.kind(db) == ItemKind::Diagnostic && item.text(db).contains(&wanted);
    items.find(has).and_then(|item| item.name(db).as_ref().map(ToString::to_string))
}

/// What stands in single braces.
fn placeholders(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|offset| at + offset) {
        if text.get(open + 1..).is_some_and(|rest| rest.starts_with('{')) {
            at = open + 2;
            continue;
        }
        let Some(length) = text.get(open + 1..).and_then(|rest| rest.find('}')) else { break };
        found.push(TextRange::new(open as u32 + 1, (open + 1 + length) as u32));
        at = open + 1 + length;
    }
    found
}
