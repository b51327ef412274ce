//! Sections: stretches of a file, each of which is inputs of its own.
//!
//! Whoever types edits one place. What stands elsewhere is of higher durability, so that salsa sees at a glance that
//! nothing about it has changed, instead of asking each item. In a section declarations lie apart from statements: a
//! rule that is being edited leaves the zones and servers beside it as durable as they were. Names lie apart from both,
//! since everything depends on what a module declares, and little on how.

#![allow(missing_docs, reason = "salsa generates constructors and setters without documentation")]

use std::sync::Arc;

use rustc_hash::FxHashMap;
use salsa::{Durability, Setter};
use smol_str::SmolStr;

use super::database::Database;
use super::input::SourceFile;
use crate::syntax::{Cut, ItemKind, Piece};

/// So many items make a new section.
const ITEMS: usize = 32;

/// A section with more items is divided.
const MAX_ITEMS: usize = 64;

/// Of a section with more items, one that is being edited is set apart.
const MAX_BESIDE: usize = 4;

/// Some consecutive items of a file. One of the library has no pieces: the library was cut when the program was built.
#[salsa::input(debug)]
pub struct Section {
    /// The file.
    #[returns(copy)]
    pub file: SourceFile,
    /// The items that begin with `use`.
    pub uses: Arc<[Piece]>,
    /// The items that declare something.
    pub declarations: Arc<[Piece]>,
    /// Statements, and what begins with no word of an item.
    pub statements: Arc<[Piece]>,
    /// The kinds and names of the declarations.
    pub heads: Arc<[Head]>,
    /// Where the items start. Read by no query.
    pub starts: Arc<Starts>,
    /// Whether somebody types in its statements.
    #[default]
    #[returns(copy)]
    pub typed: bool,
}

/// What a declaration says of itself in its first words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// What it declares.
    pub kind: ItemKind,
    /// Its name.
    pub name: Option<SmolStr>,
}

/// The parts of a section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The items that begin with `use`.
    Uses,
    /// The declarations.
    Declarations,
    /// The statements.
    Statements,
}

impl Part {
    /// The part in which items of a kind lie.
    pub fn of(kind: ItemKind) -> Part {
        match kind {
            ItemKind::Use => Part::Uses,
            ItemKind::Statement | ItemKind::Junk => Part::Statements,
            _ => Part::Declarations,
        }
    }
}

/// Where the items of a section start, relative to its first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Starts {
    uses: Vec<u32>,
    declarations: Vec<u32>,
    statements: Vec<u32>,
}

impl Starts {
    /// The starts of one part.
    pub fn of(&self, part: Part) -> &[u32] {
        match part {
            Part::Uses => &self.uses,
            Part::Declarations => &self.declarations,
            Part::Statements => &self.statements,
        }
    }

    fn len(&self) -> usize {
        self.uses.len() + self.declarations.len() + self.statements.len()
    }
}

/// Where the sections of a file start.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    bases: FxHashMap<Section, u32>,
}

impl Layout {
    /// Where a section starts.
    pub fn base(&self, section: Section) -> u32 {
        self.bases.get(&section).copied().unwrap_or(0)
    }
}

/// What lies in a section.
#[derive(Default)]
struct Contents {
    uses: Vec<Piece>,
    declarations: Vec<Piece>,
    statements: Vec<Piece>,
    heads: Vec<Head>,
    starts: Starts,
}

impl Contents {
    fn of(pieces: &[Piece], starts: &[u32]) -> Contents {
        let base = starts.first().copied().unwrap_or(0);
        let mut found = Contents::default();
        for (piece, start) in pieces.iter().zip(starts) {
            let (pieces, starts) = match Part::of(piece.slice.kind) {
                Part::Uses => (&mut found.uses, &mut found.starts.uses),
                Part::Declarations => {
                    found.heads.push(Head { kind: piece.slice.kind, name: piece.slice.name.clone() });
                    (&mut found.declarations, &mut found.starts.declarations)
                }
                Part::Statements => (&mut found.statements, &mut found.starts.statements),
            };
            pieces.push(piece.clone());
            starts.push(start - base);
        }
        found
    }

    fn enter(self, db: &Database, file: SourceFile, durability: Durability) -> Section {
        Section::builder(
            file,
            self.uses.into(),
            self.declarations.into(),
            self.statements.into(),
            self.heads.into(),
            Arc::new(self.starts),
        )
        .durability(durability)
        .starts_durability(Durability::LOW)
        .new(db)
    }

