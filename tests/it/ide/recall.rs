//! What is missing is offered: from every token on, the rest of its line is deleted, and the completion there must know
//! the token, where it is a name or a word of the language.

use expolc::ide::{self, FilePosition};
use expolc::syntax::{LexemeKind, lexemes};

use super::file;
use crate::support::{EXAMPLES, Project};

/// Of a hundred missing names and words this many are offered.
const FLOOR: usize = 99;

#[test]
fn a_missing_name_or_word_is_offered() {
    let (mut asked, mut missed) = (0, Vec::new());
    for path in EXAMPLES {
        let project = Project::on_disk(path);
        let root = project.roots[0].clone();
        let text = project.files[&root].clone();
        let mut used = expolc::db::Database::default();
        project.load(&mut used);
        let declared = declared_ranges(&used, &root);
        for token in lexemes(&text).into_iter().filter(|token| token.kind == LexemeKind::Word) {
            // The name of a new thing is known to its author only.
            if declared.contains(&token.range.start) {
                continue;
            }
            let start = token.range.start as usize;
            let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
            let mut edited = project.clone();
            edited.files.insert(root.clone(), format!("{}{}", &text[..start], &text[end..]));
            edited.load(&mut used);
            let found = ide::completions(&used, FilePosition::new(file(&used, &root), start as u32));
            asked += 1;
            let word = token.text(&text);
            if !found.items.iter().any(|item| item.label == word) {
                let line = text[..start].matches('\n').count() + 1;
                missed.push(format!(
                    "{path}:{line}: {word} behind `{}`",
                    &text[..start].lines().last().unwrap_or("")
                ));
            }
        }
    }
    println!("{} of {asked} missing words are offered; not: {missed:#?}", asked - missed.len());
    assert!(asked > 700, "only {asked} words were asked for");
    assert!(missed.len() * 100 <= asked * (100 - FLOOR), "{} of {asked} missed: {missed:#?}", missed.len());
}

/// Where names are declared: those of declarations, labels, parameters and variables.
fn declared_ranges(db: &expolc::db::Database, path: &str) -> Vec<u32> {
    use expolc::hir::{Place, file_items, item_uses, range_of};
    let own = file(db, path);
    let mut found = Vec::new();
    for item in file_items(db, own) {
        for name in item_uses(db, *item).names.iter().filter(|name| name.declares) {
            found.push(range_of(db, Place::new(*item, name.node)).1.start);
        }
    }
    found
}
