//! The lines that the renderers for people share: the headline and the remarks under the source.

use crate::diagnostics::{Applicability, Diagnostic, Fix, Label};
use crate::text::{escape_for_display, escape_line_for_display};

/// More places than these help nobody, and drawing them takes the square of their number.
const MAX_PLACES: usize = 12;

/// `error[EX0101]: no zone is called …`, on one line.
pub(super) fn headline(diagnostic: &Diagnostic) -> String {
    let Diagnostic { severity, code, .. } = diagnostic;
    let code = escape_line_for_display(code.as_str()).into_owned();
    format!("{severity}[{code}]: {}", escape_line_for_display(&diagnostic.message))
}

/// The places that are shown: the primary one, then the others in their order.
pub(super) fn places(diagnostic: &Diagnostic) -> Vec<&Label> {
    let primary = diagnostic.primary_label();
    let is_other = |label: &&Label| primary.is_none_or(|it| !std::ptr::eq(it, *label));
    primary.into_iter().chain(diagnostic.labels.iter().filter(is_other)).take(MAX_PLACES).collect()
}

/// Why, what else, and what to do: a line or more each, in the order in which they are read.
pub(super) fn remarks(diagnostic: &Diagnostic) -> Vec<String> {
    let mut remarks: Vec<String> = diagnostic.notes.iter().map(|note| format!("note: {note}")).collect();
    match diagnostic.labels.len().saturating_sub(MAX_PLACES) {
        0 => {}
        1 => remarks.push("note: 1 more place is not shown".to_owned()),
        more => remarks.push(format!("note: {more} more places are not shown")),
    }
    // One fact, one note: what a note of its own speaks of is not listed once more.
    let told = |name: &str| diagnostic.notes.iter().any(|note| note.contains(name));
    let untold = diagnostic.also.iter().filter(|name| !told(name.as_str()));
    let names: Vec<String> = untold.map(|name| format!("`{name}`")).collect();
    if !names.is_empty() {
        remarks.push(format!("note: the same cause also breaks {}", names.join(", ")));
    }
    remarks.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    remarks.extend(diagnostic.fixes.iter().map(fix));
    remarks.iter().map(|remark| escape_for_display(remark).into_owned()).collect()
}

fn fix(fix: &Fix) -> String {
    let promise = match fix.applicability {
        Applicability::Safe => "fix (safe)",
        Applicability::Unsafe => "fix (may change what is permitted)",
        Applicability::DisplayOnly => "suggestion",
    };
    format!("{promise}: {}", fix.title)
}
