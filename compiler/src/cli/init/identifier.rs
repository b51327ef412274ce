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
        let plain: String = name
            .chars()
            .fold(String::new(), |word, letter| word + &plain_letters(letter))
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' })
            .collect();
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

/// Letters with marks as people write them without: `München` is `Muenchen`, `São Paulo` `Sao Paulo`.
fn plain_letters(letter: char) -> String {
    const PLAIN: [(&str, &str); 34] = [
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("Ä", "Ae"),
        ("Ö", "Oe"),
        ("Ü", "Ue"),
        ("ß", "ss"),
        ("æ", "ae"),
        ("Æ", "Ae"),
        ("øœ", "oe"),
        ("ØŒ", "Oe"),
        ("å", "aa"),
        ("Å", "Aa"),
        ("àáâãăą", "a"),
        ("ÀÁÂÃĂĄ", "A"),
        ("çćč", "c"),
        ("ÇĆČ", "C"),
        ("ďđ", "d"),
        ("ĎĐ", "D"),
        ("èéêëęě", "e"),
        ("ÈÉÊËĘĚ", "E"),
        ("ìíîïı", "i"),
        ("ÌÍÎÏİ", "I"),
        ("łľ", "l"),
        ("ŁĽ", "L"),
        ("ñńň", "n"),
        ("ÑŃŇ", "N"),
        ("òóôõő", "o"),
        ("ÒÓÔÕŐ", "O"),
        ("řŕ", "r"),
        ("śšşș", "s"),
        ("ŚŠŞȘ", "S"),
        ("ùúûűů", "u"),
        ("źżž", "z"),
    ];
    let found = PLAIN.iter().find(|(marked, _)| marked.contains(letter));
    found.map_or_else(|| letter.to_string(), |(_, plain)| (*plain).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_becomes_a_word_and_no_two_the_same() {
        let mut names = Identifiers::default();
        let given = ["EX-01", "ex_01.corp", "1st", "ex-01", "São Paulo", "München-Süd", "test", "--", "_x"]
            .map(|name| names.give(name));
        assert_eq!(
            given,
            ["EX-01", "ex_01-corp", "n-1st", "ex-01-2", "Sao-Paulo", "Muenchen-Sued", "`test`", "n", "n-_x"]
        );
    }
}
