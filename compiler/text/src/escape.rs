//! Characters that a reader cannot see, or that make a reader see something else.
//!
//! A source text, a file name or a name in a message may hold characters that move the cursor, colour the terminal or
//! turn the order of the letters round. Every renderer passes such text through here, so that what is shown is what
//! is there.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` with every hidden character written as `\u{202e}`. Tabs and line breaks (`\n`, `\r\n`) stay.
pub fn escape_for_display(text: &str) -> Cow<'_, str> {
    escape(text, |character, next| match character {
        '\t' | '\n' => false,
        '\r' => next != Some('\n'),
        _ => is_hidden(character),
    })
}

/// As [`escape_for_display`], but tabs and line breaks are escaped too: for file names and for what must stay on one
/// line.
pub fn escape_line_for_display(text: &str) -> Cow<'_, str> {
    escape(text, |character, _| is_hidden(character))
}

/// Whether a source may not contain `character`: control characters other than tab and line break, the controls of
/// bidirectional text, and the byte order mark (the caller lets one pass at the start of a file).
pub fn is_forbidden_in_source(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{feff}' => true,
        _ => character.is_control() || is_bidirectional_control(character),
    }
}

/// Whether `character` shows nothing by itself: controls, format characters, variation selectors and the like.
///
/// Joiners and selectors of emoji are among them: terminals disagree about their width, so markers under a line
/// would not stand where they point, and a name can be told from its twin only if they show.
pub fn is_hidden(character: char) -> bool {
    character.is_control() || is_bidirectional_control(character) || is_invisible(character)
}

fn is_bidirectional_control(character: char) -> bool {
    matches!(character,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The default-ignorable characters of Unicode, its separators of lines and paragraphs, and the invisible rest of its
/// category of format characters.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

fn escape(text: &str, must: impl Fn(char, Option<char>) -> bool) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::new();
    let mut copied = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if must(character, characters.peek().map(|&(_, next)| next)) {
            escaped.push_str(text.get(copied..at).unwrap_or_default());
            // INVARIANT: writing to a string cannot fail.
            let _ = write!(escaped, "\\u{{{:x}}}", u32::from(character));
            copied = at + character.len_utf8();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    escaped.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_spelt_out_and_the_rest_stays() {
        assert_eq!(escape_for_display("ex\u{202e}10xe"), "ex\\u{202e}10xe");
        assert_eq!(escape_for_display("\u{1b}[31mred\u{7f}"), "\\u{1b}[31mred\\u{7f}");
        assert_eq!(escape_for_display("a\u{200b}b\u{feff}"), "a\\u{200b}b\\u{feff}");
        assert_eq!(escape_for_display("naïve 日本語 🦀"), "naïve 日本語 🦀");
    }

    #[test]
    fn tabs_and_line_breaks_stay_but_a_lone_carriage_return_does_not() {
        assert_eq!(escape_for_display("\ta\r\nb\n"), "\ta\r\nb\n");
        assert_eq!(escape_for_display("good\rbad"), "good\\u{d}bad");
        assert_eq!(escape_for_display("end\r"), "end\\u{d}");
    }

    #[test]
    fn a_file_name_stays_on_its_line() {
        assert_eq!(escape_line_for_display("a\nb\t\r\n.expol"), "a\\u{a}b\\u{9}\\u{d}\\u{a}.expol");
    }

    #[test]
    fn text_without_hidden_characters_is_not_copied() {
        assert!(matches!(escape_for_display("zone büro\n"), Cow::Borrowed(_)));
        assert!(matches!(escape_line_for_display("zone"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_source_forbids_controls_and_turned_text_but_not_joiners() {
        for forbidden in
            ['\0', '\u{1b}', '\u{7f}', '\u{85}', '\u{61c}', '\u{200e}', '\u{202a}', '\u{2069}', '\u{feff}']
        {
            assert!(is_forbidden_in_source(forbidden), "{forbidden:?}");
        }
        for allowed in ['\t', '\n', '\r', 'a', 'ß', '\u{200d}', '\u{fe0f}', '\u{202f}'] {
            assert!(!is_forbidden_in_source(allowed), "{allowed:?}");
        }
    }

    #[test]
    fn every_forbidden_character_is_one_that_hides() {
        for character in (0..=0x10_ffff).filter_map(char::from_u32).filter(|&it| is_forbidden_in_source(it)) {
            assert!(is_hidden(character), "{character:?}");
        }
    }

    #[test]
    fn escaped_text_hides_nothing() {
        let everything: String = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        assert!(!escape_line_for_display(&everything).chars().any(is_hidden));
    }
}
