//! No feature panics on what one has while typing: every prefix of the examples, and every single deletion.

use std::panic::{AssertUnwindSafe, catch_unwind};

use expolc::db::Database;
use expolc::ide::{self, FilePosition};
use expolc::text::TextRange;

use super::file;
use crate::support::{EXAMPLES, Project};

/// Asks every feature at a position.
pub(crate) fn everything(db: &Database, position: FilePosition) -> usize {
    let file = position.file;
    let mut answers = ide::document_symbols(db, file).len();
    answers += usize::from(ide::hover(db, position).is_some());
    answers += ide::definition(db, position).len() + ide::type_definition(db, position).len();
    answers += ide::completions(db, position).items.len();
    answers += ide::references(db, position, true).len() + ide::highlights(db, position).len();
    answers += usize::from(ide::prepare_rename(db, position).is_ok());
    answers += ide::rename(db, position, "other-name").map_or(0, |edits| edits.len());
    answers += ide::semantic_tokens(db, file, None).len() + ide::folds(db, file).len();
    answers += ide::selections(db, position).len() + ide::links(db, file).len();
    answers += usize::from(ide::signature(db, position).is_some());
    let near = TextRange::new(position.offset.saturating_sub(200), position.offset + 200);
    answers += ide::hints(db, file, near).len();
    answers += ide::containers(db, position).len() + ide::contents(db, position).len();
    answers += ide::actions(db, file, TextRange::empty(position.offset), &[]).len();
    answers + usize::from(ide::flow_end(db, position).is_some())
}

/// Asks what takes the whole program.
fn everything_else(db: &Database, position: FilePosition) -> usize {
    let flows = ide::incoming_flows(db, position).len() + ide::outgoing_flows(db, position).len();
    flows + ide::lenses(db, position.file).len() + ide::workspace_symbols(db, "a").len()
}

/// Every so-manieth offset, so that the test stays fast.
const STEP: usize = 23;

/// Of these texts every so-manieth is asked for what takes the whole program.
const WHOLE: usize = 40;

#[test]
fn no_prefix_and_no_deletion_makes_a_feature_panic() {
    let (mut asked, mut answers) = (0, 0);
    for (number, path) in EXAMPLES.into_iter().enumerate() {
        let project = Project::on_disk(path);
        let root = project.roots[0].clone();
        let text = project.files[&root].clone();
        let mut db = Database::default();
        for at in (number..text.len()).step_by(STEP).filter(|at| text.is_char_boundary(*at)) {
            let next = text[at..].chars().next().map_or(0, char::len_utf8);
            for edited in [text[..at].to_owned(), format!("{}{}", &text[..at], &text[at + next..])] {
                let mut project = project.clone();
                project.files.insert(root.clone(), edited.clone());
                project.load(&mut db);
                let position = FilePosition::new(file(&db, &root), at as u32);
                let found = catch_unwind(AssertUnwindSafe(|| {
                    let whole = if asked % WHOLE == 0 { everything_else(&db, position) } else { 0 };
                    whole + everything(&db, position)
                }));
                asked += 1;
                answers += found.unwrap_or_else(|_| panic!("{path} at {at}:\n{edited}"));
            }
        }
    }
    println!("{asked} texts, {answers} answers");
    assert!(asked > 900 && answers > asked * 10, "{asked} texts, {answers} answers");
}
