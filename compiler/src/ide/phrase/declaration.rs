//! Declarations up to the cursor.

use crate::hir::{Item, Type};
use crate::ide::definition::item_named;
use crate::ide::names::plain_local;
use crate::syntax::item::{HolderKind, Item as Tree, Parameter};
use crate::syntax::{ItemKind, LexemeKind};
use smol_str::SmolStr;

use super::Want;
use super::reader::Reader;

impl<'db> Reader<'_, 'db> {
    pub(super) fn declaration(&mut self) -> Option<()> {
        let word = self.peek()?;
        self.at += 1;
        match word {
            "use" => self.use_(),
            "zone" => self.zone(),
            "server" => self.adapter(HolderKind::Server),
            "group" => {
                self.new_name()?;
                self.must("{", &[])?;
                self.list(&Type::Endpoints)?;
                self.body(&["role"], HolderKind::Group)
            }
            "service" => {
                self.new_name()?;
                self.must("{", &[])?;
                self.list(&Type::Service)?;
                self.take("}").then_some(())
            }
            "role" => self.role(),
            "profile" => {
                self.new_name()?;
                self.parameters()?;
                self.block()
            }
            "diagnostic" => self.properties(&["severity", "message", "help", "cite"]),
            _ => self.properties(&["title", "ref", "section"]),
        }
    }

    fn use_(&mut self) -> Option<()> {
        self.want(Want::Library);
        let module = if self.take_kind(LexemeKind::Text) {
            None
        } else {
            let path = self.path()?;
            let name = path.get(1..)?.join(".");
            crate::db::StdLib::get(self.db).modules(self.db).get(name.as_str())?.first().copied()
        };
        self.words(&["as"]);
        if self.take(".") {
            self.must("{", &[])?;
            loop {
                if let Some(module) = module {
                    self.want(Want::Import(module));
                }
                if !self.take_kind(LexemeKind::Word) || !self.take(",") {
                    break;
                }
            }
            self.take("}").then_some(())?;
        }
        self.words(&["as"]);
        if self.take("as") {
            self.new_name()?;
        }
        Some(())
    }

    fn zone(&mut self) -> Option<()> {
        self.new_name()?;
        self.words(&["in", "external"]);
        if self.take("in") {
            self.placement()?;
        }
        self.words(&["external"]);
        self.take("external");
        if !self.take("{") {
            return self.at_end().then_some(());
        }
        self.addresses();
        self.body(&["from", "role", "until"], HolderKind::Zone)
    }

    fn placement(&mut self) -> Option<()> {
        self.want(Want::Named(ItemKind::Zone));
        self.words(&["internet"]);
        self.path().map(|_| ())
    }

    /// Address literals; a word may be one of IPv6.
    fn addresses(&mut self) {
        while self.kind() == Some(LexemeKind::Number)
            || self.peek() == Some(",")
            || self.peek().is_some_and(|word| word.contains(':'))
        {
            self.at += 1;
        }
    }

    fn adapter(&mut self, holder: HolderKind) -> Option<()> {
        self.new_name()?;
        self.must("in", &["in"])?;
        self.placement()?;
        self.must("{", &[])?;
        self.body(&["address", "interface", "public", "role"], holder)
    }

    /// The entries of a body up to its closing brace.
    fn body(&mut self, entries: &'static [&'static str], holder: HolderKind) -> Option<()> {
        loop {
            self.words(entries);
            match self.peek()? {
                "}" => {
                    self.at += 1;
                    return Some(());
                }
                "role" => {
                    self.at += 1;
                    self.roles(holder)?;
                }
                "interface" => {
                    self.at += 1;
                    self.adapter(HolderKind::Interface)?;
                }
                "from" | "until" => {
                    self.at += 1;
                    self.at += usize::from(!self.at_end());
                }
                "address" | "public" => {
                    self.at += 1;
                    self.addresses();
                }
                _ => return None,
            }
        }
    }

    fn roles(&mut self, holder: HolderKind) -> Option<()> {
        loop {
            self.want(Want::Role(holder));
            let path = self.path()?;
            let role = item_named(self.db, self.file, &path.join("."));
            self.arguments(role)?;
            if !self.take(",") {
                return Some(());
            }
        }
    }

    /// Arguments in brackets, where some stand here.
    pub(super) fn arguments(&mut self, callee: Option<Item<'db>>) -> Option<()> {
        if !self.take("(") {
            return Some(());
        }
        let parameters = callee.map(|callee| parameters_of(self.db, callee)).unwrap_or_default();
        let mut given: Vec<SmolStr> = Vec::new();
        loop {
            if let Some(callee) = callee {
                self.want(Want::Argument { callee, given: given.clone() });
            }
            if self.take(")") {
                return Some(());
            }
            let name = self.peek()?;
            self.take_kind(LexemeKind::Word).then_some(())?;
            self.take(":").then_some(())?;
            let parameter = parameters.iter().find(|parameter| parameter.name.text == name);
            let kind = parameter.map_or(Type::Unknown, crate::hir::parameter_type);
            given.push(name.into());
            self.expression(&kind)?;
            self.take(",");
        }
    }

    fn role(&mut self) -> Option<()> {
        self.new_name()?;
        self.parameters()?;
        self.words(&["for"]);
        if self.take("for") {
            self.words(crate::syntax::words::HOLDER_KINDS);
            self.peek()?;
            self.at += 1;
        }
        Some(())
    }

    /// Parameters in brackets; those of a profile are in scope behind them.
    fn parameters(&mut self) -> Option<()> {
        if !self.take("(") {
            return Some(());
        }
        let before = self.locals.len();
        let mut declared = Vec::new();
        while !self.take(")") {
            let name = self.new_name()?;
            self.take(":").then_some(())?;
            let kind = self.type_name()?;
            if self.take("=") {
                self.expression(&kind)?;
            }
            declared.push(plain_local(name, Vec::new(), kind, false));
            self.take(",");
        }
        self.locals.truncate(before);
        self.locals.extend(declared);
        Some(())
    }

    fn type_name(&mut self) -> Option<Type> {
        self.want(Want::TypeName);
        if !self.take("{") {
            let word = self.peek()?;
            self.at += 1;
            return Some(Type::named(word).unwrap_or(Type::Unknown));
        }
        let mut members: Vec<SmolStr> = Vec::new();
        while !self.take("}") {
            let word = self.peek()?;
            if word != "," {
                members.push(word.into());
            }
            self.at += 1;
        }
        Some(Type::Enumeration(members.into()))
    }

    fn properties(&mut self, known: &'static [&'static str]) -> Option<()> {
        self.new_name()?;
        self.must("{", &[])?;
        loop {
            self.words(known);
            match self.peek()? {
                "}" => {
                    self.at += 1;
                    return Some(());
                }
                "cite" => {
                    self.at += 1;
                    self.cite()?;
                }
                "severity" => {
                    self.at += 1;
                    self.words(&["error", "note", "warning"]);
                    self.peek()?;
                    self.at += 1;
                }
                _ => {
                    self.at += 1;
                    self.peek()?;
                    self.at += 1;
                }
            }
        }
    }

    /// What stands behind `cite`.
    pub(super) fn cite(&mut self) -> Option<()> {
        self.want(Want::Named(ItemKind::Citation));
        self.path()?;
        self.take_kind(LexemeKind::Text);
        Some(())
    }
}

/// The parameters of a role or profile.
pub(in crate::ide) fn parameters_of<'db>(db: &'db dyn crate::db::Db, callee: Item<'db>) -> &'db [Parameter] {
    match &crate::hir::ast(db, callee).item {
        Tree::Role(role) => &role.parameters,
        Tree::Profile(profile) => &profile.parameters,
        _ => &[],
    }
}
