//! The outline of a file: its declarations and statements, with what is inside them.

use smol_str::SmolStr;

use crate::db::{Db, Section, SourceFile};
use crate::hir::{Item, Place, ast, items_by_part, placed_in};
use crate::syntax::ItemKind;
use crate::syntax::item::{Item as Tree, Name, Parameter};
use crate::syntax::statement::{Statement, StatementKind};
use crate::text::TextRange;

use super::item::{name_in, place_in};

/// What a symbol is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum SymbolKind {
    /// A `use`.
    Use,
    /// A zone.
    Zone,
    /// A server.
    Server,
    /// An adapter of a server.
    Interface,
    /// A group.
    Group,
    /// A service.
    Service,
    /// A role.
    Role,
    /// A parameter of a role or profile.
    Parameter,
    /// A profile.
    Profile,
    /// A diagnostic.
    Diagnostic,
    /// A citation.
    Citation,
    /// `allow`, `deny`, `alter`, `unrestricted`
    Rule,
    /// `never`, `must`, `intact`, `confine`, `check`
    Assertion,
    /// `apply`
    Apply,
    /// `for`
    Loop,
    /// `waive`
    Waiver,
    /// `test`
    Test,
    /// Something that could not be understood.
    Broken,
}

/// A symbol with those inside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// What it is called; for a statement what it says.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// A few words beside the name.
    pub detail: String,
    /// All of it, with its documentation.
    pub range: TextRange,
    /// Its name, inside `range`.
    pub selection: TextRange,
    /// What is inside.
    pub children: Vec<Symbol>,
}

/// A statement is shown up to this length.
const MAX_SHOWN: usize = 80;

/// The outline of a file.
pub fn document_symbols(db: &dyn Db, file: SourceFile) -> Vec<Symbol> {
    let mut found = Vec::new();
    for section in file.sections(db) {
        let symbols = symbols_in(db, *section);
        for placed in placed_in(db, *section) {
            let Some(symbol) = symbols.get(placed.position) else { continue };
            let mut symbol = symbol.clone();
            symbol.shift(placed.start);
            found.push(symbol);
        }
    }
    found
}

impl Symbol {
    fn shift(&mut self, by: u32) {
        self.range = self.range.shifted(by);
        self.selection = self.selection.shifted(by);
        self.children.iter_mut().for_each(|child| child.shift(by));
    }
}

/// The symbols of a section part by part, by places in their items: an edit in another section leaves them as they are.
#[salsa::tracked]
fn symbols_in(db: &dyn Db, section: Section) -> Vec<Symbol> {
    items_by_part(db, section).map(|item| symbol(db, item)).collect()
}

fn symbol<'db>(db: &'db dyn Db, item: Item<'db>) -> Symbol {
    let tree = ast(db, item);
    let range = TextRange::new(0, item.text(db).len() as u32);
    let mut symbol = match &tree.item {
        Tree::Statement(statement) => of_statement(db, item, statement),
        Tree::Use(used) => {
            let name = used.alias.as_ref().map(|alias| alias.text.clone());
            plain(name.unwrap_or_else(|| SmolStr::new(written(db, item, range))), SymbolKind::Use)
        }
        _ => plain(item.name(db).clone().unwrap_or_default(), kind_of(item.kind(db))),
    };
    symbol.range = range;
    symbol.selection = if symbol.selection.is_empty() { name_in(db, item) } else { symbol.selection };
    if symbol.name.is_empty() {
        symbol.name = head(symbol.selection.cover(TextRange::empty(range.end)).slice(item.text(db)));
    }
    if matches!(tree.item, Tree::Broken) && item.name(db).is_none() {
        symbol.kind = SymbolKind::Broken;
    }
    symbol.detail = detail(&tree.item);
    if !matches!(tree.item, Tree::Statement(_)) {
        symbol.children = children(db, item, &tree.item);
    }
    symbol
}

fn plain(name: impl Into<SmolStr>, kind: SymbolKind) -> Symbol {
    Symbol {
        name: name.into().to_string(),
        kind,
        detail: String::new(),
        range: TextRange::empty(0),
        selection: TextRange::empty(0),
        children: Vec::new(),
    }
}