    /// Puts it in the place of what a section had.
    fn replace(self, db: &mut Database, section: Section) {
        if **section.heads(db) != *self.heads {
            section.set_heads(db).with_durability(Durability::MEDIUM).to(self.heads.into());
        }
        for (part, pieces) in [
            (Part::Uses, self.uses),
            (Part::Declarations, self.declarations),
            (Part::Statements, self.statements),
        ] {
            let known = section.part(db, part);
            if **known == *pieces {
                continue;
            }
            let says_the_same = same_tokens(known, &pieces);
            let durability = db.edited.durability(section, part, says_the_same);
            section.set_part(db, part, pieces.into(), durability);
        }
        if **section.starts(db) != self.starts {
            section.set_starts(db).to(Arc::new(self.starts));
        }
        for (section, part) in db.edited.settled() {
            let pieces = section.part(db, part).clone();
            section.set_part(db, part, pieces, Durability::MEDIUM);
        }
    }
}

impl Section {
    fn part(self, db: &Database, part: Part) -> &Arc<[Piece]> {
        match part {
            Part::Uses => self.uses(db),
            Part::Declarations => self.declarations(db),
            Part::Statements => self.statements(db),
        }
    }

    fn set_part(self, db: &mut Database, part: Part, pieces: Arc<[Piece]>, durability: Durability) {
        match part {
            Part::Uses => drop(self.set_uses(db).with_durability(durability).to(pieces)),
            Part::Declarations => drop(self.set_declarations(db).with_durability(durability).to(pieces)),
            Part::Statements => {
                let typed = durability == Durability::LOW;
                if self.typed(db) != typed {
                    self.set_typed(db).with_durability(Durability::MEDIUM).to(typed);
                }
                self.set_statements(db).with_durability(durability).to(pieces);
            }
        }
    }
}

/// Whether pieces differ in nothing but comments and blanks.
fn same_tokens(old: &[Piece], new: &[Piece]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.fingerprint == new.fingerprint)
}

/// Divides a file that was not divided before.
pub(super) fn divide(db: &mut Database, file: SourceFile, cut: &Cut) {
    let mut sections = Vec::new();
    for (pieces, starts) in cut.pieces().chunks(ITEMS).zip(cut.starts().chunks(ITEMS)) {
        sections.push(Contents::of(pieces, starts).enter(db, file, Durability::MEDIUM));
    }
    lay_out(db, file, &sections, cut);
    file.set_sections(db).with_durability(Durability::MEDIUM).to(sections);
}

/// The one section of a file of the library.
pub(super) fn of_library(db: &mut Database, file: SourceFile) {
    let section = Contents::default().enter(db, file, Durability::HIGH);
    file.set_sections(db).with_durability(Durability::HIGH).to(vec![section]);
}

/// Brings the sections of a file up to date after an edit.
pub(super) fn update(db: &mut Database, file: SourceFile, old: &Cut, new: &Cut) {
    let mut sections = file.sections(db).clone();
    if sections.is_empty() {
        return divide(db, file, new);
    }
    let (before, behind) = changed(old, new);
    let counts: Vec<usize> = sections.iter().map(|section| section.starts(db).len()).collect();
    let touched = Touched::new(&counts, before, old.pieces().len() - behind);
    let added = new.pieces().len() as i64 - old.pieces().len() as i64;
    let end = (touched.items.end as i64 + added) as usize;
    let (pieces, starts) = (&new.pieces()[touched.items.start..end], &new.starts()[touched.items.start..end]);
    let is_one = old.pieces().len() == new.pieces().len() && before + behind + 1 == old.pieces().len();
    if is_one && is_typed(db, sections[touched.sections.start], &old.pieces()[before], &new.pieces()[before])
    {
        let lone = before - touched.items.start;
        if pieces.len() > MAX_BESIDE {
            let at = touched.sections.start;
            let apart = set_apart(db, sections[at], (pieces, starts), lone);
            sections.splice(at..=at, apart);
            lay_out(db, file, &sections, new);
            file.set_sections(db).with_durability(Durability::MEDIUM).to(sections);
            return;
        }
    }
    let size = if pieces.len() > MAX_ITEMS { ITEMS } else { MAX_ITEMS };
    let mut chunks = pieces.chunks(size).zip(starts.chunks(size));
    let mut at = touched.sections.start;
    for section in &sections[touched.sections.clone()] {
        let (pieces, starts) = chunks.next().unwrap_or_default();
        Contents::of(pieces, starts).replace(db, *section);
        at += 1;
    }
    let more: Vec<Section> = chunks
        .map(|(pieces, starts)| Contents::of(pieces, starts).enter(db, file, Durability::MEDIUM))
        .collect();
    let is_longer = !more.is_empty();
    sections.splice(at..at, more);
    lay_out(db, file, &sections, new);
    if is_longer {
        file.set_sections(db).with_durability(Durability::MEDIUM).to(sections);
    }
}

