//! Every place at which a name stands: references, and the highlights of one file.

use crate::db::{Db, SourceFile};
use crate::hir::{Definition, Item, Meaning, file_items, module_of, program_modules, visible_definitions};
use crate::syntax::ItemKind;
use crate::text::TextRange;

use super::item::{FilePosition, range_of_place};
use super::names::{bare, name_at, names_of_item};

/// A place at which a name stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Reference {
    /// The bytes.
    pub range: TextRange,
    /// The file.
    pub file: SourceFile,
    /// Whether the name is declared here.
    pub declares: bool,
}

/// Every place of the name at a position, in the whole program; those in files first that come first.
pub fn references(db: &dyn Db, position: FilePosition, with_declaration: bool) -> Vec<Reference> {
    let Some(name) = name_at(db, position) else { return Vec::new() };
    let mut found = occurrences(db, &name.meaning, program_modules(db));
    found.retain(|reference| with_declaration || !reference.declares);
    found
}

/// Every place of the name at a position, in its file.
pub fn highlights(db: &dyn Db, position: FilePosition) -> Vec<Reference> {
    let Some(name) = name_at(db, position) else { return Vec::new() };
    occurrences(db, &name.meaning, &[position.file])
}

/// The places of a meaning in these files.
pub(super) fn occurrences(db: &dyn Db, meaning: &Meaning<'_>, files: &[SourceFile]) -> Vec<Reference> {
    let mut found = Vec::new();
    for file in files {
        let words = words_of(db, *file, meaning);
        let has = |text: &str| words.iter().any(|word| text.contains(word.as_str()));
        if !has(file.text(db)) {
            continue;
        }
        for item in file_items(db, *file) {
            // The text decides first: what does not have the word need not be read for it.
            let by_module = matches!(meaning, Meaning::Module(_)) && item.kind(db) == ItemKind::Use;
            if by_module || has(item.text(db)) {
                of_item(db, *item, meaning, &mut found);
            }
        }
    }
    found
}

fn of_item<'db>(db: &'db dyn Db, item: Item<'db>, meaning: &Meaning<'db>, found: &mut Vec<Reference>) {
    for name in names_of_item(db, item) {
        if name.meaning == *meaning {
            found.push(Reference { range: name.range, file: item.file(db), declares: name.declares });
        }
    }
}

/// The words under which something is known in a file.
fn words_of(db: &dyn Db, file: SourceFile, meaning: &Meaning<'_>) -> Vec<String> {
    match meaning {
        Meaning::Item(item) => vec![item.name(db).as_deref().unwrap_or_default().to_owned()],
        Meaning::Inner(place) => {
            let at = range_of_place(db, *place);
            vec![bare(at.range.slice(at.file.text(db))).to_owned()]
        }
        Meaning::Label(_, name) => vec![name.to_string()],
        Meaning::Module(module) => {
            let is = |definition: &Definition<'_>| matches!(definition, Definition::Module(own) if module_of(db, *own) == module_of(db, *module));
            let visible = visible_definitions(db, file, &|_| true);
            let mut words: Vec<String> = visible
                .iter()
                .filter(|(_, definition)| is(definition))
                .map(|(name, _)| name.to_string())
                .collect();
            // A `use` with names in braces has no alias.
            words.push("use".to_owned());
            words
        }
    }
}