pub(super) fn kind_of(kind: ItemKind) -> SymbolKind {
    match kind {
        ItemKind::Use => SymbolKind::Use,
        ItemKind::Zone => SymbolKind::Zone,
        ItemKind::Server => SymbolKind::Server,
        ItemKind::Group => SymbolKind::Group,
        ItemKind::Service => SymbolKind::Service,
        ItemKind::Role => SymbolKind::Role,
        ItemKind::Profile => SymbolKind::Profile,
        ItemKind::Diagnostic => SymbolKind::Diagnostic,
        ItemKind::Citation => SymbolKind::Citation,
        ItemKind::Statement | ItemKind::Junk => SymbolKind::Broken,
    }
}

fn detail(tree: &Tree) -> String {
    let list = |all: &[crate::syntax::item::Address]| {
        all.iter().map(|address| address.text.as_str()).collect::<Vec<_>>().join(", ")
    };
    match tree {
        Tree::Zone(zone) if zone.external => "external".to_owned(),
        Tree::Zone(zone) => list(&zone.addresses),
        Tree::Server(server) => list(&server.body.addresses),
        _ => String::new(),
    }
}

fn children(db: &dyn Db, item: Item<'_>, tree: &Tree) -> Vec<Symbol> {
    let named = |name: &Name, kind: SymbolKind| {
        let range = place_in(db, Place::new(item, name.node));
        Symbol { range, selection: range, ..plain(name.text.clone(), kind) }
    };
    let parameters = |all: &[Parameter]| -> Vec<Symbol> {
        all.iter().map(|parameter| named(&parameter.name, SymbolKind::Parameter)).collect()
    };
    match tree {
        Tree::Server(server) => {
            let all = server.interfaces.iter();
            all.map(|interface| named(&interface.name, SymbolKind::Interface)).collect()
        }
        Tree::Role(role) => parameters(&role.parameters),
        Tree::Profile(profile) => {
            let mut all = parameters(&profile.parameters);
            all.extend(profile.statements.iter().map(|inner| of_statement(db, item, inner)));
            all
        }
        _ => Vec::new(),
    }
}

fn of_statement(db: &dyn Db, item: Item<'_>, statement: &Statement) -> Symbol {
    let range = place_in(db, Place::new(item, statement.node));
    let (kind, label) = match &statement.kind {
        StatementKind::Flow(flow) => {
            use crate::syntax::statement::Verb::{Allow, Alter, Deny, Unrestricted};
            let rule = matches!(flow.verb, Allow | Deny | Alter | Unrestricted);
            (if rule { SymbolKind::Rule } else { SymbolKind::Assertion }, flow.label.as_ref())
        }
        StatementKind::Check(check) => (SymbolKind::Assertion, check.label.as_ref()),
        StatementKind::Apply(apply) => (SymbolKind::Apply, apply.label.as_ref()),
        StatementKind::For(_) => (SymbolKind::Loop, None),
        StatementKind::Waive(_) => (SymbolKind::Waiver, None),
        StatementKind::Test(_) => (SymbolKind::Test, None),
        StatementKind::Broken => (SymbolKind::Broken, None),
    };
    let selection = label.map(|label| place_in(db, Place::new(item, label.node)));
    let text = written(db, item, range);
    let name = match &statement.kind {
        StatementKind::Test(test) => test.title.value.to_string(),
        _ => head(text),
    };
    let children = match &statement.kind {
        StatementKind::For(all) => all.statements.iter().map(|inner| of_statement(db, item, inner)).collect(),
        _ => Vec::new(),
    };
    let first = TextRange::new(range.start, range.start + first_word(text).len() as u32);
    Symbol { range, selection: selection.unwrap_or(first), children, ..plain(name, kind) }
}

fn written<'db>(db: &'db dyn Db, item: Item<'db>, range: TextRange) -> &'db str {
    range.slice(item.text(db))
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).next().unwrap_or_default()
}

/// A statement in one line, up to its clauses or block.
fn head(text: &str) -> String {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let line = code.collect::<Vec<_>>().join(" ");
    let line = line.split('{').next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    crate::checks::cut(&line, MAX_SHOWN)
}
