//! What the server knows: open documents, the policies that they belong to, and the thread that alone may change both.

mod baseline;
mod calm;
mod client;
mod document;
mod errand;
#[cfg(test)]
mod faults;
mod folders;
mod home;
mod job;
mod main_loop;
mod message;
mod policy;
mod pool;
mod reader;
mod settings;
mod snapshot;
mod told;

pub(crate) use calm::Calm;
pub(crate) use client::Client;
pub(crate) use document::Change;
pub(crate) use errand::{Errand, run as run_errands};
pub(crate) use folders::Folder;
pub(crate) use home::{FileKey, is_on_disk};
pub(crate) use job::{Answer, Lane, Manner, Refusal, Stale, ask, panic_text};
pub(crate) use main_loop::{Setup, start};
pub(crate) use message::{ContentChange, Message};
pub(crate) use policy::{Diagnosed, Findings, Outcome};
pub(crate) use settings::{Settings, diagnostics_mode};
pub(crate) use snapshot::{OpenDocument, Shared, Snapshot, View, library_file};
pub(crate) use told::difference;
