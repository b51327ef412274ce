//! From what is wanted to what is offered.

use smol_str::SmolStr;

use crate::checks::{show_addresses, show_services};
use crate::db::{Db, SourceFile};
use crate::hir::{
    Definition, Item, Single, TYPE_NAMES, Type, ast, doc, first_declarations, function_names, labels,
    module_name, module_of, visible_definitions, visible_modules,
};
use crate::ide::hover::inert;
use crate::ide::keywords;
use crate::ide::phrase::{Phrase, STATEMENTS, Want};
use crate::policy::address::zone_set;
use crate::policy::eval::service_value;
use crate::policy::value::Value;
use crate::syntax::item::{HolderKind, Item as Tree};
use crate::syntax::{ItemKind, words};

use super::{Completion, CompletionKind, MAX_OFFERS, Offers, arguments, import, modules, snippets};

/// Offers everything that is wanted.
pub(super) fn offer<'db>(db: &'db dyn Db, file: SourceFile, phrase: &Phrase<'db>, offers: &mut Offers<'db>) {
    for want in &phrase.wants {
        match want {
            Want::Words(list) => keywords(list, 5, offers),
            Want::Start { block } => {
                keywords(if *block { STATEMENTS } else { words::ITEM_WORDS }, 5, offers);
                snippets::offer(*block, offers);
            }
            Want::Value(kind) => value(db, file, phrase, kind, offers),
            Want::Named(_) | Want::Role(_) => {
                declarations(db, file, want, offers);
                import::offer(db, file, want, offers);
            }
            Want::Label { or_diagnostic } => label(db, file, *or_diagnostic, offers),
            Want::Argument { callee, given } => arguments::arguments(db, *callee, given, offers),
            Want::NewName => import::undeclared(db, file, offers),
            Want::Library => modules::library(db, offers),
            Want::File { list } => modules::files(db, file, *list, offers),
            Want::Import(module) => modules::imports(db, *module, offers),
            Want::TypeName => type_names(offers),
        }
    }
}

fn keywords(list: &[&str], rank: u8, offers: &mut Offers<'_>) {
    for word in list {
        let mut offer = offers.plain(*word, CompletionKind::Keyword, rank);
        offer.documentation = keywords::explained(word).map(str::to_owned);
        offers.push(offer);
    }
}

fn type_names(offers: &mut Offers<'_>) {
    for name in TYPE_NAMES {
        let offer = offers.plain(*name, CompletionKind::Type, 3);
        offers.push(offer);
    }
}

/// Whether a declaration may stand where something is wanted.
pub(super) fn fits(db: &dyn Db, want: &Want<'_>, item: Item<'_>) -> bool {
    fits_by_kind(want, item.kind(db)) && fits_by_tree(db, want, item)
}

fn fits_by_tree(db: &dyn Db, want: &Want<'_>, item: Item<'_>) -> bool {
    let Want::Role(holder) = want else { return true };
    matches!(&ast(db, item).item, Tree::Role(role) if role.holder == *holder)
}

/// Whether a declaration of this kind may, for all that its first word tells.
fn fits_by_kind(want: &Want<'_>, kind: ItemKind) -> bool {
    match want {
        Want::Named(wanted) => kind == *wanted,
        Want::Role(_) => kind == ItemKind::Role,
        Want::Value(wanted) => match wanted {
            Type::Endpoints => is_endpoints(kind),
            Type::Servers => is_endpoints(kind) && kind != ItemKind::Zone,
            Type::Service => kind == ItemKind::Service,
            Type::Unknown | Type::Flag | Type::Nothing => is_endpoints(kind) || kind == ItemKind::Service,
            Type::Ports | Type::Number | Type::Text | Type::Date | Type::Duration => is_endpoints(kind),
            Type::Enumeration(_) => false,
        },
        Want::Label { or_diagnostic } => *or_diagnostic && kind == ItemKind::Diagnostic,
        _ => false,
    }
}

fn is_endpoints(kind: ItemKind) -> bool {
    matches!(kind, ItemKind::Zone | ItemKind::Server | ItemKind::Group | ItemKind::Role)
}

/// The declarations that are visible and fit; the modules through which more are reached.
pub(super) fn declarations<'db>(
    db: &'db dyn Db,
    file: SourceFile,
    want: &Want<'db>,
    offers: &mut Offers<'db>,
) {
    // One more than are shown tells that there are more.
    let by_head = |kind: ItemKind, name: &str| fits_by_kind(want, kind) && offers.matches(name);
    let by_item = |item: Item<'db>| fits_by_tree(db, want, item);
    for (name, item) in first_declarations(db, file, MAX_OFFERS + 1, &by_head, &by_item) {
        let offer = declaration(db, offers, name.as_str(), item, want);
        offers.push_item(offer, item);
    }
    for (name, module) in visible_modules(db, file) {
        if offers.matches(name) {
            let mut offer = offers.plain(name.as_str(), CompletionKind::Module, 1);
            offer.detail = module_detail(db, module);
            offers.push(offer);
        }
    }
    qualified(db, file, want, offers);
}

/// The declarations of the modules in use, under their full names.
fn qualified<'db>(db: &'db dyn Db, file: SourceFile, want: &Want<'db>, offers: &mut Offers<'db>) {
    for (alias, module) in visible_modules(db, file) {
        for (name, definition) in visible_definitions(db, module, &|name| offers.matches_in(alias, name)) {
            let Definition::Item(item) = definition else { continue };
            let full = format!("{alias}.{name}");
            let offered = module_of(db, item.file(db)) == module && !item.private(db);
            if offered && fits(db, want, item) {
                let mut offer = declaration(db, offers, &full, item, want);
                offer.rank += 1;
                offers.push_item(offer, item);
            }
        }
    }
}

