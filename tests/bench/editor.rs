//! What an editor waits for, right after an edit in a file of 10,000 lines: `cargo bench --bench editor`.

mod policy;

use std::collections::BTreeMap;

use divan::{Bencher, black_box};
use expolc::db::{Database, LoadOptions, MemorySystem, ProjectPath, SourceFile, load};
use expolc::ide::{self, FilePosition};
use expolc::syntax::literal::Date;
use expolc::text::TextRange;

fn main() {
    divan::main();
}

const LINES: usize = 10_000;

const DAY: Date = Date { year: 2026, month: 11, day: 23 };

/// The generated policy with all its sites in one file, and the library that they use.
fn files() -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = policy::files(LINES).into_iter().collect();
    let head = "use std.net\nuse \"library.expol\" as lib\n\n".to_owned();
    let parts: Vec<String> = all.keys().filter(|path| path.starts_with("sites/")).cloned().collect();
    let mut text = head;
    for part in parts {
        let site = all.remove(&part).unwrap_or_default();
        text.push_str(site.split_once("\n\n").map_or("", |(_, body)| body));
    }
    all.insert("policy.expol".to_owned(), text);
    all
}

/// A loaded program whose one large file is edited before every question.
struct Editor {
    db: Database,
    files: BTreeMap<String, String>,
    file: SourceFile,
    step: usize,
}

impl Editor {
    fn new() -> Editor {
        let files = files();
        let mut db = Database::default();
        loaded(&files, &mut db);
        let all = db.files().to_vec();
        let file = all.into_iter().find(|file| file.path(&db).as_str() == "policy.expol");
        let Some(file) = file else { std::process::exit(1) };
        Editor { db, files, file, step: 0 }
    }

    /// One letter more or less in the middle, and where it is.
    fn edit(&mut self) -> u32 {
        self.step += 1;
        let (old, new) =
            [("orders of site 150", "order of site 150"), ("order of site 150", "orders of site 150")]
                [(self.step + 1) % 2];
        if let Some(text) = self.files.get_mut("policy.expol") {
            *text = text.replacen(old, new, 1);
        }
        loaded(&self.files, &mut self.db);
        self.offset(new)
    }

    fn offset(&self, part: &str) -> u32 {
        self.file.text(&self.db).find(part).unwrap_or(0) as u32
    }

    fn position(&self, part: &str) -> FilePosition {
        FilePosition::new(self.file, self.offset(part) + part.len() as u32)
    }
}

fn loaded(files: &BTreeMap<String, String>, db: &mut Database) {
    let system =
        MemorySystem::new(files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())), DAY);
    let roots = ProjectPath::new("policy.expol").into_iter().collect();
    load(db, &system, &LoadOptions { roots, as_of: Some(DAY), overlay: BTreeMap::new() });
}

/// Edits, then measures the question alone.
fn asked<T>(bencher: Bencher<'_, '_>, ask: impl Fn(&Editor) -> T) {
    let editor = std::cell::RefCell::new(Editor::new());
    // Everything was asked once before: that is how an editor stands when somebody types.
    black_box(ask(&editor.borrow()));
    bencher
        .with_inputs(|| {
            editor.borrow_mut().edit();
        })
        .bench_local_values(|()| ask(&editor.borrow()));
}

#[divan::bench(sample_count = 200, sample_size = 1)]
fn completion_of_endpoints(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::completions(&editor.db, editor.position("allow app: s150-web -> ")));
}

#[divan::bench(sample_count = 200, sample_size = 1)]
fn completion_of_services(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::completions(&editor.db, editor.position("s150-web -> s150-db on ")));
}

#[divan::bench(sample_count = 200, sample_size = 1)]
fn completion_of_an_item(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::completions(&editor.db, editor.position("ticket  \"CHG-150\"\n}\n")));
}

#[divan::bench(sample_count = 200, sample_size = 1)]
fn hover_of_a_zone(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::hover(&editor.db, editor.position("zone s150-lan")));
}

#[divan::bench(sample_count = 200, sample_size = 1)]
fn hover_of_a_server(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::hover(&editor.db, editor.position("server s150-web")));
}

#[divan::bench(sample_count = 200, sample_size = 1)]
fn definition_of_a_service(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::definition(&editor.db, editor.position("s150-web on net.https")));
}

#[divan::bench(sample_count = 100, sample_size = 1)]
fn references_of_a_server(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::references(&editor.db, editor.position("server s150-web"), true));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn references_of_a_name_used_everywhere(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::references(&editor.db, editor.position("s150-web on net.https"), true));
}

#[divan::bench(sample_count = 50, sample_size = 1)]
fn outline(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::document_symbols(&editor.db, editor.file));
}

#[divan::bench(sample_count = 50, sample_size = 1)]
fn semantic_tokens_of_the_file(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::semantic_tokens(&editor.db, editor.file, None));
}

#[divan::bench(sample_count = 50, sample_size = 1)]
fn hints_of_a_screen(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| {
        let at = editor.offset("site 150");
        ide::hints(&editor.db, editor.file, TextRange::new(at, at + 3_000))
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn lenses_of_the_file(bencher: Bencher<'_, '_>) {
    asked(bencher, |editor| ide::lenses(&editor.db, editor.file));
}
