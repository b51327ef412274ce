//! The inputs of everything: files, the library, the as-of date; and the only door to the outside.
//!
//! No query does IO or reads a clock. What is outside comes through [`System`] and is set as an input here.

mod database;
mod edited;
mod embedded;
mod input;
mod list;
mod load;
mod os;
mod path;
mod project;
mod roots;
mod section;
mod system;
mod touched;

pub use database::{Database, Db, unless_cancelled};
pub use embedded::{Embedded, LIBRARY_VERSION, LibraryFile, LibraryIndex, STANDARD_LIBRARY};
pub use input::{Program, Settings, SourceFile, StdLib, edit_text, enter_library_text};
pub use list::{AddressList, ListFault, ListFaultKind, parse_list};
pub use load::{LoadOptions, load};
pub use os::OsSystem;
pub use path::{PathRefusal, ProjectPath};
pub use project::{Project, discover};
pub use roots::{policy_roots, reached_from, written_uses};
pub use section::{Head, Layout, Part, Section, Starts};
pub use system::{MAX_FILE_BYTES, MemorySystem, ReadError, System};
