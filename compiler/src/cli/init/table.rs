//! Tables as administrators export them: CSV in the encodings and with the separators that spreadsheets and shells write.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use crate::cli::input::shown;
use crate::db::MAX_FILE_BYTES;

/// A table may have this many rows.
pub(super) const MAX_ROWS: usize = 20_000;
/// So many mistakes are shown; whoever has more has one cause.
const MAX_SHOWN: usize = 20;

/// A table with a heading.
#[derive(Debug)]
pub(super) struct Table {
    /// Its file, as it was named.
    pub(super) file: String,
    /// The names of its columns.
    pub(super) heading: Vec<String>,
    /// Its rows, each as wide as the heading.
    pub(super) rows: Vec<Row>,
}

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    /// Its line in the file, from 1.
    pub(super) line: u64,
    cells: Vec<String>,
}

/// Mistakes in files, gathered so that all of them are told at once.
#[derive(Default, Debug)]
pub(super) struct Mistakes(Vec<String>);

impl Mistakes {
    /// Notes one.
    pub(super) fn add(&mut self, message: String) {
        self.0.push(message);
    }

    /// What there is to say, if there is anything.
    pub(super) fn message(&self) -> Option<String> {
        let more = self.0.len().saturating_sub(MAX_SHOWN);
        let mut lines: Vec<String> = self.0.iter().take(MAX_SHOWN).cloned().collect();
        if more > 0 {
            lines.push(format!("... and {more} more"));
        }
        (!lines.is_empty()).then(|| format!("{}\nnothing was written", lines.join("\n")))
    }
}

impl Table {
    /// The number of a column, in any case.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.heading.iter().position(|heading| heading.eq_ignore_ascii_case(name))
    }

    /// The cell of a row, without blanks; empty where there is no such column.
    pub(super) fn cell<'a>(&self, row: &'a Row, name: &str) -> &'a str {
        let cell = self.column(name).and_then(|at| row.cells.get(at));
        cell.map_or("", |cell| cell.trim())
    }

    /// `servers.csv:3, column `Site``
    pub(super) fn place(&self, row: &Row, column: &str) -> String {
        format!("{}:{}, column `{column}`", self.file, row.line)
    }
}

/// The text of a file that was named on the command line.
///
/// # Errors
/// Where it is no regular file, too large, or no text.
pub(super) fn text(file: &Path) -> Result<String, String> {
    let failed = |words: String| format!("cannot read {}: {words}", shown(file));
    let metadata = fs::metadata(file).map_err(|error| failed(error.to_string()))?;
    if metadata.is_dir() {
        return Err(failed("it is a directory".to_owned()));
    }
    if !metadata.is_file() {
        return Err(failed("it is a device, a pipe or a socket, not a regular file".to_owned()));
    }
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|open| open.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|error| failed(error.to_string()))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(failed(format!("it has more than {MAX_FILE_BYTES} bytes, the limit")));
    }
    decoded(&bytes).map_err(failed)
}

/// UTF-8, or UTF-16 with a byte order mark.
fn decoded(bytes: &[u8]) -> Result<String, String> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        let whole = rest.len().is_multiple_of(2);
        String::from_utf16(&units)
            .ok()
            .filter(|_| whole)
            .ok_or_else(|| "it is no valid UTF-16 text".to_owned())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        rest => utf8(rest),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        format!(
            "byte {} begins no UTF-8 character; export it with `-Encoding UTF8`, or save it as \"CSV UTF-8\"",
            error.valid_up_to() + 1
        )
    })?;
    match text.find('\0') {
        Some(at) => {
            Err(format!("byte {} is zero: it is no text, or UTF-16 without a byte order mark", at + 1))
        }
        None => Ok(text.to_owned()),
    }
}

/// The first line `sep=;`, which spreadsheets write and read, becomes a comment: the heading tells the separator as well.
fn without_separator_line(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    match first.get(..4) {
        Some(word) if word.eq_ignore_ascii_case("sep=") && first.chars().count() <= 5 => {
            format!("#{}", &text[1..])
        }
        _ => text.to_owned(),
    }
}

