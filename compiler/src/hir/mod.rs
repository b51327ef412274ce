//! Names and types: items, scopes, modules, resolution, and what is wrong with a body before anything is computed.
//!
//! Everything here is keyed by [`Item`] and speaks of nodes, never of offsets: an edit above an item changes nothing
//! about it. [`range_of`] joins nodes with their offsets, outside of all queries.

mod calls;
mod check;
mod cycle;
mod item;
mod known;
mod label;
mod member;
mod module;
mod named;
mod path;
mod placeholder;
mod problem;
mod repeated;
mod scope;
mod single;
mod survey;
mod tree;
mod types;
mod uses;
mod visible;

pub(crate) use calls::function_names;
pub use check::{item_problems, item_uses};
pub use cycle::{import_cycles, profile_cycles, set_cycles};
pub use item::{
    Item, Place, Placed, declarations_of_kind, file_items, item_before, items_by_part, known_of, placed_in,
    section_declarations, section_statements, section_uses,
};
pub(crate) use known::Known;
pub use label::{has_label, labels};
pub use member::{Local, parameter_of, role_item, roles_of_entity, static_roles};
pub use module::{
    UseFault, UseTargetFile, full_name, is_loaded, module_files, module_items, module_name, module_of,
    own_sections, program_modules, program_sections, use_target, used_modules,
};
pub use named::Named;
pub use path::{Head, PathFault, Resolved, resolve_path};
pub use placeholder::{FIXED_PLACEHOLDERS, Piece, pieces};
pub use problem::{Problem, ProblemKind, Wanted};
pub use repeated::{Repeated, duplicates_across_files};
pub use scope::{
    Definition, Duplicate, declared_names, duplicates, is_private, resolve, visible_definitions,
    visible_modules, visible_names,
};
pub use single::Single;
pub use survey::{named_in, repeated_in, section_problems};
pub use tree::{
    ast, doc, node_range, node_ranges, passing_ast, range_of, statement_trees, syntax_errors, unsound_in,
};
pub use types::{TYPE_NAMES, Type, parameter_type};
pub use uses::{Broken, Meaning, Use, Uses, Variable};
pub use visible::first_declarations;
