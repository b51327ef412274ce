//! A finding in the protocol's words.

use std::fmt::Write;

use tower_lsp::gen_lsp_types::{
    Code as LspCode, CodeDescription, Diagnostic as LspDiagnostic, DiagnosticRelatedInformation,
    DiagnosticSeverity, DiagnosticTag, Range, Uri,
};

use expolc::db::SourceFile;
use expolc::diagnostics::{Code, Diagnostic, Label, LabelStyle, Severity};

use super::places::Places;
use crate::state::Shared;

/// Where the pages of the codes are.
const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/diagnostics/");

/// Findings about what has no effect, by their names: editors show such text faded.
const DEAD: &[&str] = &[
    "deny-removes-nothing",
    "allow-removed-by-deny",
    "expired-rule",
    "expired-waiver",
    "idle-waiver",
    "unused-declaration",
    "redundant-rule",
];

/// A finding, and the file of the project that it is shown in: that of its place, or the policy's own.
pub(crate) fn to_lsp(
    finding: &Diagnostic,
    root: SourceFile,
    places: &Places<'_>,
    file_of: impl Fn(&Label) -> Option<SourceFile>,
    shared: &Shared,
) -> (SourceFile, LspDiagnostic) {
    let own = |label: &&Label| file_of(label).is_some();
    let primary = finding.primary_label().filter(own).or_else(|| finding.labels.iter().find(own));
    let (file, range) = match primary.and_then(|label| Some((file_of(label)?, label.range))) {
        Some((file, range)) => (file, places.range(file, range)),
        None => (root, Range::default()),
    };
    let others: Vec<&Label> =
        finding.labels.iter().filter(|label| !primary.is_some_and(|it| std::ptr::eq(it, *label))).collect();
    let related = related(&others, places);
    let mut message = text(finding, primary);
    if !shared.client.related_information {
        for one in &related {
            let line = one.location.range.start.line + 1;
            // INVARIANT: writing to a string cannot fail.
            let _ = write!(message, "\n{}:{line}: {}", one.location.uri, one.message);
        }
    }
    let has_related = shared.client.related_information && !related.is_empty();
    let diagnostic = LspDiagnostic {
        range,
        severity: Some(severity(finding.severity)),
        code: Some(LspCode::String(finding.code.as_str().to_owned())),
        code_description: page(&finding.code).filter(|_| shared.client.code_description),
        source: Some("expol".to_owned()),
        message: message.into(),
        tags: shared.client.tags.then(|| tags(finding.code.name())).flatten(),
        related_information: has_related.then_some(related),
        data: None,
    };
    (file, diagnostic)
}

/// Everything that is said about the finding itself, the most important first.
fn text(finding: &Diagnostic, primary: Option<&Label>) -> String {
    let mut text = finding.message.clone();
    let here = primary.map(|label| label.message.as_str()).filter(|here| !here.is_empty());
    let lines = here.map(|here| format!("here: {here}")).into_iter();
    let lines = lines.chain(finding.notes.iter().map(|note| format!("note: {note}")));
    let lines = lines.chain(finding.help.iter().map(|help| format!("help: {help}")));
    for line in lines {
        text.push('\n');
        text.push_str(&line);
    }
    if !finding.also.is_empty() {
        let names: Vec<String> = finding.also.iter().map(|name| format!("`{name}`")).collect();
        text.push_str("\nalso breaks: ");
        text.push_str(&names.join(", "));
    }
    text
}

fn related(labels: &[&Label], places: &Places<'_>) -> Vec<DiagnosticRelatedInformation> {
    let of = |label: &&Label| {
        let location = places.location(label.file, label.range)?;
        let message = match label.style {
            _ if !label.message.is_empty() => label.message.clone(),
            LabelStyle::Primary => "here too".to_owned(),
            LabelStyle::Secondary => "see here".to_owned(),
        };
        Some(DiagnosticRelatedInformation { location, message })
    };
    labels.iter().filter_map(of).collect()
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Note => DiagnosticSeverity::Information,
    }
}

fn tags(name: &str) -> Option<Vec<DiagnosticTag>> {
    DEAD.contains(&name).then(|| vec![DiagnosticTag::Unnecessary])
}

fn page(code: &Code) -> Option<CodeDescription> {
    match code {
        Code::Compiler(entry) => Some(CodeDescription { href: Uri(format!("{PAGES}{}.md", entry.code)) }),
        Code::Library { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_dead_code_are_names_of_codes() {
        let known: Vec<&str> = expolc::checks::REGISTRY.iter().map(|entry| entry.name).collect();
        let unknown: Vec<&&str> = DEAD.iter().filter(|name| !known.contains(name)).collect();
        assert_eq!(unknown, Vec::<&&str>::new(), "{known:?}");
    }
}
