//! The parameters of what is being written.

use serde_json::{Value, json};

use expolc::ide::{Signature, signature as ask};

use super::here::{At, Here, here, markup};
use crate::state::{Answer, Snapshot};

/// The signature around the cursor.
pub(crate) fn signature(snapshot: &Snapshot, params: &At) -> Answer<Option<Value>> {
    here(snapshot, |here| {
        let found = ask(&here.view.db, here.position(params.position));
        Ok(found.map(|signature| to_lsp(here, &signature)))
    })
}

/// Parameters are named by their text: offsets in the label would count in UTF-16 whatever was agreed upon.
fn to_lsp(here: &Here<'_>, signature: &Signature) -> Value {
    let own_markup = |text: &String| markup(here.snapshot.shared.client.markdown_in_signatures, text);
    let parameter = |parameter: &expolc::ide::SignatureParameter| {
        let mut value = json!({ "label": parameter.range.slice(&signature.label) });
        if let Some(text) = &parameter.documentation {
            value["documentation"] = own_markup(text);
        }
        value
    };
    let parameters: Vec<Value> = signature.parameters.iter().map(parameter).collect();
    let mut own = json!({ "label": signature.label, "parameters": parameters });
    if let Some(text) = &signature.documentation {
        own["documentation"] = own_markup(text);
    }
    let mut help = json!({ "signatures": [own], "activeSignature": 0 });
    if let Some(active) = signature.active {
        help["activeParameter"] = json!(active);
    }
    help
}
