//! The place that a request is about, in the words of the compiler.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{Location, Position, Range};

use expolc::db::{Program, SourceFile};
use expolc::ide::{FilePosition, FileRange};
use expolc::text::TextRange;

use crate::findings::Places;
use crate::state::{Answer, Snapshot, View};
use crate::text::Lines;

/// Parameters that name a position; the document was looked up already.
#[derive(Deserialize)]
pub(crate) struct At {
    pub(crate) position: Position,
}

/// Parameters that name a document only.
#[derive(Deserialize)]
pub(crate) struct Whole {}

/// A document in one of its policies.
pub(crate) struct Here<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) view: &'a View,
    pub(crate) file: SourceFile,
    pub(crate) places: Places<'a>,
}

impl<'a> Here<'a> {
    /// The document in this policy.
    pub(crate) fn new(snapshot: &'a Snapshot, view: &'a View) -> Option<Here<'a>> {
        let places = Places::new(&view.db, &view.root, &snapshot.shared);
        Some(Here { snapshot, view, file: view.file?, places })
    }

    /// Any document of this policy, where none is asked about.
    pub(crate) fn anywhere(snapshot: &'a Snapshot, view: &'a View) -> Option<Here<'a>> {
        let places = Places::new(&view.db, &view.root, &snapshot.shared);
        let file = Program::get(&view.db).roots(&view.db).first().copied()?;
        Some(Here { snapshot, view, file, places })
    }

    /// Its text.
    pub(crate) fn text(&self) -> &'a str {
        self.file.text(&self.view.db)
    }

    /// The compiler's position for the editor's.
    pub(crate) fn position(&self, position: Position) -> FilePosition {
        let encoding = self.snapshot.shared.client.encoding;
        let offset =
            self.places.with_lines(self.file, |lines: &Lines| lines.offset(self.text(), position, encoding));
        FilePosition::new(self.file, offset)
    }

    /// The compiler's range for the editor's.
    pub(crate) fn offsets(&self, range: Range) -> TextRange {
        let encoding = self.snapshot.shared.client.encoding;
        self.places.with_lines(self.file, |lines: &Lines| lines.offsets(self.text(), range, encoding))
    }

    /// The editor's range for the compiler's, in this document.
    pub(crate) fn range(&self, range: TextRange) -> Range {
        self.places.range(self.file, range)
    }

    /// The editor's place for a piece of any file.
    pub(crate) fn location(&self, place: FileRange) -> Location {
        Location { uri: self.places.uri(place.file), range: self.places.range(place.file, place.range) }
    }
}

/// Markdown where the editor shows it, else plain text.
pub(crate) fn markup(as_markdown: bool, text: &str) -> Value {
    json!({ "kind": if as_markdown { "markdown" } else { "plaintext" }, "value": text })
}

/// Answers from the document's first policy: its own where it is one.
pub(crate) fn here<T: Default>(
    snapshot: &Snapshot,
    answer: impl FnOnce(&Here<'_>) -> Answer<T>,
) -> Answer<T> {
    let Some(view) = snapshot.views.first() else { return Ok(T::default()) };
    view.attached(|view| Here::new(snapshot, view).map_or_else(|| Ok(T::default()), |here| answer(&here)))
}

/// Answers from all policies that the document is part of, what several of them say once.
pub(crate) fn everywhere<T: PartialEq>(
    snapshot: &Snapshot,
    answer: impl Fn(&Here<'_>) -> Answer<Vec<T>>,
) -> Answer<Vec<T>> {
    let mut all: Vec<T> = Vec::new();
    for view in &snapshot.views {
        let found = view.attached(|view| {
            Here::new(snapshot, view).map_or_else(|| Ok(Vec::new()), |here| answer(&here))
        })?;
        for one in found {
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    Ok(all)
}
