//! Which profiles of the library modules in use would open a flow.
//!
//! Each is tried: with its defaults, and with the sides and services of the flow and other words for its parameters, the fewest
//! arguments first. What is told does open the flow, since it was computed as an `apply` is.

use std::sync::Arc;

use expol_space::{AddressSet, Product, Region, TooComplex};
use smol_str::{SmolStr, format_smolstr};

use super::address::{entities, member_set};
use super::effect::Rule;
use super::endpoints::{Endpoints, Member, Term};
use super::finder::{denies_meeting, missing};
use super::instance::tried;
use super::value::{ServicePart, Services, Value};
use super::wire::on_the_wire;
use crate::db::{Db, SourceFile};
use crate::hir::{
    Item, Type, ast, declarations_of_kind, file_items, module_of, parameter_type, program_modules, use_target,
};
use crate::syntax::ItemKind;
use crate::syntax::expr::ExprKind;
use crate::syntax::item::{Item as Tree, Parameter};

/// So many parameters that a profile can do without are given a side of the flow.
const MAX_SIDES: usize = 2;
/// So many of them are given a word or the services.
const MAX_WORDS: usize = 1;

/// A profile that would open a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Opening<'db> {
    /// The file of the project that uses its module.
    pub file: SourceFile,
    /// What it is called there.
    pub name: SmolStr,
    /// The profile.
    pub profile: Item<'db>,
    /// What it has to be given.
    pub given: Vec<(SmolStr, Given)>,
    /// Those of its rules that open something of the flow.
    pub rules: Vec<Rule<'db>>,
    /// Whether they open all of it that no `deny` forbids.
    pub whole: bool,
}

/// An argument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Given {
    /// Who opens the connection.
    From,
    /// Who accepts it.
    To,
    /// What it is opened on.
    On,
    /// `on`, `off`, or a member of an enumeration.
    Word(SmolStr),
}

/// The flow as values.
struct Asked<'db> {
    sides: [(Given, Endpoints<'db>); 2],
    services: Services<'db>,
}

/// What may be given for a parameter.
struct Slot<'db> {
    name: SmolStr,
    required: bool,
    options: Vec<(Given, Value<'db>)>,
}

/// The profiles that would open something of a flow, those first that open all of it, then by the number of arguments.
///
/// # Errors
/// Where what is not permitted has too many pieces.
pub fn openings<'db>(db: &'db dyn Db, flow: &Product) -> Result<Vec<Opening<'db>>, TooComplex> {
    let mut closed = on_the_wire(db, &missing(db, flow)?)?;
    for deny in denies_meeting(db, flow) {
        closed.remove(&deny.product)?;
    }
    let mut found = Vec::new();
    if closed.is_empty() {
        return Ok(found);
    }
    let sides = [(Given::From, ends(db, &flow.from)), (Given::To, ends(db, &flow.to))];
    let parts = vec![ServicePart::Loose(flow.service.clone())];
    let asked = Asked { sides, services: Services { parts, set: flow.service.clone() } };
    for (file, name, profile) in profiles(db) {
        let best = opening(db, profile, &asked, &closed)?;
        found.extend(best.map(|(given, rules, whole)| Opening { file, name, profile, given, rules, whole }));
    }
    found.sort_by_key(|opening| (!opening.whole, opening.given.len()));
    Ok(found)
}

/// The profiles that a file of the project can apply, with the names that it has for them.
fn profiles<'db>(db: &'db dyn Db) -> Vec<(SourceFile, SmolStr, Item<'db>)> {
    let modules = program_modules(db);
    let mut found = Vec::new();
    let sections = modules.iter().filter(|file| file.library(db)).flat_map(|file| file.sections(db));
    let profiles = sections.flat_map(|section| declarations_of_kind(db, *section, ItemKind::Profile));
    for item in profiles.filter(|item| !item.private(db)) {
        let own = modules.iter().filter(|file| !file.library(db));
        let mut uses = own.flat_map(|file| file_items(db, *file));
        let named = uses.find_map(|one| name_by(db, *one, item).map(|name| (one.file(db), name)));
        found.extend(named.map(|(file, name)| (file, name, item)));
    }
    found
}

/// The name that a `use` gives to an item of a module.
fn name_by<'db>(db: &'db dyn Db, used: Item<'db>, item: Item<'db>) -> Option<SmolStr> {
    let target = use_target(db, used).as_ref()?;
    let Tree::Use(tree) = &ast(db, used).item else { return None };
    let name = item.name(db).as_ref()?;
    if target.target.as_ref().ok() != Some(&module_of(db, item.file(db))) {
        return None;
    }
    let imported = tree.imports.iter().any(|import| import.text == *name).then(|| name.clone());
    imported.or_else(|| target.alias.as_ref().map(|(alias, _)| format_smolstr!("{alias}.{name}")))
}

/// What to give, the rules that open something, and whether they open all.
type Found<'db> = (Vec<(SmolStr, Given)>, Vec<Rule<'db>>, bool);

