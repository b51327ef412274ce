//! Names of computers and sites as names of the language.

use std::collections::BTreeSet;

use crate::syntax::words;

/// Gives each name a word of the language, no word twice.
#[derive(Default, Debug)]
pub(super) struct Identifiers {
    taken: BTreeSet<String>,
}

impl Identifiers {
    /// The word for a name: what cannot stand in one becomes a hyphen, and it begins with a letter.
    pub(super) fn give(&mut self, name: &str) -> String {
        let plain: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
        let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
        let mut word = parts.join("-");
        if !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
            word = format!("n-{word}").trim_end_matches('-').to_owned();
        }
        let mut unique = word.clone();
        let mut number = 2;
        // Names that differ in case only are two for the language and one for people.
        while !self.taken.insert(unique.to_lowercase()) {
            unique = format!("{word}-{number}");
            number += 1;
        }
        if words::is_reserved(&unique) { format!("`{unique}`") } else { unique }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_becomes_a_word_and_no_two_the_same() {
        let mut names = Identifiers::default();
        let given = ["EX-01", "ex_01.corp", "1st", "ex-01", "São Paulo", "test", "--", "_x"]
            .map(|name| names.give(name));
        assert_eq!(given, ["EX-01", "ex_01-corp", "n-1st", "ex-01-2", "S-o-Paulo", "`test`", "n", "n-_x"]);
    }
}
