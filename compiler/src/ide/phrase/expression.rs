//! Expressions up to the cursor, with the types that decide what may stand next.

use crate::hir::{
    Head, Item, Local, Type, ast, parameter_of, parameter_type, resolve_path, roles_of_entity, static_roles,
};
use crate::ide::names::{path_of, plain_local};
use crate::syntax::expr::Expr;
use crate::syntax::item::Item as Tree;
use crate::syntax::{LexemeKind, parse_item, split};
use crate::text::TextRange;

use super::Want;
use super::reader::Reader;

impl<'db> Reader<'_, 'db> {
    /// Expressions with commas between them.
    pub(super) fn list(&mut self, kind: &Type) -> Option<()> {
        loop {
            self.expression(kind)?;
            if !self.take(",") {
                return Some(());
            }
        }
    }

    pub(super) fn expression(&mut self, kind: &Type) -> Option<()> {
        let mut wanted = kind.clone();
        loop {
            while *kind == Type::Flag && self.take("not") {}
            let found = self.operand(&wanted)?;
            self.infix_words(kind);
            match self.peek() {
                Some("&" | "except") => wanted = kind.clone(),
                Some("and" | "or") => wanted = Type::Flag,
                Some("==" | "!=" | "<" | "<=" | ">" | ">=") => wanted = found,
                _ => return Some(()),
            }
            self.at += 1;
        }
    }

    fn infix_words(&mut self, kind: &Type) {
        match kind {
            Type::Flag => self.words(&["and", "or", "except", "==", "!=", "<", "<=", ">", ">="]),
            Type::Endpoints | Type::Servers | Type::Service | Type::Ports => self.words(&["except", "&"]),
            _ => {}
        }
    }

    /// One operand; its type, as far as it is known.
    fn operand(&mut self, wanted: &Type) -> Option<Type> {
        self.want(Want::Value(wanted.clone()));
        let (word, kind) = (self.peek()?, self.kind()?);
        match kind {
            LexemeKind::Word => self.word_operand(word, wanted),
            LexemeKind::Number | LexemeKind::Text => {
                self.at += 1;
                Some(literal_type(word))
            }
            LexemeKind::Open if word == "(" => self.bracket(wanted),
            _ => None,
        }
    }

    fn word_operand(&mut self, word: &str, wanted: &Type) -> Option<Type> {
        match word {
            "tcp" | "udp" | "sctp" => {
                self.at += 1;
                self.words(&["any"]);
                self.operand(&Type::Ports)?;
                return Some(Type::Service);
            }
            "protocol" => {
                self.at += 1;
                self.operand(&Type::Number)?;
                return Some(Type::Service);
            }
            "not" => {
                self.at += 1;
                return self.operand(&Type::Flag);
            }
            _ => {}
        }
        let path = self.path()?;
        if self.peek() == Some("(") && path.len() == 1 {
            return self.call(word);
        }
        Some(self.type_of(&path, wanted))
    }

    /// What the functions of conditions take.
    fn call(&mut self, name: &str) -> Option<Type> {
        self.at += 1;
        match name {
            "permitted" | "blocked" => self.flow()?,
            "present" | "waived" => {
                self.want(Want::Label { or_diagnostic: name == "waived" });
                self.path()?;
            }
            _ => self.list(&Type::Unknown)?,
        }
        self.take(")").then_some(())?;
        Some(if name == "count" { Type::Number } else { Type::Flag })
    }

    /// `(A, B)`, `(x in E when C)`, and names behind it.
    fn bracket(&mut self, wanted: &Type) -> Option<Type> {
        self.at += 1;
        let scope = self.locals.len();
        let variable = self.tokens.get(self.at + 1).is_some_and(|token| token.text(self.text) == "in");
        let mut kind = wanted.clone();
        if variable && self.kind() == Some(LexemeKind::Word) {
            let name = self.peek()?;
            self.at += 2;
            let start = self.at;
            self.list(&Type::Endpoints)?;
            let roles = roles_of_list(self, start);
            self.locals.push(plain_local(name, roles, Type::Servers, true));
            self.words(&["when"]);
            if self.take("when") {
                self.expression(&Type::Flag)?;
            }
            kind = Type::Endpoints;
        } else {
            let only_word = self.tokens.len() == self.at + 1 && self.kind() == Some(LexemeKind::Word);
            if only_word {
                self.at += 1;
                self.words(&["in"]);
                self.at -= 1;
            }
            self.list(wanted)?;
        }
        self.take(")").then_some(())?;
        self.locals.truncate(scope);
        while self.take(".") {
            self.take_kind(LexemeKind::Word);
            kind = Type::Unknown;
        }
        Some(kind)
    }

    /// The type of a dotted name; of a parameter behind the dot where there is one.
    fn type_of(&self, path: &[&str], wanted: &Type) -> Type {
        let tree = path_of(path.iter().copied());
        let Ok(resolved) = resolve_path(self.db, self.file, &self.locals, &tree) else {
            return wanted.clone();
        };
        let rest = path.get(resolved.rest..).unwrap_or_default();
        match (resolved.head, rest) {
            (Head::Local(index), []) => {
                self.locals.get(index).map_or(Type::Unknown, |local| local.kind.clone())
            }
            (Head::Local(index), [name, ..]) => {
                let roles = self.locals.get(index).map(|local| local.roles.clone()).unwrap_or_default();
                self.parameter_type(&roles, name)
            }
            (Head::Item(item), []) => match ast(self.db, item).item {
                Tree::Service(_) => Type::Service,
                _ => Type::Endpoints,
            },
            (Head::Item(item), [name, ..]) => {
                let own = matches!(ast(self.db, item).item, Tree::Role(_)).then_some(item);
                let roles: Vec<Item<'db>> =
                    own.iter().chain(roles_of_entity(self.db, item)).copied().collect();
                self.parameter_type(&roles, name)
            }
        }
    }

    fn parameter_type(&self, roles: &[Item<'db>], name: &str) -> Type {
        let found = roles.iter().find_map(|role| parameter_of(&ast(self.db, *role).item, name));
        match found {
            Some(parameter) => parameter_type(&parameter),
            None if name == "zone" => Type::Endpoints,
            None => Type::Unknown,
        }
    }
}

