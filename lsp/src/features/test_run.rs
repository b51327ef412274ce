//! The command `expol.test`: a test, run against the texts as they are.

use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{Location, Position};

use expolc::ide::{FileRange, LensKind, lens_at};

use super::here::here;
use crate::state::{Answer, Refusal, Snapshot};

/// Runs the test at a position.
pub(super) fn run(snapshot: &Snapshot, position: Position) -> Answer<Value> {
    here(snapshot, |here| {
        let found =
            lens_at(&here.view.db, here.position(position)).filter(|lens| lens.kind == LensKind::Test);
        let Some(test) = found else {
            return Err(Refusal::Because("there is no test here that could be run".to_owned()));
        };
        let place = |(file, range): &(_, _)| here.location(FileRange { file: *file, range: *range });
        let failed: Vec<Location> = test.places.iter().map(place).collect();
        Ok(json!({ "message": test.title, "passed": !test.failed, "failed": failed }))
    })
}
