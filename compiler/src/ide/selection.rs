//! Growing selections: the word, what it is a part of, and so on to the file.

use crate::db::Db;
use crate::hir::node_ranges;
use crate::syntax::{Lexeme, LexemeKind, lexemes};
use crate::text::TextRange;

use super::item::{FilePosition, item_at, item_range, touches};

/// The ranges around a position, the smallest first; each lies in the next and is smaller.
pub fn selections(db: &dyn Db, position: FilePosition) -> Vec<TextRange> {
    let text = position.file.text(db);
    let offset = position.offset.min(text.len() as u32);
    let mut found = vec![TextRange::new(0, text.len() as u32)];
    if let Some(item) = item_at(db, position).filter(|item| touches(item_range(db, *item), offset)) {
        let start = item.start(db);
        found.push(item_range(db, item));
        found.extend(node_ranges(db, item).iter().map(|range| range.shifted(start)));
        let all = lexemes(item.text(db));
        found.extend(all.iter().map(|lexeme| lexeme.range.shifted(start)));
        found.extend(brackets(item.text(db), &all).into_iter().map(|range| range.shifted(start)));
    }
    found.retain(|range| touches(*range, offset) && !range.is_empty());
    found.sort_by_key(|range| (range.len(), range.start));
    let mut nested: Vec<TextRange> = Vec::new();
    for range in found {
        let grows = nested.last().is_none_or(|inner| range.contains_range(*inner) && range != *inner);
        if grows {
            nested.push(range);
        }
    }
    nested
}

/// What is in brackets, without and with them.
fn brackets(text: &str, all: &[Lexeme]) -> Vec<TextRange> {
    let mut open: Vec<TextRange> = Vec::new();
    let mut found = Vec::new();
    for lexeme in all {
        match lexeme.kind {
            LexemeKind::Open => open.push(lexeme.range),
            LexemeKind::Close => {
                let Some(first) = open.pop() else { continue };
                let inside = TextRange::new(first.end, lexeme.range.start).slice(text);
                let lead = (inside.len() - inside.trim_start().len()) as u32;
                let start = first.end + lead;
                found.push(TextRange::new(start, start + inside.trim().len() as u32));
                found.push(first.cover(lexeme.range));
            }
            _ => {}
        }
    }
    found
}
