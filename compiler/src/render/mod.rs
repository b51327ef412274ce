//! Diagnostics for people and machines: the only room that knows miette, codespan-reporting or how JSON is written.
//!
//! A renderer takes a [`Selection`] (what to show, and the count of all), asks [`Sources`] for names and texts, and
//! writes; none prints, looks at the environment or decides what is an error. Whatever comes from a source, a file
//! name or a message is shown with its hidden characters spelt out.

mod excerpt;
mod explain;
mod graphical;
mod json;
mod mark;
mod selection;
mod short;
mod sources;
#[cfg(test)]
mod testing;
mod wording;
mod wrap;

pub use explain::explain;
pub use graphical::{Look, graphical};
pub use json::{explain_json, json};
pub use selection::{Limit, Selection, Summary};
pub use short::short;
pub use sources::Sources;
