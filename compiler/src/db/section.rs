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
use super::touched::{Touched, changed};
use crate::syntax::{Cut, ItemKind, Piece};

/// So many items make a new section.
const ITEMS: usize = 32;

/// A section with more items is divided.
const MAX_ITEMS: usize = 64;

/// A file lies in so many sections at most, beside one for each [`SMALL`] items.
const SCATTERED: usize = 8;

/// See [`SCATTERED`].
const SMALL: usize = 6;

/// Of a section with more items, one that is being edited is set apart.
const MAX_BESIDE: usize = 4;

/// Some consecutive items of a file. One of the library has no pieces: the library was cut when the program was built.
#[salsa::input(debug)]
pub struct Section {
    /// The file.
    #[returns(copy)]
    pub file: SourceFile,
    /// The items that begin with `use`.
    pub uses: Arc<[Arc<Piece>]>,
    /// The items that declare something.
    pub declarations: Arc<[Arc<Piece>]>,
    /// Statements, and what begins with no word of an item.
    pub statements: Arc<[Arc<Piece>]>,
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
    uses: Vec<Arc<Piece>>,
    declarations: Vec<Arc<Piece>>,
    statements: Vec<Arc<Piece>>,
    heads: Vec<Head>,
    starts: Starts,
}

impl Contents {
    fn of(pieces: &[Arc<Piece>], starts: &[u32]) -> Contents {
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
            pieces.push(Arc::clone(piece));
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

    /// Enters it in a section that is there already, or in another one.
    fn enter_in(self, db: &mut Database, file: SourceFile, spare: Option<Section>) -> Section {
        match spare {
            Some(section) => {
                self.replace(db, section);
                section
            }
            None => self.enter(db, file, Durability::MEDIUM),
        }
    }

    /// Puts it in the place of what a section had.
    fn replace(self, db: &mut Database, section: Section) {
        if **section.heads(db) != *self.heads {
            db.note_durable_change();
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
            // What is declared concerns everything, however durable it is.
            if part != Part::Statements || !db.edited.is_typed(section, part) {
                db.note_durable_change();
            }
            let durability = db.edited.durability(section, part, says_the_same);
            section.set_part(db, part, pieces.into(), durability);
        }
        if **section.starts(db) != self.starts {
            section.set_starts(db).to(Arc::new(self.starts));
        }
        for (section, part) in db.edited.settled() {
            let pieces = section.part(db, part).clone();
            db.note_durable_change();
            section.set_part(db, part, pieces, Durability::MEDIUM);
        }
    }
}

impl Section {
    fn part(self, db: &Database, part: Part) -> &Arc<[Arc<Piece>]> {
        match part {
            Part::Uses => self.uses(db),
            Part::Declarations => self.declarations(db),
            Part::Statements => self.statements(db),
        }
    }

    fn set_part(self, db: &mut Database, part: Part, pieces: Arc<[Arc<Piece>]>, durability: Durability) {
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
fn same_tokens(old: &[Arc<Piece>], new: &[Arc<Piece>]) -> bool {
    old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| old.slice.fingerprint == new.slice.fingerprint)
}

/// Divides a file that was not divided before.
pub(super) fn divide(db: &mut Database, file: SourceFile, cut: &Cut) {
    db.note_durable_change();
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
    let scattered = is_scattered(&counts);
    let touched = match scattered {
        true => Touched { sections: 0..sections.len(), items: 0..old.pieces().len() },
        false => Touched::new(&counts, before, old.pieces().len() - behind),
    };
    let added = new.pieces().len() as i64 - old.pieces().len() as i64;
    let end = (touched.items.end as i64 + added) as usize;
    let (pieces, starts) = (&new.pieces()[touched.items.start..end], &new.starts()[touched.items.start..end]);
    let is_one =
        !scattered && old.pieces().len() == new.pieces().len() && before + behind + 1 == old.pieces().len();
    if is_one && is_typed(db, sections[touched.sections.start], &old.pieces()[before], &new.pieces()[before])
    {
        let lone = before - touched.items.start;
        if pieces.len() > MAX_BESIDE {
            let at = touched.sections.start;
            let mut spare = take_spare(db, &mut sections, at);
            let apart = set_apart(db, sections[at], (pieces, starts), lone, &mut spare);
            sections.extend(spare);
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
        db.note_durable_change();
        file.set_sections(db).with_durability(Durability::MEDIUM).to(sections);
    }
}

/// Whether a file lies in so many small sections, after edits in many places, that it is better divided anew.
fn is_scattered(counts: &[usize]) -> bool {
    let used = counts.iter().filter(|count| **count > 0).count();
    used > SCATTERED + counts.iter().sum::<usize>() / SMALL
}

/// Takes the sections behind one out of a file in which nothing lies: salsa never forgets an input, so they serve again.
fn take_spare(db: &Database, sections: &mut Vec<Section>, behind: usize) -> Vec<Section> {
    let is_empty = |section: &Section| section.starts(db).len() == 0;
    let spare = sections.iter().skip(behind + 1).copied().filter(is_empty).collect();
    let mut at = 0;
    sections.retain(|section| {
        at += 1;
        at <= behind + 1 || !is_empty(section)
    });
    spare
}

/// Whether somebody types in an item: it says something else than before, and its part of the section has been edited
/// before.
fn is_typed(db: &Database, section: Section, old: &Piece, new: &Piece) -> bool {
    old.slice.fingerprint != new.slice.fingerprint && db.edited.knows(section, Part::of(new.slice.kind))
}

/// Puts an item that is being edited into a section of its own. What is near it is less durable while it is edited, and
/// that should be little. The larger part of the others stays where it is.
fn set_apart(
    db: &mut Database,
    section: Section,
    (pieces, starts): (&[Arc<Piece>], &[u32]),
    lone: usize,
    spare: &mut Vec<Section>,
) -> Vec<Section> {
    db.note_durable_change();
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
                own = contents.enter_in(db, file, spare.pop());
                apart.push(own);
            }
            _ if contents.starts.len() == 0 => {}
            _ => apart.push(contents.enter_in(db, file, spare.pop())),
        }
    }
    db.edited.forget(section, part);
    db.edited.note_typing(own, part);
    let pieces = own.part(db, part).clone();
    own.set_part(db, part, pieces, Durability::LOW);
    apart
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
