//! The names of an item with what they mean: those of its tree, and those of its broken parts, read from tokens.

use crate::db::{Db, SourceFile};
use crate::hir::{
    Broken, Definition, Head, Item, Local, Meaning, Place, Type, Variable, ast, item_uses, node_ranges,
    parameter_of, resolve, resolve_path, roles_of_entity,
};
use crate::syntax::item::Item as Tree;
use crate::syntax::{Lexeme, LexemeKind, Name, NodeId, Path, lexemes, words};
use crate::text::TextRange;

use super::braces;
use super::item::{FilePosition, item_at, touches};

/// A name in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct NameAt<'db> {
    /// Where it stands.
    pub(super) range: TextRange,
    /// What it means.
    pub(super) meaning: Meaning<'db>,
    /// Whether it is declared here.
    pub(super) declares: bool,
}

/// The name at a position.
pub(super) fn name_at<'db>(db: &'db dyn Db, position: FilePosition) -> Option<NameAt<'db>> {
    let item = item_at(db, position)?;
    let names = names_of_item(db, item).into_iter().filter(|name| touches(name.range, position.offset));
    // Of two that touch, the one that starts here is meant.
    names.min_by_key(|name| (!name.range.contains(position.offset), name.range.len()))
}

/// All names of an item, in the order of the text.
pub(super) fn names_of_item<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<NameAt<'db>> {
    let start = item.start(db);
    let mut found = names_in(db, item);
    found.iter_mut().for_each(|name| name.range = name.range.shifted(start));
    found
}

/// The same, by their places in the item: nothing here depends on where the item stands.
pub(super) fn names_in<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<NameAt<'db>> {
    let uses = item_uses(db, item);
    let ranges = node_ranges(db, item);
    let range = |node: NodeId| ranges.get(node.0 as usize).copied();
    let known = uses.names.iter().filter_map(|name| {
        let (range, meaning) = (range(name.node)?, name.meaning.clone());
        Some(NameAt { range, meaning, declares: name.declares })
    });
    let mut found: Vec<NameAt<'db>> = known.collect();
    for broken in &uses.broken {
        let Some(range) = range(broken.node) else { continue };
        salvage(db, item, broken, range, &mut found);
    }
    braces::names(db, item, &mut found);
    found.sort_by_key(|name| (name.range.start, name.range.end));
    found
}

/// The names in a part that has no tree: dotted words that mean something here.
fn salvage<'db>(
    db: &'db dyn Db,
    item: Item<'db>,
    broken: &Broken<'db>,
    range: TextRange,
    found: &mut Vec<NameAt<'db>>,
) {
    let text = range.slice(item.text(db));
    let tokens: Vec<Lexeme> =
        lexemes(text).into_iter().filter(|token| token.kind != LexemeKind::Comment).collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let length = dotted(text, &tokens[at..]);
        if token.kind == LexemeKind::Word && !(length == 1 && words::is_reserved(token.text(text))) {
            let chain: Vec<Lexeme> = tokens[at..at + length].iter().copied().step_by(2).collect();
            let names = chain.iter().map(|word| (word.text(text), word.range.shifted(range.start)));
            resolve_chain(db, item, &broken.variables, &names.collect::<Vec<_>>(), found);
        }
        at += length;
    }
    declared_name(db, item, broken, text, range, found);
}

/// The number of tokens of a dotted name.
pub(super) fn dotted(text: &str, tokens: &[Lexeme]) -> usize {
    let mut length = 1;
    while let [dot, word, ..] = tokens.get(length..).unwrap_or_default() {
        let joined =
            dot.text(text) == "." && word.kind == LexemeKind::Word && tokens[0].kind == LexemeKind::Word;
        if !joined {
            break;
        }
        length += 2;
    }
    length
}

