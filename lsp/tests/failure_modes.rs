//! The fifty ways in which language servers are known to fail, each with the tests that try it here. The tests are looked for:
//! one that is renamed or removed is missed.

use std::path::Path;

/// A way to fail, and the tests: `file: name`, below the root of the repository.
#[rustfmt::skip]
const MODES: &[(&str, &[&str])] = &[
    ("thousands of incremental edits, in three encodings, with all line ends", &["lsp/tests/sync.rs: random_edits_arrive_as_they_were_made_in_each_encoding", "lsp/src/text/lines.rs: edits_keep_the_lines_true"]),
    ("two changes in one notification", &["lsp/tests/sync.rs: a_second_change_speaks_of_the_text_that_the_first_left"]),
    ("changes of the whole text in between", &["lsp/tests/random.rs: after_random_messages_the_server_is_as_a_fresh_one", "lsp/tests/sync.rs: a_second_change_speaks_of_the_text_that_the_first_left"]),
    ("versions that repeat or go back", &["lsp/tests/sync.rs: versions_may_repeat_and_go_back_and_documents_be_opened_twice"]),
    ("ranges that cannot be", &["lsp/tests/sync.rs: ranges_that_cannot_be_are_moved_to_where_they_can"]),
    ("documents that were never opened", &["lsp/tests/sync.rs: what_was_never_opened_is_refused_or_ignored"]),
    ("a document opened twice", &["lsp/tests/sync.rs: versions_may_repeat_and_go_back_and_documents_be_opened_twice"]),
    ("requests before initialize and after shutdown", &["lsp/tests/life.rs: before_initialize_requests_are_refused_and_notifications_ignored", "lsp/tests/life.rs: a_second_initialize_and_requests_after_shutdown_are_refused"]),
    ("unknown requests and notifications", &["lsp/tests/protocol.rs: what_is_unknown_is_refused_and_unknown_dollar_notifications_are_ignored"]),
    ("capabilities that are missing", &["lsp/tests/life.rs: an_editor_may_tell_us_nothing_about_itself_or_very_much"]),
    ("ids of every kind", &["lsp/tests/life.rs: ids_come_back_as_they_were"]),
    ("headers and pieces of every kind", &["lsp/tests/protocol.rs: headers_and_pieces_come_as_they_like"]),
    ("malformed messages", &["lsp/tests/protocol.rs: malformed_messages_are_answered_and_the_conversation_goes_on", "lsp/tests/protocol.rs: parameters_of_the_wrong_shape_are_refused_or_logged"]),
    ("editors that never answer, pull first, or do not read", &["lsp/tests/protocol.rs: an_editor_that_never_answers_is_served_all_the_same", "lsp/tests/protocol.rs: an_editor_that_pulls_before_it_answers_gets_its_findings", "lsp/tests/protocol.rs: an_editor_that_does_not_read_costs_no_memory"]),
    ("thousands of queued requests, storms of cancellations", &["lsp/tests/protocol.rs: five_thousand_requests_are_answered_once_each_and_cancelling_them_hurts_nobody"]),
    ("two answers for one request", &["lsp/tests/random.rs: after_random_messages_the_server_is_as_a_fresh_one"]),
    ("an end that is none", &["lsp/tests/life.rs: exit_after_shutdown_is_success", "lsp/tests/life.rs: exit_without_shutdown_is_failure", "lsp/tests/life.rs: an_editor_that_closes_our_input_ends_us", "lsp/tests/life.rs: a_signal_ends_us", "lsp/tests/life.rs: the_end_of_the_editor_ends_us_though_our_input_stays_open"]),
    ("findings pushed and pulled", &["lsp/src/state/client.rs: findings_are_pulled_or_pushed_and_never_both"]),
    ("findings without a version, or left behind", &["lsp/tests/findings.rs: every_publish_of_an_open_file_names_its_version_and_closing_takes_everything_back"]),
    ("unchanged findings sent again", &["lsp/tests/findings.rs: pulled_findings_are_the_same_and_unchanged_ones_are_not_sent_twice", "lsp/tests/findings.rs: settings_change_what_is_found"]),
    ("an edit while a request runs", &["lsp/tests/requests.rs: an_edit_in_between_gives_the_right_answer_or_none"]),
    ("findings that starve while somebody types", &["lsp/tests/findings.rs: whoever_types_without_a_pause_sees_findings_all_the_time"]),
    ("errors that stay when the text goes back", &["lsp/tests/findings.rs: what_goes_back_to_the_saved_text_is_clean_again"]),
    ("files that change on disk", &["lsp/tests/findings.rs: a_file_on_disk_counts_until_it_is_opened_and_again_when_it_is_closed"]),
    ("files that come, go and move", &["lsp/tests/findings.rs: a_file_on_disk_counts_until_it_is_opened_and_again_when_it_is_closed", "lsp/tests/requests.rs: a_file_that_moves_takes_its_uses_along"]),
    ("settings that change or are wrong", &["lsp/tests/findings.rs: settings_change_what_is_found", "lsp/tests/findings.rs: no_settings_are_no_change_of_settings", "lsp/src/state/settings.rs: what_is_not_understood_is_said_and_left_at_its_default"]),
    ("one file under two names", &["lsp/tests/sync.rs: two_spellings_of_one_file_are_both_answered"]),
    ("other schemes than file", &["lsp/tests/commands.rs: documents_of_other_schemes_are_policies_of_their_own"]),
    ("nested folders that come and go", &["lsp/tests/findings.rs: folders_may_be_nested_come_and_go"]),
    ("duplicates across files", &["lsp/tests/findings.rs: circles_of_use_and_duplicate_names_are_findings", "lsp/tests/findings.rs: a_file_that_others_use_is_no_policy_of_its_own_and_its_users_are_told"]),
    ("circles of imports", &["lsp/tests/findings.rs: circles_of_use_and_duplicate_names_are_findings"]),
    ("texts of every kind", &["lsp/tests/sync.rs: strange_texts_are_survived", "lsp/tests/findings.rs: text_that_is_not_utf8_on_disk_is_a_finding_where_it_is_used"]),
    ("completion at every boundary", &["tests/it/ide/recall.rs: fn ", "lsp/tests/requests.rs: snippets_are_for_editors_that_fill_them_in"]),
    ("renames to names that cannot be, and in broken statements", &["lsp/tests/requests.rs: a_rename_changes_every_file_for_its_version_and_bad_names_are_refused_in_words", "tests/it/ide/names.rs: a_broken_statement_keeps_its_names"]),
    ("edits for another version", &["lsp/tests/requests.rs: a_fix_settles_its_finding_and_all_safe_fixes_are_one_action"]),
    ("formatting (not offered yet)", &["lsp/tests/table.rs: what_is_advertised_is_in_the_table_and_the_other_way_round"]),
    ("tokens that overlap, differences that do not add up", &["lsp/tests/requests.rs: semantic_tokens_are_sorted_and_do_not_overlap", "lsp/tests/commands.rs: token_differences_add_up_to_all_tokens"]),
    ("folds and selections of broken files", &["lsp/tests/requests.rs: selections_grow_and_folds_span_lines", "lsp/tests/table.rs: every_feature_answers_in_every_kind_of_document"]),
    ("Markdown from sources", &["lsp/tests/requests.rs: hovers_bring_no_images_html_or_commands_from_sources"]),
    ("a panic in a handler", &["lsp/src/state/faults.rs: a_panic_is_an_answer_and_the_next_edit_works"]),
    ("a cancellation between two queries", &["lsp/tests/protocol.rs: five_thousand_requests_are_answered_once_each_and_cancelling_them_hurts_nobody"]),
    ("an edit that waits for readers", &["lsp/src/state/faults.rs: an_edit_does_not_wait_for_sixteen_readers"]),
    ("a database that outlives its job", &["lsp/src/state/faults.rs: an_edit_does_not_wait_for_sixteen_readers"]),
    ("memory that grows with edits", &["lsp/tests/commands.rs: memory_does_not_grow_with_the_number_of_edits"]),
    ("a query that panics and spoils the next revision", &["lsp/src/state/faults.rs: a_query_that_panicked_is_computed_again_after_an_edit"]),
    ("a grammar that colours wrongly", &["editors/vscode/test/grammar.test.mjs: test("]),
    ("a package with too much or too little in it", &["editors/vscode/test/package.test.mjs: test("]),
    ("an extension that does not work in the workbench", &["editors/vscode/workbench/workbench.cjs: squiggle"]),
    ("a server that is not there", &["editors/vscode/test/server.test.mjs: what cannot be started is named, with the way out"]),
    ("settings of a workspace that nobody trusts", &["editors/vscode/test/package.test.mjs: an untrusted workspace", "editors/vscode/test/server.test.mjs: a relative folder on the PATH is not trusted"]),
];

#[test]
fn each_of_the_fifty_has_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut missing = Vec::new();
    for (number, (what, tests)) in MODES.iter().enumerate() {
        for test in *tests {
            let (file, name) = test.split_once(": ").unwrap();
            let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
            let is_rust = file.ends_with(".rs") && name != "fn ";
            let wanted = if is_rust { format!("fn {name}()") } else { name.to_owned() };
            if !text.contains(&wanted) {
                missing.push(format!("{}. {what}: {test}", number + 1));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    assert_eq!(MODES.len(), 50);
    assert!(MODES.iter().all(|(_, tests)| !tests.is_empty()));
}
