//! Checks the names and types of one item. Evaluation comes later and reports none of this again.

mod arguments;
mod declaration;
mod expression;
mod operand;
mod record;
mod statement;

use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;

use super::item::{Item, Place, known_of, section_declarations, section_uses};
use super::known::Known;
use super::member::Local;
use super::path::{Head, PathFault};
use super::problem::{Problem, ProblemKind, Wanted};
use super::survey::section_problems;
use super::tree::{ast, passing_ast};
use super::uses::Uses;
use crate::db::{Db, Section, SourceFile};
use crate::syntax::item::Item as Tree;
use crate::syntax::{ItemAst, NodeId, Path};

/// What is wrong with the names and types of an item.
pub fn item_problems<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [Problem<'db>] {
    known_of(section_problems(db, item.section(db)), item).map_or(&[], Vec::as_slice)
}

/// The items of a section in which something is wrong with names and types, and what.
pub(super) fn problems_of<'db>(
    known: &Rc<Known<'db>>,
    section: Section,
    statements: &[(Item<'db>, Arc<ItemAst>)],
) -> Vec<(Item<'db>, Vec<Problem<'db>>)> {
    let db = known.db();
    let problems = |item: Item<'db>, tree: &ItemAst| {
        let mut checker = Checker::new(known, item);
        checker.item(tree);
        (item, checker.problems)
    };
    let declared = section_uses(db, section).iter().chain(section_declarations(db, section));
    let declared = declared.map(|item| problems(*item, ast(db, *item)));
    let stated = statements.iter().map(|(item, tree)| problems(*item, tree));
    declared.chain(stated).filter(|(_, problems)| !problems.is_empty()).collect()
}

/// What the names in an item mean.
#[salsa::tracked]
pub fn item_uses<'db>(db: &'db dyn Db, item: Item<'db>) -> Uses<'db> {
    let mut checker = Checker::new(&Rc::new(Known::new(db)), item);
    checker.uses = Some(Uses::default());
    checker.item(&passing_ast(db, item));
    let mut uses = checker.uses.unwrap_or_default();
    uses.settle();
    uses
}

struct Checker<'db> {
    db: &'db dyn Db,
    /// The names that it and others have met in the same query.
    known: Rc<Known<'db>>,
    item: Item<'db>,
    file: SourceFile,
    locals: Vec<Local<'db>>,
    /// Whether the condition at hand belongs to an assertion.
    assertion: bool,
    problems: Vec<Problem<'db>>,
    /// Where the variables are declared, by their positions in `locals`.
    declared: Vec<NodeId>,
    /// What names mean; only for those who ask.
    uses: Option<Uses<'db>>,
}

impl<'db> Checker<'db> {
    fn new(known: &Rc<Known<'db>>, item: Item<'db>) -> Checker<'db> {
        let db = known.db();
        Checker {
            db,
            known: Rc::clone(known),
            item,
            file: item.file(db),
            locals: Vec::new(),
            assertion: false,
            problems: Vec::new(),
            declared: Vec::new(),
            uses: None,
        }
    }

    fn item(&mut self, tree: &ItemAst) {
        self.record_declarations(&tree.item);
        match &tree.item {
            Tree::Statement(statement) => self.statement(statement),
            Tree::Broken => self.record_broken(NodeId::ITEM),
            declaration => self.declaration(declaration),
        }
    }

    /// Brings a variable into scope.
    fn declare(&mut self, local: Local<'db>, node: NodeId) {
        self.declared.truncate(self.locals.len());
        self.locals.push(local);
        self.declared.push(node);
    }

    fn report(&mut self, node: NodeId, kind: ProblemKind<'db>) {
        self.problems.push(Problem { place: Place::new(self.item, node), kind });
    }

    /// Resolves the head of a path; what fails is reported.
    fn resolve(&mut self, path: &Path, wanted: Wanted) -> Option<super::path::Resolved<'db>> {
        match self.known.resolve_path(self.file, &self.locals, path) {
            Ok(resolved) => {
                self.record_path(path, &resolved);
                Some(resolved)
            }
            Err(fault) => {
                self.path_fault(path, fault, wanted);
                None
            }
        }
    }

    fn path_fault(&mut self, path: &Path, fault: PathFault<'db>, wanted: Wanted) {
        let name =
            |segment: usize| path.segments.get(segment).map(|name| name.text.clone()).unwrap_or_default();
        let node = |segment: usize| path.segments.get(segment).map_or(path.node, |name| name.node);
        match fault {
            PathFault::Unresolved { segment, module } => {
                let locals = if segment == 0 {
                    self.locals.iter().map(|local| local.name.clone()).collect()
                } else {
                    Vec::new()
                };
                let qualified = segment > 0;
                let kind =
                    ProblemKind::UnresolvedName { name: name(segment), module, qualified, wanted, locals };
                self.report(node(segment), kind);
            }
            PathFault::Private { segment, item } => {
                self.report(node(segment), ProblemKind::PrivateName { item })
            }
            PathFault::IsModule => {
                let name = path.segments.last().map(|name| name.text.clone()).unwrap_or_default();
                self.report(path.node, ProblemKind::ModuleAsValue { name });
            }
        }
    }

    /// A path that must name a declaration of a kind, whole.
    fn declaration_named(
        &mut self,
        path: &Path,
        wanted: Wanted,
        fits: impl Fn(&Tree) -> bool,
    ) -> Option<Item<'db>> {
        let resolved = self.resolve(path, wanted)?;
        let item = match resolved.head {
            Head::Item(item) => item,
            Head::Local(_) => {
                let found = format!("the variable `{path}`").into();
                self.report(
                    path.node,
                    ProblemKind::WrongKind { found, wanted: describe(wanted), declared: None },
                );
                return None;
            }
        };
        let tree = ast(self.db, item);
        if matches!(tree.item, Tree::Broken) {
            return None;
        }
        if !fits(&tree.item) {
            let found = format!("`{path}`, {}", article(&tree.item)).into();
            self.report(
                path.node,
                ProblemKind::WrongKind { found, wanted: describe(wanted), declared: Some(item) },
            );
            return None;
        }
        if let Some(extra) = path.segments.get(resolved.rest) {
            let of = item.name(self.db).clone().unwrap_or_default();
            self.report(
                extra.node,
                ProblemKind::UnknownMember { name: extra.text.clone(), of, known: Vec::new() },
            );
            return None;
        }
        Some(item)
    }
}

/// What was wanted, in words.
fn describe(wanted: Wanted) -> SmolStr {
    match wanted {
        Wanted::Endpoints => "endpoints: a zone, server, group or role",
        Wanted::Service => "a service",
        Wanted::Zone => "a zone",
        Wanted::Role => "a role",
        Wanted::Profile => "a profile",
        Wanted::Diagnostic => "a diagnostic",
        Wanted::Citation => "a citation",
        Wanted::Value => "a value",
    }
    .into()
}

/// A kind of declaration, in words.
fn article(tree: &Tree) -> &'static str {
    match tree {
        Tree::Zone(_) => "a zone",
        Tree::Server(_) => "a server",
        Tree::Group(_) => "a group",
        Tree::Service(_) => "a service",
        Tree::Role(_) => "a role",
        Tree::Profile(_) => "a profile",
        Tree::Diagnostic(_) => "a diagnostic",
        Tree::Citation(_) => "a citation",
        Tree::Use(_) => "a module",
        Tree::Statement(_) | Tree::Broken => "a statement",
    }
}