/// Whether somebody types in an item: it says something else than before, and its part of the section has been edited
/// before.
fn is_typed(db: &Database, section: Section, old: &Piece, new: &Piece) -> bool {
    old.fingerprint != new.fingerprint && db.edited.knows(section, Part::of(new.slice.kind))
}

/// Puts an item that is being edited into a section of its own. What is near it is less durable while it is edited, and
/// that should be little. The larger part of the others stays where it is.
fn set_apart(
    db: &mut Database,
    section: Section,
    (pieces, starts): (&[Piece], &[u32]),
    lone: usize,
) -> Vec<Section> {
    let file = section.file(db);
    let part = Part::of(pieces[lone].slice.kind);
    let ranges = [0..lone, lone..lone + 1, lone + 1..pieces.len()];
    let staying = if ranges[0].len() >= ranges[2].len() { 0 } else { 2 };
    let contents = ranges.map(|range| Contents::of(&pieces[range.clone()], &starts[range]));
    db.edited.forget(section, part);
    let (mut apart, mut own) = (Vec::new(), section);
    for (at, contents) in contents.into_iter().enumerate() {
        match at {
            _ if at == staying => {
                contents.replace(db, section);
                apart.push(section);
            }
            1 => {
                own = contents.enter(db, file, Durability::MEDIUM);
                apart.push(own);
            }
            _ if contents.starts.len() == 0 => {}
            _ => apart.push(contents.enter(db, file, Durability::MEDIUM)),
        }
    }
    db.edited.forget(section, part);
    db.edited.note_typing(own, part);
    let pieces = own.part(db, part).clone();
    own.set_part(db, part, pieces, Durability::LOW);
    apart
}

/// The sections that an edit touches, and the items that were in them.
struct Touched {
    sections: std::ops::Range<usize>,
    items: std::ops::Range<usize>,
}

impl Touched {
    /// Items up to `start`, and those from `end` on, are as they were. There is at least one section.
    fn new(counts: &[usize], start: usize, end: usize) -> Touched {
        let mut first = 0;
        let mut before = 0;
        while first + 1 < counts.len() && before + counts[first] <= start {
            before += counts[first];
            first += 1;
        }
        let (mut last, mut behind) = (first, before + counts[first]);
        while last + 1 < counts.len() && behind < end {
            last += 1;
            behind += counts[last];
        }
        Touched { sections: first..last + 1, items: before..behind }
    }
}

/// How many items are as they were at the start, and at the end beside these: they say the same, and none has moved
/// against its neighbours.
fn changed(old: &Cut, new: &Cut) -> (usize, usize) {
    let same = |(old, new): &(&Piece, &Piece)| Arc::ptr_eq(&old.slice, &new.slice) || old == new;
    let alike = old.pieces().iter().zip(new.pieces()).take_while(same).count();
    let mut starts = old.starts().iter().zip(new.starts()).take(alike);
    let moved = starts.position(|(old, new)| old != new);
    let before = moved.unwrap_or(alike);
    // The first that has moved is where something between two items has changed.
    let most = old.pieces().len().min(new.pieces().len()) - before - usize::from(moved.is_some());
    let way = |(old, new): (&u32, &u32)| i64::from(*new) - i64::from(*old);
    let ways = || old.starts().iter().rev().zip(new.starts().iter().rev()).map(way);
    let last = ways().next();
    let pieces = old.pieces().iter().rev().zip(new.pieces().iter().rev());
    let behind = pieces.zip(ways()).take(most).take_while(|(pieces, way)| same(pieces) && Some(*way) == last);
    (before, behind.count())
}

/// Says where each section starts.
fn lay_out(db: &mut Database, file: SourceFile, sections: &[Section], cut: &Cut) {
    let mut layout = Layout::default();
    let mut at = 0;
    for section in sections {
        // What is empty at the end starts behind everything.
        let base = cut.starts().get(at).copied().unwrap_or(u32::MAX);
        layout.bases.insert(*section, base);
        at += section.starts(db).len();
    }
    if **file.layout(db) != layout {
        file.set_layout(db).to(Arc::new(layout));
    }
}
