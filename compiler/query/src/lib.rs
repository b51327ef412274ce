//! Questions to firewall IR documents: what they permit and why, what has changed, decided exactly.
//!
//! Everything here is taken from the document alone, never from the compiler that wrote it, so an answer is true of what a
//! consumer of the document sees. [`Resolved`] holds the rules as products of the header space; [`decide`] answers for one
//! packet, [`permitted`] for a flow. [`Reading`] adds the document's names; [`why()`] answers in them.
//! Every answer is plain data; [`page`] and [`render`] write it in one way for everybody, and [`escape`] has the one
//! function for each language that makes what comes from a document harmless.

mod addresses;
mod answer;
mod change;
mod diff;
pub mod escape;
mod flow;
mod json;
mod listing;
mod matrix;
mod names;
mod opening;
mod outcomes;
pub mod page;
mod question;
mod reading;
pub mod render;
mod resolved;
mod rule_view;
mod services;
mod why;

pub use answer::{Decision, decide, permitted};
pub use change::{Change, ChangeKind, DIFF_VERSION, LibraryChange, Moved, change};
pub use diff::{Gain, GainPart, gained};
pub use flow::Flow;
pub use listing::{Entry, LIST_VERSION, Listing, Topic, listing};
pub use matrix::{Axis, Cell, Level, MATRIX_VERSION, Matrix, MatrixOptions, Place, matrix, place_names};
pub use names::Side;
pub use opening::{AllowOpening, OpeningRule, ProfileOpening};
pub use outcomes::{Case, Outcome, Suite, TEST_VERSION, Tally, TestFailure, TestReport};
pub use question::{QuestionError, question};
pub use reading::Reading;
pub use resolved::{QueryError, Resolved, ResolvedRule};
pub use rule_view::{RuleView, StepView};
pub use why::{Answer, Explanation, Near, WHY_VERSION, why};
