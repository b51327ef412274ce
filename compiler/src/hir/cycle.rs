//! Definitions that need themselves: modules, profiles, sets. Each is found once, with its path.

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::item::{Item, Place, section_declarations, section_uses, sections_of};
use super::member::{Local, parameter_of, role_item, static_roles};
use super::module::{module_files, module_of, program_modules, use_target};
use super::path::{Head, resolve_path};
use super::survey::{applied_in, needed_in};
use super::tree::ast;
use crate::db::{Db, Section, SourceFile};
use crate::syntax::ItemKind;
use crate::syntax::expr::{Expr, ExprKind};
use crate::syntax::item::{Item as Tree, RoleUse};
use crate::syntax::statement::{Statement, StatementKind};
use crate::syntax::{NodeId, Path};

/// A graph of definitions: what each one names, and where.
struct Graph<'db, N> {
    edges: Vec<(N, Vec<Step<'db, N>>)>,
}

/// A definition that is named, and where.
type Step<'db, N> = (N, Place<'db>);

impl<'db, N: Copy + Eq + Hash> Graph<'db, N> {
    /// Of a definition that stands twice the first counts.
    fn new(edges: Vec<(N, Vec<Step<'db, N>>)>) -> Graph<'db, N> {
        Graph { edges }
    }

    /// Every cycle once: the places of its steps, from its first definition.
    fn cycles(&self) -> Vec<Vec<Place<'db>>> {
        let mut search =
            Search { edges: FxHashMap::default(), done: FxHashSet::default(), found: Vec::new() };
        for (node, steps) in &self.edges {
            search.edges.entry(*node).or_insert(steps.as_slice());
        }
        for (start, _) in &self.edges {
            search.from(*start, &mut Vec::new());
        }
        search.found
    }
}

struct Search<'g, 'db, N> {
    edges: FxHashMap<N, &'g [Step<'db, N>]>,
    done: FxHashSet<N>,
    found: Vec<Vec<Place<'db>>>,
}

impl<'db, N: Copy + Eq + Hash> Search<'_, 'db, N> {
    fn from(&mut self, node: N, path: &mut Vec<Step<'db, N>>) {
        if self.done.contains(&node) {
            return;
        }
        let Some(steps) = self.edges.get(&node).copied() else { return };
        for (next, place) in steps {
            path.push((node, *place));
            if let Some(at) = path.iter().position(|(step, _)| step == next) {
                self.found.push(path.iter().skip(at).map(|(_, place)| *place).collect());
            } else {
                self.from(*next, path);
            }
            path.pop();
        }
        self.done.insert(node);
    }
}

/// Modules that use each other in a circle.
#[salsa::tracked]
pub fn import_cycles<'db>(db: &'db dyn Db) -> Vec<Vec<Place<'db>>> {
    let mut edges: Vec<(SourceFile, Vec<(SourceFile, Place<'db>)>)> = Vec::new();
    for module in program_modules(db).iter().filter(|file| module_of(db, **file) == **file) {
        let files = module_files(db, *module);
        let uses = sections_of(db, &files).flat_map(|section| section_uses(db, section));
        let step = |item: &Item<'db>| {
            let used = use_target(db, *item).as_ref()?;
            used.target.clone().ok().map(|target| (target, Place::new(*item, used.node)))
        };
        edges.push((*module, uses.filter_map(step).collect()));
    }
    Graph::new(edges).cycles()
}

/// Profiles of a module that apply themselves, directly or through others. Found with the file that stands for the module.
#[salsa::tracked]
pub fn profile_cycles<'db>(db: &'db dyn Db, file: SourceFile) -> Vec<Vec<Place<'db>>> {
    if module_of(db, file) != file {
        return Vec::new();
    }
    let files = module_files(db, file);
    let edges = sections_of(db, &files).flat_map(|section| applied_in(db, section).iter().cloned());
    Graph::new(edges.collect()).cycles()
}

/// Profiles, and what each applies.
pub(super) type Applied<'db> = Vec<(Item<'db>, Vec<Step<'db, Item<'db>>>)>;

/// The profiles of a section, and what each applies.
pub(super) fn applied_profiles<'db>(db: &'db dyn Db, section: Section) -> Applied<'db> {
    let mut found = Vec::new();
    for item in section_declarations(db, section).iter().copied() {
        if let (ItemKind::Profile, Tree::Profile(profile)) = (item.kind(db), &ast(db, item).item) {
            let mut applied = Vec::new();
            profile.statements.iter().for_each(|inner| applications(db, item, inner, &mut applied));
            found.push((item, applied));
        }
    }
    found
}

fn applications<'db>(
    db: &'db dyn Db,
    item: Item<'db>,
    statement: &Statement,
    found: &mut Vec<(Item<'db>, Place<'db>)>,
) {
    match &statement.kind {
        StatementKind::Apply(apply) => {
            if let Ok(resolved) = resolve_path(db, item.file(db), &[], &apply.profile)
                && let Head::Item(profile) = resolved.head
            {
                found.push((profile, Place::new(item, apply.profile.node)));
            }
        }
        StatementKind::For(all) => {
            all.statements.iter().for_each(|inner| applications(db, item, inner, found))
        }
        _ => {}
    }
}

/// A set: a group, a service, or one parameter of all holders of a role (by the role and its index).
type SetNode<'db> = (Item<'db>, Option<usize>);

