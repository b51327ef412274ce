//! Names that are not visible yet: those of library modules that nobody uses, with the `use` that they need; and names
//! that are used and declared nowhere.

use std::collections::BTreeSet;

use crate::db::{Db, SourceFile, StdLib};
use crate::hir::{
    Definition, ProblemKind, file_items, item_problems, module_of, section_uses, used_modules,
    visible_definitions,
};
use crate::ide::phrase::Want;
use crate::policy::broken_items;
use crate::text::TextEdit;

use super::candidates::{declaration, fits};
use super::{CompletionKind, Offers};

/// Offers what library modules have that the file does not use.
pub(super) fn offer<'db>(db: &'db dyn Db, file: SourceFile, want: &Want<'db>, offers: &mut Offers<'db>) {
    // Without a letter it would be a list of the whole library.
    if offers.typed.is_empty() {
        return;
    }
    let used = used_modules(db, file);
    let mut place = None;
    for (name, files) in StdLib::get(db).modules(db) {
        let Some(module) = files.first() else { continue };
        if used.contains(module) || *module == module_of(db, file) {
            continue;
        }
        let alias = name.rsplit('.').next().unwrap_or(name);
        for (declared, definition) in visible_definitions(db, *module, &|name| offers.matches_in(alias, name))
        {
            let Definition::Item(item) = definition else { continue };
            let full = format!("{alias}.{declared}");
            if module_of(db, item.file(db)) != *module || item.private(db) || !fits(db, want, item) {
                continue;
            }
            let mut offer = declaration(db, offers, &full, item, want);
            offer.rank = 7;
            offer.detail = format!("(use std.{name})");
            let place = *place.get_or_insert_with(|| place_for_use(db, file));
            offer.edits = vec![TextEdit::insert(place, format!("use std.{name}\n"))];
            offers.push_item(offer, item);
        }
    }
}

/// Behind the last `use`; where there is none, in front of the first item.
pub(in crate::ide) fn place_for_use(db: &dyn Db, file: SourceFile) -> u32 {
    let text = file.text(db);
    let uses = file.sections(db).iter().flat_map(|section| section_uses(db, *section));
    let first = || file_items(db, file).first().copied();
    let last = uses.copied().max_by_key(|item| item.start(db));
    match (last, if last.is_some() { None } else { first() }) {
        (Some(last), _) => {
            let end = last.start(db) as usize + last.text(db).len();
            text.get(end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| end + at + 1) as u32
        }
        (None, Some(first)) => first.start(db),
        (None, None) => text.len() as u32,
    }
}

/// Offers names that the file uses and nothing declares: the likely names of a new declaration.
pub(super) fn undeclared(db: &dyn Db, file: SourceFile, offers: &mut Offers<'_>) {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for item in broken_items(db, file) {
        for problem in item_problems(db, item) {
            if let ProblemKind::UnresolvedName { name, qualified: false, .. } = &problem.kind {
                names.insert(name.to_string());
            }
        }
    }
    for name in names {
        let mut offer = offers.plain(name, CompletionKind::Variable, 1);
        "used, and declared nowhere".clone_into(&mut offer.detail);
        offers.push(offer);
    }
}
