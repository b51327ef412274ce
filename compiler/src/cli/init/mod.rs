//! `expolc init`: a policy to start from, as a template or from what administrators export.

mod address;
mod draft;
mod identifier;
mod inventory;
mod mapping;
mod table;
mod zone;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::args::InitArgs;
use super::atomic;
use super::exit::{Exit, Failure};
use super::input::shown;
use super::output;
use crate::checks::{Selection, diagnostics};
use crate::db::{Database, LoadOptions, MemorySystem, ProjectPath, load};
use crate::diagnostics::Severity;
use crate::syntax::literal::Date;
use crate::text::escape_line_for_display;

/// Checked by a test, as every example is.
const STARTER: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/starter.expol"));

/// Writes a policy where there is no file yet: the starter, or one from exported tables.
///
/// # Errors
/// Where there is one, it cannot be written, or a table cannot be read.
pub(super) fn run(args: &InitArgs) -> Result<Exit, Failure> {
    if args.file.extension() != Some(OsStr::new("expol")) {
        return Err(Failure::Usage(format!(
            "{} does not end in `.expol`, as the name of a policy does",
            shown(&args.file)
        )));
    }
    if args.from.is_empty() {
        create(&args.file, STARTER)?;
        let file = escaped(&args.file);
        say(&format!("wrote {file}\nnext: edit its addresses, then `expolc check {file}`"))?;
        return Ok(Exit::Clean);
    }
    let mapping = mapping::mapping().map_err(Failure::Internal)?;
    let mut network = inventory::read(&args.from, &args.addresses, &mapping).map_err(Failure::Usage)?;
    let draft = draft::write(&mut network, &mapping, &command(args)).map_err(Failure::Usage)?;
    create(&args.file, &draft.text)?;
    report(args, &network, &draft)?;
    Ok(Exit::Clean)
}

fn create(file: &Path, text: &str) -> Result<(), Failure> {
    atomic::create(file, |out| out.write_all(text.as_bytes()))
}

/// The command, with the names of files but not the folders in which they happen to lie.
fn command(args: &InitArgs) -> String {
    let named = |option: &str, files: &[PathBuf]| -> String {
        let name = |file: &PathBuf| file.file_name().unwrap_or(file.as_os_str()).display().to_string();
        files.iter().map(|file| format!(" {option} {}", name(file))).collect()
    };
    format!("expolc init{}{}", named("--from", &args.from), named("--addresses", &args.addresses))
}

fn report(args: &InitArgs, network: &inventory::Network, draft: &draft::Draft) -> Result<(), Failure> {
    for line in &network.left_out {
        output::complaint(&format!("note: {line}"));
    }
    let file = escaped(&args.file);
    let servers =
        if draft.servers == 1 { "1 server".to_owned() } else { format!("{} servers", draft.servers) };
    let mut text = format!("wrote {file}: {servers}");
    if !draft.without_address.is_empty() {
        let names = draft.without_address.join(", ");
        text.push_str(&format!("\nwithout an address, so that a placeholder stands there: {names}"));
        text.push_str("\nyou may also name these in a file, and write the policy again with --addresses");
    }
    let next = match errors(&draft.text) {
        0 => format!("next: read its comments, correct what is guessed, then `expolc check {file}`"),
        _ => {
            format!("next: `expolc check {file}` says what has to be filled in or is wrong with the network")
        }
    };
    say(&format!("{text}\n{next}"))
}

/// How many errors the policy has as it was written.
fn errors(text: &str) -> usize {
    let Ok(path) = ProjectPath::new("policy.expol") else { return 0 };
    // Nothing that is written ends on a day.
    let day = Date { year: 1, month: 1, day: 1 };
    let system = MemorySystem::new([(path.to_string(), text.as_bytes().to_vec())], day);
    let mut db = Database::default();
    load(&mut db, &system, &LoadOptions { roots: vec![path], as_of: Some(day), overlay: BTreeMap::new() });
    let found = diagnostics(&db, Selection::Project);
    found.iter().filter(|one| one.severity == Severity::Error).count()
}

fn say(text: &str) -> Result<(), Failure> {
    output::to_stdout(|out| writeln!(out, "{text}"))
}

fn escaped(file: &Path) -> String {
    escape_line_for_display(&file.display().to_string()).into_owned()
}
