//! The manual of a library module: what it declares and says, as plain data and as pages. It reads trees and resolves
//! names; nothing is computed from a policy, so that it is the same for everybody.

mod collect;
mod meant;
mod page;
mod text;
mod write;

pub use collect::{Declared, EntryKind, Manual, Parameter, Said, Source, Topic, cited, manual};
pub use meant::services_meant;
pub use page::{Form, entry_page, index_page, label_page, manual_page};
