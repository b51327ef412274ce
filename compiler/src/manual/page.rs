//! Pages of a manual, as Markdown for the documentation and as plain text for a terminal.

use std::collections::BTreeMap;

use super::collect::{Declared, EntryKind, Manual, Said, Topic};
use super::write::Writer;

pub use super::write::Form;

/// Words by which a library marks what its sources do not say.
const MARKS: [&str; 2] = ["INTERPRETATION", "UNVERIFIED"];

/// The whole manual of a module.
pub fn manual_page(manual: &Manual, form: Form) -> String {
    let mut out = Writer::new(form);
    out.heading(1, &manual.name);
    if form == Form::Markdown {
        out.note(
            "Written from the library by `UPDATE=1 cargo test --test it manual`; a test fails where it differs. \
             At a terminal: `expolc explain NAME`, with the full name of anything here.",
        );
    }
    for topic in &manual.topics {
        topic_page(&mut out, topic);
    }
    labels(&mut out, manual);
    marked(&mut out, manual);
    out.finish()
}

/// A declaration of a module by its name; a private one too, since others apply it.
pub fn entry_page(manual: &Manual, name: &str, form: Form) -> Option<String> {
    let declared = manual.topics.iter().flat_map(|topic| &topic.declared);
    let found: Vec<&Declared> = declared.filter(|declared| declared.name == name).collect();
    let mut out = Writer::new(form);
    for declared in &found {
        entry(&mut out, 1, declared, &format!("{}.{name}", manual.name));
    }
    (!found.is_empty()).then(|| out.finish())
}

/// Every statement of a module that carries a label.
pub fn label_page(manual: &Manual, label: &str, form: Form) -> Option<String> {
    let mut out = Writer::new(form);
    out.heading(1, &format!("{}.{label}", manual.name));
    let mut count = 0;
    for (place, said) in everything(manual) {
        if said.label.as_deref() == Some(label) {
            count += 1;
            out.heading(2, &place);
            statements(&mut out, std::slice::from_ref(said));
        }
    }
    (count > 0).then(|| out.finish())
}

