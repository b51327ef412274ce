//! `expolc`: policy as code for firewalls. A `.expol` policy goes in; diagnostics and validated firewall IR come out.
//!
//! The rooms, from the bottom up: [`text`], [`syntax`], [`diagnostics`], [`db`], [`hir`], [`policy`], [`checks`],
//! [`lower`], [`ide`], [`manual`], [`render`], [`cli`]. What each may import stands in `ARCHITECTURE.md` and is held by a test.

pub mod checks;
pub mod cli;
pub mod db;
pub mod diagnostics;
pub mod hir;
pub mod ide;
pub mod lower;
pub mod manual;
pub mod policy;
pub mod render;

pub use expol_syntax as syntax;
pub use expol_text as text;
