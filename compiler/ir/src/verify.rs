//! Verification: whether a file is a sound document, and if not, what is wrong and where.

mod difference;
mod names;
mod references;

use std::fmt;

use crate::canonical::{canonical, pretty};
use crate::document::Document;
use crate::read::{ReadError, from_slice};

/// What verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The problems, none in a sound document.
    pub problems: Vec<Problem>,
}

/// Something wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where, as a JSON pointer; empty for the whole document.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

/// Checks a document alone: shape, references, canonical order, ids, requirements, digests and spelling.
///
/// Digests find accidents. Whoever can change the file can change them too: authenticity needs a signature from outside.
pub fn verify(bytes: &[u8]) -> Report {
    match from_slice(bytes) {
        Ok(document) => Report { problems: problems(bytes, document) },
        Err(ReadError::Shape { path, message }) => Report { problems: vec![Problem { path, message }] },
        Err(error) => Report { problems: vec![Problem { path: String::new(), message: error.to_string() }] },
    }
}

/// Reads a document and verifies it.
pub fn read(bytes: &[u8]) -> Result<Document, Report> {
    let report = verify(bytes);
    if !report.is_sound() {
        return Err(report);
    }
    let problem = |error: ReadError| Problem { path: String::new(), message: error.to_string() };
    from_slice(bytes).map_err(|error| Report { problems: vec![problem(error)] })
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problems.iter().try_for_each(|problem| writeln!(formatter, "{problem}"))
    }
}

impl std::error::Error for Report {}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "(document)" } else { &self.path };
        write!(formatter, "{path}: {}", self.message)
    }
}

fn problems(bytes: &[u8], document: Document) -> Vec<Problem> {
    let mut problems = names::problems(&document);
    problems.extend(references::problems(&document));
    let sealed = match document.seal() {
        Ok(sealed) => sealed,
        Err(error) => {
            problems.push(Problem { path: String::new(), message: error.to_string() });
            return problems;
        }
    };
    if canonical(&sealed) == bytes || pretty(&sealed).as_bytes() == bytes {
        return problems;
    }
    problems.extend(difference::problems(bytes, &sealed));
    if problems.is_empty() {
        let message = "the bytes are neither the canonical nor the indented form of the document".to_owned();
        problems.push(Problem { path: String::new(), message });
    }
    problems
}