/// The list of all modules. Each has its page beside this one.
pub fn index_page(manuals: &[Manual]) -> String {
    let mut out = Writer::new(Form::Markdown);
    out.heading(1, "The standard library");
    out.note(
        "Written from the library by `UPDATE=1 cargo test --test it manual`. `use std.NAME` brings a module; its statements \
         hold from then on, its profiles where they are applied.",
    );
    let rows = manuals.iter().map(|manual| {
        let count = |kind: EntryKind| {
            let declared = manual.topics.iter().flat_map(|topic| &topic.declared);
            declared.filter(|one| one.kind == kind && !one.private).count().to_string()
        };
        let file = manual.name.trim_start_matches("std.");
        let about =
            manual.topics.first().map(|topic| first_sentence(&topic.documentation)).unwrap_or_default();
        vec![
            out.link(&manual.name, &format!("{file}.md")),
            out.words(&about),
            count(EntryKind::Role),
            count(EntryKind::Profile),
            count(EntryKind::Service),
            everything(manual).count().to_string(),
            count(EntryKind::Diagnostic),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    out.table(&["module", "about", "roles", "profiles", "services", "statements", "diagnostics"], &rows);
    out.finish()
}

fn topic_page(out: &mut Writer, topic: &Topic) {
    let name = topic.path.rsplit('/').next().unwrap_or(&topic.path).trim_end_matches(".expol");
    out.heading(2, name);
    out.paragraphs(&topic.documentation);
    let of = |kind: EntryKind| topic.declared.iter().filter(move |declared| declared.kind == kind);
    for (kind, title) in [(EntryKind::Role, "Roles"), (EntryKind::Profile, "Profiles")] {
        if of(kind).next().is_some() {
            out.heading(3, title);
        }
        for declared in of(kind) {
            entry(out, 4, declared, &declared.name);
        }
    }
    for (kind, title, head) in [
        (EntryKind::Service, "Services", ["service", "what it is", "ports", "about"]),
        (EntryKind::Group, "Groups", ["group", "members", "", "about"]),
        (EntryKind::Diagnostic, "Diagnostics", ["diagnostic", "severity", "message", "help and source"]),
        (EntryKind::Citation, "Sources", ["name", "title", "reference", ""]),
    ] {
        let rows: Vec<Vec<String>> = of(kind).map(|declared| row(out, declared)).collect();
        if !rows.is_empty() {
            out.heading(3, title);
            out.table(&head, &rows);
        }
    }
    if !topic.said.is_empty() {
        out.heading(3, "Wherever the module is used");
        statements(out, &topic.said);
    }
}

/// A declaration in a row of its table.
fn row(out: &Writer, declared: &Declared) -> Vec<String> {
    let fact =
        |name: &str| declared.facts.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
    let private = if declared.private { " (private)" } else { "" };
    let name = format!("{}{private}", out.code(&declared.name));
    let about = out.words(&declared.documentation);
    match declared.kind {
        EntryKind::Service => vec![name, out.code(&declared.value), out.words(fact("ports")), about],
        EntryKind::Diagnostic => {
            let source = if fact("source").is_empty() {
                String::new()
            } else {
                format!(". Source: {}", fact("source"))
            };
            let help = out.words(&format!("{}{source}", fact("help")));
            vec![name, fact("severity").to_owned(), out.words(&declared.value), help]
        }
        EntryKind::Citation => vec![name, out.words(&declared.value), out.words(fact("reference")), about],
        _ => vec![name, out.code(&declared.value), String::new(), about],
    }
}

/// A declaration with a heading of its own.
fn entry(out: &mut Writer, level: usize, declared: &Declared, heading: &str) {
    out.heading(level, heading);
    if declared.private {
        out.note("Private: for the module itself.");
    }
    out.paragraphs(&declared.documentation);
    if !declared.value.is_empty() {
        let value = out.words(&declared.value);
        out.line(&value);
    }
    for (name, value) in &declared.facts {
        let value = out.words(value);
        out.line(&format!("{name}: {value}"));
    }
    let rows: Vec<Vec<String>> = declared
        .parameters
        .iter()
        .map(|parameter| {
            let default =
                parameter.default.as_ref().map_or_else(|| "required".to_owned(), |text| out.code(text));
            vec![
                out.code(&parameter.name),
                out.code(&parameter.kind),
                default,
                out.words(&parameter.documentation),
            ]
        })
        .collect();
    if !rows.is_empty() {
        out.table(&["parameter", "type", "default", "about"], &rows);
    }
    statements(out, &declared.said);
}

fn statements(out: &mut Writer, said: &[Said]) {
    if said.is_empty() {
        return;
    }
    let rows = said.iter().map(|said| {
        let when = said.when.as_ref().map(|when| format!(" when {when}")).unwrap_or_default();
        let on = if said.verb == "check" { "when " } else { "" };
        let loops = said.loops.iter().map(|one| format!("{one}: ")).collect::<String>();
        let reports =
            said.otherwise.as_ref().map(|(name, severity)| format!("{} ({severity})", out.code(name)));
        let source = said.source.as_ref().map(|source| format!("Source: {source}."));
        let about = [said.documentation.clone(), source.unwrap_or_default()];
        let about = about.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        vec![
            said.label.as_ref().map(|label| out.code(label)).unwrap_or_default(),
            out.code(&format!("{loops}{} {on}{}{when}", said.verb, said.text)),
            reports.unwrap_or_default(),
            out.words(&about),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    out.table(&["label", "statement", "reports", "about"], &rows);
}

/// Every statement, with the place where it stands.
fn everything(manual: &Manual) -> impl Iterator<Item = (String, &Said)> {
    manual.topics.iter().flat_map(|topic| {
        let outside = topic.said.iter().map(|said| ("module".to_owned(), said));
        let inside = topic.declared.iter().flat_map(|declared| {
            declared.said.iter().map(|said| (format!("profile {}", declared.name), said))
        });
        inside.chain(outside)
    })
}

/// Where each label is said.
fn labels(out: &mut Writer, manual: &Manual) {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (place, said) in everything(manual) {
        let Some(label) = &said.label else { continue };
        let places = found.entry(label).or_default();
        let place = format!("{place}: {}", said.verb);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if !found.is_empty() {
        out.heading(2, "Labels");
        let rows: Vec<Vec<String>> = found
            .iter()
            .map(|(label, places)| vec![out.code(label), out.words(&places.join("; "))])
            .collect();
        out.table(&["label", "said by"], &rows);
    }
}

/// What is marked as a reading, or as not confirmed.
fn marked(out: &mut Writer, manual: &Manual) {
    let mut rows = Vec::new();
    let mut look = |place: &str, text: &str| {
        for sentence in sentences(text) {
            if MARKS.iter().any(|mark| sentence.contains(mark)) {
                rows.push((place.to_owned(), sentence));
            }
        }
    };
    for topic in &manual.topics {
        for declared in &topic.declared {
            look(&declared.name, &declared.documentation);
            for parameter in &declared.parameters {
                look(&format!("{}, {}", declared.name, parameter.name), &parameter.documentation);
            }
        }
    }
    for (place, said) in everything(manual) {
        look(said.label.as_deref().unwrap_or(&place), &said.documentation);
    }
    if !rows.is_empty() {
        out.heading(2, "Marked as uncertain");
        let rows: Vec<Vec<String>> =
            rows.iter().map(|(place, text)| vec![out.code(place), out.words(text)]).collect();
        out.table(&["where", "what it says"], &rows);
    }
}

fn first_sentence(text: &str) -> String {
    sentences(text).into_iter().next().unwrap_or_default()
}

fn sentences(text: &str) -> Vec<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.split_inclusive(". ").map(|sentence| sentence.trim().to_owned()).collect()
}
