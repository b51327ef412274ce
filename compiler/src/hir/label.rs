//! Labels: which ones the statements of a module carry.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::item::ast;
use super::module::{module_items, module_of};
use crate::db::{Db, SourceFile};
use crate::syntax::ItemKind;
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{Statement, StatementKind};

/// Every label that a statement or an `apply … as` of the module carries.
pub fn labels(db: &dyn Db, file: SourceFile) -> &BTreeSet<SmolStr> {
    labels_of_module(db, module_of(db, file))
}

#[salsa::tracked]
fn labels_of_module(db: &dyn Db, module: SourceFile) -> BTreeSet<SmolStr> {
    let mut found = BTreeSet::new();
    for item in module_items(db, module) {
        if matches!(item.kind(db), ItemKind::Statement | ItemKind::Profile) {
            match &ast(db, item).item {
                Tree::Statement(statement) => labels_of_statement(statement, &mut found),
                Tree::Profile(profile) => {
                    profile.statements.iter().for_each(|inner| labels_of_statement(inner, &mut found))
                }
                _ => {}
            }
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
