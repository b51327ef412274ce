//! Which services a parameter is meant for, as far as its documentation says so.

use expol_space::ServiceSet;

use super::collect::above_parameter;
use crate::db::Db;
use crate::hir::{Head, Item, resolve_path};
use crate::policy::eval::service_value;
use crate::policy::value::Value;
use crate::syntax::{Name, NodeId, Path};

/// The services that the documentation of a profile's parameter names between backticks; `None` where it names none.
pub fn services_meant(db: &dyn Db, profile: Item<'_>, parameter: &str) -> Option<ServiceSet> {
    let text = above_parameter(db, profile, parameter)?;
    let quoted = text.split('`').skip(1).step_by(2);
    let services = quoted.filter_map(|word| service(db, profile, word));
    services.reduce(|all, one| all.union(&one))
}

fn service(db: &dyn Db, profile: Item<'_>, word: &str) -> Option<ServiceSet> {
    let node = NodeId::ITEM;
    let segments = word.split('.').map(|text| Name { text: text.into(), node }).collect();
    let found = resolve_path(db, profile.file(db), &[], &Path { segments, node }).ok()?;
    let Head::Item(item) = found.head else { return None };
    match service_value(db, item) {
        Value::Services(services) => Some(services.set.clone()),
        _ => None,
    }
}
