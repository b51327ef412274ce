//! What the drawings look like, and that the work for one does not grow with the file.

use proptest::prelude::*;

use super::*;
use crate::render::excerpt::MAX_LINE;
use crate::render::selection::Limit;
use crate::render::testing::{ENTRY, Files, assert_golden, cases, files};
use crate::text::{TextRange, is_hidden};

fn drawn(color: bool, unicode: bool, width: usize) -> String {
    let files = files();
    let cases = cases(&files);
    let mut out = Vec::new();
    graphical(&mut out, &Selection::new(&cases, Limit::NONE), &files, Look { color, unicode, width })
        .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn in_unicode_without_colors() {
    assert_golden("graphical-unicode.txt", &drawn(false, true, 100));
}

#[test]
fn in_narrow_ascii() {
    let text = drawn(false, false, 60);
    assert_golden("graphical-ascii.txt", &text);
}

#[test]
fn in_colors() {
    assert_golden("graphical-color.txt", &drawn(true, true, 100));
}

#[test]
fn nothing_hidden_reaches_the_terminal() {
    let text = drawn(false, true, 100);
    assert_eq!(text.chars().find(|&it| is_hidden(it) && it != '\n'), None);
}

#[test]
fn nothing_to_say_is_said_with_nothing() {
    let mut out = Vec::new();
    let look = Look { color: false, unicode: true, width: 80 };
    graphical(&mut out, &Selection::new(&[], Limit::NONE), &files(), look).unwrap();
    assert!(out.is_empty());
}

/// A megabyte of lines, and a megabyte in one line.
fn megabytes() -> Files {
    Files::new(&[
        ("lines", &"zone naïve { 10.0.0.0/8 }\n".repeat(40_000)),
        ("line", &"zone naïve ".repeat(90_000)),
    ])
}

fn ten_thousand(file: FileId) -> Vec<Diagnostic> {
    let label = |it: Diagnostic, at: u32| it.secondary(file, TextRange::new(at, at + 4), "here");
    let diagnostic = |n: u32| label(label(label(Diagnostic::new(&ENTRY, "m"), n * 27), n * 40), n * 90);
    (0..10_000).map(diagnostic).collect()
}

#[test]
fn ten_thousand_excerpts_of_a_megabyte_stay_small() {
    let files = megabytes();
    for file in [FileId(0), FileId(1)] {
        for diagnostic in ten_thousand(file) {
            let size: usize = views(&diagnostic, &files)
                .iter()
                .map(|it| Excerpt::new(file, &it.marks, &files).size())
                .sum();
            // Three labels of three lines each, and what marks a cut line.
            assert!(size <= 9 * (MAX_LINE as usize + 8), "{size} bytes are shown");
        }
    }
}

#[test]
fn ten_thousand_diagnostics_over_a_megabyte_are_drawn() {
    let files = megabytes();
    for file in [FileId(0), FileId(1)] {
        let diagnostics = ten_thousand(file);
        let mut out = Vec::new();
        let look = Look { color: false, unicode: true, width: 80 };
        graphical(&mut out, &Selection::new(&diagnostics, Limit::NONE), &files, look).unwrap();
        assert!(String::from_utf8(out).unwrap().ends_with("\n10000 errors\n"));
    }
}

proptest! {
    #[test]
    fn whatever_the_text_and_the_labels_every_label_is_drawn(
        text in "[ab \\t\\r\\nß日🦀\u{202e}\u{1b}\u{301}]{0,60}",
        ranges in prop::collection::vec((0_u32..130, 0_u32..40, any::<bool>()), 1..8),
    ) {
        let files = Files::new(&[("a", &text)]);
        let diagnostic = ranges.iter().enumerate().fold(Diagnostic::new(&ENTRY, "m"), |it, (n, &(start, length, main))| {
            let (range, message) = (TextRange::new(start, start + length), format!("label-{n}"));
            if main { it.primary(FileId(0), range, message) } else { it.secondary(FileId(0), range, message) }
        });
        let mut out = Vec::new();
        let look = Look { color: false, unicode: true, width: 80 };
        graphical(&mut out, &Selection::new(&[diagnostic], Limit::NONE), &files, look).unwrap();
        let drawn = String::from_utf8(out).unwrap();
        for n in 0..ranges.len() {
            prop_assert!(drawn.contains(&format!("label-{n}")), "label-{n} is missing:\n{drawn}");
        }
        prop_assert!(!drawn.contains("Failed to read"), "{drawn}");
    }
}
