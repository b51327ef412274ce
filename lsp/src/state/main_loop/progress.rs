//! What takes long is said: folders that are being searched, policies that are checked for the first time. Whoever waits for
//! less than a moment is not told.

use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::super::errand::Errand;
use super::MainLoop;

/// Work that ends sooner is not worth a message.
const MOMENT: Duration = Duration::from_millis(300);

/// Work that the editor is told of, or is about to be.
pub(super) struct Progress {
    title: &'static str,
    /// When it is to be told.
    due: Instant,
    /// Dropped when the work is done; nothing before it was told.
    told: Option<oneshot::Sender<()>>,
}

impl MainLoop {
    /// Begins or ends to tell of the work at hand.
    pub(super) fn tell_progress(&mut self) {
        let Some(title) = self.work().filter(|_| self.shared.client.work_done_progress && self.is_ready)
        else {
            self.progress = None;
            return;
        };
        let now = Instant::now();
        let known = self.progress.take().filter(|known| known.title == title);
        let mut progress = known.unwrap_or(Progress { title, due: now + MOMENT, told: None });
        if progress.told.is_none() && progress.due <= now {
            let (told, done) = oneshot::channel();
            self.tokens += 1;
            self.run_errand(Errand::Progress { number: self.tokens, title, done });
            progress.told = Some(told);
        }
        self.progress = Some(progress);
    }

    /// When to look again.
    pub(super) fn progress_due(&self) -> Option<Instant> {
        self.progress.as_ref().filter(|progress| progress.told.is_none()).map(|progress| progress.due)
    }

    fn work(&self) -> Option<&'static str> {
        let is_searching = self.shared.folders.iter().any(|folder| !self.scanned.contains_key(&folder.path));
        let is_new = self.policies.values().any(|policy| policy.running.is_some() && policy.shown.is_none());
        match (is_searching, is_new) {
            (true, _) => Some("Searching the folders for policies"),
            (false, true) => Some("Checking the policies"),
            (false, false) => None,
        }
    }
}
