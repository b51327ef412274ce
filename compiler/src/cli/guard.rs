//! The edge at which panics end: a bug becomes a message and an exit code.

use std::backtrace::Backtrace;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::thread;

use super::exit::Exit;
use super::output;
use crate::checks::make_room;

/// The stack of the thread that works. Definitions may build on each other thousands deep, and the platforms' own stacks
/// differ; memory that is not used is not taken.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// What a check of a short policy takes.
const ROOM: usize = 1024 * 1024;

/// Runs a command and turns a panic into [`Exit::Internal`].
pub(super) fn guard(work: impl FnOnce() -> Exit + Send + 'static) -> Exit {
    panic::set_hook(Box::new(tell));
    caught(work)
}

/// The work on a stack of its own, where a panic is caught. The hook is the process's, so it is set elsewhere: a test
/// that set it would speak for all other tests.
fn caught(work: impl FnOnce() -> Exit + Send + 'static) -> Exit {
    let caught = || {
        make_room(ROOM);
        panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::Internal)
    };
    match thread::Builder::new().name("expolc".to_owned()).stack_size(STACK_BYTES).spawn(caught) {
        Ok(worker) => worker.join().unwrap_or(Exit::Internal),
        Err(error) => {
            output::error(&format!("cannot start a thread: {error}"));
            Exit::Usage
        }
    }
}

/// What is said of a bug.
pub(super) fn report(what: &str) -> String {
    format!(
        "internal error: {what}\nThis is a bug in expolc {}, not in your policy. Please report it, with the policy if you may \
         share it, at {}/issues",
        env!("CARGO_PKG_VERSION"),
        env!("CARGO_PKG_REPOSITORY"),
    )
}

fn tell(info: &PanicHookInfo<'_>) {
    let words = info.payload_as_str().unwrap_or("a panic without words");
    let place = info.location().map(|place| format!(" ({place})")).unwrap_or_default();
    output::error(&report(&format!("{words}{place}")));
    let wanted = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    if wanted {
        output::complaint(&Backtrace::force_capture().to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_internal_error_and_not_the_end_of_the_process() {
        assert_eq!(caught(|| panic!("deliberate")), Exit::Internal);
        assert_eq!(caught(|| Exit::Findings), Exit::Findings);
    }

    #[test]
    fn the_report_says_which_release_it_is_and_where_to_report() {
        let report = report("x is y");
        assert!(report.starts_with("internal error: x is y\n"), "{report}");
        assert!(report.contains(env!("CARGO_PKG_VERSION")) && report.contains("/issues"), "{report}");
    }
}