fn literal_type(word: &str) -> Type {
    let last = word.chars().last().unwrap_or_default();
    if word.starts_with('"') {
        Type::Text
    } else if word.contains(['.', ':', '/']) {
        Type::Endpoints
    } else if crate::syntax::literal::Date::parse(word).is_some() {
        Type::Date
    } else if last.is_ascii_alphabetic() {
        Type::Duration
    } else {
        Type::Number
    }
}

/// The roles over which the list runs that was read since a token.
pub(super) fn roles_of_list<'db>(reader: &Reader<'_, 'db>, start: usize) -> Vec<Item<'db>> {
    let Some(first) = reader.tokens.get(start) else { return Vec::new() };
    let Some(last) = reader.at.checked_sub(1).and_then(|at| reader.tokens.get(at)) else { return Vec::new() };
    let text = TextRange::new(first.range.start, last.range.end).slice(reader.text);
    roles_of_text(reader, text)
}

fn roles_of_text<'db>(reader: &Reader<'_, 'db>, text: &str) -> Vec<Item<'db>> {
    match expression_of(text) {
        Some(expr) => static_roles(reader.db, reader.file, &reader.locals, &expr),
        None => Vec::new(),
    }
}

/// The roles of an expression that stands in no item.
pub(in crate::ide) fn roles_of_expression<'db>(
    db: &'db dyn crate::db::Db,
    file: crate::db::SourceFile,
    locals: &[Local<'db>],
    text: &str,
) -> Vec<Item<'db>> {
    expression_of(text).map(|expr| static_roles(db, file, locals, &expr)).unwrap_or_default()
}

/// A text as an expression.
fn expression_of(text: &str) -> Option<Expr> {
    let item = format!("group expression {{ {text} }}");
    let slice = split(&item).into_iter().next()?;
    match &parse_item(&item, &slice).ast.item {
        Tree::Group(group) => group.members.clone(),
        _ => None,
    }
}
