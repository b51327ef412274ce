//! A page: what an answer says, before it is written in any language.
//!
//! Words are ours, everything else is foreign: the renderers escape what is foreign, and a builder cannot mix them up.

/// A text in blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The blocks, from the top.
    pub blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(Line),
    /// A paragraph.
    Paragraph(Line),
    /// A list of points, which may have points of their own.
    Points(Vec<Point>),
    /// A table.
    Table(Table),
}

/// A point of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Point {
    /// Its text.
    pub line: Line,
    /// The points below it.
    pub points: Vec<Point>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub head: Vec<Line>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Line>>,
}

/// A line of text.
pub type Line = Vec<Span>;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Words of ours.
    Words(&'static str),
    /// A number of ours.
    Count(usize),
    /// Something from a document.
    Foreign(String),
    /// Words of ours that tell good news.
    Good(&'static str),
    /// Words of ours that ask for attention.
    Bad(&'static str),
    /// Words of ours that may be overlooked.
    Dim(&'static str),
}

impl Page {
    /// Adds a heading.
    pub fn heading(&mut self, line: Line) {
        self.blocks.push(Block::Heading(line));
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, line: Line) {
        self.blocks.push(Block::Paragraph(line));
    }

    /// Adds a list, where it has a point.
    pub fn points(&mut self, points: Vec<Point>) {
        if !points.is_empty() {
            self.blocks.push(Block::Points(points));
        }
    }
}

impl Table {
    /// A table without rows.
    pub fn with_head(head: &[&'static str]) -> Self {
        Self { head: head.iter().map(|words| vec![Span::Words(words)]).collect(), rows: Vec::new() }
    }
}

impl Point {
    /// A point without points below it.
    pub fn of(line: Line) -> Self {
        Self { line, points: Vec::new() }
    }
}

/// A piece of a document.
pub(crate) fn foreign(text: impl Into<String>) -> Span {
    Span::Foreign(text.into())
}

/// Pieces of a document with commas between them.
pub(crate) fn listed(names: &[String]) -> Line {
    let mut line = Vec::with_capacity(names.len() * 2);
    for name in names {
        if !line.is_empty() {
            line.push(Span::Words(", "));
        }
        line.push(foreign(name));
    }
    line
}
