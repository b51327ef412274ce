//! Address lists: one address, prefix or range per line, or those in one column of a CSV; with their date and source.

use smol_str::SmolStr;

use crate::syntax::literal::{AddressError, AddressLiteral, Date, parse_address};
use crate::text::TextRange;

/// What may stand between the cells of a row.
const DELIMITERS: [char; 3] = [',', ';', '\t'];

/// What a list says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AddressList {
    /// Its addresses, as they follow each other.
    pub addresses: Vec<AddressLiteral>,
    /// The day on which it was made (`# date: 2026-11-02`).
    pub date: Option<Date>,
    /// Where it comes from (`# source: …`).
    pub source: Option<SmolStr>,
    /// What is wrong with it.
    pub faults: Vec<ListFault>,
}

/// Something wrong in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListFault {
    /// Where, in the list's file.
    pub range: TextRange,
    /// What.
    pub kind: ListFaultKind,
}

/// What is wrong in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ListFaultKind {
    /// It is no address.
    NoAddress(AddressError),
    /// `# date:` with something that is no day.
    NoDate,
    /// No column has the name that is asked for.
    NoColumn {
        /// Those that there are.
        columns: Vec<SmolStr>,
    },
    /// There is not one address.
    Empty,
}

/// Reads a list. Blank lines and `#` comments are skipped, and so is a heading: a first row whose first cell has neither
/// a digit nor a colon. Where a column is named, the first row has to have it, and its cells may hold several addresses.
pub fn parse_list(text: &str, column: Option<&str>) -> AddressList {
    let mut list = AddressList::default();
    let rows = list.head(text);
    match column {
        Some(column) => list.column(text, rows, column),
        None => list.lines(text, rows),
    }
    if list.addresses.is_empty() && list.faults.is_empty() {
        list.fault(TextRange::new(0, 0), ListFaultKind::Empty);
    }
    list
}

impl AddressList {
    /// The comments and blank lines at the top; where the rows start.
    fn head(&mut self, text: &str) -> usize {
        let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
            let content = line.trim();
            if !content.is_empty() && !content.starts_with('#') {
                break;
            }
            self.comment(start, line);
            start += line.len();
        }
        start
    }

    /// `# date: …` and `# source: …`.
    fn comment(&mut self, start: usize, line: &str) {
        let Some((key, value)) = line.trim().trim_start_matches('#').split_once(':') else { return };
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "source" if !value.is_empty() => self.source = Some(value.into()),
            "date" => match Date::parse(value) {
                Some(date) => self.date = Some(date),
                None => {
                    let at = start + line.find(value).unwrap_or_default();
                    self.fault(range(at, value.len()), ListFaultKind::NoDate);
                }
            },
            _ => {}
        }
    }

    fn lines(&mut self, text: &str, rows: usize) {
        let mut start = rows;
        for line in text.get(rows..).unwrap_or_default().split_inclusive('\n') {
            let cell = line.split(['#', ',', ';', '\t']).next().unwrap_or_default();
            let unquoted = cell.trim().trim_matches('"').trim();
            let is_heading = start == rows && !unquoted.contains(|c: char| c.is_ascii_digit() || c == ':');
            if !unquoted.is_empty() && !is_heading {
                self.address(unquoted, start + line.find(unquoted).unwrap_or_default());
            }
            start += line.len();
        }
    }

    fn column(&mut self, text: &str, rows: usize, wanted: &str) {
        let body = text.get(rows..).unwrap_or_default();
        let heading = body.lines().next().unwrap_or_default();
        let is_wanted = |cell: &SmolStr| cell.trim().eq_ignore_ascii_case(wanted.trim());
        let found = DELIMITERS.iter().find_map(|delimiter| {
            let at = cells(heading, *delimiter).iter().position(is_wanted)?;
            Some((*delimiter, at))
        });
        let Some((delimiter, at)) = found else {
            let columns =
                DELIMITERS.map(|delimiter| cells(heading, delimiter)).into_iter().max_by_key(Vec::len);
            let kind = ListFaultKind::NoColumn { columns: columns.unwrap_or_default() };
            return self.fault(range(rows, heading.trim_end().len()), kind);
        };
        let mut reader = reader(body, delimiter);
        let mut record = csv::StringRecord::new();
        // A text cannot fail to be read, and rows may have any length; whatever is odd in a cell is no address.
        while reader.read_record(&mut record).unwrap_or(false) {
            let row = record.position().map_or(0, |position| position.byte() as usize);
            let cell = record.get(at).unwrap_or_default();
            if row == 0 && is_wanted(&cell.into()) {
                continue;
            }
            for word in
                cell.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|it| !it.is_empty())
            {
                let inside = body.get(row..).and_then(|rest| rest.find(word)).unwrap_or_default();
                self.address(word, rows + row + inside);
            }
        }
    }

    fn address(&mut self, written: &str, at: usize) {
        match parse_address(written) {
            Ok(address) => self.addresses.push(address),
            Err(error) => self.fault(range(at, written.len()), ListFaultKind::NoAddress(error)),
        }
    }

    fn fault(&mut self, range: TextRange, kind: ListFaultKind) {
        self.faults.push(ListFault { range, kind });
    }
}

