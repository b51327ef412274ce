//! Whole blocks with the parts that they need, and calls with the arguments that they need.

use crate::db::Db;
use crate::hir::{Item, Type, parameter_type};
use crate::ide::phrase::parameters_of;
use crate::syntax::item::Parameter;

use super::{CompletionKind, Offers};

/// What is typed, what it is, the block.
const BLOCKS: &[(&str, &str, &str)] = &[
    ("use library", "a module of the library", "use std.${1:net}"),
    ("zone block", "a zone with its addresses", "zone ${1:name} { ${2:10.0.0.0/24} }"),
    ("zone external", "a zone that is bound downstream", "zone ${1:name} external"),
    (
        "server block",
        "a server with address and role",
        "server ${1:name} in ${2:place} {\n  address ${3:10.0.0.1}\n  role    ${4:its-role}\n}",
    ),
    ("group block", "a named set of endpoints", "group ${1:name} { ${2:members} }"),
    ("service block", "a named set of ports", "service ${1:name} { tcp ${2:443} }"),
    ("role block", "a role with a parameter", "role ${1:name}(${2:parameter}: ${3:endpoints})"),
    (
        "profile block",
        "statements with parameters",
        "profile ${1:name}(${2:from}: endpoints) {\n  allow ${2:from} -> ${3:to} on ${4:tcp 443}\n}",
    ),
    (
        "diagnostic block",
        "a message of a library",
        "diagnostic ${1:name} {\n  severity ${2|error,warning,note|}\n  message  \"${3:what is wrong}\"\n  help     \"${4:what to do}\"\n}",
    ),
    (
        "citation block",
        "a source",
        "citation ${1:name} {\n  title \"${2:title}\"\n  ref   \"${3:where to find it}\"\n}",
    ),
    (
        "waive block",
        "an exception with reason and end",
        "waive ${1:name} {\n  because \"${2:why}\"\n  until   ${3:2027-12-31}\n}",
    ),
    (
        "test block",
        "flows with what is expected",
        "test \"${1:what is tried}\" {\n  ${2:from} -> ${3:to} on ${4:tcp 443} ${5|allowed,denied|}\n}",
    ),
];

/// Those that may stand in a block too.
const STATEMENTS: &[(&str, &str, &str)] = &[
    (
        "allow block",
        "a rule with its reason",
        "allow ${1:label}: ${2:from} -> ${3:to} on ${4:tcp 443} {\n  because \"${5:why}\"\n}",
    ),
    ("deny rule", "what is forbidden", "deny ${1:from} -> ${2:to} on ${3:tcp 443}"),
    ("never rule", "proves that nothing is permitted", "never ${1:from} -> ${2:to} on ${3:any}"),
    ("must rule", "proves that all is permitted", "must ${1:from} -> ${2:to} on ${3:tcp 443}"),
    (
        "for block",
        "the same for each member",
        "for ${1:x} in ${2:set} {\n  allow ${1:x} -> ${3:to} on ${4:tcp 443}\n}",
    ),
    ("check rule", "fires when a condition holds", "check when ${1:condition} else ${2:finding}"),
];

/// Offers the blocks that may start here.
pub(super) fn offer(block: bool, offers: &mut Offers<'_>) {
    let declarations = if block { &[][..] } else { BLOCKS };
    for (label, detail, snippet) in declarations.iter().chain(STATEMENTS) {
        let mut offer = offers.plain(*label, CompletionKind::Snippet, 6);
        (*detail).clone_into(&mut offer.detail);
        offer.insert = plain(snippet);
        offer.snippet = Some((*snippet).to_owned());
        offers.push(offer);
    }
}

/// A role or profile with the arguments that it needs; `None` where it needs none.
pub(super) fn call(db: &dyn Db, name: &str, callee: Item<'_>) -> Option<String> {
    let required = parameters_of(db, callee).iter().filter(|parameter| parameter.default.is_none());
    let argument = |(index, parameter): (usize, &Parameter)| {
        let name = parameter.name.text.as_str();
        match parameter_type(parameter) {
            Type::Enumeration(members) => {
                format!("{name}: ${{{}|{}|}}", index + 1, members.join(","))
            }
            Type::Flag => format!("{name}: ${{{}|on,off|}}", index + 1),
            _ => format!("{name}: ${{{}:{name}}}", index + 1),
        }
    };
    let arguments: Vec<String> = required.enumerate().map(argument).collect();
    (!arguments.is_empty()).then(|| format!("{name}({})", arguments.join(", ")))
}

/// The text of a snippet with its first proposals filled in.
pub(super) fn plain(snippet: &str) -> String {
    let mut out = String::new();
    let mut rest = snippet;
    while let Some((before, behind)) = rest.split_once("${") {
        out.push_str(before);
        let Some((inner, after)) = behind.split_once('}') else { break };
        let text = inner.split_once([':', '|']).map_or("", |(_, text)| text);
        out.push_str(text.trim_end_matches('|').split(',').next().unwrap_or_default());
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_a_policy_that_parses() {
        for (label, _, snippet) in BLOCKS.iter().chain(STATEMENTS) {
            let text = plain(snippet);
            let parsed = crate::syntax::parse(&text);
            assert_eq!(parsed.items.len(), 1, "{label}: {text}");
            assert_eq!(parsed.items[0].1.errors, [], "{label}: {text}");
        }
    }

    #[test]
    fn a_snippet_has_a_plain_form() {
        assert_eq!(plain("a ${1:b} ${2|on,off|} ${3}."), "a b on .");
    }
}
