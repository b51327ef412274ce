//! Labels: which ones the statements of a module carry.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::item::{Item, ast, section_declarations, section_statements, sections_of};
use super::module::{module_files, module_of};
use crate::db::{Db, Section, SourceFile};
use crate::syntax::ItemKind;
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{Statement, StatementKind};

/// Every label that a statement or an `apply … as` of the module carries.
pub fn labels(db: &dyn Db, file: SourceFile) -> &BTreeSet<SmolStr> {
    labels_of_module(db, module_of(db, file))
}

#[salsa::tracked]
fn labels_of_module(db: &dyn Db, module: SourceFile) -> BTreeSet<SmolStr> {
    let files = module_files(db, module);
    let all = sections_of(db, &files).map(|section| labels_of_section(db, section));
    all.flat_map(|labels| labels.iter().cloned()).collect()
}

#[salsa::tracked]
fn labels_of_section(db: &dyn Db, section: Section) -> BTreeSet<SmolStr> {
    let mut found = BTreeSet::new();
    for item in section_statements(db, section) {
        if let Tree::Statement(statement) = &ast(db, *item).item {
            labels_of_statement(statement, &mut found);
        }
    }
    let is_profile = |item: &&Item<'_>| item.kind(db) == ItemKind::Profile;
    for item in section_declarations(db, section).iter().filter(is_profile) {
        if let Tree::Profile(profile) = &ast(db, *item).item {
            profile.statements.iter().for_each(|inner| labels_of_statement(inner, &mut found));
        }
    }
    found
}

/// The labels of one statement and of what stands in it.
pub fn labels_of_statement(statement: &Statement, found: &mut BTreeSet<SmolStr>) {
    let label = match &statement.kind {
        StatementKind::Flow(flow) => flow.label.as_ref(),
        StatementKind::Check(check) => check.label.as_ref(),
        StatementKind::Apply(apply) => apply.label.as_ref(),
        StatementKind::For(all) => {
            all.statements.iter().for_each(|inner| labels_of_statement(inner, found));
            None
        }
        StatementKind::Waive(_) | StatementKind::Test(_) | StatementKind::Broken => None,
    };
    found.extend(label.map(|label| label.text.clone()));
}
