//! What `expolc why` says about what would open a flow, where there is a policy: it knows the profiles, and each statement is
//! tried in it. Documents know neither.

use std::collections::BTreeSet;

use expol_ir::Document;
use expol_query::{Explanation, Flow, OpeningRule, ProfileOpening};
use expol_space::{Product, TooComplex};

use crate::checks::{Selection, diagnostics};
use crate::db::{Database, Db, SourceFile, edit_text};
use crate::diagnostics::Severity;
use crate::hir::{file_items, item_problems, module_name, use_target};
use crate::manual::{Source, cited, services_meant};
use crate::policy::effect::Rule;
use crate::policy::{Given, Opening, openings};

/// So many statements are tried.
const MAX_TRIED: usize = 12;
/// So many profiles are told.
const MAX_PROFILES: usize = 5;
/// So many errors of one statement are told.
const MAX_BREAKS: usize = 3;

/// Adds what is only known from the policy: what the statements would break, and the profiles that would open something and
/// break nothing. The policy is as before when this is done.
///
/// # Errors
/// Where it is too complex to be decided.
pub(super) fn add(
    db: &mut Database,
    document: &Document,
    explanation: &mut Explanation,
    flow: &Product,
) -> Result<(), TooComplex> {
    if explanation.missing.is_empty() {
        return Ok(());
    }
    let own: Vec<SourceFile> = db.files().iter().filter(|file| !file.library(db)).copied().collect();
    for missing in explanation.missing.iter_mut().take(MAX_TRIED) {
        let found = own.iter().find_map(|file| {
            let statement = as_called_in(db, *file, &missing.statement);
            errors_with(db, *file, &statement).map(|errors| (statement, errors))
        });
        if let Some((statement, mut errors)) = found {
            errors.truncate(MAX_BREAKS);
            (missing.statement, missing.breaks) = (statement, errors);
        }
    }
    let asked: Vec<Flow> = explanation.asked.iter().map(|flow| flow.spelled(document)).collect();
    for (file, mut profile) in profiles(db, &asked, flow)? {
        profile.statement = as_called_in(db, file, &profile.statement);
        if errors_with(db, file, &profile.statement).is_some_and(|errors| errors.is_empty()) {
            explanation.profiles.push(profile);
        }
        if explanation.profiles.len() == MAX_PROFILES {
            break;
        }
    }
    Ok(())
}

/// A statement with the names that a file has for modules of the library, in place of those of the document.
fn as_called_in(db: &Database, file: SourceFile, statement: &str) -> String {
    let uses = file_items(db, file).iter().filter_map(|item| use_target(db, *item).as_ref());
    uses.fold(statement.to_owned(), |text, used| match (&used.target, &used.alias) {
        (Ok(module), Some((alias, _))) if module.library(db) => {
            text.replace(&format!("{}.", module_name(db, *module)), &format!("{alias}."))
        }
        _ => text,
    })
}

/// The errors of the policy with one statement more; `None` where the file does not know what the statement names.
fn errors_with(db: &mut Database, file: SourceFile, statement: &str) -> Option<Vec<String>> {
    let before = file.text(db).clone();
    edit_text(db, file, format!("{before}\n{statement}\n").into());
    let known = file_items(db, file).last().is_some_and(|added| item_problems(db, *added).is_empty());
    let errors = known.then(|| {
        let found = diagnostics(db, Selection::Project).into_iter();
        let errors = found.filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| format!("{}: {}", finding.code, finding.message)).collect()
    });
    edit_text(db, file, before);
    errors
}

/// The profiles that would open something, and the files that can apply them.
fn profiles(
    db: &Database,
    asked: &[Flow],
    flow: &Product,
) -> Result<Vec<(SourceFile, ProfileOpening)>, TooComplex> {
    // What has other names in one family than in the other cannot be given in one argument.
    let [asked] = asked else { return Ok(Vec::new()) };
    let mut found = openings(db, flow)?;
    found.retain(|opening| is_meant(db, opening, flow));
    Ok(found.iter().take(MAX_TRIED).map(|opening| (opening.file, view(db, opening, asked))).collect())
}

/// Whether the services are given to a parameter that is meant for them.
fn is_meant(db: &dyn Db, opening: &Opening<'_>, flow: &Product) -> bool {
    let mut given = opening.given.iter().filter(|(_, given)| *given == Given::On);
    given.all(|(name, _)| {
        services_meant(db, opening.profile, name).is_none_or(|meant| flow.service.is_subset(&meant))
    })
}

fn view(db: &dyn Db, opening: &Opening<'_>, asked: &Flow) -> ProfileOpening {
    let argument = |given: &Given| match given {
        Given::From => asked.from.expression(),
        Given::To => asked.to.expression(),
        Given::On => match asked.services.as_slice() {
            [one] => one.clone(),
            many => format!("({})", many.join(", ")),
        },
        Given::Word(word) => word.to_string(),
    };
    let given: Vec<String> =
        opening.given.iter().map(|(name, given)| format!("{name}: {}", argument(given))).collect();
    let arguments = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
    let rules: BTreeSet<OpeningRule> = opening.rules.iter().map(|rule| rule_of(db, rule)).collect();
    ProfileOpening {
        statement: format!("apply {}{arguments}", opening.name),
        whole: opening.whole,
        rules: rules.into_iter().collect(),
    }
}

fn rule_of(db: &dyn Db, rule: &Rule<'_>) -> OpeningRule {
    let label = rule.origin.label.as_ref();
    OpeningRule {
        label: label.map(|label| format!("{}.{}", module_name(db, label.module), label.name)),
        cite: rule.origin.meta().cite.as_ref().and_then(|(cite, module)| cited(db, cite, *module)).map(text),
    }
}

fn text(source: Source) -> String {
    let section = source.section.map(|section| format!(", section {section}")).unwrap_or_default();
    format!("{} ({}){section}", source.title, source.reference)
}
