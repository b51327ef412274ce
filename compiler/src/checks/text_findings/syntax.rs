//! From faults in a text to diagnostics: each kind to its code.

use crate::checks::context::Spot;
use crate::checks::{
    ex0001_syntax_error as ex0001, ex0002_unknown_statement as ex0002, ex0003_unbalanced_brackets as ex0003,
    ex0004_unterminated_text as ex0004, ex0005_nested_too_deep as ex0005,
    ex0006_forbidden_character as ex0006, ex0007_reserved_name as ex0007,
    ex0008_ambiguous_operators as ex0008, ex0009_misplaced_part as ex0009, ex0010_unknown_word as ex0010,
    ex0011_source_port as ex0011, ex0201_bad_address as ex0201, ex0202_host_bits_set as ex0202,
    ex0203_mapped_address as ex0203, ex0204_reversed_range as ex0204, ex0205_impossible_date as ex0205,
    ex0206_number_too_large as ex0206, ex0207_port_without_protocol as ex0207,
};
use crate::diagnostics::Diagnostic;
use crate::syntax::SyntaxErrorKind;
use crate::syntax::literal::AddressError;

/// The diagnostic of a fault; `before` is the text that stands before it.
pub(super) fn diagnostic(spot: Spot<'_>, kind: &SyntaxErrorKind, before: &str) -> Diagnostic {
    match kind {
        SyntaxErrorKind::Expected { expected, found, item } => {
            ex0001::expected(spot, ex0001::Stop { expected, found, item, before })
        }
        SyntaxErrorKind::TwoStatements => ex0001::two_statements(spot),
        SyntaxErrorKind::UnknownItem { word } => ex0002::unknown_item(spot, word),
        SyntaxErrorKind::Unclosed { bracket } => ex0003::unclosed(spot, *bracket),
        SyntaxErrorKind::StrayClose { bracket } => ex0003::stray(spot, *bracket),
        SyntaxErrorKind::Mismatched { open, close } => ex0003::mismatched(spot, *open, *close),
        SyntaxErrorKind::UnterminatedString => ex0004::string(spot),
        SyntaxErrorKind::UnterminatedComment => ex0004::comment(spot),
        SyntaxErrorKind::TooDeep => ex0005::too_deep(spot),
        SyntaxErrorKind::ForbiddenCharacter(character) => ex0006::forbidden(spot, *character),
        SyntaxErrorKind::ReservedName(word) => ex0007::reserved(spot, word),
        SyntaxErrorKind::MixedOperators => ex0008::mixed(spot),
        SyntaxErrorKind::ChainedComparison => ex0008::chained(spot),
        SyntaxErrorKind::Misplaced { part, verb } => ex0009::misplaced(spot, part, verb),
        SyntaxErrorKind::OutOfPlace { part, place } => ex0009::out_of_place(spot, part, place),
        SyntaxErrorKind::Missing { part, of } => ex0009::missing(spot, part, of),
        SyntaxErrorKind::Repeated { part } => ex0009::repeated(spot, part),
        SyntaxErrorKind::UnknownWord { word, what, known } => ex0010::unknown_word(spot, word, what, known),
        SyntaxErrorKind::UnknownEscape => ex0010::unknown_escape(spot),
        SyntaxErrorKind::SourcePort => ex0011::source_port(spot),
        SyntaxErrorKind::Address(error) => address(spot, error),
        SyntaxErrorKind::ReversedPorts { corrected } => ex0204::reversed(spot, corrected),
        SyntaxErrorKind::ImpossibleDate => ex0205::impossible(spot),
        SyntaxErrorKind::TooLarge { what, max } => ex0206::too_large(spot, what, *max),
        SyntaxErrorKind::PortsOfIcmp => ex0207::ports_of_icmp(spot),
    }
}

/// The diagnostic of an address literal; also for the lines of address lists.
pub(super) fn address(spot: Spot<'_>, error: &AddressError) -> Diagnostic {
    match error {
        AddressError::Malformed => ex0201::malformed(spot),
        AddressError::PrefixLength { max } => ex0201::prefix_length(spot, *max),
        AddressError::MixedFamilies => ex0201::mixed_families(spot),
        AddressError::HostBits { corrected } => ex0202::host_bits(spot, corrected),
        AddressError::Mapped { corrected } => ex0203::mapped(spot, corrected),
        AddressError::Reversed { corrected } => ex0204::reversed(spot, corrected),
    }
}
