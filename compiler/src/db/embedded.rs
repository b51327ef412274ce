//! The standard library, embedded in the binary: its texts, and what cutting and parsing them comes to.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::syntax::{ItemAst, ItemKind, ItemSlice};
use crate::text::TextRange;

/// The version of the library: a number of its own, raised when a policy's meaning or messages change with it.
pub const LIBRARY_VERSION: &str = "1.2.0";

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
}

/// An item of the library, parsed since the build.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Embedded {
    file: &'static LibraryFile,
    item: &'static LibraryItem,
}

impl LibraryFile {
    /// What [`crate::syntax::split`] cuts it into; `None` where the text has errors, so that the splitter has to be asked.
    pub fn items(&'static self) -> Option<impl Iterator<Item = Embedded>> {
        Some(self.items?.iter().map(move |item| Embedded { file: self, item }))
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

    /// The range of each node, relative to the item.
    pub fn ranges(self) -> &'static [TextRange] {
        let TextRange { start, end } = self.item.ranges;
        self.file.ranges.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The tree. There always is one: a test reads all of them.
    pub fn tree(self) -> Option<Arc<ItemAst>> {
        let TextRange { start, end } = self.item.tree;
        let bytes = self.file.trees.get(start as usize..end as usize)?;
        postcard::from_bytes(bytes).ok().map(Arc::new)
    }
}
