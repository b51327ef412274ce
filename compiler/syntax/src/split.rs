//! Cuts a file into its top-level items: linear, lossless, and sound where the grammar is not.
//!
//! An item starts where a line starts, or behind a closing brace, and ends where the next one starts. Brackets decide;
//! comments and strings are skipped. Only in a file whose brackets do not balance does an item word in column 0 serve
//! as a hint where to start afresh, so that indentation never has a meaning in a valid file.

pub(super) mod scanner;

use std::hash::Hasher;

use rustc_hash::FxHasher;
use smol_str::SmolStr;

use super::words;
use expol_text::TextRange;
use scanner::{Scanner, Token, TokenKind};

/// Brackets may be nested this deeply. (The parser's recursion, and everything that walks a tree, is bounded by it.)
pub const MAX_DEPTH: usize = 64;

/// What an item's first word says it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ItemKind {
    /// `use`
    Use,
    /// `zone`
    Zone,
    /// `server`
    Server,
    /// `group`
    Group,
    /// `service`
    Service,
    /// `role`
    Role,
    /// `profile`
    Profile,
    /// `diagnostic`
    Diagnostic,
    /// `citation`
    Citation,
    /// Any statement.
    Statement,
    /// Starts with no item word.
    Junk,
}

/// A fault that the splitter sees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// This bracket is never closed. Offset relative to the slice.
    Unclosed(u32, char),
    /// This bracket closes nothing.
    StrayClose(u32, char),
    /// The first is closed by the second, of another kind.
    Mismatched(u32, char, char),
    /// Nested beyond [`MAX_DEPTH`] here.
    TooDeep(u32),
    /// A string runs into the end of its line.
    UnterminatedString(u32),
    /// A block comment runs into the end of the file.
    UnterminatedComment(u32),
}

/// One item of a file, unparsed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemSlice {
    /// From its documentation comment (or first word) to its last token.
    pub range: TextRange,
    /// What its first word says.
    pub kind: ItemKind,
    /// The first word, `private` apart.
    pub word: SmolStr,
    /// The declared name, for declarations.
    pub name: Option<SmolStr>,
    /// Whether `private` stands before it.
    pub private: bool,
    /// A hash of its tokens: comments and white space do not count.
    pub fingerprint: u64,
    /// The first fault, which spares the parser the attempt.
    pub flaw: Option<Flaw>,
}

/// Cuts the text. Every byte that is not white space or comment lies in exactly one slice, in order.
pub fn split(text: &str) -> Vec<ItemSlice> {
    let mut splitter = Splitter::new(text, 0);
    while splitter.next_item() {}
    splitter.items
}

/// Cuts one item after the other.
pub(super) struct Splitter<'t> {
    scan: Scanner<'t>,
    /// Those that it has cut.
    pub(super) items: Vec<ItemSlice>,
    resynchronise: bool,
}

/// The state of one item while it is read.
struct Progress {
    open: Vec<(u32, u8)>,
    end: u32,
    expecting: bool,
    flaw: Option<Flaw>,
    hash: FxHasher,
    head: Head,
}

