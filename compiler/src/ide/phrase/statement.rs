//! Statements up to the cursor.

use crate::hir::Type;
use crate::ide::definition::item_named;
use crate::ide::names::plain_local;
use crate::syntax::{ItemKind, LexemeKind};

use super::Want;
use super::expression::roles_of_list;
use super::reader::Reader;

/// Words that start a statement in a block.
pub(in crate::ide) const STATEMENTS: &[&str] = &[
    "allow",
    "alter",
    "apply",
    "check",
    "confine",
    "deny",
    "for",
    "intact",
    "must",
    "never",
    "unrestricted",
];

const KINDS: &[&str] = &[
    "authentication",
    "compression",
    "destination-nat",
    "filtering",
    "idle-timeout",
    "inspection",
    "offload",
    "rate-limit",
    "source-nat",
];

const CLAUSES: &[&str] = &["because", "cite", "idle-timeout", "log", "owner", "ticket", "until"];

impl<'db> Reader<'_, 'db> {
    pub(super) fn statement(&mut self, top: bool) -> Option<()> {
        let word = self.peek()?;
        self.at += 1;
        match word {
            "check" => self.check(),
            "apply" => self.apply(),
            "for" => self.for_(),
            "waive" if top => self.waive(),
            "test" if top => self.test(),
            verb if STATEMENTS.contains(&verb) => self.flow_statement(verb),
            _ => None,
        }
    }

    /// A block of statements, with its braces.
    pub(super) fn block(&mut self) -> Option<()> {
        self.must("{", &[])?;
        let scope = self.locals.len();
        loop {
            self.want(Want::Start { block: true });
            if self.take("}") {
                self.locals.truncate(scope);
                return Some(());
            }
            self.peek()?;
            let start = self.at;
            self.wants.clear();
            let done = self.statement(false);
            if done.is_some() && !self.at_end() {
                self.locals.truncate(scope);
                continue;
            }
            if self.at_end() {
                if self.new_line && !self.expects_more() && self.is_open_only(start) {
                    self.wants.push(Want::Start { block: true });
                }
                return None;
            }
            self.locals.truncate(scope);
            self.resynchronise(start)?;
        }
    }

    /// Whether every bracket that was opened since this token is closed.
    fn is_open_only(&self, start: usize) -> bool {
        let tokens = self.tokens.get(start..).unwrap_or_default();
        let count = |kind: LexemeKind| tokens.iter().filter(|token| token.kind == kind).count();
        count(LexemeKind::Open) <= count(LexemeKind::Close)
    }

    /// Goes on at the next line that starts a statement, or at the brace that ends the block.
    fn resynchronise(&mut self, start: usize) -> Option<()> {
        self.at = start + 1;
        while let Some(token) = self.tokens.get(self.at) {
            let word = token.text(self.text);
            if word == "}" || token.first_on_line && STATEMENTS.contains(&word) {
                return Some(());
            }
            self.at += 1;
        }
        None
    }

    fn label(&mut self) {
        let named = self.kind() == Some(LexemeKind::Word)
            && self.tokens.get(self.at + 1).is_some_and(|token| token.text(self.text) == ":");
        self.at += if named { 2 } else { 0 };
    }

    fn flow_statement(&mut self, verb: &str) -> Option<()> {
        self.label();
        self.list(&Type::Endpoints)?;
        self.arrow()?;
        self.list(&Type::Endpoints)?;
        self.words(&["on"]);
        if self.take("on") {
            self.list(&Type::Service)?;
        }
        match verb {
            "intact" => self.kinds("from", &["from"])?,
            "alter" => self.kinds("by", &["by"])?,
            "confine" => {
                self.words(&["to"]);
                if self.take("to") {
                    self.labels()?;
                }
            }
            _ => {}
        }
        self.when()?;
        self.otherwise()?;
        self.clauses()
    }

    fn arrow(&mut self) -> Option<()> {
        self.words(&["->", "<->"]);
        (self.take("->") || self.take("<->")).then_some(())
    }

    fn kinds(&mut self, word: &'static str, words: &'static [&'static str]) -> Option<()> {
        self.words(words);
        if !self.take(word) {
            return Some(());
        }
        loop {
            self.words(KINDS);
            self.peek()?;
            self.at += 1;
            self.words(&["below"]);
            self.take("below");
            self.take_kind(LexemeKind::Number);
            if !self.take(",") {
                return Some(());
            }
        }
    }

    fn labels(&mut self) -> Option<()> {
        loop {
            self.want(Want::Label { or_diagnostic: false });
            self.path()?;
            if !self.take(",") {
                return Some(());
            }
        }
    }

    fn when(&mut self) -> Option<()> {
        self.words(&["when"]);
        if self.take("when") {
            self.expression(&Type::Flag)?;
        }
        Some(())
    }

    fn otherwise(&mut self) -> Option<()> {
        self.words(&["else"]);
        if self.take("else") {
            self.want(Want::Named(ItemKind::Diagnostic));
            self.path()?;
        }
        Some(())
    }

    fn clauses(&mut self) -> Option<()> {
        if !self.take("{") {
            return Some(());
        }
        loop {
            self.words(CLAUSES);
            let word = self.peek()?;
            self.at += 1;
            match word {
                "}" => return Some(()),
                "log" => {}
                "cite" => self.cite()?,
                _ => {
                    self.peek()?;
                    self.at += 1;
                }
            }
        }
    }

    fn check(&mut self) -> Option<()> {
        self.label();
        self.when()?;
        self.otherwise()?;
        self.clauses()
    }

    fn apply(&mut self) -> Option<()> {
        self.want(Want::Named(ItemKind::Profile));
        let path = self.path()?;
        let profile = item_named(self.db, self.file, &path.join("."));
        self.arguments(profile)?;
        self.words(&["as"]);
        if self.take("as") {
            self.new_name()?;
        }
        self.when()?;
        self.clauses()
    }

    fn for_(&mut self) -> Option<()> {
        let mut names = vec![self.new_name()?];
        while self.take(",") {
            names.push(self.new_name()?);
        }
        self.must("in", &["in"])?;
        let start = self.at;
        self.list(&Type::Endpoints)?;
        let roles = roles_of_list(self, start);
        for name in names {
            self.locals.push(plain_local(name, roles.clone(), Type::Servers, true));
        }
        self.block()
    }

    fn waive(&mut self) -> Option<()> {
        self.want(Want::Label { or_diagnostic: true });
        self.path()?;
        self.words(&["on"]);
        if self.take("on") {
            self.flow()?;
        }
        self.clauses()
    }

    /// `FROM -> TO on SERVICE`
    pub(super) fn flow(&mut self) -> Option<()> {
        self.list(&Type::Endpoints)?;
        self.arrow()?;
        self.list(&Type::Endpoints)?;
        self.must("on", &["on"])?;
        self.list(&Type::Service)
    }

    fn test(&mut self) -> Option<()> {
        self.take_kind(LexemeKind::Text).then_some(())?;
        self.must("{", &[])?;
        while !self.take("}") {
            self.flow()?;
            self.words(&["allowed", "denied"]);
            (self.take("allowed") || self.take("denied")).then_some(())?;
        }
        Some(())
    }
}
