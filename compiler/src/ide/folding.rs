//! What can be folded: blocks, comments of several lines, the `use` lines, sections.

use crate::db::{Db, SourceFile};
use crate::hir::section_uses;
use crate::syntax::{Lexeme, LexemeKind, lexemes};
use crate::text::TextRange;

use super::item::item_range;

/// What a fold holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum FoldKind {
    /// Something in brackets.
    Block,
    /// A comment.
    Comment,
    /// Lines of `use`.
    Imports,
    /// From a ruled comment to the next.
    Section,
}

/// Something that can be folded: it spans lines.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Fold {
    /// From its first character, which stays visible with its line, to its last.
    pub range: TextRange,
    /// What it holds.
    pub kind: FoldKind,
}

/// Everything in a file that can be folded, sorted.
pub fn folds(db: &dyn Db, file: SourceFile) -> Vec<Fold> {
    let text = file.text(db);
    let all = lexemes(text);
    let mut found = Vec::new();
    blocks(text, &all, &mut found);
    comments(text, &all, &mut found);
    sections(text, &all, &mut found);
    let uses = file.sections(db).iter().flat_map(|section| section_uses(db, *section));
    let uses: Vec<TextRange> = uses.map(|item| item_range(db, *item)).collect();
    if let (Some(first), Some(last)) = (uses.first(), uses.last()) {
        found.push(Fold { range: first.cover(*last), kind: FoldKind::Imports });
    }
    found.retain(|fold| fold.range.slice(text).contains('\n'));
    found.sort();
    found.dedup();
    found
}

fn blocks(text: &str, all: &[Lexeme], found: &mut Vec<Fold>) {
    let mut open: Vec<Lexeme> = Vec::new();
    for lexeme in all {
        match lexeme.kind {
            // In a file whose brackets do not balance, column 0 is where things start afresh.
            LexemeKind::Word if is_column_zero(text, lexeme.range.start) => open.clear(),
            LexemeKind::Open => open.push(*lexeme),
            LexemeKind::Close => {
                let matching = if lexeme.text(text) == "}" { "{" } else { "(" };
                if let Some(at) = open.iter().rposition(|bracket| bracket.text(text) == matching) {
                    let range = open[at].range.cover(lexeme.range);
                    found.push(Fold { range, kind: FoldKind::Block });
                    open.truncate(at);
                }
            }
            _ => {}
        }
    }
}

fn is_column_zero(text: &str, at: u32) -> bool {
    at == 0 || text.as_bytes().get(at as usize - 1) == Some(&b'\n')
}

/// Block comments, and line comments directly below each other.
fn comments(text: &str, all: &[Lexeme], found: &mut Vec<Fold>) {
    let mut run: Option<TextRange> = None;
    for lexeme in all {
        let whole_line =
            lexeme.kind == LexemeKind::Comment && lexeme.first_on_line && lexeme.text(text).starts_with("//");
        let joined = run.filter(|run| {
            whole_line && TextRange::new(run.end, lexeme.range.start).slice(text).matches('\n').count() == 1
        });
        match joined {
            Some(known) => run = Some(known.cover(lexeme.range)),
            None => {
                found.extend(run.take().map(|range| Fold { range, kind: FoldKind::Comment }));
                run = whole_line.then_some(lexeme.range);
            }
        }
        if lexeme.kind == LexemeKind::Comment && !whole_line {
            found.push(Fold { range: lexeme.range, kind: FoldKind::Comment });
        }
    }
    found.extend(run.map(|range| Fold { range, kind: FoldKind::Comment }));
}

/// `// ------ title` starts a section that ends before the next one.
fn sections(text: &str, all: &[Lexeme], found: &mut Vec<Fold>) {
    let is_rule = |lexeme: &&Lexeme| {
        let written = lexeme.text(text);
        lexeme.kind == LexemeKind::Comment
            && is_column_zero(text, lexeme.range.start)
            && (written.contains("-----") || written.contains("====="))
    };
    let starts: Vec<u32> = all.iter().filter(is_rule).map(|lexeme| lexeme.range.start).collect();
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(text.len(), |next| *next as usize);
        let body = text.get(*start as usize..end).unwrap_or_default().trim_end();
        let range = TextRange::new(*start, start + body.len() as u32);
        found.push(Fold { range, kind: FoldKind::Section });
    }
}