fn module_detail(db: &dyn Db, module: SourceFile) -> String {
    let name = module_name(db, module);
    if name.is_empty() { module.path(db).as_str().to_owned() } else { name.to_string() }
}

/// An offer of a declaration.
pub(super) fn declaration(
    db: &dyn Db,
    offers: &Offers<'_>,
    name: &str,
    item: Item<'_>,
    want: &Want<'_>,
) -> Completion {
    let mut offer = offers.plain(name, kind_of(item.kind(db)), 2);
    if !name.contains('.') && words::is_reserved(name) {
        offer.insert = format!("`{name}`");
    }
    if matches!(want, Want::Named(ItemKind::Profile) | Want::Role(_)) {
        offer.snippet = snippets::call(db, &offer.insert, item);
    }
    offer
}

/// The offer with what its declaration comes to and is for.
pub(super) fn filled(db: &dyn Db, offer: Completion, item: Item<'_>) -> Completion {
    let own = detail(db, item);
    let detail =
        if offer.detail.is_empty() { own } else { format!("{own} {}", offer.detail).trim().to_owned() };
    Completion { detail, documentation: doc(db, item).map(inert), ..offer }
}

fn kind_of(kind: ItemKind) -> CompletionKind {
    match kind {
        ItemKind::Zone => CompletionKind::Zone,
        ItemKind::Server => CompletionKind::Server,
        ItemKind::Group => CompletionKind::Group,
        ItemKind::Service => CompletionKind::Service,
        ItemKind::Role => CompletionKind::Role,
        ItemKind::Profile => CompletionKind::Profile,
        ItemKind::Diagnostic => CompletionKind::Diagnostic,
        ItemKind::Citation => CompletionKind::Citation,
        ItemKind::Use | ItemKind::Statement | ItemKind::Junk => CompletionKind::Module,
    }
}

/// The addresses of a zone or server, the ports of a service, the holder of a role.
fn detail(db: &dyn Db, item: Item<'_>) -> String {
    match &ast(db, item).item {
        Tree::Zone(zone) if zone.external => "external".to_owned(),
        Tree::Zone(_) => show_addresses(zone_set(db, item)),
        Tree::Server(server) => {
            server.body.addresses.iter().map(|address| address.text.as_str()).collect::<Vec<_>>().join(", ")
        }
        Tree::Service(_) => ports(db, Single::new(db, item)).clone(),
        Tree::Role(role) => match role.holder {
            HolderKind::Server => "role of a server",
            HolderKind::Interface => "role of an interface",
            HolderKind::Zone => "role of a zone",
            HolderKind::Group => "role of a group",
        }
        .to_owned(),
        Tree::Diagnostic(diagnostic) => diagnostic.message.value.to_string(),
        Tree::Citation(citation) => citation.title.value.to_string(),
        _ => String::new(),
    }
}

/// The ports of a service in words: to find them takes long, and a list shows a hundred.
#[salsa::tracked]
fn ports<'db>(db: &'db dyn Db, single: Single<'db>) -> String {
    match service_value(db, single.item(db)) {
        Value::Services(set) => show_services(&set.set),
        _ => String::new(),
    }
}

/// An expression of a type.
fn value<'db>(
    db: &'db dyn Db,
    file: SourceFile,
    phrase: &Phrase<'db>,
    kind: &Type,
    offers: &mut Offers<'db>,
) {
    if let Type::Enumeration(members) = kind {
        for member in members.iter() {
            let offer = offers.plain(member.as_str(), CompletionKind::Value, 0);
            offers.push(offer);
        }
    }
    for local in &phrase.locals {
        let mut offer = offers.plain(local.name.as_str(), CompletionKind::Variable, 1);
        offer.detail = local.kind.to_string();
        offers.push(offer);
    }
    let constants: &[&str] = match kind {
        Type::Service => &["tcp", "udp", "icmp", "sctp", "protocol", "any", "none"],
        Type::Endpoints | Type::Servers => &["internet", "any", "none"],
        Type::Ports => &["any", "none"],
        Type::Flag => &["not", "on", "off", "none"],
        Type::Unknown => &["tcp", "udp", "icmp", "sctp", "protocol", "internet", "any", "none", "on", "off"],
        _ => &["none"],
    };
    // Few, and so before the many names of which only the first are shown.
    keywords(constants, 1, offers);
    if matches!(kind, Type::Flag | Type::Number | Type::Unknown) {
        functions(offers);
    }
    let want = Want::Value(kind.clone());
    declarations(db, file, &want, offers);
    if matches!(kind, Type::Service | Type::Endpoints) {
        import::offer(db, file, &want, offers);
    }
}

fn functions(offers: &mut Offers<'_>) {
    for name in function_names() {
        let mut offer = offers.plain(name, CompletionKind::Function, 3);
        offer.documentation = keywords::explained(name).map(str::to_owned);
        offer.snippet = Some(match name {
            "permitted" | "blocked" => format!("{name}(${{1:from}} -> ${{2:to}} on ${{3:service}})"),
            _ => format!("{name}(${{1}})"),
        });
        offers.push(offer);
    }
}

fn label<'db>(db: &'db dyn Db, file: SourceFile, or_diagnostic: bool, offers: &mut Offers<'db>) {
    let modules = visible_modules(db, file).into_iter().map(|(alias, module)| (Some(alias), module));
    let own = (None::<&SmolStr>, file);
    for (alias, module) in std::iter::once(own).chain(modules) {
        for name in labels(db, module) {
            let full = alias.map_or_else(|| name.to_string(), |alias| format!("{alias}.{name}"));
            let offer = offers.plain(full, CompletionKind::Label, if alias.is_some() { 3 } else { 2 });
            offers.push(offer);
        }
    }
    declarations(db, file, &Want::Label { or_diagnostic }, offers);
}
