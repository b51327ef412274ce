//! Address lists: one address, prefix or range per line, or per row of a CSV whose first column holds it.

use crate::syntax::literal::{AddressError, AddressLiteral, parse_address};
use crate::text::TextRange;

/// A line of a list that is no address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListError {
    /// Where, in the list's file.
    pub range: TextRange,
    /// Why not.
    pub error: AddressError,
}

/// Reads a list. Blank lines and `#` comments are skipped, and so is a first line whose first cell has no digit (a
/// heading). Cells may be quoted.
pub fn parse_list(text: &str) -> (Vec<AddressLiteral>, Vec<ListError>) {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let cell = line.split(['#', ',', ';', '\t']).next().unwrap_or_default();
        let offset = start + (cell.len() - cell.trim_start_matches([' ', '\u{feff}']).len());
        start += line.len();
        let cell = cell.trim().trim_matches('\u{feff}').trim_matches('"').trim();
        if cell.is_empty() || number == 0 && !cell.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        match parse_address(cell) {
            Ok(address) => found.push(address),
            Err(error) => {
                let range = TextRange::new(offset as u32, (offset + cell.len()) as u32);
                errors.push(ListError { range, error });
            }
        }
    }
    (found, errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_csv() {
        let (found, errors) =
            parse_list("Prefix,Note\r\n10.0.0.0/8,office\r\n\r\n# c\n\"fd00::/8\",x\nnonsense9\n");
        assert_eq!(found.len(), 2);
        assert_eq!(errors.len(), 1);
    }
}
