//! One cause, one message: what follows from a fault is not reported beside it.

use std::collections::BTreeMap;

use crate::checks::{Selection, diagnostics};
use crate::db::{Database, LoadOptions, MemorySystem, ProjectPath, load};
use crate::diagnostics::Diagnostic;
use crate::syntax::literal::Date;

/// What is tried, the policy, and all that is said.
const CASES: &[(&str, &str, &[&str])] = &[
    (
        "a declaration with a misspelt first word still has its name",
        "zoen a { 10.0.0.0/8 }\nserver s in a { address 10.0.0.1 }\nallow internet -> a, s on tcp 443\n",
        &["EX0002"],
    ),
    (
        "a use that fails would have brought its names",
        "use std.nett\nuse std.net.{htps}\nzone a { 10.0.0.0/8 }\nallow internet -> a on nett.dns, htps\n",
        &["EX0105", "EX0107"],
    ),
    (
        "a zone with a wrong prefix has more addresses than are known",
        "zone a { 10.0.0.0/99 }\nserver s in a { address 12.0.0.1 }\nserver t in internet { address 13.0.0.1 }\n",
        &["EX0201"],
    ),
    (
        "a forgotten bracket swallows the next declaration, but not its name",
        "zone a { 10.0.0.0/8\nzone b { 11.0.0.0/8 }\n}\nallow a -> b on tcp 443\n",
        &["EX0001"],
    ),
    (
        "a missing declaration is one fault, however often it is used",
        "zone a { 10.0.0.0/8 }\nallow a -> mail on tcp 25\nallow mail -> a on tcp 25\nnever internet -> mail on any\n",
        &["EX0101"],
    ),
    (
        "a misspelt argument is not missing, too",
        "zone a { 10.0.0.0/8 }\nrole r(port: ports)\nserver s in a { address 10.0.0.1 role r(prot: 25) }\n\
         allow a -> r on tcp r.port\n",
        &["EX0211"],
    ),
    ("a zone declared twice overlaps itself", "zone a { 10.0.0.0/8 }\nzone a { 10.0.0.0/8 }\n", &["EX0102"]),
    (
        "an address in three places is twice one too many",
        "zone a { 10.0.0.0/8 }\nserver s in a { address 10.0.0.1 }\nserver t in a { address 10.0.0.1 }\n\
         server u in a { address 10.0.0.1 }\n",
        &["EX0302", "EX0302"],
    ),
    (
        "a statement that breaks off in a block is one fault",
        "zone a { 10.0.0.0/8 }\nprofile p {\n  allow internet -> a on\n}\napply p\n",
        &["EX0001"],
    ),
    (
        "every broken statement of a block is told, and the good ones are read",
        "zone a { 10.0.0.0/8 }\nprofile p {\n  alow internet -> a on tcp 1\n  allow internet -> b on tcp 2\n  \
         deny internet a on tcp 3\n}\napply p\n",
        &["EX0002", "EX0001"],
    ),
    (
        "a label in a broken statement is there",
        "zone a { 10.0.0.0/8 }\nallow web: a -> internet tcp 443\nconfine a -> internet on any to web\n",
        &["EX0001"],
    ),
    (
        "zones in a circle are one fault",
        "zone a in b { 10.0.0.0/8 }\nzone b in c { 10.0.0.0/8 }\nzone c in a { 10.0.0.0/8 }\n",
        &["EX0220"],
    ),
    (
        "a module that uses itself is a circle and nothing else",
        "use \"policy.expol\" as me\nzone a { 10.0.0.0/8 }\n",
        &["EX0104"],
    ),
    (
        "a diagnostic whose text is wrong is told once for all that use it",
        "zone a { 10.0.0.0/8 }\ndiagnostic d { severity error message \"{who}\" }\n\
         never internet -> a on tcp 23 else d\nnever a -> internet on tcp 23 else d\n",
        &["EX0219"],
    ),
    (
        "what fails because its list is missing is not told",
        "zone a { from \"a.csv\" }\nserver s in a { address 10.0.0.1 }\n",
        &["EX0308"],
    ),
    (
        "what is broken may be what uses a declaration",
        "zone a { 10.0.0.0/8 }\ndiagnostic d { severity error message \"x\" }\nnever a -> internet on tcp 1 else dd\n",
        &["EX0101"],
    ),
];

#[test]
fn a_fault_is_told_once_and_its_consequences_are_not() {
    for (sentence, text, expected) in CASES {
        let found = check(text);
        let codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
        assert_eq!(codes, *expected, "{sentence}: {found:#?}");
    }
}

#[test]
fn the_fix_of_a_name_reaches_all_of_its_places() {
    let found =
        check("zone mail { 10.0.0.0/8 }\nallow mial -> mial on tcp 25\ndeny mial -> internet on tcp 25\n");
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(only.labels.len(), 3);
    assert_eq!(only.fixes[0].edits.len(), 3);
}

#[test]
fn names_are_suggested_where_they_fit_and_from_where_they_are() {
    let help = |text: &str| check(text)[0].help.clone().unwrap_or_default();
    assert_eq!(
        help("zone webs { 10.0.0.0/8 }\nservice web { tcp 443 }\nallow internet -> webs on wep\n"),
        "did you mean `web`?"
    );
    assert_eq!(
        help("zone a { 10.0.0.0/8 }\nuse std.net as n\nallow internet -> a on https\n"),
        "did you mean `n.https`?"
    );
    assert_eq!(
        help("zone a { 10.0.0.0/8 }\nallow internet -> a on https\n"),
        "add `use std.net.{https}` if you mean that one"
    );
    assert_eq!(help("zone a { 10.0.0.0/8 }\nallow internet -> a on net.https\n"), "add `use std.net`");
    assert_eq!(help("zone a { 10.0.0.0/8 }\nallow interent -> a on tcp 443\n"), "did you mean `internet`?");
}

#[test]
fn syntax_errors_say_what_is_missing() {
    let message = |text: &str| check(text)[0].message.clone();
    assert_eq!(
        message("zone a { 10.0.0.0/8 }\nallow a, internet\n"),
        "expected an arrow `->`, but `allow` ends here"
    );
    assert_eq!(message("server s { address 10.0.0.1 }\n"), "expected `in`, found `{`");
    let found = check("zone a { 10.0.0.0/8 }\nallow a -> internet tcp 443\n");
    assert_eq!(found[0].help.as_deref(), Some("write `on` before the service"));
    let found = check("zone a { 10.0.0.0/8 }\nallow a -> internet on tcp 443 { becuse \"x\" }\n");
    assert_eq!(found[0].help.as_deref(), Some("did you mean `because`?"));
}

fn check(text: &str) -> Vec<Diagnostic> {
    let as_of = Date { year: 2026, month: 11, day: 23 };
    let system = MemorySystem::new([("policy.expol".to_owned(), text.into())], as_of);
    let mut db = Database::default();
    let roots = vec![ProjectPath::new("policy.expol").unwrap()];
    load(&mut db, &system, &LoadOptions { roots, as_of: Some(as_of), overlay: BTreeMap::new() });
    diagnostics(&db, Selection::Project)
}