/// Reads a table. Rows that are not as wide as the heading are mistakes.
///
/// # Errors
/// Where there is no table at all.
pub(super) fn parse(file: &Path, text: &str, mistakes: &mut Mistakes) -> Result<Table, String> {
    let shown = file.display().to_string();
    let text = &without_separator_line(text);
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = first.ok_or_else(|| format!("{shown} is empty"))?;
    let separators = [b',', b';', b'\t'];
    let separator =
        separators.into_iter().rev().max_by_key(|it| first.bytes().filter(|byte| byte == it).count());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .comment(Some(b'#'))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = reader.records().filter_map(Result::ok);
    let heading: Vec<String> = records
        .next()
        .map_or_else(Vec::new, |record| record.iter().map(|cell| cell.trim().to_owned()).collect());
    let mut table = Table { file: shown, heading, rows: Vec::new() };
    twice(&table, mistakes);
    let mut lines = Lines { text, at: 0, line: 1 };
    for record in records {
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if table.rows.len() == MAX_ROWS {
            return Err(format!("{}:{line}: the table has more than {MAX_ROWS} rows, the limit", table.file));
        }
        if record.len() != table.heading.len() {
            let (cells, wanted) = (record.len(), table.heading.len());
            mistakes.add(format!(
                "{}:{line}: the row has {cells} cells, the heading {wanted}; is a quotation mark or a separator missing?",
                table.file
            ));
            continue;
        }
        table.rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
    }
    if !text.bytes().filter(|byte| *byte == b'"').count().is_multiple_of(2) {
        let line = table.rows.last().map_or(1, |row| row.line);
        return Err(format!(
            "{}:{line}: from here on a quotation mark is opened and never closed",
            table.file
        ));
    }
    if table.rows.is_empty() { Err(format!("{} has a heading and no row", table.file)) } else { Ok(table) }
}

/// Counts lines. The reader's own number is that of the line before where lines end in CRLF.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of a row that begins at or behind this byte, which is not before that of the last call.
    fn of(&mut self, byte: u64) -> u64 {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let start = usize::try_from(byte).unwrap_or(usize::MAX).saturating_sub(self.at);
        let blank = rest.get(start..).unwrap_or_default();
        let first = start + (blank.len() - blank.trim_start_matches(['\r', '\n']).len());
        let passed = rest.get(..first).unwrap_or_default();
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count() as u64;
        self.at += passed.len();
        self.line
    }
}

fn twice(table: &Table, mistakes: &mut Mistakes) {
    for (at, name) in table.heading.iter().enumerate() {
        if !name.is_empty() && table.column(name) != Some(at) {
            mistakes.add(format!("{}: there are two columns `{name}`", table.file));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_that_shells_write_are_read() {
        let text = "Name,Sité\r\nEX1,\"a, b\"\r\n";
        let little: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> =
            [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let marked = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &marked, &little, &big] {
            assert_eq!(decoded(bytes).as_deref(), Ok(text));
        }
        assert!(decoded(&little[..little.len() - 1]).is_err());
        assert!(decoded(b"caf\xe9").unwrap_err().contains("byte 4"));
        assert!(decoded(b"a\0b\0").unwrap_err().contains("UTF-16"));
    }

    #[test]
    fn types_comments_separators_and_quotes() {
        let mut mistakes = Mistakes::default();
        let text =
            "#TYPE Some.Thing\r\n\"Name\";\"Roles\"\r\n\"EX1\";\"a, b\"\r\n;\r\n\"EX2\";\"c \"\"d\"\"\"\r\n";
        let table = parse(Path::new("x.csv"), text, &mut mistakes).unwrap();
        let saved = format!("sep=;\r\n{}", text.split_once('\n').unwrap().1);
        let other = parse(Path::new("x.csv"), &saved, &mut mistakes).unwrap();
        assert_eq!((other.heading, other.rows.len()), (table.heading.clone(), table.rows.len()));
        let cells: Vec<_> = table.rows.iter().map(|row| (row.line, table.cell(row, "roles"))).collect();
        assert_eq!(cells, [(3, "a, b"), (5, "c \"d\"")]);
        assert_eq!(mistakes.message(), None);
    }

    #[test]
    fn what_is_no_table_is_said_with_its_line() {
        let message = |text: &str| {
            let mut mistakes = Mistakes::default();
            let parsed = parse(Path::new("x.csv"), text, &mut mistakes).map(|_| ());
            parsed.err().or(mistakes.message()).unwrap_or_default()
        };
        assert_eq!(message("# c\n\n"), "x.csv is empty");
        assert_eq!(message("a,b\n"), "x.csv has a heading and no row");
        assert!(message("a,b\n1,2\n1,2,3\n").starts_with("x.csv:3: the row has 3 cells, the heading 2"));
        assert!(message("a,b\n1,2\n1,\"2\n1,2\n").starts_with("x.csv:3: from here on a quotation mark"));
        assert!(message("a,A\n1,2\n").starts_with("x.csv: there are two columns `A`"));
        assert!(message(&format!("a\n{}", "1\n".repeat(MAX_ROWS + 1))).contains("more than 20000 rows"));
    }
}
