//! The reader: the tokens of one item up to the cursor, and what may stand where they end.

use crate::db::{Db, SourceFile};
use crate::hir::Local;
use crate::ide::names::dotted;
use crate::syntax::{Lexeme, LexemeKind, words};

use super::Want;

/// A reader of one item up to the cursor. Its methods return `None` where they stop: at the cursor, or at what they do not know.
pub(super) struct Reader<'a, 'db> {
    pub(super) db: &'db dyn Db,
    pub(super) file: SourceFile,
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Lexeme>,
    pub(super) at: usize,
    pub(super) wants: Vec<Want<'db>>,
    pub(super) locals: Vec<Local<'db>>,
    /// The cursor stands behind white space only on its line.
    pub(super) new_line: bool,
}

impl<'a, 'db> Reader<'a, 'db> {
    pub(super) fn new(
        db: &'db dyn Db,
        file: SourceFile,
        text: &'a str,
        tokens: Vec<Lexeme>,
    ) -> Reader<'a, 'db> {
        Reader { db, file, text, tokens, at: 0, wants: Vec::new(), locals: Vec::new(), new_line: false }
    }

    pub(super) fn item(&mut self, new_line: bool) {
        self.new_line = new_line;
        if self.peek() == Some("private") {
            self.at += 1;
        }
        if self.peek().is_none() {
            self.wants.push(Want::Start { block: false });
            return;
        }
        let done = if self.peek().is_some_and(|word| DECLARATIONS.contains(&word)) {
            self.declaration()
        } else {
            self.statement(true)
        };
        let closed = self.tokens.last().is_some_and(|token| token.text(self.text) == "}");
        if self.is_balanced() && (new_line || closed) && (done.is_some() || !self.expects_more()) {
            self.wants.push(Want::Start { block: false });
        }
    }

    pub(super) fn is_balanced(&self) -> bool {
        let count = |kind: LexemeKind| self.tokens.iter().filter(|token| token.kind == kind).count();
        count(LexemeKind::Open) <= count(LexemeKind::Close)
    }

    /// Whether the last token cannot end a statement.
    pub(super) fn expects_more(&self) -> bool {
        self.tokens.last().is_some_and(|token| {
            let word = token.text(self.text);
            token.kind == LexemeKind::Operator || words::EXPECTING.contains(&word)
        })
    }

    pub(super) fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.at).map(|token| token.text(self.text))
    }

    pub(super) fn kind(&self) -> Option<LexemeKind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// At the cursor: this may stand here.
    pub(super) fn want(&mut self, want: Want<'db>) {
        if self.at_end() && !self.wants.contains(&want) {
            self.wants.push(want);
        }
    }

    pub(super) fn words(&mut self, words: &'static [&'static str]) {
        self.want(Want::Words(words));
    }

    /// Takes a token where it is this one.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        self.at += usize::from(found);
        found
    }

    /// Takes a token that must be this one.
    pub(super) fn must(&mut self, word: &'static str, as_words: &'static [&'static str]) -> Option<()> {
        self.words(as_words);
        self.take(word).then_some(())
    }

    pub(super) fn take_kind(&mut self, kind: LexemeKind) -> bool {
        let found = self.kind() == Some(kind);
        self.at += usize::from(found);
        found
    }

    /// Takes a name that is declared here.
    pub(super) fn new_name(&mut self) -> Option<&'a str> {
        self.want(Want::NewName);
        let word = self.peek()?;
        self.take_kind(LexemeKind::Word).then_some(word)
    }

    /// Takes a dotted name.
    pub(super) fn path(&mut self) -> Option<Vec<&'a str>> {
        if self.kind() != Some(LexemeKind::Word) {
            return None;
        }
        let length = dotted(self.text, self.tokens.get(self.at..)?);
        let parts = self.tokens.get(self.at..self.at + length)?.iter().step_by(2);
        let path = parts.map(|token| token.text(self.text).trim_matches('`')).collect();
        self.at += length;
        Some(path)
    }
}

const DECLARATIONS: [&str; 9] =
    ["citation", "diagnostic", "group", "profile", "role", "server", "service", "use", "zone"];
