//! From the parser's pairs to the tree. Numbers every node that a message may point at.

mod declaration;
mod expression;
mod literal;
mod part;
mod property;
mod statement;

use std::sync::Arc;

use smol_str::SmolStr;

use super::compact::Compact;
use super::docs;
use super::error::{SyntaxError, SyntaxErrorKind};
use super::expected;
use super::item::{Item, ItemAst, Name, NodeId, Path, Text};
use super::parse::ParsedItem;
use super::split::ItemKind;
use super::words;
use expol_grammar::{Grammar, Pair, Rule};
use expol_text::TextRange;
use pest::Parser;

/// What grows while an item is converted.
pub(super) struct Builder<'t> {
    text: &'t str,
    compact: &'t Compact,
    kind: ItemKind,
    ranges: Vec<TextRange>,
    errors: Vec<SyntaxError>,
}

impl<'t> Builder<'t> {
    /// An empty one for the slice.
    pub(super) fn new(text: &'t str, compact: &'t Compact, kind: ItemKind) -> Builder<'t> {
        Builder { text, compact, kind, ranges: Vec::new(), errors: Vec::new() }
    }

    fn node(&mut self, range: TextRange) -> NodeId {
        self.ranges.push(range);
        NodeId(self.ranges.len() as u32 - 1)
    }

    /// Where a pair stands in the slice as it is written.
    fn range(&self, pair: &Pair<'_>) -> TextRange {
        let span = pair.as_span();
        self.compact.original_range(TextRange::new(span.start() as u32, span.end() as u32))
    }

    fn error(&mut self, range: TextRange, kind: SyntaxErrorKind) {
        self.errors.push(SyntaxError { range, kind });
    }

    fn doc(&self, range: TextRange) -> Option<SmolStr> {
        docs::above(self.text, range.start as usize)
    }

    /// A word as it stands, reserved or not.
    fn word(&mut self, pair: &Pair<'_>) -> Name {
        Name { text: pair.as_str().trim_matches('`').into(), node: self.node(self.range(pair)) }
    }

    /// A name; a reserved word is refused here, where the message can say so.
    fn name(&mut self, pair: &Pair<'_>) -> Name {
        let text = pair.as_str();
        let range = self.range(pair);
        if words::is_reserved(text) {
            self.error(range, SyntaxErrorKind::ReservedName(text.into()));
        }
        Name { text: text.trim_matches('`').into(), node: self.node(range) }
    }

    fn path(&mut self, pair: Pair<'_>) -> Path {
        let node = self.node(self.range(&pair));
        let mut segments = Vec::new();
        for segment in pair.into_inner() {
            // Behind a dot nothing is ambiguous: `ex01.zone`.
            let name = if segments.is_empty() { self.name(&segment) } else { self.word(&segment) };
            segments.push(name);
        }
        // Paths are most of what a large policy keeps: they keep no room to grow.
        Path { segments: segments.into(), node }
    }

    fn string(&mut self, pair: &Pair<'_>) -> Text {
        let range = self.range(pair);
        let inner = pair.as_str().trim_start_matches('"');
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        let value = if inner.contains('\\') { self.unescape(inner, range) } else { inner.into() };
        Text { value, node: self.node(range) }
    }

    fn unescape(&mut self, inner: &str, range: TextRange) -> SmolStr {
        let mut value = String::with_capacity(inner.len());
        let mut rest = inner.chars();
        while let Some(c) = rest.next() {
            match (c, c == '\\') {
                (_, false) => value.push(c),
                (_, true) => match rest.next() {
                    Some('n') => value.push('\n'),
                    Some(plain @ ('"' | '\\')) => value.push(plain),
                    _ => self.error(range, SyntaxErrorKind::UnknownEscape),
                },
            }
        }
        value.into()
    }
}

