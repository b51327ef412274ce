//! Turns the parser's failure into the place and the words of a message.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::compact::Compact;
use super::error::{SyntaxError, SyntaxErrorKind};
use super::words;
use expol_grammar::{Grammar, Rule};
use expol_text::TextRange;

/// What should have stood where the parser got furthest: in `part`, which starts at `offset` of the compact text.
pub(super) fn explain(
    compact: &Compact,
    offset: u32,
    part: &str,
    error: &pest::error::Error<Rule>,
    item: &str,
) -> SyntaxError {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let positives = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => &[],
    };
    let at = at + part.get(at..).map_or(0, |rest| rest.len() - rest.trim_start_matches([' ', '\n']).len());
    let found = token_at(part, at);
    let start = offset + at as u32;
    let range = compact.original_range(TextRange::new(start, start + found.len() as u32));
    let second = (offset == 0).then(|| second_statement(part, at, found)).flatten();
    let kind = second.or_else(|| special(found)).unwrap_or_else(|| SyntaxErrorKind::Expected {
        expected: describe_all(positives),
        found: found.into(),
        item: item.into(),
    });
    SyntaxError { range, kind }
}

/// Mistakes that deserve a sentence of their own.
fn special(found: &str) -> Option<SyntaxErrorKind> {
    (found == "source-port").then_some(SyntaxErrorKind::SourcePort)
}

/// What stands before is complete, and another statement begins on its line.
fn second_statement(text: &str, at: usize, found: &str) -> Option<SyntaxErrorKind> {
    let before = text.get(..at).unwrap_or_default();
    let second = words::starts_item(found) && Grammar::parse(Rule::item, before).is_ok();
    second.then_some(SyntaxErrorKind::TwoStatements)
}

/// The token that starts at the offset; empty at the end.
pub(super) fn token_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let word = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
        .unwrap_or(rest.len());
    let length = if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) };
    rest.get(..length).unwrap_or_default()
}

fn describe_all(positives: &[Rule]) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = Vec::new();
    for word in positives.iter().filter_map(|rule| describe(*rule)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The words for a rule; `None` for rules that only add noise to a list.
fn describe(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::arrow => "an arrow `->`",
        Rule::kw_on => "`on` and a service",
        Rule::kw_in => "`in`",
        Rule::l_brace => "`{`",
        Rule::r_brace => "`}`",
        Rule::l_paren => "`(`",
        Rule::r_paren => "`)`",
        Rule::colon => "`:`",
        Rule::name | Rule::path | Rule::label => "a name",
        Rule::word_token => "a word",
        Rule::string | Rule::module_file => "a text in quotes",
        Rule::address | Rule::address_list => "an address",
        Rule::date => "a date such as 2027-06-30",
        Rule::duration => "a duration such as 30m",
        Rule::number | Rule::port_range | Rule::ports => "a port or a range of ports",
        Rule::list | Rule::expression | Rule::parenthesis | Rule::operand | Rule::call_arguments => {
            "an expression"
        }
        Rule::verdict => "`allowed` or `denied`",
        Rule::placement => "`in` and a zone",
        Rule::type_name => "a type",
        Rule::enumeration => "an enumeration `{ a, b }`",
        Rule::property => "a property",
        Rule::holder_kind => "`server`, `interface`, `zone` or `group`",
        Rule::when => "`when` and a condition",
        Rule::else_ => "`else` and a diagnostic",
        Rule::clauses => "clauses in braces",
        Rule::arguments => "arguments in brackets",
        Rule::argument => "a named argument `name: value`",
        Rule::role_list => "`role`",
        Rule::addresses => "`address`",
        Rule::interface => "`interface`",
        Rule::because => "`because`",
        Rule::owner => "`owner`",
        Rule::ticket => "`ticket`",
        Rule::until => "`until`",
        Rule::log => "`log`",
        Rule::idle_timeout => "`idle-timeout`",
        Rule::cite => "`cite`",
        Rule::verb | Rule::flow_statement => "a statement",
        Rule::kind => "a kind of alteration",
        Rule::infix => "an operator",
        _ => return None,
    })
}
