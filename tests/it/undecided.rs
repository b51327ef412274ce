//! What cannot be decided is never passed over in silence: a parameter that is `none` has a defined place in every
//! condition, and what is too deep or too large is an error.

use crate::support::Project;

const NETWORK: &str = "zone z { 10.0.0.0/24 }\nserver a in z { address 10.0.0.1  role r }\nserver b in z { address 10.0.0.2 }\n";

fn rules(text: &str) -> usize {
    let project = Project::of(&format!("{NETWORK}{text}"));
    let lowered = project.emit().unwrap_or_else(|| panic!("{text}: {:#?}", project.check()));
    lowered.document.rules.len()
}

#[test]
fn none_is_neither_before_nor_behind_nor_equal_to_anything() {
    for (parameter, condition, rule) in [
        ("n: number = none", "x.n < 3", 0),
        ("n: number = none", "x.n >= 3", 0),
        ("n: number = none", "x.n == none", 1),
        ("n: number = none", "not x.n < 3", 1),
        ("d: date = none", "x.d > 2027-01-01", 0),
        ("f: flag = none", "x.f", 0),
        ("e: { one, two } = none", "x.e == one", 0),
        ("e: { one, two } = none", "x.e != one", 1),
        ("t: text = none", "x.t == \"a\"", 0),
        ("s: service = none", "empty(x.s)", 1),
        ("s: endpoints = none", "exists(x.s)", 0),
    ] {
        let text = format!("role r({parameter})\nfor x in r {{ allow b -> x on tcp 25 when {condition} }}\n");
        assert_eq!(rules(&text), rule, "{parameter}: {condition}");
        let text = format!(
            "role r({parameter})\nfor x in r {{ deny b -> x on tcp 25 when {condition} }}\nallow b -> a on tcp 1-100\n"
        );
        assert_eq!(rules(&text), rule + 1, "{parameter}: {condition}, in a deny");
    }
}

#[test]
fn profiles_deeper_than_the_limit_are_an_error() {
    let mut text = format!("{NETWORK}role r\n");
    for depth in 0..70 {
        text.push_str(&format!("profile p{depth} {{ apply p{} }}\n", depth + 1));
    }
    text.push_str("profile p70 { allow a -> b on tcp 25 }\napply p0\n");
    let codes: Vec<String> = Project::of(&text).check().iter().map(|found| found.code.to_string()).collect();
    assert!(codes.contains(&"EX0404".to_owned()), "{codes:?}");
    assert!(Project::of(&text).emit().is_none());
}

#[test]
fn thirty_profiles_that_each_apply_the_next_twice_meet_a_named_limit() {
    let mut text = format!("{NETWORK}role r\n");
    for depth in 0..30 {
        text.push_str(&format!("profile p{depth} {{ apply p{0}  apply p{0} }}\n", depth + 1));
    }
    text.push_str("profile p30 { allow a -> b on tcp 25 }\napply p0\n");
    let found = Project::of(&text).check();
    let limit = found.iter().find(|one| one.code.to_string() == "EX0404").unwrap();
    assert!(limit.message.contains("50000"), "{}", limit.message);
}
