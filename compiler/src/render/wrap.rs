//! Lines broken at spaces and nowhere else, so that a name or an address is never cut and can be copied.
//!
//! miette breaks at hyphens and in long words too, and could be told otherwise only in the types of a further library.

/// `text` in lines of at most `width` characters where its spaces allow it, all but the first indented by `indent`.
/// Line breaks of `text` stay.
pub(super) fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut wrapped = String::new();
    let mut column = 0;
    let mut is_first = true;
    for line in text.lines() {
        for (at, word) in line.split(' ').enumerate() {
            let length = word.chars().count();
            let starts_line = at == 0 || column + 1 + length > width;
            if !starts_line {
                wrapped.push(' ');
                column += 1;
            } else if !is_first {
                wrapped.push('\n');
                wrapped.push_str(&" ".repeat(indent));
                column = indent;
            }
            wrapped.push_str(word);
            column += length;
            is_first = false;
        }
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_are_indented() {
        assert_eq!(
            wrap("help: write the name of a server", 16, 6),
            "help: write the\n      name of a\n      server"
        );
        assert_eq!(wrap("short", 16, 6), "short");
    }

    #[test]
    fn a_long_word_is_not_cut() {
        assert_eq!(wrap("a exchange2013/client-path b", 10, 2), "a\n  exchange2013/client-path\n  b");
    }

    #[test]
    fn line_breaks_stay() {
        assert_eq!(wrap("note: one\ntwo\n\nthree", 40, 6), "note: one\n      two\n      \n      three");
        assert_eq!(wrap("", 40, 6), "");
    }

    #[test]
    fn lines_keep_within_the_width() {
        let text = "ä bb ccc dddd eeeee ".repeat(20);
        for width in 12..40 {
            assert!(wrap(&text, width, 4).lines().all(|line| line.chars().count() <= width), "{width}");
        }
    }
}
