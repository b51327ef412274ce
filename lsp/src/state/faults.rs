//! What goes wrong inside must stay inside: panics in features and in queries, readers that are in the way of an edit.
//! Tried with the main loop itself, since from outside nothing here can be made to panic.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, unbounded};
use serde_json::{Value, json};
use tokio::sync::mpsc::unbounded_channel;

use expolc::checks::{Selection, diagnostics};
use expolc::db::{Database, Db, LoadOptions, MemorySystem, ProjectPath, SourceFile, edit_text, load};
use expolc::ide;
use expolc::syntax::literal::Date;

use super::client::Client;
use super::job::{Answer, Lane, Manner, Stale, ask};
use super::main_loop::{Setup, start};
use super::message::Message;
use super::settings::Settings;
use super::snapshot::{Shared, Snapshot, View};
use crate::transport::Outlet;

/// What the editor is sent.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const URI: &str = "untitled:a";

/// A main loop with one document.
fn running(text: &str) -> (Sender<Message>, Screen) {
    let (sender, receiver) = unbounded();
    let (errands, _) = unbounded_channel();
    let (outlet, screen) = (Outlet::default(), Screen::default());
    outlet.start(screen.clone()).unwrap();
    let shared =
        Shared::new(Client::new("test", &json!({}), "push"), Settings::default(), Vec::new(), outlet.clone());
    start(Setup { receiver, sender: sender.clone(), outlet, errands, shared }).unwrap();
    sender.send(Message::Open { uri: URI.to_owned(), version: 1, text: text.to_owned() }).unwrap();
    (sender, screen)
}

/// Asks, and waits for the answer.
fn answer<F>(sender: &Sender<Message>, lane: Lane, compute: F) -> tower_lsp::jsonrpc::Result<Value>
where
    F: Fn(&Snapshot) -> Answer<usize> + Send + 'static,
{
    let asked = ask(sender, Manner { lane, stale: Stale::Retry }, Some(URI.to_owned()), compute);
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(asked)
}

fn replace(sender: &Sender<Message>, version: i32, text: &str) {
    let changes = serde_json::from_value(json!([{ "text": text }])).unwrap();
    sender.send(Message::Change { uri: URI.to_owned(), version, changes }).unwrap();
}