impl<'t> Splitter<'t> {
    /// Starts at the end of an item, or of nothing.
    pub(super) fn new(text: &'t str, end: usize) -> Splitter<'t> {
        let mut scan = Scanner::new(text);
        scan.position = scan.position.max(end);
        Splitter { scan, items: Vec::new(), resynchronise: false }
    }

    /// Cuts the next item, if there is one.
    pub(super) fn next_item(&mut self) -> bool {
        let Some(start) = self.scan.find_item_start() else { return false };
        let resume = self.scan.clone();
        if !self.item(start) {
            // The brackets do not balance from here on: once more, with column 0 as a hint, for the rest of the file.
            self.resynchronise = true;
            self.scan = resume;
            self.item(start);
        }
        true
    }

    /// Whether all brackets were closed so far.
    pub(super) fn is_balanced(&self) -> bool {
        !self.resynchronise
    }

    /// Reads one item; false where its brackets stay open and column 0 was not yet a hint.
    fn item(&mut self, start: u32) -> bool {
        let mut item = Progress {
            open: Vec::new(),
            end: start,
            expecting: true,
            flaw: None,
            hash: FxHasher::default(),
            head: Head::default(),
        };
        loop {
            let token = self.scan.next_token();
            let flaw = self.scan.flaw.take();
            let next = token.as_ref().is_some_and(|token| self.starts_next(&item, token));
            if let (Some(flaw), false) = (flaw, next) {
                if matches!(flaw, Flaw::UnterminatedComment(_)) {
                    // Everything behind it is part of the comment, and so of the item that it spoils.
                    item.end = self.scan.text.len() as u32;
                }
                item.flaw.get_or_insert(flaw);
            }
            let Some(token) = token else { break };
            if next {
                // Back to the end of this one: the comments between them may document the next.
                self.scan.position = item.end as usize;
                break;
            }
            item.take(&token, self.scan.text);
            if item.is_complete(&token) {
                break;
            }
        }
        if let Some(&(offset, bracket)) = item.open.last() {
            if !self.resynchronise {
                return false;
            }
            item.flaw.get_or_insert(Flaw::Unclosed(offset, bracket as char));
        }
        self.finish(start, item);
        true
    }

    /// Whether the token belongs to the next item already.
    fn starts_next(&self, item: &Progress, token: &Token) -> bool {
        if item.head.word.is_none() || !token.first_on_line {
            return false;
        }
        let word = token.word(self.scan.text);
        if !item.open.is_empty() {
            return self.resynchronise && token.column_zero && words::starts_item(word);
        }
        match token.kind {
            TokenKind::Word => {
                let holder = item.head.word.as_deref() == Some("role")
                    && word == "for"
                    && self.scan.holder_follows(token);
                let starts = words::starts_item(word) && !holder;
                starts && !(item.head.private && item.head.count == 1)
                    || !item.expecting && !holder && !is_continuing(word)
            }
            TokenKind::Number | TokenKind::Text => !item.expecting,
            TokenKind::Close => true,
            TokenKind::Open | TokenKind::Operator => false,
        }
    }

    fn finish(&mut self, start: u32, item: Progress) {
        let mut flaw = item.flaw;
        let relative = |offset: &mut u32| *offset = offset.saturating_sub(start);
        match &mut flaw {
            Some(
                Flaw::Unclosed(at, _)
                | Flaw::StrayClose(at, _)
                | Flaw::Mismatched(at, ..)
                | Flaw::TooDeep(at)
                | Flaw::UnterminatedString(at)
                | Flaw::UnterminatedComment(at),
            ) => relative(at),
            None => {}
        }
        let word = item.head.word.unwrap_or_default();
        self.items.push(ItemSlice {
            range: TextRange::new(start, item.end),
            kind: kind_of(&word),
            word,
            name: item.head.name,
            private: item.head.private,
            fingerprint: item.hash.finish(),
            flaw,
        });
    }
}

fn is_continuing(word: &str) -> bool {
    words::CONTINUING.contains(&word)
}

fn kind_of(word: &str) -> ItemKind {
    match word {
        "use" => ItemKind::Use,
        "zone" => ItemKind::Zone,
        "server" => ItemKind::Server,
        "group" => ItemKind::Group,
        "service" => ItemKind::Service,
        "role" => ItemKind::Role,
        "profile" => ItemKind::Profile,
        "diagnostic" => ItemKind::Diagnostic,
        "citation" => ItemKind::Citation,
        word if words::starts_item(word) => ItemKind::Statement,
        _ => ItemKind::Junk,
    }
}

/// The first words of an item.
#[derive(Default)]
struct Head {
    private: bool,
    word: Option<SmolStr>,
    name: Option<SmolStr>,
    count: u32,
}

impl Head {
    fn take(&mut self, word: &str) {
        self.count += 1;
        match (self.count, self.word.is_some()) {
            (1, _) if word == "private" => {
                self.private = true;
                self.word = Some(word.into());
            }
            (1, _) => self.word = Some(word.into()),
            (2, _) if self.private => self.word = Some(word.into()),
            (2, _) => self.name(word),
            (3, _) if self.private => self.name(word),
            _ => {}
        }
    }

    fn name(&mut self, word: &str) {
        let kind = kind_of(self.word.as_deref().unwrap_or_default());
        if !matches!(kind, ItemKind::Use | ItemKind::Statement | ItemKind::Junk) {
            self.name = Some(word.trim_matches('`').into());
        }
    }
}

impl Progress {
    fn take(&mut self, token: &Token, text: &str) {
        self.end = token.end;
        let word = token.word(text);
        self.hash.write(word.as_bytes());
        self.hash.write_u8(0);
        match token.kind {
            TokenKind::Word => self.head.take(word),
            _ if self.head.word.is_none() => self.head.word = Some(SmolStr::default()),
            _ => self.head.count = self.head.count.max(3),
        }
        self.expecting = match token.kind {
            TokenKind::Word => words::EXPECTING.contains(&word) || self.head.count == 1,
            TokenKind::Operator | TokenKind::Open => true,
            TokenKind::Number | TokenKind::Text | TokenKind::Close => false,
        };
        match token.kind {
            TokenKind::Open => self.open(token, word),
            TokenKind::Close => self.close(token, word),
            _ => {}
        }
    }

