//! EX0101: a name that means nothing here.

use smol_str::SmolStr;

use super::context::Context;
use super::suggest::{is_near, nearest};
use crate::db::{SourceFile, StdLib};
use crate::diagnostics::{Applicability, Diagnostic, Fix, declare_diagnostic};
use crate::hir::{
    Definition, Item, Place, Wanted, declared_names, file_items, module_name, resolve, use_target,
    visible_names,
};
use crate::syntax::ItemKind;
use crate::text::TextEdit;

declare_diagnostic! { EX0101 "unresolved-name", Error, since "0.1.0", "a name that nothing declares" }

/// A name, where it was looked up, and for what.
pub(crate) struct Unresolved<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// The module that does not know it.
    pub(crate) module: SourceFile,
    /// Whether the module's name stands before it.
    pub(crate) qualified: bool,
    /// What it was wanted for.
    pub(crate) wanted: Wanted,
    /// Variables and parameters in scope.
    pub(crate) locals: &'a [SmolStr],
}

/// A name that means nothing.
pub(crate) fn unresolved<'db>(ctx: Context<'db>, place: Place<'db>, what: &Unresolved<'_>) -> Diagnostic {
    let (name, spot) = (what.name, ctx.spot(place));
    let here = format!("{} should stand here", describe(what.wanted));
    let message = if what.qualified {
        format!("`{}` has nothing called `{name}`", ctx.module(what.module))
    } else {
        format!("nothing called `{name}` is known here")
    };
    let diagnostic = spot.diagnostic(&ENTRY, message, here);
    let offered = if what.qualified {
        None
    } else {
        in_used_module(ctx, what)
            .or_else(|| in_library(ctx, place, what))
            .or_else(|| library_module(ctx, place, what))
    };
    if let Some((help, fix)) = offered {
        let fix =
            fix.unwrap_or_else(|meant| spot.fix(format!("write `{meant}`"), meant, Applicability::Unsafe));
        return diagnostic.help(help).fix(fix);
    }
    let known = candidates(ctx, what);
    match nearest(name, known.iter().map(SmolStr::as_str)) {
        Some(meant) => {
            let fix = spot.fix(format!("write `{meant}`"), meant, Applicability::Unsafe);
            diagnostic.help(format!("did you mean `{meant}`?")).fix(fix)
        }
        None => {
            diagnostic.help(format!("declare {} with this name, or correct the name", describe(what.wanted)))
        }
    }
}

/// What to say, and the fix or, where it is the name alone that changes, the other name.
type Offer = (String, Result<Fix, String>);

/// The very name in a module that this one uses.
fn in_used_module(ctx: Context<'_>, what: &Unresolved<'_>) -> Option<Offer> {
    let uses = file_items(ctx.db, what.module).iter().filter(|item| item.kind(ctx.db) == ItemKind::Use);
    for item in uses {
        let Some(used) = use_target(ctx.db, *item) else { continue };
        if let (Ok(module), Some((alias, _))) = (&used.target, &used.alias)
            && offers(ctx, *module, what)
        {
            let meant = format!("{alias}.{}", what.name);
            return Some((format!("did you mean `{meant}`?"), Err(meant)));
        }
    }
    None
}

/// The very name in a module of the library that this one does not use.
fn in_library(ctx: Context<'_>, place: Place<'_>, what: &Unresolved<'_>) -> Option<Offer> {
    let library = StdLib::get(ctx.db).modules(ctx.db);
    let mut modules = library.values().filter_map(|files| files.first());
    let module = *modules.find(|module| **module != what.module && offers(ctx, **module, what))?;
    let line = format!("use {}.{{{}}}", module_name(ctx.db, module), what.name);
    let fix = added_use(ctx, place, &line);
    Some((format!("add `{line}` if you mean that one"), Ok(fix)))
}

/// A module of the library that this one does not use: `net`, of `net.imaps`.
fn library_module(ctx: Context<'_>, place: Place<'_>, what: &Unresolved<'_>) -> Option<Offer> {
    StdLib::get(ctx.db).modules(ctx.db).get(what.name)?;
    let line = format!("use std.{}", what.name);
    let fix = added_use(ctx, place, &line);
    Some((format!("add `{line}`"), Ok(fix)))
}

fn added_use(ctx: Context<'_>, place: Place<'_>, line: &str) -> Fix {
    let (file, _) = ctx.range(place);
    let first = file_items(ctx.db, place.item.file(ctx.db)).first().map_or(0, |item| item.start(ctx.db));
    Fix::new(format!("add `{line}`"), Applicability::Unsafe)
        .edit(file, TextEdit::insert(first, format!("{line}\n")))
}

fn offers(ctx: Context<'_>, module: SourceFile, what: &Unresolved<'_>) -> bool {
    match resolve(ctx.db, module, what.name) {
        Some(Definition::Item(item)) => {
            item.file(ctx.db) == module && !item.private(ctx.db) && fits(ctx, item, what.wanted)
        }
        _ => false,
    }
}

/// The names that could have been meant: those that are near, of the right kind.
fn candidates(ctx: Context<'_>, what: &Unresolved<'_>) -> Vec<SmolStr> {
    let names =
        if what.qualified { declared_names(ctx.db, what.module) } else { visible_names(ctx.db, what.module) };
    let right = |name: &SmolStr| match resolve(ctx.db, what.module, name) {
        Some(Definition::Item(item)) => fits(ctx, item, what.wanted),
        Some(Definition::Module(_)) => true,
        None => false,
    };
    let near = names.into_iter().filter(|name| is_near(what.name, name));
    let mut known: Vec<SmolStr> = near.filter(right).collect();
    known.extend(what.locals.iter().cloned());
    if !what.qualified {
        known.extend(words(what.wanted).iter().map(|word| SmolStr::new(*word)));
    }
    known
}

fn fits(ctx: Context<'_>, item: Item<'_>, wanted: Wanted) -> bool {
    let kind = item.kind(ctx.db);
    match wanted {
        Wanted::Endpoints => {
            matches!(kind, ItemKind::Zone | ItemKind::Server | ItemKind::Group | ItemKind::Role)
        }
        Wanted::Service => kind == ItemKind::Service,
        Wanted::Zone => kind == ItemKind::Zone,
        Wanted::Role => kind == ItemKind::Role,
        Wanted::Profile => kind == ItemKind::Profile,
        Wanted::Diagnostic => kind == ItemKind::Diagnostic,
        Wanted::Citation => kind == ItemKind::Citation,
        Wanted::Value => true,
    }
}

/// The words of the language that could have been meant.
fn words(wanted: Wanted) -> &'static [&'static str] {
    match wanted {
        Wanted::Endpoints => &["any", "internet", "none"],
        Wanted::Service => &["any", "icmp", "none"],
        Wanted::Zone => &["internet"],
        Wanted::Value => &["any", "internet", "none", "off", "on"],
        Wanted::Role | Wanted::Profile | Wanted::Diagnostic | Wanted::Citation => &[],
    }
}

fn describe(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Endpoints => "a zone, server, group or role",
        Wanted::Service => "a service",
        Wanted::Zone => "a zone",
        Wanted::Role => "a role",
        Wanted::Profile => "a profile",
        Wanted::Diagnostic => "a diagnostic",
        Wanted::Citation => "a citation",
        Wanted::Value => "a value",
    }
}