/// The best way to open a flow by one profile.
fn opening<'db>(
    db: &'db dyn Db,
    profile: Item<'db>,
    asked: &Asked<'db>,
    closed: &Region,
) -> Result<Option<Found<'db>>, TooComplex> {
    let Tree::Profile(declared) = &ast(db, profile).item else { return Ok(None) };
    let slots: Vec<Slot<'db>> = declared.parameters.iter().map(|parameter| slot(parameter, asked)).collect();
    let mut best: Option<(f64, Found<'db>)> = None;
    for choice in choices(&slots) {
        let values: Vec<(SmolStr, Value<'db>)> =
            choice.iter().map(|(slot, (_, value))| (slot.name.clone(), value.clone())).collect();
        let Some(effects) = tried(db, profile, &values) else { continue };
        let mut left = closed.clone();
        let mut rules = effects.rules;
        rules.retain(|rule| rule.allow && closed.intersects(&rule.flow.product()));
        for rule in &rules {
            left.remove(&rule.flow.product())?;
        }
        let rest = left.volume();
        if rules.is_empty() || best.as_ref().is_some_and(|(least, _)| *least <= rest) {
            continue;
        }
        let given = choice.iter().map(|(slot, (given, _))| (slot.name.clone(), given.clone())).collect();
        best = Some((rest, (given, rules, left.is_empty())));
        if left.is_empty() {
            break;
        }
    }
    Ok(best.map(|(_, found)| found))
}

/// What may be given for a parameter: sides for endpoints, services where there are none, words for flags and enumerations.
fn slot<'db>(parameter: &Parameter, asked: &Asked<'db>) -> Slot<'db> {
    let kind = parameter_type(parameter);
    let default = parameter.default.as_ref();
    let options = match &kind {
        Type::Endpoints | Type::Servers => {
            let fit = |end: &Endpoints<'db>| kind == Type::Endpoints || are_servers(end);
            let sides = asked.sides.iter().filter(|(_, end)| !end.set().is_empty() && fit(end));
            sides.map(|(given, end)| (given.clone(), Value::Endpoints(end.clone()))).collect()
        }
        // Another service than the usual one would make a profile mean what it was not written for.
        Type::Service if default.is_none_or(|default| default.kind == ExprKind::None) => {
            vec![(Given::On, Value::Services(Arc::new(asked.services.clone())))]
        }
        Type::Flag => [("on", true), ("off", false)]
            .map(|(word, flag)| (Given::Word(word.into()), Value::Flag(flag)))
            .into(),
        Type::Enumeration(words) => {
            words.iter().map(|word| (Given::Word(word.clone()), Value::Word(word.clone()))).collect()
        }
        _ => Vec::new(),
    };
    Slot { name: parameter.name.text.clone(), required: default.is_none(), options }
}

fn are_servers(end: &Endpoints<'_>) -> bool {
    end.terms().iter().all(|term| matches!(term.member, Member::Server(_) | Member::Interface(..)))
}

type Choice<'s, 'db> = Vec<(&'s Slot<'db>, &'s (Given, Value<'db>))>;

/// Every way to fill what has to be filled, and a little more; the fewest arguments first.
fn choices<'s, 'db>(slots: &'s [Slot<'db>]) -> Vec<Choice<'s, 'db>> {
    let mut all: Vec<Choice<'s, 'db>> = vec![Vec::new()];
    for slot in slots {
        let mut next = Vec::new();
        for choice in all {
            if slot.required || has_room(&choice, slot) {
                next.extend(slot.options.iter().filter_map(|option| longer(&choice, slot, option)));
            }
            if !slot.required {
                next.push(choice);
            }
        }
        all = next;
    }
    all.sort_by_key(Vec::len);
    all
}

/// A choice with one more argument. No side is given twice: nobody connects to himself.
fn longer<'s, 'db>(
    choice: &Choice<'s, 'db>,
    slot: &'s Slot<'db>,
    option: &'s (Given, Value<'db>),
) -> Option<Choice<'s, 'db>> {
    let is_side = matches!(option.0, Given::From | Given::To);
    let again = is_side && choice.iter().any(|(_, (given, _))| *given == option.0);
    (!again).then(|| choice.iter().copied().chain([(slot, option)]).collect())
}

/// Whether one more parameter like this may be given, beside those that have to be.
fn has_room<'db>(choice: &Choice<'_, 'db>, slot: &Slot<'db>) -> bool {
    let is_word = |slot: &Slot<'_>| matches!(slot.options.first(), Some((Given::Word(_) | Given::On, _)));
    let like =
        |other: &&(&Slot<'_>, &(Given, Value<'_>))| !other.0.required && is_word(other.0) == is_word(slot);
    let limit = if is_word(slot) { MAX_WORDS } else { MAX_SIDES };
    choice.iter().filter(like).count() < limit
}

/// A set as what it consists of: `internet`, zones, servers and their interfaces, and what has no name.
fn ends<'db>(db: &'db dyn Db, set: &AddressSet) -> Endpoints<'db> {
    let all = entities(db);
    let own = |server: Item<'db>| {
        let interfaces = match &ast(db, server).item {
            Tree::Server(tree) => tree.interfaces.len() as u32,
            _ => 0,
        };
        std::iter::once(Member::Server(server))
            .chain((0..interfaces).map(move |index| Member::Interface(server, index)))
    };
    // The largest first: a zone stands for those in it.
    let mut places: Vec<(Member<'db>, AddressSet)> = std::iter::once(Member::Internet)
        .chain(all.zones.iter().map(|zone| Member::Zone(*zone)))
        .map(|member| (member, member_set(db, member)))
        .collect();
    places.sort_by(|a, b| b.1.volume().total_cmp(&a.1.volume()));
    let servers = all.servers.iter().flat_map(|server| own(*server));
    places.extend(servers.map(|member| (member, member_set(db, member))));
    let (mut terms, mut rest) = (Vec::new(), set.clone());
    for (member, place) in places {
        if !place.is_empty() && place.is_subset(&rest) {
            rest = rest.difference(&place);
            terms.push(Term::whole(member, place));
        }
    }
    if !rest.is_empty() {
        terms.push(Term::whole(Member::Rest, rest));
    }
    Endpoints::new(terms, set.clone(), None)
}
