//! From structured findings to diagnostics: one file per code, each with its sentences and fixes.

mod ahead;
mod context;
mod gather;
mod names;
mod policy_findings;
mod room;
mod suggest;
mod text_findings;

use crate::diagnostics::registry;

pub use ahead::{analyse_ahead, evaluate_ahead};
pub(crate) use context::Context;
pub use gather::{Selection, diagnostics, local_diagnostics};
pub(crate) use names::{cut, list, plural, show_addresses, show_services};
pub use room::{ROOM_PER_BYTE, make_room};

registry! {
    ex0001_syntax_error,
    ex0002_unknown_statement,
    ex0003_unbalanced_brackets,
    ex0004_unterminated_text,
    ex0005_nested_too_deep,
    ex0006_forbidden_character,
    ex0007_reserved_name,
    ex0008_ambiguous_operators,
    ex0009_misplaced_part,
    ex0010_unknown_word,
    ex0011_source_port,
    ex0012_unreadable_file,
    ex0101_unresolved_name,
    ex0102_duplicate_name,
    ex0103_private_name,
    ex0104_import_cycle,
    ex0105_unknown_module,
    ex0106_refused_path,
    ex0107_unknown_import,
    ex0108_unknown_label,
    ex0109_waiver_in_library,
    ex0201_bad_address,
    ex0202_host_bits_set,
    ex0203_mapped_address,
    ex0204_reversed_range,
    ex0205_impossible_date,
    ex0206_number_too_large,
    ex0207_port_without_protocol,
    ex0208_wrong_type,
    ex0209_not_a_member,
    ex0210_missing_argument,
    ex0211_unknown_argument,
    ex0212_unknown_member,
    ex0213_unknown_type,
    ex0214_unknown_function,
    ex0215_depends_on_permitted,
    ex0216_wrong_holder,
    ex0217_repeated_role,
    ex0218_hiding_parameter,
    ex0219_unknown_placeholder,
    ex0220_cyclic_definition,
    ex0221_recursive_profile,
    ex0301_address_outside_zone,
    ex0302_address_used_twice,
    ex0303_zone_overlap,
    ex0304_zone_outside_parent,
    ex0305_no_address,
    ex0306_external_zone_misused,
    ex0307_expired_zone,
    ex0308_address_list,
    ex0309_role_without_holder,
    ex0401_empty_side,
    ex0402_no_common_family,
    ex0403_over_nothing,
    ex0404_too_many_instances,
    ex0405_never_violated,
    ex0406_must_violated,
    ex0407_deny_touches_must,
    ex0408_confine_violated,
    ex0409_intact_altered,
    ex0410_check_failed,
    ex0411_test_failed,
    ex0412_too_complex,
    ex0413_deny_removes_nothing,
    ex0414_allow_removed,
    ex0415_crossing_rules,
    ex0416_expired_rule,
    ex0417_expires_soon,
    ex0418_expired_waiver,
    ex0419_idle_waiver,
    ex0420_any_to_any,
    ex0421_unused_declaration,
    ex0422_contradicting_clauses,
    ex0423_redundant_rule,
    ex0424_rules_cover_each_other,
    ex0425_deny_narrows_allow,
    ex0426_analysis_limit,
}
