//! What the editor asks for, one file each: from the compiler's plain data to the protocol's words.

pub(crate) mod actions;
pub(crate) mod calls;
pub(crate) mod commands;
pub(crate) mod completion;
pub(crate) mod containment;
pub(crate) mod definition;
mod edit;
mod effect;
mod here;
pub(crate) mod hover;
pub(crate) mod pull;
pub(crate) mod references;
pub(crate) mod rename;
pub(crate) mod signature;
pub(crate) mod symbols;
mod test_run;
pub(crate) mod tokens;
mod trace;
pub(crate) mod views;
pub(crate) mod virtual_document;
