//! Waivers in force.

use expol_ir::{Flow, Waiver};

use super::endpoints::Names;
use super::provenance::{Sources, label_name};
use super::{LowerError, ir_date};
use crate::db::Db;
use crate::hir::full_name;
use crate::policy::waivers;

/// Lowers the waivers; one that is limited to a flow in both directions is listed once for each.
pub(super) fn lower<'db>(
    db: &'db dyn Db,
    names: &mut Names<'db>,
    sources: &mut Sources<'db>,
) -> Result<Vec<Waiver>, LowerError> {
    let mut lowered = Vec::new();
    for waiver in waivers(db) {
        let name = match waiver.diagnostic {
            Some(item) => full_name(db, item).to_string(),
            None => label_name(db, &waiver.label),
        };
        let mut flows = vec![None];
        if let Some(values) = &waiver.flows {
            flows.clear();
            for flow in values {
                let service = names.service(db, &flow.service);
                flows.push(Some(Flow { from: names.side(&flow.from)?, service, to: names.side(&flow.to)? }));
            }
        }
        for flow in flows {
            let (because, until) = (waiver.because.to_string(), ir_date(waiver.until.date)?);
            lowered.push(Waiver {
                because,
                flow,
                name: name.clone(),
                until,
                why: vec![sources.place(waiver.place)],
            });
        }
    }
    Ok(lowered)
}
