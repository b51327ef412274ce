//! The fix that takes a whole item out of a file.

use crate::checks::context::Context;
use crate::diagnostics::{Applicability, Fix};
use crate::hir::{Place, ast};
use crate::syntax::NodeId;
use crate::syntax::item::Item as Tree;
use crate::text::{TextEdit, TextRange};

/// Removes an item with its documentation and its line; `None` where the place is only a part of an item.
pub(crate) fn removal<'db>(ctx: Context<'db>, place: Place<'db>, title: impl Into<String>) -> Option<Fix> {
    let whole = match &ast(ctx.db, place.item).item {
        Tree::Statement(statement) => statement.node == place.node,
        _ => false,
    };
    if !whole && place.node != NodeId::ITEM {
        return None;
    }
    let (file, range) = ctx.range(Place::new(place.item, NodeId::ITEM));
    let text = place.item.file(ctx.db).text(ctx.db);
    let line = whole_lines(text, range);
    Some(Fix::new(title, Applicability::Safe).edit(file, TextEdit::delete(line)))
}

/// The range with the white space around it, where it has its lines to itself.
fn whole_lines(text: &str, range: TextRange) -> TextRange {
    let before = text.get(..range.start as usize).unwrap_or_default();
    let after = text.get(range.end as usize..).unwrap_or_default();
    let indentation = before.len() - before.trim_end_matches([' ', '\t']).len();
    let rest = after.len() - after.trim_start_matches([' ', '\t', '\r']).len();
    let starts_line =
        before.len() == indentation || before.as_bytes().get(before.len() - indentation - 1) == Some(&b'\n');
    match after.as_bytes().get(rest) {
        Some(b'\n') if starts_line => {
            TextRange::new(range.start - indentation as u32, range.end + rest as u32 + 1)
        }
        None if starts_line => TextRange::new(range.start - indentation as u32, range.end + rest as u32),
        _ => range,
    }
}

#[cfg(test)]
mod tests {
    use super::whole_lines;
    use crate::text::TextRange;

    #[test]
    fn an_item_goes_with_its_line_unless_it_shares_it() {
        let text = "a\n  item  \nb\n";
        assert_eq!(whole_lines(text, TextRange::new(4, 8)), TextRange::new(2, 11));
        let shared = "} item // why\n";
        assert_eq!(whole_lines(shared, TextRange::new(2, 6)), TextRange::new(2, 6));
        assert_eq!(whole_lines("item", TextRange::new(0, 4)), TextRange::new(0, 4));
    }
}
