//! Labels: which ones the statements of a module carry.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::item::{Item, section_declarations, section_statements, sections_of};
use super::module::{library_index, module_files, module_of};
use super::tree::passing_ast;
use crate::db::{Db, Section, SourceFile};
use crate::syntax::ItemKind;

/// Every label that a statement or an `apply … as` of the module carries.
pub fn labels(db: &dyn Db, file: SourceFile) -> &BTreeSet<SmolStr> {
    labels_of_module(db, module_of(db, file))
}

/// Whether a statement or an `apply … as` of the module carries a label.
pub fn has_label(db: &dyn Db, file: SourceFile, label: &str) -> bool {
    let module = module_of(db, file);
    library_index(db, module)
        .map_or_else(|| labels_of_module(db, module).contains(label), |index| index.has_label(label))
}

#[salsa::tracked]
fn labels_of_module(db: &dyn Db, module: SourceFile) -> BTreeSet<SmolStr> {
    if let Some(index) = library_index(db, module) {
        return index.labels().map(SmolStr::new_static).collect();
    }
    let files = module_files(db, module);
    let all = sections_of(db, &files).map(|section| labels_of_section(db, section));
    all.flat_map(|labels| labels.iter().cloned()).collect()
}

#[salsa::tracked]
fn labels_of_section(db: &dyn Db, section: Section) -> BTreeSet<SmolStr> {
    let mut found = BTreeSet::new();
    let is_profile = |item: &&Item<'_>| item.kind(db) == ItemKind::Profile;
    let profiles = section_declarations(db, section).iter().filter(is_profile);
    for item in section_statements(db, section).iter().chain(profiles) {
        let (tree, mut own) = (passing_ast(db, *item), Vec::new());
        tree.item.statements().iter().for_each(|statement| statement.labels(&mut own));
        found.extend(own.into_iter().cloned());
    }
    found
}
