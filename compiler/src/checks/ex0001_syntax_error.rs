//! EX0001: the parser got this far and no further.

use super::context::{Spot, quote};
use super::suggest::{either, nearest};
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::text::TextRange;

declare_diagnostic! { EX0001 "syntax-error", Error, since "0.1.0", "a word or sign stands where something else should" }

/// Messages name this many possibilities; the label names all.
const SHOWN: usize = 3;

/// What can stand nearly everywhere, and is rarely what is missing.
const RARELY_MEANT: &[&str] = &["an operator", "`(`", "arguments in brackets"];

/// What a statement cannot do without, said before what it may have.
const NEEDED: &[&str] =
    &["an arrow `->`", "`on` and a service", "a port or a range of ports", "an expression"];

/// What stopped the parser.
#[derive(Clone, Copy)]
pub(crate) struct Stop<'a> {
    /// What could stand there, in words.
    pub(crate) expected: &'a [&'static str],
    /// What does; empty at the end.
    pub(crate) found: &'a str,
    /// The first word of the declaration or statement.
    pub(crate) item: &'a str,
    /// The text before.
    pub(crate) before: &'a str,
}

/// Something else should stand here.
pub(crate) fn expected(spot: Spot<'_>, stop: Stop<'_>) -> Diagnostic {
    let mut likely: Vec<&'static str> =
        stop.expected.iter().copied().filter(|word| !RARELY_MEANT.contains(word)).collect();
    likely.sort_by_key(|word| !NEEDED.contains(word));
    let all = if likely.is_empty() { stop.expected } else { likely.as_slice() };
    let wanted = either(&all[..all.len().min(SHOWN)]);
    let item = if stop.item.is_empty() { "this" } else { stop.item };
    let message = match (spot.range.is_empty(), wanted.is_empty()) {
        (true, true) => format!("`{item}` is not complete"),
        (true, false) => format!("expected {wanted}, but `{item}` ends here"),
        (false, true) => format!("{} cannot stand here in `{item}`", quote(stop.found)),
        (false, false) => format!("expected {wanted}, found {}", quote(stop.found)),
    };
    let here = match either(all) {
        all if all.is_empty() => "not understood from here on".to_owned(),
        all => format!("expected {all}"),
    };
    let diagnostic = spot.diagnostic(&ENTRY, message, here);
    if let Some(hint) = hint(spot, stop).or_else(|| lookalike(spot)) {
        let diagnostic = diagnostic.help(hint.help);
        return match hint.edit {
            Some((at, text)) => diagnostic.fix(at.fix(hint.help, text, Applicability::Safe)),
            None => diagnostic,
        };
    }
    if let Some(meant) = keyword(stop) {
        let fix = spot.fix(format!("write `{meant}`"), meant, Applicability::Safe);
        return diagnostic.help(format!("did you mean `{meant}`?")).fix(fix);
    }
    match form(item) {
        Some(form) => diagnostic.help(format!("write it as `{form}`")),
        None if wanted.is_empty() => diagnostic.help("remove it"),
        None => diagnostic.help(format!("write {wanted}")),
    }
}

/// What to do about a mistake that many make, and the edit where there is one.
struct Hint<'t> {
    help: &'static str,
    edit: Option<(Spot<'t>, &'static str)>,
}

/// Mistakes that show in what stands around the place.
fn hint<'t>(spot: Spot<'t>, stop: Stop<'_>) -> Option<Hint<'t>> {
    let before = Spot { range: TextRange::empty(spot.range.start), ..spot };
    let about_flow = matches!(
        stop.item,
        "allow"
            | "deny"
            | "never"
            | "must"
            | "intact"
            | "alter"
            | "confine"
            | "test"
            | "permitted"
            | "blocked"
    );
    let service = matches!(stop.found, "tcp" | "udp" | "sctp" | "icmp" | "protocol");
    if about_flow && service && !stop.before.trim_end().ends_with([',', '&']) {
        return Some(Hint { help: "write `on` before the service", edit: Some((before, "on ")) });
    }
    if stop.before.ends_with(':') {
        return Some(Hint { help: "write a blank behind the colon", edit: Some((before, " ")) });
    }
    if stop.item == "use" && stop.found == "{" {
        return Some(Hint { help: "write a dot before the names in braces", edit: Some((before, ".")) });
    }
    None
}

/// The keyword that could stand here and is nearest to what does.
fn keyword(stop: Stop<'_>) -> Option<&'static str> {
    let quoted = stop.expected.iter().flat_map(|words| words.split('`').skip(1).step_by(2));
    let words = quoted.filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()));
    nearest(stop.found, words)
}

/// A second statement on one line.
pub(crate) fn two_statements(spot: Spot<'_>) -> Diagnostic {
    let before = Spot { range: TextRange::empty(spot.range.start), ..spot };
    spot.diagnostic(
        &ENTRY,
        format!("{} starts a second statement on one line", spot.quoted()),
        "this starts another one",
    )
    .note("outside of braces a statement ends with its line, so that none is overlooked behind another")
    .help("start a new line before it")
    .fix(before.fix("start a new line", "\n", Applicability::Safe))
}

/// Signs that a keyboard, a word processor or another language suggests.
fn lookalike(spot: Spot<'_>) -> Option<Hint<'_>> {
    let (help, text) = match spot.text.chars().next()? {
        '→' => ("write the arrow as `->`", Some("->")),
        '↔' => ("write the arrow as `<->`", Some("<->")),
        '–' | '—' | '‐' | '‑' | '−' => ("write a plain `-`", Some("-")),
        '\u{a0}' | '\u{202f}' | '\u{3000}' => ("write an ordinary blank", Some(" ")),
        ';' => ("leave the `;` out: a statement ends with its line", Some("")),
        '#' => ("start a comment with `//`", Some("//")),
        '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'' => ("write plain quotes: `\"…\"`", None),
        '=' => ("write an arrow as `->`, and an argument as `name: value`", None),
        '[' | ']' => ("write round brackets around a list: `(a, b)`", None),
        _ => return None,
    };
    Some(Hint { help, edit: text.map(|text| (spot, text)) })
}

/// What an item looks like.
fn form(word: &str) -> Option<&'static str> {
    Some(match word {
        "use" => "use \"FILE.expol\" as NAME",
        "zone" => "zone NAME { PREFIXES }",
        "server" => "server NAME in ZONE { address ADDRESS  role ROLE }",
        "group" => "group NAME { MEMBERS }",
        "service" => "service NAME { tcp 443 }",
        "role" => "role NAME(PARAMETER: TYPE) for server",
        "profile" => "profile NAME(PARAMETER: TYPE) { STATEMENTS }",
        "diagnostic" => "diagnostic NAME { severity error  message \"…\" }",
        "citation" => "citation NAME { title \"…\"  ref \"…\" }",
        "allow" => "allow FROM -> TO on SERVICE",
        "deny" => "deny FROM -> TO on SERVICE",
        "never" => "never FROM -> TO on SERVICE",
        "must" => "must FROM -> TO on SERVICE",
        "intact" => "intact A <-> B on SERVICE from KINDS",
        "alter" => "alter A <-> B on SERVICE by KINDS",
        "confine" => "confine FROM -> TO on SERVICE to LABELS",
        "unrestricted" => "unrestricted A <-> B",
        "check" => "check when CONDITION else DIAGNOSTIC",
        "apply" => "apply PROFILE(ARGUMENT: VALUE)",
        "for" => "for x in SET { STATEMENTS }",
        "waive" => "waive NAME { because \"…\" until DATE }",
        "test" => "test \"…\" { FROM -> TO on SERVICE allowed }",
        _ => return None,
    })
}
