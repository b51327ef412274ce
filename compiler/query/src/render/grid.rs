//! The matrix as a page: a grid of signs, and below it what passes where.

use crate::matrix::{Axis, Cell, Level, Matrix};
use crate::page::{Block, Line, Page, Point, Span, Table, foreign, listed};

/// How the columns of the grid are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// By the numbers that the rows have: narrow.
    Numbers,
    /// By their names.
    Names,
}

/// The matrix as a page.
#[must_use]
pub fn matrix_page(matrix: &Matrix, columns: Columns) -> Page {
    let mut page = Page::default();
    page.heading(vec![Span::Words(match matrix.by {
        Axis::Zone => "What may pass from zone (row) to zone (column)",
        Axis::Role => "What may pass from role (row) to role (column)",
    })]);
    if matrix.places.is_empty() {
        page.paragraph(vec![Span::Words(match matrix.by {
            Axis::Zone => "there is no zone",
            Axis::Role => "nothing holds a role",
        })]);
        return page;
    }
    page.blocks.push(Block::Table(grid(matrix, columns)));
    page.paragraph(vec![Span::Words(
        "# everything   + whole place to whole place, on some services   o some addresses only   . nothing",
    )]);
    if matrix.left_out > 0 {
        page.paragraph(vec![
            Span::Count(matrix.left_out),
            Span::Words(
                " places with fewer rules are left out; `--limit 0` shows all, `--only NAME` chooses",
            ),
        ]);
    }
    if matrix.cells.is_empty() {
        page.paragraph(vec![Span::Words("nothing may pass anywhere")]);
        return page;
    }
    page.heading(vec![Span::Words("Flows")]);
    page.points(matrix.cells.iter().map(|cell| point(matrix, cell)).collect());
    page
}

fn grid(matrix: &Matrix, columns: Columns) -> Table {
    let number = |at: usize| vec![Span::Count(at + 1)];
    let heads = matrix.places.iter().enumerate().map(|(at, place)| match columns {
        Columns::Numbers => number(at),
        Columns::Names => vec![foreign(&place.name)],
    });
    let head = std::iter::once(Vec::new()).chain(heads).collect();
    let row = |(from, place): (usize, &crate::matrix::Place)| -> Vec<Line> {
        let mut name = Vec::new();
        if columns == Columns::Numbers {
            name.extend([Span::Count(from + 1), Span::Words(" ")]);
        }
        name.extend((0..place.depth).map(|_| Span::Words("· ")));
        name.push(foreign(&place.name));
        let cells = (0..matrix.places.len()).map(|to| vec![sign(matrix.cell(from, to))]);
        std::iter::once(name).chain(cells).collect()
    };
    Table { head, rows: matrix.places.iter().enumerate().map(row).collect() }
}

fn sign(cell: Option<&Cell>) -> Span {
    match cell.map(|cell| cell.level) {
        None => Span::Dim("."),
        Some(Level::Some) => Span::Words("o"),
        Some(Level::Whole) => Span::Good("+"),
        Some(Level::All) => Span::Bad("#"),
    }
}

fn point(matrix: &Matrix, cell: &Cell) -> Point {
    let mut line = vec![
        foreign(matrix.name(cell.from)),
        Span::Words(" -> "),
        foreign(matrix.name(cell.to)),
        Span::Words(": "),
    ];
    line.extend(listed(&cell.services));
    if cell.level == Level::Some {
        line.push(Span::Dim(" (some addresses)"));
    }
    Point::of(line)
}
