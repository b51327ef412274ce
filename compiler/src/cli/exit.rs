//! How a command ends.

use std::io;
use std::process::ExitCode;

/// The exit codes, as documented in `docs/cli.md`. In the order of their weight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Exit {
    /// No error; warnings and notes at most.
    Clean,
    /// Errors were found, or warnings that count as errors.
    Findings,
    /// The command line is wrong, or a file cannot be read or written.
    Usage,
    /// A bug.
    Internal,
    /// The reader of the output has gone: what the signal SIGPIPE would end with.
    ClosedPipe,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Internal => 3,
            Exit::ClosedPipe => 141,
        })
    }
}

/// Why a command could not do its work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Failure {
    /// The command line is wrong, or a file cannot be read or written.
    Usage(String),
    /// A bug, in the words of whoever noticed it.
    Internal(String),
    /// There are errors, and they have been shown.
    Refused,
    /// The reader of the output has gone.
    ClosedPipe,
}

impl Failure {
    /// What writing to standard output failed with.
    pub(super) fn of_output(error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::Usage(format!("cannot write to standard output: {error}")),
        }
    }

    /// The code to end with.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Failure::Usage(_) => Exit::Usage,
            Failure::Internal(_) => Exit::Internal,
            Failure::Refused => Exit::Findings,
            Failure::ClosedPipe => Exit::ClosedPipe,
        }
    }

    /// What to say, where there is somebody to say it to.
    pub(super) fn message(&self) -> Option<String> {
        match self {
            Failure::Usage(message) => Some(message.clone()),
            Failure::Internal(what) => Some(super::guard::report(what)),
            Failure::Refused | Failure::ClosedPipe => None,
        }
    }
}
