//! The one thread that owns the databases: it applies edits, hands out snapshots, and decides what is published.
//!
//! Nothing here takes long. What does is a task for the workers.

mod discover;
mod progress;
mod publish;
mod reads;
mod rest;
mod sync;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use expolc::db::Database;

use super::document::Document;
use super::errand::Errand;
use super::home::FileKey;
use super::job::{Job, Lane};
use super::message::Message;
use super::policy::{Diagnosed, Outcome, Policy};
use super::pool::Pool;
use super::settings::Settings;
use super::snapshot::Shared;
use crate::findings::Diagnose;
use crate::transport::Outlet;
use progress::Progress;
use publish::Published;

/// Edits wait for a check that is running at most this long, and only where edits were not checked for [`STARVING`].
const MAX_HOLD: Duration = Duration::from_millis(250);

/// Whoever types without a pause sees everything at least this often.
const STARVING: Duration = Duration::from_secs(2);

/// What the main loop is given at its start.
pub(crate) struct Setup {
    /// Where messages come from.
    pub(crate) receiver: Receiver<Message>,
    /// The way back to it.
    pub(crate) sender: Sender<Message>,
    /// The way to the editor.
    pub(crate) outlet: Outlet,
    /// What the editor is asked for.
    pub(crate) errands: UnboundedSender<Errand>,
    /// What `initialize` brought.
    pub(crate) shared: Shared,
}

struct MainLoop {
    receiver: Receiver<Message>,
    sender: Sender<Message>,
    outlet: Outlet,
    errands: UnboundedSender<Errand>,
    pool: Pool,
    shared: Arc<Shared>,
    documents: BTreeMap<String, Document>,
    policies: BTreeMap<FileKey, Policy>,
    /// The policy files below each folder; nothing while the folder is being searched.
    scanned: BTreeMap<PathBuf, Vec<FileKey>>,
    /// Which files form which policies is to be found out again.
    is_unsettled: bool,
    /// Until then folders that are still being searched are waited for.
    patience: Option<Instant>,
    /// What the editor has been told last, by URI.
    published: BTreeMap<String, Published>,
    /// The standard library, where no policy is open that has it.
    library: Option<Database>,
    /// Requests that wait for the edits before them to be taken over.
    held: VecDeque<Job>,
    is_ready: bool,
    /// What takes long at the moment.
    progress: Option<Progress>,
    /// How often something took long.
    tokens: u64,
    /// When to tidy up, where nothing happens until then.
    rest: Option<Instant>,
}

/// Starts the main loop.
///
/// # Errors
/// Where the system has no threads to give.
pub(crate) fn start(setup: Setup) -> io::Result<()> {
    let pool = Pool::new()?;
    let mut main_loop = MainLoop {
        receiver: setup.receiver,
        sender: setup.sender,
        outlet: setup.outlet,
        errands: setup.errands,
        pool,
        shared: Arc::new(setup.shared),
        documents: BTreeMap::new(),
        policies: BTreeMap::new(),
        scanned: BTreeMap::new(),
        is_unsettled: true,
        patience: None,
        published: BTreeMap::new(),
        library: None,
        held: VecDeque::new(),
        is_ready: false,
        progress: None,
        tokens: 0,
        rest: None,
    };
    main_loop.scan_folders();
    // Loading parses, and parsing is recursive.
    let thread = std::thread::Builder::new().name("expol:main".into()).stack_size(16 * 1024 * 1024);
    thread.spawn(move || main_loop.run())?;
    Ok(())
}

