//! Dotted names: `shop.proxy`, `ex01.replication`, `e.subscribed-to`. The head is resolved here; what the further
//! segments mean (an interface, a parameter, `zone`) depends on what the head is.

use super::item::Item;
use super::member::Local;
use super::module::module_of;
use super::scope::{Definition, resolve};
use crate::db::{Db, SourceFile};
use crate::syntax::Path;

/// What a path begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Head<'db> {
    /// A variable or parameter, by its index.
    Local(usize),
    /// A declaration.
    Item(Item<'db>),
}

/// A path with its head resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Resolved<'db> {
    /// What it begins with.
    pub head: Head<'db>,
    /// The first segment behind it.
    pub rest: usize,
}

/// Why a path means nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PathFault<'db> {
    /// The segment names nothing, in this module.
    Unresolved {
        /// Which segment.
        segment: usize,
        /// Where it was looked up.
        module: SourceFile,
    },
    /// The segment names something private.
    Private {
        /// Which segment.
        segment: usize,
        /// What.
        item: Item<'db>,
    },
    /// The path ends at a module.
    IsModule,
}

/// Resolves the head of a path.
///
/// # Errors
/// Where a segment names nothing, or something that stays in its module.
pub fn resolve_path<'db>(
    db: &'db dyn Db,
    file: SourceFile,
    locals: &[Local<'db>],
    path: &Path,
) -> Result<Resolved<'db>, PathFault<'db>> {
    resolve_path_by(db, file, locals, path, |module, name| resolve(db, module, name))
}

/// The same, where somebody else knows what single names mean.
pub(super) fn resolve_path_by<'db>(
    db: &'db dyn Db,
    file: SourceFile,
    locals: &[Local<'db>],
    path: &Path,
    resolve: impl Fn(SourceFile, &str) -> Option<Definition<'db>>,
) -> Result<Resolved<'db>, PathFault<'db>> {
    let Some(first) = path.segments.first() else { return Err(PathFault::IsModule) };
    if let Some(index) = locals.iter().rposition(|local| local.name == first.text) {
        return Ok(Resolved { head: Head::Local(index), rest: 1 });
    }
    let mut module = file;
    for (segment, name) in path.segments.iter().enumerate() {
        match resolve(module, &name.text) {
            None => return Err(PathFault::Unresolved { segment, module }),
            Some(Definition::Item(item)) => {
                if item.private(db) && module_of(db, item.file(db)) != module_of(db, file) {
                    return Err(PathFault::Private { segment, item });
                }
                if segment > 0 && module_of(db, item.file(db)) != module_of(db, module) {
                    // What a module imports for itself it does not pass on.
                    return Err(PathFault::Unresolved { segment, module });
                }
                return Ok(Resolved { head: Head::Item(item), rest: segment + 1 });
            }
            Some(Definition::Module(_)) if segment > 0 => {
                return Err(PathFault::Unresolved { segment, module });
            }
            Some(Definition::Module(next)) => module = next,
        }
    }
    Err(PathFault::IsModule)
}
