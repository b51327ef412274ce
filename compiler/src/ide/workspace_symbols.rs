//! Declarations and labels of the whole program by a part of their names.

use crate::db::{Db, SourceFile};
use crate::hir::{Item, Meaning, Place, file_items, item_uses, labels, program_modules};
use crate::syntax::ItemKind;
use crate::text::TextRange;

use super::item::{item_range, name_range, range_of_place};
use super::names::bare;
use super::outline::{SymbolKind, kind_of};

/// A symbol of the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkspaceSymbol {
    /// Its name.
    pub name: String,
    /// What it is; a label is a rule.
    pub kind: SymbolKind,
    /// The file or module that has it.
    pub container: String,
    /// The file.
    pub file: SourceFile,
    /// Its name there.
    pub range: TextRange,
    /// All of it.
    pub full: TextRange,
}

/// So many are enough for a person.
const MAX_SYMBOLS: usize = 1_000;

/// Everything whose name has the letters of the query in their order; the project's own first, exact beginnings before others.
pub fn workspace_symbols(db: &dyn Db, query: &str) -> Vec<WorkspaceSymbol> {
    let wanted = query.to_lowercase();
    let mut found: Vec<((bool, bool, usize), WorkspaceSymbol)> = Vec::new();
    for file in program_modules(db) {
        let mut add = |symbol: WorkspaceSymbol| {
            let begins = symbol.name.to_lowercase().starts_with(&wanted);
            found.push(((file.library(db), !begins, symbol.name.len()), symbol));
        };
        for item in file_items(db, *file) {
            if let Some(name) = item.name(db).as_deref().filter(|name| has_letters(name, &wanted)) {
                add(symbol(db, *item, name));
            }
        }
        if labels(db, *file).iter().any(|label| has_letters(label, &wanted)) {
            labelled(db, *file, &wanted).into_iter().for_each(&mut add);
        }
    }
    found.sort_by(|(a, first), (b, second)| (a, &first.name).cmp(&(b, &second.name)));
    found.into_iter().map(|(_, symbol)| symbol).take(MAX_SYMBOLS).collect()
}

fn has_letters(name: &str, wanted: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    wanted.chars().all(|typed| letters.any(|letter| letter == typed))
}

fn symbol(db: &dyn Db, item: Item<'_>, name: &str) -> WorkspaceSymbol {
    WorkspaceSymbol {
        name: name.to_owned(),
        kind: kind_of(item.kind(db)),
        container: item.file(db).path(db).as_str().to_owned(),
        file: item.file(db),
        range: name_range(db, item),
        full: item_range(db, item),
    }
}

/// The labels of one file that match.
fn labelled(db: &dyn Db, file: SourceFile, wanted: &str) -> Vec<WorkspaceSymbol> {
    let mut found = Vec::new();
    let may = |item: &&Item<'_>| matches!(item.kind(db), ItemKind::Statement | ItemKind::Profile);
    for item in file_items(db, file).iter().filter(may) {
        for used in item_uses(db, *item).names.iter().filter(|name| name.declares) {
            let Meaning::Label(_, name) = &used.meaning else { continue };
            if has_letters(bare(name), wanted) {
                found.push(WorkspaceSymbol {
                    name: name.to_string(),
                    kind: SymbolKind::Rule,
                    container: file.path(db).as_str().to_owned(),
                    file,
                    range: range_of_place(db, Place::new(*item, used.node)).range,
                    full: item_range(db, *item),
                });
            }
        }
    }
    found
}
