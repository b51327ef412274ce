//! From the checked policy to the IR: names as people wrote them, and the way that led to every rule.

mod assertion;
mod endpoints;
mod entity;
mod obligation;
mod provenance;
mod rule;
mod service;
mod waiver;

use std::collections::BTreeMap;
use std::fmt;

use expol_ir::{Document, SealError};
use expol_space::Product;

use crate::db::{Database, Db, LIBRARY_VERSION, Settings};
use crate::hir::{module_files, module_name, module_of, program_modules};
use crate::policy::address::entities;
use crate::policy::entry::all_effects;
use crate::policy::program_unknowns;
use crate::policy::waivers;
use crate::syntax::item::Item as Tree;

use endpoints::Names;
use provenance::Sources;

/// A document with what each of its rules means to the checker, so that one can prove that they agree.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The sealed document.
    pub document: Document,
    /// What the rule of each id means.
    pub meanings: BTreeMap<String, Product>,
}

/// Why there is no document. None of these is a person's fault: what is, is reported before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LowerError {
    /// The document cannot be sealed.
    Seal(SealError),
    /// A name or a set has no form in the IR.
    Unsayable(String),
}

impl fmt::Display for LowerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LowerError::Seal(SealError::Collision(id)) => {
                write!(f, "two different things have the id `{id}`")
            }
            LowerError::Seal(SealError::Repeated(id)) => write!(f, "`{id}` is said twice"),
            LowerError::Seal(SealError::Invalid(why)) => f.write_str(why),
            LowerError::Unsayable(what) => write!(f, "{what} has no form in the IR"),
        }
    }
}

/// Lowers a policy that has no errors.
///
/// # Errors
/// Where the policy cannot be said in the IR: an internal error.
pub fn document(db: &Database) -> Result<Lowered, LowerError> {
    let db: &dyn Db = db;
    if !program_unknowns(db).none() {
        // Whoever calls this has seen no error; that something is unknown all the same must not pass.
        return Err(LowerError::Unsayable("a statement that could not be computed".to_owned()));
    }
    let mut names = Names::new(db);
    let mut sources = Sources::new(db);
    let mut document = Document::default();
    entity::zones(db, &mut document)?;
    entity::servers(db, &mut document)?;
    let rules = rule::lower(db, &mut names, &mut sources)?;
    document.obligations = obligation::lower(db, &mut names, &mut sources, &rules)?;
    document.assertions = assertion::lower(db, &mut sources);
    document.waivers = waiver::lower(db, &mut names, &mut sources)?;
    document.rules = rules.active;
    document.inactive = rules.inactive;
    entity::groups(db, &mut names, &mut document)?;
    document.services = names.take_services();
    for module in
        program_modules(db).iter().filter(|file| file.library(db) && module_of(db, **file) == **file)
    {
        // Of a module that is a folder: the texts of its files, one after the other.
        let text: String = module_files(db, *module).iter().map(|file| file.text(db).as_str()).collect();
        let digest = expol_ir::Digest::of(text.as_bytes());
        let library = expol_ir::Library { digest, version: LIBRARY_VERSION.to_owned() };
        document.stdlib.insert(module_name(db, *module).to_string(), library);
    }
    document.citations = sources.take_citations();
    document.sources = sources.take_sources();
    document.as_of = if depends_on_the_day(db) { Some(ir_date(Settings::get(db).as_of(db))?) } else { None };
    let document = document.seal().map_err(LowerError::Seal)?;
    Ok(Lowered { document, meanings: rules.meanings })
}

/// Whether anything in the policy has an end, so that its meaning depends on the day.
pub fn depends_on_the_day(db: &dyn Db) -> bool {
    let dated_zone = |tree: &Tree| matches!(tree, Tree::Zone(zone) if zone.until.is_some());
    entities(db).zones.iter().any(|zone| dated_zone(&crate::hir::ast(db, *zone).item))
        || !waivers(db).is_empty()
        || all_effects(db).any(|(_, effects)| {
            !effects.waivers().is_empty()
                || effects.rules.iter().any(|rule| rule.origin.meta().until.is_some())
        })
}

fn ir_date(date: crate::syntax::literal::Date) -> Result<expol_ir::Date, LowerError> {
    expol_ir::Date::try_from(date.to_string()).map_err(LowerError::Unsayable)
}