    fn open(&mut self, token: &Token, bracket: &str) {
        if self.open.len() == MAX_DEPTH {
            self.flaw.get_or_insert(Flaw::TooDeep(token.start));
        }
        self.open.push((token.start, bracket.as_bytes().first().copied().unwrap_or(b'{')));
    }

    fn close(&mut self, token: &Token, bracket: &str) {
        let closing = bracket.chars().next().unwrap_or('}');
        let wanted = if closing == '}' { b'{' } else { b'(' };
        match self.open.last().copied() {
            Some((_, open)) if open == wanted => {
                self.open.pop();
            }
            Some((_, open)) if self.open.iter().any(|(_, kind)| *kind == wanted) => {
                self.flaw.get_or_insert(Flaw::Mismatched(token.start, open as char, closing));
                while self.open.pop().is_some_and(|(_, kind)| kind != wanted) {}
            }
            _ => {
                self.flaw.get_or_insert(Flaw::StrayClose(token.start, closing));
            }
        }
    }

    /// Every item but `use` ends with its closing brace; a stray bracket is an item of its own.
    fn is_complete(&self, token: &Token) -> bool {
        token.kind == TokenKind::Close
            && self.open.is_empty()
            && (token.brace && self.head.word.as_deref() != Some("use")
                || matches!(self.flaw, Some(Flaw::StrayClose(..))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slices(text: &str) -> Vec<String> {
        let cut = |slice: &ItemSlice| text[slice.range.start as usize..slice.range.end as usize].to_owned();
        split(text).iter().map(cut).collect()
    }

    #[test]
    fn items_end_where_the_next_line_cannot_continue_them() {
        let text = "use std.net\n  as n\nallow a ->\n b on c\n  when d\nrole r\nfor zone\nfor x in r { }\nzone a { } zone b { }";
        assert_eq!(
            slices(text),
            [
                "use std.net\n  as n",
                "allow a ->\n b on c\n  when d",
                "role r\nfor zone",
                "for x in r { }",
                "zone a { }",
                "zone b { }"
            ]
        );
    }

    #[test]
    fn a_misspelt_word_is_an_item_of_its_own() {
        assert_eq!(
            slices("allow a -> b on c\nalow d -> e on f\ndeny g -> h on any"),
            ["allow a -> b on c", "alow d -> e on f", "deny g -> h on any"]
        );
    }

    #[test]
    fn column_zero_counts_only_where_brackets_do_not_balance() {
        assert_eq!(
            slices("profile p {\nallow a -> b on c\n}\nzone z { }"),
            ["profile p {\nallow a -> b on c\n}", "zone z { }"]
        );
        let broken = split("zone z {\nzone y { }\nserver s in y {\nrole r");
        assert_eq!(broken.len(), 4);
        assert!(matches!(broken[0].flaw, Some(Flaw::Unclosed(7, '{'))));
        assert_eq!(broken[1].flaw, None);
    }

    #[test]
    fn documentation_belongs_to_the_next_item() {
        assert_eq!(
            slices("//! file\n\n/// of a\nzone a { }\n/// lost\n\n// c\nzone b { }"),
            ["/// of a\nzone a { }", "zone b { }"]
        );
    }

    #[test]
    fn documentation_goes_with_the_item_below_it_however_the_one_above_ends() {
        let text = "check when a else b\n\n/// one\n/// two\nallow a -> b on c /// of nobody\n// no\n/// three\nzone z { }";
        assert_eq!(
            slices(text),
            ["check when a else b", "/// one\n/// two\nallow a -> b on c", "/// three\nzone z { }"]
        );
    }

    #[test]
    fn white_space_and_comments_do_not_change_the_fingerprint() {
        let print = |text| split(text).first().map(|slice| slice.fingerprint);
        assert_eq!(print("allow a->b on c"), print("allow  a // x\n -> /* y */ b\n on c"));
        assert_ne!(print("allow a -> b on c"), print("allow a -> b on d"));
    }
}
