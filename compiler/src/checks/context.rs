//! What every check needs: places as files and ranges, names as people read them.

use smol_str::{SmolStr, format_smolstr};

use crate::db::{Db, SourceFile};
use crate::diagnostics::{Applicability, Diagnostic, Entry, Fix, Label, LabelStyle};
use crate::hir::{Item, Place, module_name, range_of};
use crate::text::{FileId, TextEdit, TextRange, escape_line_for_display};

/// A piece of a file: where a diagnostic of its text points.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'t> {
    /// The file.
    pub(crate) file: FileId,
    /// The bytes.
    pub(crate) range: TextRange,
    /// What stands there.
    pub(crate) text: &'t str,
}

impl<'t> Spot<'t> {
    /// A diagnostic with its primary label.
    pub(crate) fn diagnostic(
        self,
        entry: &'static Entry,
        message: impl Into<String>,
        here: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(entry, message).primary(self.file, self.range, here)
    }

    /// A fix that puts another text here.
    pub(crate) fn fix(
        self,
        title: impl Into<String>,
        text: impl Into<String>,
        applicability: Applicability,
    ) -> Fix {
        Fix::new(title, applicability).edit(self.file, TextEdit::replace(self.range, text))
    }

    /// What stands here as a message quotes it: on one line, and not too long.
    pub(crate) fn quoted(self) -> SmolStr {
        quote(self.text)
    }
}

/// A text of the user in backticks: on one line, cut where it is long.
pub(crate) fn quote(text: &str) -> SmolStr {
    const LIMIT: usize = 40;
    let line = text.lines().next().unwrap_or_default().trim_end();
    let cut = line.char_indices().nth(LIMIT).map_or(line.len(), |(at, _)| at);
    let shown = escape_line_for_display(line.get(..cut).unwrap_or_default());
    let more = if cut < line.len() || line.len() < text.trim_end().len() { "…" } else { "" };
    format_smolstr!("`{shown}{more}`")
}

/// The database, with the words that checks share.
#[derive(Clone, Copy)]
pub(crate) struct Context<'db> {
    /// The database.
    pub(crate) db: &'db dyn Db,
}

impl<'db> Context<'db> {
    /// Where a place lies.
    pub(crate) fn range(&self, place: Place<'db>) -> (FileId, TextRange) {
        range_of(self.db, place)
    }

    /// A place with its text.
    pub(crate) fn spot(&self, place: Place<'db>) -> Spot<'db> {
        let (file, range) = self.range(place);
        Spot { file, range, text: self.text(place) }
    }

    /// The text of a place.
    pub(crate) fn text(&self, place: Place<'db>) -> &'db str {
        let (_, range) = self.range(place);
        let text = place.item.file(self.db).text(self.db);
        text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// A diagnostic with its primary label.
    pub(crate) fn at(
        &self,
        entry: &'static Entry,
        place: Place<'db>,
        message: impl Into<String>,
        here: &str,
    ) -> Diagnostic {
        let (file, range) = self.range(place);
        Diagnostic::new(entry, message).primary(file, range, here)
    }

    /// A further label.
    pub(crate) fn secondary(&self, place: Place<'db>, message: impl Into<String>) -> Label {
        let (file, range) = self.range(place);
        Label { file, range, message: message.into(), style: LabelStyle::Secondary }
    }

    /// The node of an item's name, or the whole item.
    pub(crate) fn name_place(&self, item: Item<'db>) -> Place<'db> {
        let node =
            crate::hir::ast(self.db, item).item.name().map_or(crate::syntax::NodeId::ITEM, |name| name.node);
        Place::new(item, node)
    }

    /// The name of a declaration.
    pub(crate) fn name(&self, item: Item<'db>) -> SmolStr {
        item.name(self.db).clone().unwrap_or_default()
    }

    /// The name of a declaration, with its module where that is part of the library.
    pub(crate) fn full_name(&self, item: Item<'db>) -> SmolStr {
        let module = module_name(self.db, item.file(self.db));
        let name = self.name(item);
        if module.is_empty() { name } else { format_smolstr!("{module}.{name}") }
    }

    /// A module as people name it: `std.net`, or the path of a file.
    pub(crate) fn module(&self, file: SourceFile) -> SmolStr {
        let name = module_name(self.db, file);
        if name.is_empty() { file.path(self.db).as_str().into() } else { name }
    }

    /// Whether a file is the standard library's.
    pub(crate) fn is_library(&self, item: Item<'db>) -> bool {
        item.file(self.db).library(self.db)
    }
}
