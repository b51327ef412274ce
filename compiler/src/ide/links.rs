//! What can be followed: the paths of files, and addresses of the web in comments and texts.

use crate::db::{Db, Program, ProjectPath, SourceFile};
use crate::hir::{Place, ast, file_items, range_of, use_target};
use crate::syntax::item::Item as Tree;
use crate::syntax::{ItemKind, LexemeKind, lexemes};
use crate::text::TextRange;

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkTarget {
    /// A file.
    File(SourceFile),
    /// An address of the web: `http` or `https`.
    Web(String),
}

/// A link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// What is shown as one, without quotes.
    pub range: TextRange,
    /// Where it leads.
    pub target: LinkTarget,
}

/// The links of a file, in order.
pub fn links(db: &dyn Db, file: SourceFile) -> Vec<Link> {
    let mut found = web(file.text(db));
    for item in file_items(db, file) {
        match item.kind(db) {
            ItemKind::Use => {
                if let Some(used) = use_target(db, *item)
                    && let Ok(target) = used.target
                {
                    let range = unquoted(db, file, range_of(db, Place::new(*item, used.node)).1);
                    found.push(Link { range, target: LinkTarget::File(target) });
                }
            }
            ItemKind::Zone if item.text(db).contains("from") => {
                let Tree::Zone(zone) = &ast(db, *item).item else { continue };
                for list in &zone.files {
                    let path = ProjectPath::beside(file.path(db), &list.file.value).ok();
                    let known = path.and_then(|path| Program::get(db).files(db).get(&path).copied());
                    if let Some(target) = known {
                        let range = unquoted(db, file, range_of(db, Place::new(*item, list.file.node)).1);
                        found.push(Link { range, target: LinkTarget::File(target) });
                    }
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|link| link.range);
    found
}

pub(super) fn unquoted(db: &dyn Db, file: SourceFile, range: TextRange) -> TextRange {
    let quoted = range.slice(file.text(db)).starts_with('"') && range.len() >= 2;
    if quoted { TextRange::new(range.start + 1, range.end - 1) } else { range }
}

fn web(text: &str) -> Vec<Link> {
    let mut found = Vec::new();
    if !text.contains("://") {
        return found;
    }
    for lexeme in lexemes(text)
        .into_iter()
        .filter(|lexeme| matches!(lexeme.kind, LexemeKind::Comment | LexemeKind::Text))
    {
        let written = lexeme.text(text);
        let mut from = 0;
        while let Some(at) = written.get(from..).and_then(next_address).map(|at| from + at) {
            let rest = written.get(at..).unwrap_or_default();
            let ends =
                |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '`' | '\\') || c.is_control();
            let end = rest.find(ends).unwrap_or(rest.len());
            let address =
                rest.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ')', ';', ':', '!', '?']);
            let start = lexeme.range.start + at as u32;
            let range = TextRange::new(start, start + address.len() as u32);
            if address.split_once("://").is_some_and(|(_, host)| !host.is_empty()) {
                found.push(Link { range, target: LinkTarget::Web(address.to_owned()) });
            }
            from = at + end.max(1);
        }
    }
    found
}

fn next_address(text: &str) -> Option<usize> {
    [text.find("https://"), text.find("http://")].into_iter().flatten().min()
}