/// The cells of one line.
fn cells(line: &str, delimiter: char) -> Vec<SmolStr> {
    let first = reader(line, delimiter).into_records().next();
    first.and_then(Result::ok).map_or_else(Vec::new, |row| row.iter().map(SmolStr::new).collect())
}

fn reader(text: &str, delimiter: char) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .comment(Some(b'#'))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes())
}

fn range(start: usize, length: usize) -> TextRange {
    TextRange::new(start as u32, (start + length) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(list: &AddressList, text: &str) -> Vec<String> {
        list.faults.iter().map(|fault| fault.range.slice(text).to_owned()).collect()
    }

    #[test]
    fn text_and_the_first_cells_of_a_csv() {
        let text =
            "Prefix,Note\r\n10.0.0.0/8,office\r\n\r\n# c\n\"fd00::/8\",x\n10.1.0.0/16 # y\nnonsense9\n";
        let list = parse_list(text, None);
        assert_eq!(list.addresses.len(), 3);
        assert_eq!(faults(&list, text), ["nonsense9"]);
        let first = parse_list("fe80::/10\nfe::\n", None);
        assert_eq!(first.addresses.len(), 2, "an address without a digit is no heading");
    }

    #[test]
    fn the_head_says_date_and_source_and_may_stand_above_a_heading() {
        let text = "\u{feff}#TYPE Selected\n# Date: 2026-11-02\n# source: https://example.com/list?x=1\n\nprefix;site\n10.0.0.0/8;a\n";
        let list = parse_list(text, None);
        assert_eq!((list.addresses.len(), list.faults.len()), (1, 0), "{list:?}");
        assert_eq!(list.date, Date::parse("2026-11-02"));
        assert_eq!(list.source.as_deref(), Some("https://example.com/list?x=1"));
        let wrong = "# date: 2026-13-02\n10.0.0.0/8\n# date: later comments are for people\n";
        assert_eq!(faults(&parse_list(wrong, None), wrong), ["2026-13-02"]);
    }

    #[test]
    fn a_column_is_found_by_its_name_and_its_cells_hold_several() {
        let text = "# source: a service\n\"id\",\"ips\",\"ports\"\n1,\"40.92.0.0/15, 2a01:111:f400::/48\",25\n2,,443\n3,10.0.0.300,x\n";
        let list = parse_list(text, Some("IPs"));
        assert_eq!(list.addresses.len(), 2);
        assert_eq!(faults(&list, text), ["10.0.0.300"]);
        for delimited in ["a;ips\nx;10.0.0.1\n", "a\tips\nx\t10.0.0.1\n"] {
            assert_eq!(parse_list(delimited, Some("ips")).addresses.len(), 1, "{delimited}");
        }
    }

    #[test]
    fn a_column_that_is_not_there_is_a_fault_that_names_those_that_are() {
        let text = "id;prefix;site\n1;10.0.0.0/8;a\n";
        let list = parse_list(text, Some("ips"));
        let columns = ["id", "prefix", "site"].map(SmolStr::new).to_vec();
        assert_eq!(list.faults[0].kind, ListFaultKind::NoColumn { columns });
        assert_eq!(faults(&list, text), ["id;prefix;site"]);
    }

    #[test]
    fn a_list_without_an_address_is_a_fault() {
        for text in ["", "# nothing\n", "prefix,site\n"] {
            assert_eq!(parse_list(text, None).faults[0].kind, ListFaultKind::Empty, "{text:?}");
        }
    }
}
