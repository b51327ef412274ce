//! EX0421: a declaration or a `use` that nothing needs.

use rustc_hash::FxHashSet;

use super::context::Context;
use super::policy_findings::removal;
use crate::db::{Program, Section, SourceFile};
use crate::diagnostics::{Applicability, Diagnostic, Fix, declare_diagnostic};
use crate::hir::{
    Item, Place, ast, declarations_of_kind, module_files, named_in, program_modules, section_declarations,
    section_statements, section_uses, use_target, used_modules,
};
use crate::policy::holders;
use crate::syntax::ItemKind;
use crate::syntax::item::Item as Tree;
use crate::text::{TextEdit, TextRange};

declare_diagnostic! { EX0421 "unused-declaration", Warning, since "0.1.0", "nothing uses a declaration" }

/// Every declaration of `modules` that nothing names. Zones and servers are the network itself: they are never unused.
pub(super) fn gather<'db>(ctx: Context<'db>, modules: &[SourceFile], found: &mut Vec<Diagnostic>) {
    let named: FxHashSet<Item<'db>> = modules
        .iter()
        .flat_map(|module| module.sections(ctx.db))
        .flat_map(|section| named_in(ctx.db, *section).items.iter().copied())
        .collect();
    for module in modules.iter().filter(|module| !module.library(ctx.db)) {
        let offers = is_used_by_others(ctx, *module);
        for section in module.sections(ctx.db) {
            section_uses(ctx.db, *section).iter().for_each(|item| unused_use(ctx, *item, found));
            let is_unused = |item: &&Item<'db>| {
                !named.contains(*item) && (item.private(ctx.db) || !offers) && needs_a_use(ctx, **item)
            };
            let declared = section_declarations(ctx.db, *section).iter();
            let may_be =
                declared.filter(|item| !matches!(item.kind(ctx.db), ItemKind::Zone | ItemKind::Server));
            found.extend(may_be.filter(is_unused).map(|item| unused(ctx, *item)));
        }
    }
}

/// What a module declares publicly is its interface where another module uses it.
fn is_used_by_others(ctx: Context<'_>, module: SourceFile) -> bool {
    let mut others = program_modules(ctx.db).iter();
    !Program::get(ctx.db).roots(ctx.db).contains(&module)
        || others.any(|other| used_modules(ctx.db, *other).contains(&module))
}

fn needs_a_use<'db>(ctx: Context<'db>, item: Item<'db>) -> bool {
    match &ast(ctx.db, item).item {
        Tree::Group(group) => group.roles.is_empty(),
        Tree::Role(_) => holders(ctx.db, item).is_empty(),
        Tree::Service(_) | Tree::Profile(_) | Tree::Diagnostic(_) | Tree::Citation(_) => true,
        Tree::Zone(_) | Tree::Server(_) | Tree::Use(_) | Tree::Statement(_) | Tree::Broken => false,
    }
}

fn unused<'db>(ctx: Context<'db>, item: Item<'db>) -> Diagnostic {
    let word = match item.kind(ctx.db) {
        ItemKind::Group => "group",
        ItemKind::Role => "role",
        ItemKind::Service => "service",
        ItemKind::Profile => "profile",
        ItemKind::Diagnostic => "diagnostic",
        _ => "citation",
    };
    let message = format!("the {word} `{}` is never used", ctx.name(item));
    let diagnostic =
        ctx.at(&ENTRY, ctx.name_place(item), message, "declared here").help("use it, or remove it");
    with_removal(ctx, diagnostic, item, format!("remove the {word}"))
}

fn with_removal<'db>(
    ctx: Context<'db>,
    diagnostic: Diagnostic,
    item: Item<'db>,
    title: String,
) -> Diagnostic {
    match removal(ctx, Place::new(item, crate::syntax::NodeId::ITEM), title) {
        Some(fix) => diagnostic.fix(fix),
        None => diagnostic,
    }
}

/// A `use` is needed for the names that it brings, or for what its module says about the network.
fn unused_use<'db>(ctx: Context<'db>, item: Item<'db>, found: &mut Vec<Diagnostic>) {
    let Some(used) = use_target(ctx.db, item) else { return };
    let (Ok(target), Tree::Use(tree)) = (&used.target, &ast(ctx.db, item).item) else { return };
    let file = item.file(ctx.db);
    let is_named =
        |name: &str| file.sections(ctx.db).iter().any(|section| named_in(ctx.db, *section).has_word(name));
    let unused: Vec<_> = tree.imports.iter().filter(|name| !is_named(&name.text)).collect();
    if !tree.imports.is_empty() && unused.len() < tree.imports.len() {
        for name in unused {
            let message = format!("`{}` is imported and never used", name.text);
            let place = Place::new(item, name.node);
            let diagnostic =
                ctx.at(&ENTRY, place, message, "imported here").help("leave it out of the braces");
            found.push(diagnostic.fix(leave_out(ctx, place)));
        }
        return;
    }
    let alias = used.alias.as_ref().is_some_and(|(alias, _)| is_named(alias));
    if alias || !tree.imports.is_empty() && unused.is_empty() || says_something(ctx, *target, &mut Vec::new())
    {
        return;
    }
    let message = format!("nothing of `{}` is used", ctx.module(*target));
    let diagnostic = ctx.at(&ENTRY, Place::new(item, used.node), message, "brought in here");
    let diagnostic = diagnostic
        .note("the module only offers names: it says nothing about the network by itself")
        .help("use what it offers, or remove the line");
    found.push(with_removal(ctx, diagnostic, item, "remove the `use`".to_owned()));
}

/// Takes a name out of the braces, with the comma behind it or, for the last one, before it.
fn leave_out<'db>(ctx: Context<'db>, place: Place<'db>) -> Fix {
    let (file, range) = ctx.range(place);
    let text = place.item.file(ctx.db).text(ctx.db);
    let (before, after) = (&text[..range.start as usize], &text[range.end as usize..]);
    let behind = after.trim_start().strip_prefix(',').map(|rest| after.len() - rest.trim_start().len());
    let ahead = before.trim_end().strip_suffix(',').map_or(range.start, |rest| rest.len() as u32);
    let range = match behind {
        Some(length) => TextRange::new(range.start, range.end + length as u32),
        None => TextRange::new(ahead, range.end),
    };
    Fix::new("leave it out", Applicability::Safe).edit(file, TextEdit::delete(range))
}

/// Whether a module, or one that it uses, has statements, zones or servers.
fn says_something(ctx: Context<'_>, module: SourceFile, seen: &mut Vec<SourceFile>) -> bool {
    if seen.contains(&module) {
        return false;
    }
    seen.push(module);
    let db = ctx.db;
    let files = module_files(db, module);
    let sections: Vec<Section> = files.iter().flat_map(|file| file.sections(db)).copied().collect();
    let of_kind =
        |kind: ItemKind| sections.iter().flat_map(move |section| declarations_of_kind(db, *section, kind));
    let holds_roles =
        |item: Item<'_>| matches!(&ast(db, item).item, Tree::Group(group) if !group.roles.is_empty());
    let mut statements = sections.iter().flat_map(|section| section_statements(db, *section));
    statements.any(|item| item.kind(db) == ItemKind::Statement)
        || of_kind(ItemKind::Zone).chain(of_kind(ItemKind::Server)).next().is_some()
        || of_kind(ItemKind::Group).any(holds_roles)
        || files.iter().flat_map(|file| used_modules(db, *file)).any(|used| says_something(ctx, *used, seen))
}
