//! The words of the language, each with a sentence about what it is for.

/// Words and what they are for, sorted.
const WORDS: &[(&str, &str)] = &[
    ("address", "The addresses of a server or interface."),
    ("allow", "Permits a flow: initiators `->` responders `on` services. A reply needs no rule."),
    ("allowed", "The line of a test passes where all of its flow is permitted."),
    (
        "alter",
        "States that a device does something to a flow. `intact` proves that nothing forbidden is done.",
    ),
    ("and", "Both conditions hold."),
    ("any", "Everything of the kind that is wanted: all addresses, or all services."),
    ("apply", "Brings the statements of a profile, with these arguments."),
    ("as", "Another name for a module, or a label for what a profile brings."),
    ("because", "Why: the reason of a rule, in words."),
    ("below", "A limit: shorter than this."),
    ("blocked", "`blocked(A -> B on S)`: none of it is permitted."),
    ("by", "What the device does."),
    ("check", "Fires its diagnostic when the condition holds."),
    ("citation", "A source that rules and diagnostics can cite."),
    ("cite", "Where it comes from: a citation, and the part of it."),
    ("confine", "Proves that only rules with these labels permit the flow."),
    ("contains", "`contains(A, B)`: all of B is in A."),
    ("count", "`count(E)`: the number of members."),
    ("denied", "The line of a test passes where nothing of its flow is permitted."),
    ("deny", "Forbids a flow, whatever allows it: a deny always wins."),
    ("diagnostic", "A message of a library, for an assertion's `else`."),
    ("else", "The diagnostic that the assertion reports."),
    ("empty", "`empty(E)`: it has nothing."),
    ("except", "What is on the left without what is on the right."),
    ("exists", "`exists(E)`: it has something."),
    ("external", "A zone whose addresses are bound downstream: a part of `internet`."),
    ("for", "For each member of a set; or what can hold a role."),
    ("from", "What must not be done to the flow; or a file with the addresses of a zone."),
    ("group", "A named set of endpoints."),
    ("help", "What to do about it."),
    ("icmp", "ICMP: protocol 1 in IPv4, 58 in IPv6. It has no ports."),
    ("idle-timeout", "How long an idle connection must stay open."),
    ("in", "The zone in which it stands; or the set that a loop runs over."),
    ("intact", "Proves that no device on the way does any of this to the flow."),
    ("interface", "A further adapter of a server, with addresses of its own."),
    ("internet", "What no zone covers, with all zones `in internet` and all external ones."),
    ("log", "Matches are to be logged."),
    ("message", "What the diagnostic says."),
    ("must", "Proves that all of a flow is permitted."),
    ("never", "Proves that nothing of a flow is permitted."),
    ("none", "Nothing, of the kind that is wanted."),
    ("not", "The condition does not hold."),
    ("off", "The flag is not set."),
    ("on", "The services of a flow; or a flag that is set."),
    ("or", "One of the conditions holds."),
    ("overlaps", "`overlaps(A, B)`: they have something in common."),
    ("owner", "Who answers for it."),
    ("permitted", "`permitted(A -> B on S)`: all of it is permitted, and there is something of it."),
    ("present", "`present(LABEL)`: an allow in force carries the label."),
    ("private", "Keeps a declaration in its module."),
    ("profile", "Statements with parameters, brought into force by `apply`."),
    ("protocol", "A protocol by its number, without ports."),
    ("public", "Translated addresses: other names for the server."),
    ("ref", "Where to find the source."),
    ("role", "What something can be, or is: rules speak of roles, servers hold them."),
    ("sctp", "SCTP with its destination ports."),
    ("section", "The part of the source."),
    ("server", "A computer, or a virtual address."),
    ("service", "A named set of protocols and destination ports."),
    ("severity", "How grave it is: `error`, `warning` or `note`."),
    ("tcp", "TCP with its destination ports."),
    ("test", "Flows with what is expected of them, tried on every check."),
    ("ticket", "The change ticket."),
    ("title", "The title of the source."),
    ("to", "The labels to which a flow is confined."),
    ("udp", "UDP with its destination ports."),
    (
        "unrestricted",
        "Everything between the two sides, both ways, unaltered: `allow`, `must` and `intact` in one.",
    ),
    ("until", "The last day on which it holds."),
    ("use", "Brings the names of another module."),
    ("waive", "Accepts what an assertion reports, with a reason and an end."),
    ("waived", "`waived(NAME)`: a waiver in force names the diagnostic or label."),
    ("when", "Only where the condition holds."),
    ("zone", "A set of addresses; behind a dot, the zones in which the members stand."),
];

/// What a word of the language is for.
pub(super) fn explained(word: &str) -> Option<&'static str> {
    let at = WORDS.binary_search_by(|(known, _)| (*known).cmp(word)).ok()?;
    WORDS.get(at).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_sorted_and_every_reserved_one_is_explained() {
        assert!(WORDS.is_sorted_by_key(|(word, _)| *word));
        for word in crate::syntax::words::RESERVED {
            assert!(explained(word).is_some(), "{word}");
        }
    }
}