/// Converts the parse of one item.
pub(super) fn item(mut builder: Builder<'_>, pair: Option<Pair<'_>>) -> ParsedItem {
    let mut private = false;
    let mut item = Item::Broken;
    let mut doc = None;
    builder.node(TextRange::new(0, builder.text.len() as u32));
    for part in pair.into_iter().flat_map(Pair::into_inner) {
        match part.as_rule() {
            Rule::private_word => private = true,
            Rule::EOI => {}
            _ => {
                let whole = builder.range(&part);
                doc = builder.doc(whole).or_else(|| docs::above(builder.text, first_word(builder.text)));
                if let Some(slot) = builder.ranges.first_mut() {
                    *slot = whole;
                }
                item = builder.top_level(part);
            }
        }
    }
    if private && matches!(item, Item::Use(_) | Item::Statement(_)) {
        let whole = builder.ranges.first().copied().unwrap_or(TextRange::new(0, 0));
        builder
            .error(whole, SyntaxErrorKind::OutOfPlace { part: "`private`", place: "before a declaration" });
    }
    builder.errors.sort_by_key(|error| (error.range.start, error.range.end));
    builder.ranges.shrink_to_fit();
    let ast = Arc::new(ItemAst { private, item });
    ParsedItem { ast, doc, ranges: builder.ranges, errors: builder.errors }
}

fn is_declaration(word: &str) -> bool {
    matches!(
        word,
        "citation"
            | "diagnostic"
            | "group"
            | "private"
            | "profile"
            | "role"
            | "server"
            | "service"
            | "use"
            | "zone"
    )
}

/// Where the first word behind the documentation stands.
fn first_word(text: &str) -> usize {
    text.find("private").unwrap_or(0)
}

impl Builder<'_> {
    fn top_level(&mut self, pair: Pair<'_>) -> Item {
        match pair.as_rule() {
            Rule::use_ => Item::Use(self.use_(pair)),
            Rule::zone => Item::Zone(self.zone(pair)),
            Rule::server => self.server(pair).map_or(Item::Broken, Item::Server),
            Rule::group => Item::Group(self.group(pair)),
            Rule::service => Item::Service(self.service(pair)),
            Rule::role => Item::Role(self.role(pair)),
            Rule::profile => Item::Profile(self.profile(pair)),
            Rule::diagnostic => {
                self.diagnostic(pair).map_or(Item::Broken, |own| Item::Diagnostic(own.into()))
            }
            Rule::citation => self.citation(pair).map_or(Item::Broken, Item::Citation),
            _ => self.statement(pair).map_or(Item::Broken, Item::Statement),
        }
    }

    /// A statement inside a block that is none: parsed once more alone, to learn where it breaks.
    fn error_statement(&mut self, pair: &Pair<'_>, previous: Option<&Pair<'_>>) {
        let word = expected::token_at(pair.as_str(), 0);
        let mut start = pair.as_span().start();
        match previous {
            // What continues a statement belongs to the one before, which is complete only by accident.
            Some(previous) if words::CONTINUING.contains(&word) => {
                start = previous.as_span().start();
                let before = self.range(previous).start;
                self.errors.retain(|error| error.range.start < before);
            }
            _ if !words::starts_item(word) => {
                let range = TextRange::new(start as u32, (start + word.len()) as u32);
                let range = self.compact.original_range(range);
                return self.error(range, SyntaxErrorKind::UnknownItem { word: word.into() });
            }
            _ => {}
        }
        let text = self.compact.text.get(start..pair.as_span().end()).unwrap_or_default().trim_end();
        let item = expected::token_at(text, 0);
        let error = match Grammar::parse(Rule::item, text) {
            Err(error) if !is_declaration(item) => {
                expected::explain(self.compact, start as u32, text, &error, item)
            }
            _ => SyntaxError {
                range: self.range(pair),
                kind: SyntaxErrorKind::OutOfPlace { part: "a declaration", place: "at a file's top level" },
            },
        };
        self.errors.push(error);
    }
}
