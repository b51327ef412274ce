//! No feature panics on what one has while typing: every prefix of the examples, and every single deletion.

use std::panic::{AssertUnwindSafe, catch_unwind};

use expolc::db::Database;
use expolc::ide::{self, FilePosition};

use super::file;
use crate::support::{EXAMPLES, Project};

/// Asks every feature at a position.
pub(crate) fn everything(db: &Database, position: FilePosition) -> usize {
    let mut answers = ide::document_symbols(db, position.file).len();
    answers += usize::from(ide::hover(db, position).is_some());
    answers += ide::definition(db, position).len() + ide::type_definition(db, position).len();
    answers += ide::completions(db, position).items.len();
    answers
}

/// Every so-manieth offset, so that the test stays fast; all of them over the four examples' offsets in turn.
const STEP: usize = 7;

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
                let found = catch_unwind(AssertUnwindSafe(|| everything(&db, position)));
                asked += 1;
                answers += found.unwrap_or_else(|_| panic!("{path} at {at}:\n{edited}"));
            }
        }
    }
    println!("{asked} texts, {answers} answers");
    assert!(asked > 2_000 && answers > asked * 10, "{asked} texts, {answers} answers");
}