/// A broken declaration still declares its name.
fn declared_name<'db>(
    db: &'db dyn Db,
    item: Item<'db>,
    broken: &Broken<'db>,
    text: &str,
    range: TextRange,
    found: &mut Vec<NameAt<'db>>,
) {
    let Some(name) = item.name(db).as_deref().filter(|_| broken.node == NodeId::ITEM) else { return };
    let word = |token: &Lexeme| token.kind == LexemeKind::Word && token.text(text).trim_matches('`') == name;
    if let Some(token) = lexemes(text).iter().skip(1).find(|token| word(token)) {
        let range = token.range.shifted(range.start);
        found.retain(|known| known.range != range);
        found.push(NameAt { range, meaning: Meaning::Item(item), declares: true });
    }
}

/// The segments of a dotted name, as far as they mean something.
fn resolve_chain<'db>(
    db: &'db dyn Db,
    item: Item<'db>,
    variables: &[Variable<'db>],
    chain: &[(&str, TextRange)],
    found: &mut Vec<NameAt<'db>>,
) {
    let file = item.file(db);
    let mut add = |range: TextRange, meaning: Meaning<'db>| {
        found.push(NameAt { range, meaning, declares: false });
    };
    let Some((head, rest)) = head_of(db, file, variables, chain) else {
        modules_of(db, file, chain)
            .into_iter()
            .for_each(|(range, module)| add(range, Meaning::Module(module)));
        return;
    };
    for (range, module) in modules_of(db, file, &chain[..rest - 1]) {
        add(range, Meaning::Module(module));
    }
    add(chain[rest - 1].1, head.clone());
    if let (Meaning::Item(owner), Some((name, range))) = (head, chain.get(rest))
        && let Some(place) = inner_of(db, owner, name)
    {
        add(*range, Meaning::Inner(place));
    }
}

/// What a dotted name begins with, and how many segments that takes.
fn head_of<'db>(
    db: &'db dyn Db,
    file: SourceFile,
    variables: &[Variable<'db>],
    chain: &[(&str, TextRange)],
) -> Option<(Meaning<'db>, usize)> {
    let first = chain.first()?.0.trim_matches('`');
    if let Some(variable) = variables.iter().rfind(|variable| variable.name == first) {
        return Some((Meaning::Inner(variable.place), 1));
    }
    let resolved = resolve_path(db, file, &[], &path_of(chain.iter().map(|(word, _)| *word))).ok()?;
    match resolved.head {
        Head::Item(item) => Some((Meaning::Item(item), resolved.rest)),
        Head::Local(_) => None,
    }
}

/// A path of words that stand nowhere.
pub(super) fn path_of<'a>(words: impl Iterator<Item = &'a str>) -> Path {
    let node = NodeId::ITEM;
    Path { segments: words.map(|word| Name { text: word.trim_matches('`').into(), node }).collect(), node }
}

fn modules_of(db: &dyn Db, file: SourceFile, chain: &[(&str, TextRange)]) -> Vec<(TextRange, SourceFile)> {
    let mut found = Vec::new();
    let mut module = file;
    for (word, range) in chain {
        match resolve(db, module, bare(word)) {
            Some(Definition::Module(next)) => module = next,
            _ => break,
        }
        found.push((*range, module));
    }
    found
}

/// What stands behind the dot of a declaration: an interface, or a parameter of a role.
pub(super) fn inner_of<'db>(db: &'db dyn Db, owner: Item<'db>, name: &str) -> Option<Place<'db>> {
    let tree = &ast(db, owner).item;
    if let Tree::Server(server) = tree
        && let Some(interface) = server.interfaces.iter().find(|interface| interface.name.text == name)
    {
        return Some(Place::new(owner, interface.name.node));
    }
    let own = matches!(tree, Tree::Role(_)).then_some(owner);
    let roles = own.iter().chain(roles_of_entity(db, owner));
    roles.copied().find_map(|role| {
        let parameter = parameter_of(&ast(db, role).item, name)?;
        Some(Place::new(role, parameter.name.node))
    })
}

/// The text of a name without its escape.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches('`')
}

/// A variable for whoever looks a name up and knows no more about it.
pub(super) fn plain_local<'db>(name: &str, roles: Vec<Item<'db>>, kind: Type, single: bool) -> Local<'db> {
    Local { name: name.into(), kind, roles, single }
}
