//! The standard library, embedded in the binary: its texts, and what cutting and parsing them comes to.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use smol_str::SmolStr;

use super::section::Part;
use crate::syntax::{ItemAst, ItemKind, ItemSlice, unpack};
use crate::text::TextRange;

/// The version of the library: a number of its own, raised when a policy's meaning or messages change with it.
pub const LIBRARY_VERSION: &str = "1.3.0";

/// The files below `stdlib/std/`, in the order of their paths; what lies in a folder belongs to the module that the
/// folder is named after. Written by the build script.
pub static STANDARD_LIBRARY: &[LibraryFile] = include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// A file of the library, with what cutting and parsing it comes to.
#[derive(PartialEq, Eq, Debug)]
pub struct LibraryFile {
    /// The path below `std/`, without its ending.
    pub name: &'static str,
    /// The text.
    pub text: &'static str,
    items: Option<&'static [LibraryItem]>,
    docs: &'static str,
    ranges: &'static [TextRange],
    trees: &'static [u8],
    roles: &'static str,
    /// The positions of the items of each kind.
    kinds: &'static [(ItemKind, &'static [u32])],
    /// What its module declares, where it is the first file of one without errors.
    pub index: Option<LibraryIndex>,
}

/// What a module of the library declares, and which labels its statements carry: each sorted.
#[derive(PartialEq, Eq, Debug)]
pub struct LibraryIndex {
    declared: &'static [Declared],
    labels: &'static [TextRange],
    text: &'static str,
}

/// A declaration of a module.
#[derive(PartialEq, Eq, Debug)]
struct Declared {
    name: TextRange,
    file: u32,
    item: u32,
}

/// An item without pointers: it lies in the file of the program and costs nothing until it is looked at.
#[derive(PartialEq, Eq, Debug)]
struct LibraryItem {
    range: TextRange,
    kind: ItemKind,
    word: TextRange,
    name: Option<TextRange>,
    private: bool,
    fingerprint: u64,
    doc: TextRange,
    ranges: TextRange,
    tree: TextRange,
    roles: TextRange,
}

/// An item of the library, parsed since the build.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    file: &'static LibraryFile,
    item: &'static LibraryItem,
}

/// There is one of each in the program: where it lies tells it apart.
impl PartialEq for Embedded {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.item, other.item)
    }
}

impl Eq for Embedded {}

impl Hash for Embedded {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::hash(self.item, state);
    }
}

impl LibraryIndex {
    /// The first declaration of a name: its file, by its position in the module, and its position there.
    pub fn declared(&self, name: &str) -> Option<(u32, u32)> {
        let at = self.declared.partition_point(|known| known.name.slice(self.text) < name);
        let found = self.declared.get(at).filter(|known| known.name.slice(self.text) == name);
        found.map(|known| (known.file, known.item))
    }

    /// Whether a statement carries a label.
    pub fn has_label(&self, label: &str) -> bool {
        self.labels.binary_search_by(|known| known.slice(self.text).cmp(label)).is_ok()
    }

    /// The labels.
    pub fn labels(&self) -> impl Iterator<Item = &'static str> {
        self.labels.iter().map(|label| label.slice(self.text))
    }
}

impl LibraryFile {
    /// What [`crate::syntax::split`] cuts it into; `None` where the text has errors, so that the splitter has to be asked.
    pub fn items(&'static self) -> Option<impl Iterator<Item = Embedded>> {
        Some(self.items?.iter().map(move |item| Embedded { file: self, item }))
    }

    /// Whether it is embedded in parsed form.
    pub fn is_parsed(&self) -> bool {
        self.items.is_some()
    }

    /// The item at a position.
    pub fn item(&'static self, position: u32) -> Option<Embedded> {
        Some(Embedded { file: self, item: self.items?.get(position as usize)? })
    }

    /// The positions of the items of a part, in order.
    pub fn positions_in(&self, part: Part) -> Vec<u32> {
        let kinds = self.kinds.iter().filter(|(kind, _)| Part::of(*kind) == part);
        let mut found: Vec<u32> = kinds.flat_map(|(_, positions)| *positions).copied().collect();
        found.sort_unstable();
        found
    }

    /// The positions of the items of a kind, in order.
    pub fn positions(&self, kind: ItemKind) -> &'static [u32] {
        self.kinds.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, positions)| positions)
    }
}

impl Embedded {
    /// The item as the splitter sees it.
    pub fn slice(self) -> ItemSlice {
        let word = |range: TextRange| SmolStr::new_static(range.slice(self.file.text));
        ItemSlice {
            range: self.item.range,
            kind: self.item.kind,
            word: word(self.item.word),
            name: self.item.name.map(word),
            private: self.item.private,
            fingerprint: self.item.fingerprint,
            flaw: None,
        }
    }

    /// The declared name.
    pub fn name(self) -> Option<SmolStr> {
        self.item.name.map(|name| SmolStr::new_static(name.slice(self.file.text)))
    }

    /// What its first word says.
    pub fn kind(self) -> ItemKind {
        self.item.kind
    }

    /// Where it starts in its file.
    pub fn start(self) -> u32 {
        self.item.range.start
    }

    /// Its text.
    pub fn text(self) -> &'static str {
        self.item.range.slice(self.file.text)
    }

    /// Its documentation comment.
    pub fn doc(self) -> Option<&'static str> {
        Some(self.item.doc.slice(self.file.docs)).filter(|doc| !doc.is_empty())
    }

    /// The roles over which it loops, if it is a loop over roles and nothing else: the set is known to be empty where nobody
    /// holds any of them.
    pub fn loops_over(self) -> impl Iterator<Item = &'static str> {
        self.item.roles.slice(self.file.roles).split_ascii_whitespace()
    }

    /// The range of each node, relative to the item.
    pub fn ranges(self) -> &'static [TextRange] {
        let TextRange { start, end } = self.item.ranges;
        self.file.ranges.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The tree. There always is one: a test reads all of them.
    pub fn tree(self) -> Option<Arc<ItemAst>> {
        let TextRange { start, end } = self.item.tree;
        let bytes = self.file.trees.get(start as usize..end as usize)?;
        unpack(bytes)
    }
}
