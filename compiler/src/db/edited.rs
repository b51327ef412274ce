//! Which parts of sections are being edited.

use salsa::Durability;

use super::section::{Part, Section};

/// So many parts of sections count as being edited; the one that was edited longest ago becomes durable again.
const MAX_EDITED: usize = 12;

/// The parts of sections that are being edited, the one that was edited longest ago first.
#[derive(Clone, Debug, Default)]
pub(super) struct Edited {
    parts: Vec<(Section, Part, u32)>,
}

impl Edited {
    /// Notes an edit, and says how durable the part is from now on.
    ///
    /// What becomes less durable is computed again, with everything that depends on it. So a single edit changes
    /// nothing about that; where a second one follows, somebody types, and from the third on it pays.
    pub(super) fn durability(&mut self, section: Section, part: Part, says_the_same: bool) -> Durability {
        let known = self.parts.iter().position(|(own, of, _)| (*own, *of) == (section, part));
        let edits = known.map_or(0, |at| self.parts.remove(at).2) + u32::from(!says_the_same);
        if edits > 0 {
            self.parts.push((section, part, edits));
        }
        if edits > 1 { Durability::LOW } else { Durability::MEDIUM }
    }

    /// Whether somebody types in a part, so that it is less durable.
    pub(super) fn is_typed(&self, section: Section, part: Part) -> bool {
        self.parts.iter().any(|(own, of, edits)| (*own, *of) == (section, part) && *edits > 1)
    }

    /// Whether a part was edited before.
    pub(super) fn knows(&self, section: Section, part: Part) -> bool {
        self.parts.iter().any(|(own, of, _)| (*own, *of) == (section, part))
    }

    /// Forgets the edits of a part.
    pub(super) fn forget(&mut self, section: Section, part: Part) {
        self.parts.retain(|(own, of, _)| (*own, *of) != (section, part));
    }

    /// Notes that somebody types in a part.
    pub(super) fn note_typing(&mut self, section: Section, part: Part) {
        self.parts.push((section, part, 2));
    }

    /// What is no longer being edited, and was less durable for that.
    pub(super) fn settled(&mut self) -> Vec<(Section, Part)> {
        let over = self.parts.len().saturating_sub(MAX_EDITED);
        let settled = self.parts.drain(..over).filter(|(_, _, edits)| *edits > 1);
        settled.map(|(section, part, _)| (section, part)).collect()
    }
}
