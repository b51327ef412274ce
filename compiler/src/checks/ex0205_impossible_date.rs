//! EX0205: a day that no calendar has.

use super::context::Spot;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::syntax::literal::Date;

declare_diagnostic! { EX0205 "impossible-date", Error, since "0.1.0", "a date that no calendar has" }

/// A date that does not exist.
pub(crate) fn impossible(spot: Spot<'_>) -> Diagnostic {
    let diagnostic =
        spot.diagnostic(&ENTRY, format!("{} is no day of the calendar", spot.quoted()), "no such day");
    match last_of_month(spot.text) {
        Some(last) => diagnostic
            .note(format!("that month ends with {last}"))
            .help("write a date as `YYYY-MM-DD`")
            .fix(spot.fix(
                format!("write `{last}`, the last of the month"),
                last.to_string(),
                Applicability::Unsafe,
            )),
        None => diagnostic.note("a year has the months 01 to 12").help("write a date as `YYYY-MM-DD`"),
    }
}

fn last_of_month(text: &str) -> Option<Date> {
    let (month, _) = text.rsplit_once('-')?;
    (28..=31).rev().find_map(|day| Date::parse(&format!("{month}-{day}")))
}
