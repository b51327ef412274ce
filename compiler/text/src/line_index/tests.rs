//! Lines and columns against a count by hand and against a slow, obvious reference.

use proptest::prelude::*;

use super::*;

const TEXT: &str = "zone a\r\n\tü 日🦀 b\n\nend";

#[test]
fn lines_end_at_both_kinds_of_line_break() {
    let index = LineIndex::new(TEXT);
    let lines: Vec<&str> = (0..index.line_count())
        .filter_map(|line| index.line_range(line))
        .map(|range| range.slice(TEXT))
        .collect();
    assert_eq!(lines, ["zone a", "\tü 日🦀 b", "", "end"]);
    assert_eq!(index.line_range(4), None);
}

#[test]
fn columns_count_scalars_for_people_and_utf16_for_editors() {
    let index = LineIndex::new(TEXT);
    let at = TEXT.find(" b").unwrap() as u32;
    assert_eq!(index.line_column(at), LineColumn { line: 2, column: 6 });
    assert_eq!(index.utf16_position(at), Utf16Position { line: 1, character: 6 });
}

#[test]
fn an_empty_text_has_one_empty_line() {
    let index = LineIndex::new("");
    assert_eq!(index.line_count(), 1);
    assert_eq!(index.line_column(0), LineColumn { line: 1, column: 1 });
    assert_eq!(index.offset_of(LineColumn { line: 1, column: 1 }), 0);
}

#[test]
fn the_end_after_a_line_break_is_on_a_line_of_its_own() {
    assert_eq!(LineIndex::new("a\n").line_column(2), LineColumn { line: 2, column: 1 });
}

#[test]
fn a_place_outside_the_text_becomes_the_nearest_end() {
    let index = LineIndex::new(TEXT);
    let end = TEXT.len() as u32;
    assert_eq!(index.line_column(end + 50), index.line_column(end));
    assert_eq!(index.offset_of(LineColumn { line: 99, column: 1 }), end);
    assert_eq!(index.offset_of(LineColumn { line: 1, column: 99 }), 6);
    assert_eq!(index.offset_of(LineColumn { line: 0, column: 0 }), 0);
    assert_eq!(
        index.offset_of_utf16(Utf16Position { line: 1, character: u32::MAX }),
        TEXT.find("\n\n").unwrap() as u32
    );
}

#[test]
fn offsets_in_a_line_break_are_the_end_of_the_line() {
    let index = LineIndex::new(TEXT);
    assert_eq!(index.line_column(7), LineColumn { line: 1, column: 7 });
}

#[test]
fn half_a_surrogate_pair_or_character_is_its_start() {
    let text = "a🦀b";
    let index = LineIndex::new(text);
    assert_eq!(index.offset_of_utf16(Utf16Position { line: 0, character: 2 }), 1);
    assert_eq!(index.offset_of_utf16(Utf16Position { line: 0, character: 3 }), 5);
    assert_eq!(index.line_column(3), LineColumn { line: 1, column: 2 });
}

#[test]
fn a_lone_carriage_return_is_a_character() {
    assert_eq!(LineIndex::new("a\rb\r").line_column(4), LineColumn { line: 1, column: 5 });
}

/// The columns by walking the text.
fn reference(text: &str, offset: usize) -> (LineColumn, Utf16Position) {
    let before = &text[..offset];
    let line = before.matches('\n').count() as u32;
    let mut in_line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    if text[offset..].starts_with('\n') {
        in_line = in_line.strip_suffix('\r').unwrap_or(in_line);
    }
    let column = in_line.chars().count() as u32 + 1;
    let character = in_line.encode_utf16().count() as u32;
    (LineColumn { line: line + 1, column }, Utf16Position { line, character })
}

proptest! {
    #[test]
    fn every_offset_is_where_walking_finds_it(text in "[a\\t\\r\\nß日🦀]{0,40}") {
        let index = LineIndex::new(&text);
        for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let (place, position) = reference(&text, offset);
            prop_assert_eq!(index.line_column(offset as u32), place);
            prop_assert_eq!(index.utf16_position(offset as u32), position);
        }
    }

    #[test]
    fn a_place_leads_back_to_its_offset(text in "[a\\t\\r\\nß日🦀]{0,40}") {
        let index = LineIndex::new(&text);
        for line in 0..index.line_count() {
            let range = index.line_range(line).unwrap();
            for (at, _) in range.slice(&text).char_indices().chain([(range.len() as usize, ' ')]) {
                let offset = range.start + at as u32;
                prop_assert_eq!(index.offset_of(index.line_column(offset)), offset);
                prop_assert_eq!(index.offset_of_utf16(index.utf16_position(offset)), offset);
            }
        }
    }
}