impl MainLoop {
    fn run(&mut self) {
        let mut batch = VecDeque::new();
        loop {
            let next = match self.next_due() {
                Some(due) => self.receiver.recv_deadline(due),
                None => self.receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Ok(message) => batch.push_back(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            batch.extend(self.receiver.try_iter());
            while let Some(message) = batch.pop_front() {
                if matches!(message, Message::Stop) {
                    return;
                }
                self.handle(message, &batch);
                self.put_off_rest();
            }
            self.settle();
        }
    }

    fn handle(&mut self, message: Message, rest: &VecDeque<Message>) {
        match message {
            Message::Ready => self.ready(),
            Message::Open { uri, version, text } => self.open(uri, version, text),
            Message::Change { uri, version, changes } => self.change(&uri, version, changes),
            Message::Close { uri } => self.close(&uri),
            Message::Disk => self.disk_changed(),
            Message::Folders { added, removed } => self.change_folders(&added, &removed),
            Message::Configure(value) => self.configure(&value),
            Message::Read(job) => self.read(job, rest),
            Message::Scanned { folder, files } => self.folder_scanned(folder, files),
            Message::Diagnosed(diagnosed) => self.diagnosed(diagnosed),
            Message::Stop => {}
        }
    }

    /// Brings everything up to date that the messages changed.
    fn settle(&mut self) {
        if !self.is_held() {
            self.commit();
            self.discover();
            let held = std::mem::take(&mut self.held);
            held.into_iter().for_each(|job| self.start_read(job));
        }
        let now = Instant::now();
        let due = |policy: &Policy| policy.running.is_none() && policy.due.is_some_and(|due| due <= now);
        let due: Vec<FileKey> =
            self.policies.iter().filter(|(_, policy)| due(policy)).map(|(key, _)| key.clone()).collect();
        due.iter().for_each(|key| self.start_diagnosis(key));
        self.tell_progress();
        self.rest();
    }

    fn next_due(&self) -> Option<Instant> {
        let idle = self.policies.values().filter(|policy| policy.running.is_none());
        let checks = idle.filter_map(|policy| policy.due).min();
        let patience = if self.is_unsettled { self.patience } else { None };
        let hold = self.hold_until();
        [checks, patience, hold, self.progress_due(), self.rest].into_iter().flatten().min()
    }

    /// Whether edits are to wait, so that a check can come to its end.
    fn is_held(&self) -> bool {
        self.hold_until().is_some_and(|until| Instant::now() < until)
    }

    fn hold_until(&self) -> Option<Instant> {
        let waits = !self.held.is_empty() || self.documents.values().any(|document| document.is_dirty);
        if !waits || self.shared.client.pull {
            return None;
        }
        let starving = self
            .policies
            .values()
            .filter(|policy| policy.carried.is_some())
            .filter(|policy| policy.behind.is_some_and(|since| since.elapsed() > STARVING));
        starving.filter_map(|policy| policy.running.map(|(_, since)| since + MAX_HOLD)).max()
    }

    fn start_diagnosis(&mut self, key: &FileKey) {
        if self.shared.client.pull {
            if let Some(policy) = self.policies.get_mut(key) {
                policy.due = None;
            }
            return;
        }
        let stamps: BTreeMap<FileKey, u64> =
            self.documents.values().map(|document| (document.key.clone(), document.changes)).collect();
        let Some(policy) = self.policies.get_mut(key) else { return };
        let changes = policy.carried.as_ref().and_then(|carried| {
            let open = self.documents.values().filter(|document| policy.contains(&document.key));
            let since = open.map(|document| {
                let stamp = carried.stamps.get(&document.key).copied()?;
                Some((document.key.clone(), document.since(stamp)?.to_vec()))
            });
            let changes: Option<BTreeMap<FileKey, Vec<_>>> = since.collect();
            Some((Arc::clone(carried), changes?.into_iter().filter(|(_, made)| !made.is_empty()).collect()))
        });
        policy.due = None;
        policy.running = Some((policy.revision, Instant::now()));
        let run = Diagnose {
            policy: key.clone(),
            revision: policy.revision,
            db: policy.db.clone(),
            shared: Arc::clone(&self.shared),
            stamps,
            last_cost: policy.last_cost,
            carried: changes,
            calm: self.pool.calm(),
        };
        let sender = self.sender.clone();
        // Where the main loop has ended, nobody wants to know.
        let tell = move |diagnosed| drop(sender.send(Message::Diagnosed(diagnosed)));
        self.pool.spawn(Lane::Background, Box::new(move || run.run(tell)));
    }

    fn diagnosed(&mut self, diagnosed: Diagnosed) {
        let Diagnosed { policy: key, revision, outcome } = diagnosed;
        let Some(policy) = self.policies.get_mut(&key) else { return };
        if !matches!(outcome, Outcome::Partial(_)) {
            policy.running = None;
        }
        let is_current = policy.revision == revision;
        if !is_current {
            policy.plan(Instant::now());
        }
        match outcome {
            Outcome::Partial(findings) => {
                if let (true, Some((shown, known))) = (is_current, &mut policy.shown) {
                    *shown = revision;
                    known.extend(findings);
                    self.publish_policy(&key);
                }
            }
            Outcome::Full { findings, carried, cost } => {
                (policy.last_cost, policy.carried) = (cost, carried);
                policy.behind = (!is_current).then(Instant::now);
                if is_current {
                    policy.shown = Some((revision, findings));
                    self.publish_policy(&key);
                }
            }
            Outcome::NotLoaded => self.is_unsettled = true,
            Outcome::Superseded => policy.plan(Instant::now()),
            Outcome::Failed(what) => {
                let sorry = format!("this is a bug in expol-lsp, please report it: {what}");
                self.outlet.notify("window/logMessage", &json!({ "type": 1, "message": sorry }));
            }
        }
    }

    fn ready(&mut self) {
        self.is_ready = true;
        let client = &self.shared.client;
        let mut methods: Vec<(String, Value)> = Vec::new();
        if client.watches_files {
            // Lists of addresses are files of any name.
            let watchers = json!({ "watchers": [{ "globPattern": "**/*" }] });
            methods.push(("workspace/didChangeWatchedFiles".to_owned(), watchers));
        }
        if client.registers_configuration {
            let section = json!({ "section": "expol" });
            methods.push(("workspace/didChangeConfiguration".to_owned(), section));
        }
        if !methods.is_empty() {
            self.run_errand(Errand::Register(methods));
        }
        if client.has_configuration {
            self.run_errand(Errand::Configuration);
        }
    }

    /// New settings. A value without our section is an editor's way to say that it wants to be asked.
    fn configure(&mut self, value: &Value) {
        let own = value.get("expol").unwrap_or(value);
        let (settings, faults) = Settings::read(own);
        for fault in faults {
            self.outlet.notify("window/showMessage", &json!({ "type": 2, "message": fault }));
        }
        if settings != self.shared.settings {
            Arc::make_mut(&mut self.shared).settings = settings;
            self.disk_changed();
        }
    }

    fn run_errand(&self, errand: Errand) {
        // The transport ends before the main loop does; nobody is left to ask then.
        let _ = self.errands.send(errand);
    }
}
