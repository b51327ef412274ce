//! The declarations that a module sees, chosen by their first words: for offers of a few out of thousands. What is not
//! chosen is not looked up, and no list of all names is made.

use smol_str::SmolStr;

use super::item::{Item, section_declarations, section_uses, sections_of};
use super::module::module_files;
use super::scope::{Definition, resolve};
use super::tree::ast;
use crate::db::{Db, SourceFile};
use crate::syntax::ItemKind;
use crate::syntax::item::Item as Tree;

/// The first declarations by name, at most `most`, whose kind and name pass, and that pass themselves.
pub fn first_declarations<'db>(
    db: &'db dyn Db,
    file: SourceFile,
    most: usize,
    by_head: &dyn Fn(ItemKind, &str) -> bool,
    by_item: &dyn Fn(Item<'db>) -> bool,
) -> Vec<(&'db SmolStr, Item<'db>)> {
    let mut names = names(db, file, by_head);
    let mut rest = names.as_mut_slice();
    let mut found: Vec<(&'db SmolStr, Item<'db>)> = Vec::new();
    let mut last = None;
    while found.len() < most && !rest.is_empty() {
        let size = (most - found.len()).min(rest.len());
        if size < rest.len() {
            rest.select_nth_unstable(size);
        }
        let (next, later) = rest.split_at_mut(size);
        next.sort_unstable();
        for name in next {
            if last == Some(*name) {
                continue;
            }
            last = Some(*name);
            // What is declared twice is what it is first.
            let meaning = resolve(db, file, name);
            let Some(Definition::Item(item)) = meaning else { continue };
            if by_head(item.kind(db), name) && by_item(item) {
                found.push((*name, item));
            }
        }
        rest = later;
    }
    found
}

/// The names of declarations that pass, and all names that are imported, in no order.
fn names<'db>(
    db: &'db dyn Db,
    file: SourceFile,
    by_head: &dyn Fn(ItemKind, &str) -> bool,
) -> Vec<&'db SmolStr> {
    let mut names: Vec<&SmolStr> = Vec::new();
    for section in sections_of(db, &module_files(db, file)) {
        for item in section_uses(db, section) {
            if let Tree::Use(used) = &ast(db, *item).item {
                names.extend(used.imports.iter().map(|name| &name.text));
            }
        }
        if section.file(db).embedded(db).is_some() {
            let items = section_declarations(db, section).iter();
            let named = items.filter_map(|item| Some((item.kind(db), item.name(db).as_ref()?)));
            names.extend(named.filter(|(kind, name)| by_head(*kind, name)).map(|(_, name)| name));
        } else {
            let heads = section.heads(db).iter();
            let named = heads.filter_map(|head| Some((head.kind, head.name.as_ref()?)));
            names.extend(named.filter(|(kind, name)| by_head(*kind, name)).map(|(_, name)| name));
        }
    }
    names
}
