//! Parsing any text: it never fails, it covers everything, and its cost grows with the text.

use expolc::syntax::{
    Item, MAX_DEPTH, PackedRanges, SyntaxErrorKind, pack, parse, parse_item, split, unpack,
};
use proptest::prelude::*;

/// What is not in a slice is white space or a comment.
fn is_trivia(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start_matches([' ', '\t', '\r', '\n']);
    while !rest.is_empty() {
        rest = if rest.starts_with("//") {
            rest.find('\n').map_or("", |end| &rest[end..])
        } else if let Some(comment) = rest.strip_prefix("/*") {
            match comment.find("*/") {
                Some(end) => &comment[end + 2..],
                None => return false,
            }
        } else {
            return false;
        };
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }
    true
}

fn covers(text: &str) {
    let parsed = parse(text);
    let mut end = 0;
    for (slice, item) in &parsed.items {
        let (from, to) = (slice.range.start as usize, slice.range.end as usize);
        assert!(from >= end && to > from, "slices are in order and not empty: {text:?}");
        assert!(
            is_trivia(&text[end..from]),
            "only trivia between slices: {:?} of {text:?}",
            &text[end..from]
        );
        let length = (to - from) as u32;
        assert!(item.ranges.iter().all(|range| range.start <= range.end && range.end <= length), "{text:?}");
        assert!(item.errors.iter().all(|error| error.range.end <= length), "{text:?} {:?}", item.errors);
        assert_eq!(unpack(&pack(&item.ast)).as_ref(), Some(&item.ast), "{text:?}");
        assert_eq!(PackedRanges::new(&item.ranges).iter().collect::<Vec<_>>(), item.ranges, "{text:?}");
        assert!(item.ast.item != Item::Broken || !item.errors.is_empty(), "what is broken says so: {text:?}");
        end = to;
    }
    assert!(is_trivia(&text[end..]), "only trivia at the end: {text:?}");
}

/// Pieces from which texts are made that look like policies.
const PIECES: &[&str] = &[
    "allow",
    "deny",
    "zone",
    "server",
    "role",
    "for",
    "in",
    "on",
    "profile",
    "private",
    "use",
    "test",
    "check",
    "when",
    "a",
    "b-c",
    "ex.x",
    "10.0.0.0/8",
    "fd00::1",
    "tcp",
    "25",
    "any",
    "{",
    "}",
    "(",
    ")",
    ",",
    "->",
    "<->",
    "&",
    "except",
    ":",
    ": ",
    "\n",
    "\r\n",
    " ",
    "\"",
    "\"s\"",
    "//",
    "///",
    "/*",
    "*/",
    "`",
    "\\",
    "é",
    "\u{202e}",
    "\u{0}",
    "=",
    "==",
    "2027-06-30",
    "30m",
    "not",
    "else",
    "from",
    "log",
    "cite",
    "\t",
    "-",
    ".",
    "external",
    "apply",
    "as",
    "never",
    "waive",
    "until",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_covered(text in ".{0,200}") {
        covers(&text);
    }

    #[test]
    fn any_bytes_are_covered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        covers(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn anything_like_a_policy_is_covered(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
        covers(&pieces.concat());
        covers(&pieces.join(" "));
    }
}

#[test]
fn brackets_nest_up_to_the_limit() {
    let nested = |depth: usize| format!("group g {{ {}a{} }}", "(".repeat(depth - 1), ")".repeat(depth - 1));
    let errors =
        |text: &str| parse(text).items.iter().flat_map(|(_, item)| item.errors.clone()).collect::<Vec<_>>();
    assert!(errors(&nested(MAX_DEPTH)).is_empty());
    for depth in [MAX_DEPTH + 1, 200, 100_000] {
        let found = errors(&nested(depth));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].kind, SyntaxErrorKind::TooDeep, "{depth}");
    }
}

/// Texts that are large and hostile: each is read to its end, and says one thing for each thing that is wrong.
#[test]
fn large_texts_are_read_to_their_end() {
    let megabyte = 1 << 20;
    let errors = |text: &str| parse(text).items.iter().map(|(_, item)| item.errors.len()).sum::<usize>();
    assert_eq!(errors(&format!("allow a -> b on c {{ because \"{}\" }}", "x".repeat(megabyte))), 0);
    assert_eq!(errors(&format!("group g {{ {}z }}", "a, ".repeat(megabyte / 3))), 0);
    assert_eq!(errors(&"{".repeat(megabyte)), 1);
    assert_eq!(errors(&"(".repeat(megabyte)), 1);
    assert!(errors(&"}".repeat(10_000)) == 10_000);
    assert_eq!(errors(&format!("check when {} a", "not ".repeat(megabyte / 4))), 0);
    assert_eq!(errors(&format!("check when {} a", "a and ".repeat(megabyte / 6))), 1);
    assert_eq!(errors(&format!("group g {{ {} a }}", "a & ".repeat(megabyte / 4))), 1);
    assert_eq!(errors(&"/*".repeat(megabyte / 2)), 1);
    assert_eq!(errors(&"\n".repeat(megabyte)), 0);
    assert_eq!(errors(&format!("profile p {{{} x }}", "\n".repeat(megabyte))), 1);
}

#[test]
fn a_hundred_thousand_broken_items_are_a_hundred_thousand_messages() {
    let text = "zone z { 10.0.0.0/8\n".repeat(100_000);
    let slices = split(&text);
    assert_eq!(slices.len(), 100_000);
    let broken = slices.iter().filter(|slice| slice.flaw.is_some()).count();
    assert_eq!(broken, 100_000);
    let text = "allow a -> on b\n".repeat(100_000);
    let errors = split(&text).into_iter().map(|slice| {
        let cut = &text[slice.range.start as usize..slice.range.end as usize];
        parse_item(cut, &slice).errors.len()
    });
    assert_eq!(errors.sum::<usize>(), 100_000);
}
