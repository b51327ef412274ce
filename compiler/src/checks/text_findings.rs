//! Gathers what is to be said about texts, names, types and zones: everything that precedes the policy's meaning.

mod consequence;
mod names;
mod problem;
mod repeats;
mod roles;
mod syntax;
#[cfg(test)]
mod tests;
mod topology;

use self::consequence::Consequences;
use self::repeats::Repeats;
use super::context::{Context, Spot};
use super::ex0012_unreadable_file as ex0012;
use super::{
    ex0104_import_cycle as ex0104, ex0220_cyclic_definition as ex0220, ex0221_recursive_profile as ex0221,
};
use crate::db::SourceFile;
use crate::diagnostics::Diagnostic;
use crate::hir::{Item, Place, import_cycles, item_problems, profile_cycles, set_cycles, syntax_errors};
use crate::policy::broken_items;

/// Everything about texts, names, types and zones that shows in one of the modules.
pub(super) fn gather<'db>(ctx: Context<'db>, modules: &[SourceFile], found: &mut Vec<Diagnostic>) {
    of_files(ctx, modules, found);
    let mine = |steps: &&Vec<Place<'db>>| steps.iter().any(|step| modules.contains(&step.item.file(ctx.db)));
    found.extend(import_cycles(ctx.db).iter().filter(mine).filter_map(|steps| ex0104::cycle(ctx, steps)));
    names::across_files(ctx, found);
    topology::gather(ctx, modules, found);
    roles::without_holders(ctx, found);
}

/// Everything that each of the files says by itself, given what the names in it mean.
pub(super) fn of_files(ctx: Context<'_>, modules: &[SourceFile], found: &mut Vec<Diagnostic>) {
    let consequences = Consequences::new(ctx);
    let mut repeats = Repeats::default();
    for module in modules {
        if let Some(error) = module.problem(ctx.db) {
            found.push(ex0012::unreadable(module.id(ctx.db), module.path(ctx.db).as_str(), error));
            continue;
        }
        let mut broken: Vec<Item<'_>> = broken_items(ctx.db, *module).collect();
        broken.sort_by_key(|item| item.start(ctx.db));
        for item in broken {
            of_item(ctx, item, &consequences, &mut repeats, found);
        }
        names::duplicates(ctx, *module, found);
        found
            .extend(profile_cycles(ctx.db, *module).iter().filter_map(|steps| ex0221::recursive(ctx, steps)));
        found.extend(set_cycles(ctx.db, *module).iter().filter_map(|steps| ex0220::sets(ctx, steps)));
    }
}

/// The faults of one item: those of its text or, where that is sound, those of its names and types.
fn of_item<'db>(
    ctx: Context<'db>,
    item: Item<'db>,
    consequences: &Consequences,
    repeats: &mut Repeats<'db>,
    found: &mut Vec<Diagnostic>,
) {
    let errors = syntax_errors(ctx.db, item);
    let file = item.file(ctx.db);
    for error in errors {
        let range = error.range.shifted(item.start(ctx.db));
        let spot = Spot { file: file.id(ctx.db), range, text: range.slice(file.text(ctx.db)) };
        let before = file.text(ctx.db).get(..range.start as usize).unwrap_or_default();
        found.push(syntax::diagnostic(spot, &error.kind, before));
    }
    if !errors.is_empty() {
        return;
    }
    let problems = item_problems(ctx.db, item);
    for problem in problems.iter().filter(|problem| !consequences.is_one(ctx, problem, problems)) {
        repeats.add(ctx, problem, found);
    }
}
