//! What the reader at the other end can see: colours, characters, columns.

use std::env;
use std::io::IsTerminal;

use crate::render::Look;
use terminal_size::{Width, terminal_size_of};

use super::args::Color;

/// The columns where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 100;
/// Longer lines are hard to read, however wide the terminal is.
const MAX_WIDTH: usize = 140;

/// A stream, and what is to be found out about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// Whether a person sits there.
    pub(super) is_terminal: bool,
    /// What it can show.
    pub(super) look: Look,
}

impl Terminal {
    /// Standard output.
    pub(super) fn stdout(color: Color) -> Terminal {
        let stream = std::io::stdout();
        Terminal::new(stream.is_terminal(), terminal_size_of(&stream).map(|(width, _)| width), color)
    }

    /// Standard error.
    pub(super) fn stderr(color: Color) -> Terminal {
        let stream = std::io::stderr();
        Terminal::new(stream.is_terminal(), terminal_size_of(&stream).map(|(width, _)| width), color)
    }

    fn new(is_terminal: bool, width: Option<Width>, color: Color) -> Terminal {
        let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let width = width.map_or(DEFAULT_WIDTH, |Width(columns)| usize::from(columns).min(MAX_WIDTH));
        let look =
            Look { color: has_color(color, is_terminal, &variable), unicode: has_unicode(&variable), width };
        Terminal { is_terminal, look }
    }
}

/// What the user says here and now wins, then <https://no-color.org>, then what the terminal is.
fn has_color(color: Color, is_terminal: bool, variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let is = |name: &str, value: &str| variable(name).is_some_and(|found| found == value);
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if variable("NO_COLOR").is_some() => false,
        Color::Auto if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        Color::Auto => is_terminal && !is("TERM", "dumb") && !is("CLICOLOR", "0"),
    }
}

/// Off only where the locale says so: many machines set none and show everything.
fn has_unicode(variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name));
    !locale.is_some_and(|locale| locale == "C" || locale == "POSIX")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(choice: Color, is_terminal: bool, set: &[(&str, &str)]) -> bool {
        has_color(choice, is_terminal, &|name| lookup(set, name))
    }

    fn lookup(set: &[(&str, &str)], name: &str) -> Option<String> {
        set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn colours_follow_the_option_then_the_environment_then_the_terminal() {
        assert!(color(Color::Auto, true, &[]));
        assert!(!color(Color::Auto, false, &[]));
        assert!(color(Color::Always, false, &[("NO_COLOR", "1")]));
        assert!(!color(Color::Never, true, &[("CLICOLOR_FORCE", "1")]));
        assert!(!color(Color::Auto, true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(color(Color::Auto, false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!color(Color::Auto, false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!color(Color::Auto, true, &[("TERM", "dumb")]));
        assert!(!color(Color::Auto, true, &[("CLICOLOR", "0")]));
    }

    #[test]
    fn only_the_locales_c_and_posix_forbid_unicode() {
        let unicode = |set: &[(&str, &str)]| has_unicode(&|name| lookup(set, name));
        assert!(unicode(&[]));
        assert!(unicode(&[("LANG", "C.UTF-8")]));
        assert!(!unicode(&[("LANG", "C")]));
        assert!(!unicode(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "POSIX")]));
        assert!(unicode(&[("LC_ALL", "en_US.UTF-8"), ("LANG", "C")]));
    }
}