/// Groups, services and parameters that need themselves, with a declaration in this module. Found as profiles are.
#[salsa::tracked]
pub fn set_cycles<'db>(db: &'db dyn Db, file: SourceFile) -> Vec<Vec<Place<'db>>> {
    if module_of(db, file) != file {
        return Vec::new();
    }
    let files = module_files(db, file);
    let mut edges = Needs::default();
    for needed in sections_of(db, &files).map(|section| needed_in(db, section)) {
        for (node, steps) in needed {
            edges.enter(*node, steps.clone());
        }
    }
    Graph::new(edges.list).cycles()
}

/// What sets need, each set once.
#[derive(Default)]
struct Needs<'db> {
    list: Needed<'db>,
    known: FxHashMap<SetNode<'db>, usize>,
}

impl<'db> Needs<'db> {
    fn enter(&mut self, node: SetNode<'db>, more: Vec<Step<'db, SetNode<'db>>>) {
        let at = *self.known.entry(node).or_insert(self.list.len());
        match self.list.get_mut(at) {
            Some((_, steps)) => steps.extend(more),
            None => self.list.push((node, more)),
        }
    }

    /// The same, where there is anything to enter.
    fn enter_some(&mut self, node: SetNode<'db>, more: Vec<Step<'db, SetNode<'db>>>) {
        if !more.is_empty() {
            self.enter(node, more);
        }
    }
}

/// Sets, and what each needs.
pub(super) type Needed<'db> = Vec<(SetNode<'db>, Vec<Step<'db, SetNode<'db>>>)>;

/// What the sets that are declared in a section need.
pub(super) fn needed_sets<'db>(db: &'db dyn Db, section: Section) -> Needed<'db> {
    let mut edges = Needs::default();
    for item in section_declarations(db, section).iter().copied() {
        let tree = ast(db, item);
        match &tree.item {
            Tree::Group(group) => {
                let own = group.members.iter().flat_map(|members| needs(db, item, &[], members)).collect();
                edges.enter((item, None), own);
                role_arguments(db, item, &group.roles, &mut edges);
            }
            Tree::Service(service) => edges.enter((item, None), needs(db, item, &[], &service.value)),
            Tree::Zone(zone) => role_arguments(db, item, &zone.roles, &mut edges),
            Tree::Server(server) => {
                role_arguments(db, item, &server.body.roles, &mut edges);
                server
                    .interfaces
                    .iter()
                    .for_each(|inner| role_arguments(db, item, &inner.body.roles, &mut edges));
            }
            Tree::Role(role) => {
                for (index, parameter) in role.parameters.iter().enumerate() {
                    let own =
                        parameter.default.iter().flat_map(|default| needs(db, item, &[], default)).collect();
                    edges.enter_some((item, Some(index)), own);
                }
            }
            _ => {}
        }
    }
    edges.list
}

fn role_arguments<'db>(db: &'db dyn Db, item: Item<'db>, roles: &[RoleUse], edges: &mut Needs<'db>) {
    for used in roles {
        let Some(role) = role_item(db, item.file(db), used) else { continue };
        let tree = ast(db, role);
        let Tree::Role(declared) = &tree.item else { continue };
        for argument in &used.arguments.list {
            let index =
                declared.parameters.iter().position(|parameter| parameter.name.text == argument.name.text);
            if let Some(index) = index {
                edges.enter_some((role, Some(index)), needs(db, item, &[], &argument.value));
            }
        }
    }
}

/// The sets that an expression names, with the place of each.
fn needs<'db>(
    db: &'db dyn Db,
    item: Item<'db>,
    locals: &[Local<'db>],
    expr: &Expr,
) -> Vec<Step<'db, SetNode<'db>>> {
    let mut found = Vec::new();
    expr.walk(&mut |inner| match &inner.kind {
        ExprKind::Path(path) => found.extend(need_of_path(db, item, locals, path)),
        ExprKind::Filter { variable, set, condition } => {
            let mut inside = locals.to_vec();
            let roles = static_roles(db, item.file(db), locals, set);
            let kind = super::types::Type::Endpoints;
            inside.push(Local { name: variable.text.clone(), kind, roles, single: true });
            found.extend(condition.iter().flat_map(|condition| needs(db, item, &inside, condition)));
        }
        _ => {}
    });
    found
}

fn need_of_path<'db>(
    db: &'db dyn Db,
    item: Item<'db>,
    locals: &[Local<'db>],
    path: &Path,
) -> Vec<Step<'db, SetNode<'db>>> {
    let Ok(resolved) = resolve_path(db, item.file(db), locals, path) else { return Vec::new() };
    let place = Place::new(item, path.node);
    let whole = Expr { kind: ExprKind::Path(head(path, resolved.rest)), node: NodeId::ITEM };
    let mut found = Vec::new();
    if let Head::Item(target) = resolved.head
        && matches!(target.kind(db), ItemKind::Group | ItemKind::Service)
    {
        found.push(((target, None), place));
    }
    if let Some(member) = path.segments.get(resolved.rest) {
        for role in static_roles(db, item.file(db), locals, &whole) {
            let tree = ast(db, role);
            if let (Tree::Role(declared), true) =
                (&tree.item, parameter_of(&tree.item, &member.text).is_some())
            {
                let index =
                    declared.parameters.iter().position(|parameter| parameter.name.text == member.text);
                found.push(((role, index), place));
            }
        }
    }
    found
}

fn head(path: &Path, rest: usize) -> Path {
    Path { segments: path.segments.get(..rest).unwrap_or_default().into(), node: path.node }
}
