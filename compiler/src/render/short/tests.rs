//! The lines, plain and in colours.

use super::*;
use crate::render::selection::Limit;
use crate::render::testing::{assert_golden, cases, files};
use crate::text::is_hidden;

fn written(limit: Limit, color: bool) -> String {
    let files = files();
    let cases = cases(&files);
    let mut out = Vec::new();
    short(&mut out, &Selection::new(&cases, limit), &files, color).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn without_colors() {
    assert_golden("short.txt", &written(Limit::NONE, false));
}

#[test]
fn with_colors() {
    assert_golden("short-color.txt", &written(Limit::NONE, true));
}

#[test]
fn nothing_hidden_and_no_forged_line_reaches_the_log() {
    let text = written(Limit::NONE, false);
    assert_eq!(text.chars().find(|&it| is_hidden(it) && it != '\n'), None);
    assert!(!text.lines().any(|line| line.starts_with("sites/rio.expol:1:1: error: forged")));
}

#[test]
fn what_the_limit_leaves_out_is_counted() {
    let text = written(Limit(1), false);
    assert!(text.starts_with("sites/rio.expol:4:24: error[EX0101]: three labels"), "{text}");
    assert!(text.ends_with("\n12 errors, 1 warning, 1 note; 13 of them not shown\n"), "{text}");
}