/// Waits until the editor was sent something.
fn sent(screen: &Screen, wanted: &str) {
    let end = Instant::now() + Duration::from_secs(20);
    while !String::from_utf8_lossy(&screen.0.lock().unwrap()).contains(wanted) {
        assert!(Instant::now() < end, "{wanted} was never sent");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_panic_is_an_answer_and_the_next_edit_works() {
    let (sender, screen) = running("zone a { 10.0.0.0/8 }\n");
    for lane in [Lane::Interactive, Lane::Background] {
        // More often than there are workers.
        for _ in 0..12 {
            let error = answer(&sender, lane, |_| panic!("deliberate")).unwrap_err();
            assert_eq!(error.code.code(), -32603, "{error:?}");
            assert!(error.message.contains("deliberate"), "{error:?}");
        }
        assert_eq!(answer(&sender, lane, |snapshot| Ok(snapshot.views.len())).unwrap(), json!(1));
    }
    replace(&sender, 7, "zone a { 10.0.0.0/33 }\n");
    sent(&screen, "\"version\":7");
    sender.send(Message::Stop).unwrap();
}

/// Panics for some texts.
#[salsa::tracked]
fn trap(db: &dyn Db, file: SourceFile) -> usize {
    let text = file.text(db);
    assert!(!text.contains("trap"), "deliberate");
    text.len()
}

#[test]
fn a_query_that_panicked_is_computed_again_after_an_edit() {
    let (sender, screen) = running("// trap\nzone a { 10.0.0.0/8 }\n");
    let sprung = |snapshot: &Snapshot| {
        let of_view = |view: &View| view.attached(|view| Some(*trap(&view.db, view.file?)));
        Ok(snapshot.views.first().and_then(of_view).unwrap_or_default())
    };
    for round in 0..5 {
        assert_eq!(answer(&sender, Lane::Interactive, sprung).unwrap_err().code.code(), -32603);
        replace(&sender, 2 * round + 2, "zone a { 10.0.0.0/8 }\n");
        assert_eq!(answer(&sender, Lane::Interactive, sprung).unwrap(), json!(22));
        replace(&sender, 2 * round + 3, "// trap\nzone a { 10.0.0.0/8 }\n");
    }
    sent(&screen, "\"version\":11");
    sender.send(Message::Stop).unwrap();
}

/// Sixteen threads ask for everything without a pause while somebody types. Each of them holds the database only as long as a
/// query of one item takes: then it finds that it is cancelled, and lets go.
#[test]
fn an_edit_does_not_wait_for_sixteen_readers() {
    let mut db = Database::default();
    let mut text = "use std.net\n".to_owned();
    for site in 0..250 {
        text.push_str(&format!("zone c{site} {{ 10.1.{site}.0/25 }}\nserver s{site} in c{site} {{ address 10.1.{site}.1 }}\nallow internet -> s{site} on net.https\nnever internet -> s{site} on tcp 22\n"));
    }
    let day = Date { year: 2026, month: 11, day: 23 };
    let path = ProjectPath::new("a.expol").unwrap();
    let system = MemorySystem::new([("a.expol".to_owned(), text.clone().into_bytes())], day);
    load(
        &mut db,
        &system,
        &LoadOptions { roots: vec![path.clone()], as_of: None, overlay: Default::default() },
    );
    let file = db.files().iter().copied().find(|file| *file.path(&db) == path).unwrap();
    diagnostics(&db, Selection::Project);
    let (is_over, rounds) = (AtomicBool::new(false), AtomicUsize::new(0));
    // A thread takes its copy from here, and only while nobody writes.
    let shared = Mutex::new(db);
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        for reader in 0..16 {
            let (shared, is_over, rounds) = (&shared, &is_over, &rounds);
            scope.spawn(move || {
                while !is_over.load(Ordering::Relaxed) {
                    let own = shared.lock().unwrap().clone();
                    let read = || salsa::attach(&own, || one_of_all(&own, file, reader));
                    let _ = expolc::db::unless_cancelled(read);
                    rounds.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let waits = (0..60).map(|round| {
            std::thread::sleep(Duration::from_millis(5));
            let edited: Arc<str> = Arc::from(text.replacen("tcp 22", &format!("tcp {}", 23 + round), 1));
            let mut db = shared.lock().unwrap();
            let start = Instant::now();
            edit_text(&mut db, file, edited.into());
            start.elapsed()
        });
        let waits = waits.collect();
        is_over.store(true, Ordering::Relaxed);
        waits
    });
    waits.sort_unstable();
    let (median, longest) = (waits[waits.len() / 2], waits[waits.len() - 1]);
    let rounds = rounds.load(Ordering::Relaxed);
    // 17 threads share the cores here: a reader that has to let go waits for its turn first.
    let bound = Duration::from_millis(if cfg!(debug_assertions) { 250 } else { 40 });
    assert!(rounds > 30 && median < bound, "{rounds} reads; median {median:?}, longest {longest:?}");
}

fn one_of_all(db: &Database, file: SourceFile, reader: usize) -> usize {
    let at = ide::FilePosition::new(file, 60);
    match reader % 8 {
        0 => ide::document_symbols(db, file).len(),
        1 => ide::semantic_tokens(db, file, None).len(),
        2 => ide::completions(db, at).items.len(),
        3 => ide::references(db, at, true).len(),
        4 => ide::lenses(db, file).len(),
        5 => ide::folds(db, file).len(),
        6 => ide::workspace_symbols(db, "s").len(),
        _ => diagnostics(db, Selection::Project).len(),
    }
}
