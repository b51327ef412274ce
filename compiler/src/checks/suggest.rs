//! Did you mean: the known word that is nearest to a misspelt one.

use super::context::Spot;
use crate::diagnostics::{Applicability, Diagnostic};

/// Says which known word was meant, with the fix; where none is near, which ones there are.
pub(crate) fn did_you_mean(
    diagnostic: Diagnostic,
    spot: Spot<'_>,
    word: &str,
    known: &[&str],
    applicability: Applicability,
) -> Diagnostic {
    match nearest(word, known.iter().copied()) {
        Some(meant) => {
            let fix = spot.fix(format!("write `{meant}`"), meant, applicability);
            diagnostic.help(format!("did you mean `{meant}`?")).fix(fix)
        }
        None if known.is_empty() => diagnostic,
        None => diagnostic.help(format!("write {}", either(&in_backticks(known)))),
    }
}

/// Each word in backticks.
pub(crate) fn in_backticks(words: &[impl AsRef<str>]) -> Vec<String> {
    words.iter().map(|word| format!("`{}`", word.as_ref())).collect()
}

/// The words as a person says them: `a, b or c`.
pub(crate) fn either(words: &[impl AsRef<str>]) -> String {
    let all: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match all.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The nearest word, where it is near enough that a person would think of it.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |candidate: &'a str| Some((distance(word, candidate)?, candidate));
    known.into_iter().filter_map(distance).min().map(|(_, candidate)| candidate)
}

/// Whether a word may be a slip of the pen for another one. Cheap where it is not: thousands of names may be known.
pub(crate) fn is_near(word: &str, candidate: &str) -> bool {
    distance(word, candidate).is_some()
}

/// How far they are from each other, where that is little and they are not the same.
fn distance(word: &str, candidate: &str) -> Option<usize> {
    let length = word.chars().count();
    let limit = (length / 3).clamp(1, 4);
    if word == candidate || length.abs_diff(candidate.chars().count()) > limit {
        return None;
    }
    let distance = strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase());
    Some(distance).filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::{either, in_backticks, nearest};

    #[test]
    fn words_are_joined_as_they_are_spoken() {
        assert_eq!(either(&in_backticks(&["a", "b", "c"])), "`a`, `b` or `c`");
        assert_eq!(either(&["a"]), "a");
    }

    #[test]
    fn near_words_only() {
        assert_eq!(nearest("interent", ["internet", "perimeter"]), Some("internet"));
        assert_eq!(nearest("gatewy", ["gateway", "gate"]), Some("gateway"));
        assert_eq!(nearest("zz", ["gateway", "gate"]), None);
    }
}
