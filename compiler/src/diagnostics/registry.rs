//! How codes are declared beside their checks, gathered into one list, and found again.

use crate::diagnostics::Entry;

/// The entry with that code or name, upper and lower case alike.
pub fn find(code_or_name: &str, registry: &[&'static Entry]) -> Option<&'static Entry> {
    let is = |it: &str| it.eq_ignore_ascii_case(code_or_name);
    registry.iter().copied().find(|entry| is(entry.code) || is(entry.name))
}

/// Declares the code of a check as `ENTRY`; its page is `docs/diagnostics/CODE.md`.
///
/// ```text
/// declare_diagnostic! { EX0101 "unresolved-name", Error, since "0.1.0", "a name that nothing declares" }
/// declare_diagnostic! { EX0102 "old-name", Error, since "0.1.0", "…", removed "0.4.0" "EX0103 says it better" }
/// ```
macro_rules! declare_diagnostic {
    ($code:ident $name:literal, $severity:ident, since $since:literal, $summary:literal $(,)?) => {
        $crate::diagnostics::declare_diagnostic! {
            @entry $code $name, $severity, $since, $summary, $crate::diagnostics::Status::Stable
        }
    };
    ($code:ident $name:literal, $severity:ident, since $since:literal, $summary:literal,
     removed $removed:literal $reason:literal $(,)?) => {
        $crate::diagnostics::declare_diagnostic! {
            @entry $code $name, $severity, $since, $summary,
            $crate::diagnostics::Status::Removed { since: $removed, reason: $reason }
        }
    };
    (@entry $code:ident $name:literal, $severity:ident, $since:literal, $summary:literal, $status:expr) => {
        #[doc = $summary]
        pub(crate) static ENTRY: $crate::diagnostics::Entry = $crate::diagnostics::Entry {
            code: stringify!($code),
            name: $name,
            severity: $crate::diagnostics::Severity::$severity,
            since: $since,
            summary: $summary,
            page: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/docs/diagnostics/",
                stringify!($code),
                ".md"
            )),
            status: $status,
        };
    };
}
pub(crate) use declare_diagnostic;

/// Makes the modules of the checks and, from their entries, `REGISTRY`: a new check is one word in this list.
macro_rules! registry {
    ($($check:ident),* $(,)?) => {
        $(pub(crate) mod $check;)*

        /// The codes of the compiler, in the order of the checks.
        pub static REGISTRY: &[&$crate::diagnostics::Entry] = &[$(&$check::ENTRY),*];
    };
}
pub(crate) use registry;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Severity, Status};

    static FIRST: Entry = entry("EX0101", "unresolved-name");
    static SECOND: Entry = entry("EX0102", "duplicate-name");

    const fn entry(code: &'static str, name: &'static str) -> Entry {
        Entry {
            code,
            name,
            severity: Severity::Error,
            since: "0.1.0",
            summary: "",
            page: "",
            status: Status::Stable,
        }
    }

    #[test]
    fn codes_and_names_are_found_in_any_case_and_only_whole() {
        let registry: &[&'static Entry] = &[&FIRST, &SECOND];
        assert_eq!(find("ex0102", registry), Some(&SECOND));
        assert_eq!(find("Unresolved-Name", registry), Some(&FIRST));
        assert_eq!(find("EX010", registry), None);
        assert_eq!(find("", registry), None);
    }
}
