//! What the compiler has to say: the values that checks return and renderers show.
//!
//! A diagnostic is plain data. This room knows no single code and no sentence (those are in `checks`), no renderer
//! and no serialization.

mod code;
mod diagnostic;
mod entry;
mod fix;
mod label;
mod registry;
mod severity;

pub use code::Code;
pub use diagnostic::{Diagnostic, sort};
pub use entry::{Entry, Status};
pub use fix::{Applicability, FileEdit, Fix};
pub use label::{Label, LabelStyle};
pub use registry::find;
pub(crate) use registry::{declare_diagnostic, registry};
pub use severity::Severity;
