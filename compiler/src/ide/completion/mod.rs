//! What may be written at a position: names that fit there, words of the language, arguments, and whole blocks.

mod arguments;
mod candidates;
mod import;
mod members;
mod modules;
mod snippets;

pub(super) use modules::relative;

use crate::db::Db;
use crate::hir::Item;
use crate::text::{TextEdit, TextRange};

use super::item::FilePosition;
use super::phrase::phrase;

/// What an offer is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum CompletionKind {
    /// A parameter, with its colon.
    Argument,
    /// A variable or parameter in scope.
    Variable,
    /// A member of an enumeration.
    Value,
    /// A zone.
    Zone,
    /// A server.
    Server,
    /// An adapter of a server.
    Interface,
    /// A group.
    Group,
    /// A service.
    Service,
    /// A role.
    Role,
    /// A profile.
    Profile,
    /// A diagnostic.
    Diagnostic,
    /// A citation.
    Citation,
    /// A label.
    Label,
    /// A module.
    Module,
    /// A type.
    Type,
    /// A function of conditions.
    Function,
    /// A file.
    File,
    /// A word of the language.
    Keyword,
    /// A whole block.
    Snippet,
}

/// An offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What is shown, and matched with what is typed.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A few words beside it: the addresses of a server, the ports of a service, the type of a parameter.
    pub detail: String,
    /// What it is for, in Markdown that comes from no source unescaped.
    pub documentation: Option<String>,
    /// What goes: the word at the position.
    pub replace: TextRange,
    /// What comes, as plain text.
    pub insert: String,
    /// The same with places to fill in, as `${1:name}`; for clients that know snippets.
    pub snippet: Option<String>,
    /// Further changes to the same file: the `use` that a name needs.
    pub edits: Vec<TextEdit>,
    /// Lower is better.
    pub rank: u8,
}

/// What is offered at a position.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completions {
    /// The offers, the best first.
    pub items: Vec<Completion>,
    /// Whether there are more, so that another letter should ask again.
    pub incomplete: bool,
}

/// So many offers are enough for a person; another letter asks again.
const MAX_OFFERS: usize = 100;

/// What may be written at a position.
pub fn completions(db: &dyn Db, position: FilePosition) -> Completions {
    let Some(phrase) = phrase(db, position) else { return Completions::default() };
    let mut offers = Offers { items: Vec::new(), replace: phrase.word, typed: phrase.typed.to_lowercase() };
    if phrase.chain.is_empty() && phrase.bracketed.is_none() {
        candidates::offer(db, position.file, &phrase, &mut offers);
    } else {
        members::offer(db, position.file, &phrase, &mut offers);
    }
    offers.items.sort_by(|(a, _), (b, _)| (a.rank, &a.label, a.kind).cmp(&(b.rank, &b.label, b.kind)));
    offers.items.dedup_by(|(a, _), (b, _)| a.label == b.label && a.kind == b.kind);
    let incomplete = offers.items.len() > MAX_OFFERS;
    offers.items.truncate(MAX_OFFERS);
    // What a declaration comes to is asked only for those that are shown.
    let filled = offers.items.into_iter().map(|(offer, item)| match item {
        Some(item) => candidates::filled(db, offer, item),
        None => offer,
    });
    Completions { items: filled.collect(), incomplete }
}

/// Collects what matches the letters that are typed.
struct Offers<'db> {
    /// Each with the declaration that it names.
    items: Vec<(Completion, Option<Item<'db>>)>,
    replace: TextRange,
    typed: String,
}

impl<'db> Offers<'db> {
    /// Whether a name has the typed letters, in their order.
    fn matches(&self, name: &str) -> bool {
        self.has_letters([name])
    }

    /// The same of a name in a module, `alias.name`.
    fn matches_in(&self, alias: &str, name: &str) -> bool {
        self.has_letters([alias, ".", name])
    }

    fn has_letters<const N: usize>(&self, parts: [&str; N]) -> bool {
        if parts.iter().all(|part| part.is_ascii()) {
            // Nearly always, and thousands of times.
            let mut letters =
                parts.iter().flat_map(|part| part.bytes()).map(|byte| byte.to_ascii_lowercase());
            return self.typed.bytes().all(|typed| letters.any(|letter| letter == typed));
        }
        let mut letters = parts.iter().flat_map(|part| part.chars()).flat_map(char::to_lowercase);
        self.typed.chars().all(|typed| letters.any(|letter| letter == typed))
    }

    /// A plain offer; its caller fills in the rest.
    fn plain(&self, label: impl Into<String>, kind: CompletionKind, rank: u8) -> Completion {
        let label = label.into();
        Completion {
            insert: label.clone(),
            label,
            kind,
            detail: String::new(),
            documentation: None,
            replace: self.replace,
            snippet: None,
            edits: Vec::new(),
            rank,
        }
    }

    fn push(&mut self, offer: Completion) {
        if self.matches(&offer.label) {
            self.items.push((offer, None));
        }
    }

    /// An offer of a declaration, whose details come last.
    fn push_item(&mut self, offer: Completion, item: Item<'db>) {
        if self.matches(&offer.label) {
            self.items.push((offer, Some(item)));
        }
    }
}
