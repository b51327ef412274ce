//! What the edits that are not saved open and close, against the policy on the disk.

use serde_json::{Value, json};

use expolc::ide::{Changed, Effect, FileRange, effect as ask, is_understood};

use super::here::{Here, here};
use crate::state::{Answer, Refusal, Snapshot, View, is_on_disk};

/// The effect on the document's own policy; `None` where its files are as they are saved.
///
/// # Errors
/// Where one of the two has statements that are not understood, or the saved one is to be computed first.
pub(super) fn unsaved(snapshot: &Snapshot, view: &View) -> Answer<Option<Effect>> {
    if !is_edited(snapshot, view) {
        return Ok(None);
    }
    let Some(key) = view.policy() else { return Ok(None) };
    let Some(saved) = snapshot.shared.baselines.saved(&key, snapshot.shared.disk) else {
        return Err(Refusal::NotPrepared(key));
    };
    if !is_understood(&saved) || !is_understood(&view.db) {
        return Err(Refusal::Because(
            "repair the statements with errors first: what they open is not known".to_owned(),
        ));
    }
    let found = ask(&saved, &view.db);
    found.map(Some).map_err(|_| Refusal::Because("the difference has too many pieces to be told".to_owned()))
}

/// The command `expol.effect`.
pub(super) fn run(snapshot: &Snapshot) -> Answer<Value> {
    let Some(view) = snapshot.views.first() else { return Ok(Value::Null) };
    let effect = unsaved(snapshot, view)?.unwrap_or_default();
    here(snapshot, |here| Ok(to_lsp(here, &effect)))
}

/// The words for it.
pub(super) fn summary(effect: &Effect) -> String {
    format!("unsaved: {}", effect.summary())
}

/// Whether an open document of the policy differs from its file.
fn is_edited(snapshot: &Snapshot, view: &View) -> bool {
    let shared = &snapshot.shared;
    let own = shared.open.iter().filter(|(key, _)| is_on_disk(&key.0) && view.contains(key));
    own.into_iter()
        .any(|(key, document)| shared.saved(key).is_none_or(|saved| saved != document.text.as_bytes()))
}

/// The effect as data.
fn to_lsp(here: &Here<'_>, effect: &Effect) -> Value {
    let one = |change: &Changed| {
        let rule = change.rule.as_ref().map(|(text, file, range)| {
            let place = change.in_new.then(|| here.location(FileRange { file: *file, range: *range }));
            json!({ "text": text, "location": place })
        });
        json!({ "from": change.from, "to": change.to, "service": change.service, "sample": change.sample, "rule": rule })
    };
    json!({
        "message": summary(effect),
        "opened": effect.opened.iter().map(one).collect::<Vec<_>>(),
        "closed": effect.closed.iter().map(one).collect::<Vec<_>>(),
    })
}
