//! The command line: arguments, commands (one file each), exit codes. The only room that prints.
//!
//! A command returns an `Exit` or a `Failure`; nothing below `main` ends the process.

mod args;
mod ask_args;
mod atomic;
mod check;
mod diff;
mod documents;
mod emit;
mod examine;
mod exit;
mod explain;
mod git;
mod guard;
mod init;
mod input;
mod ir;
mod library;
mod list;
mod matrix;
mod openings;
mod output;
mod policies;
mod progress;
mod proof;
mod report;
mod revision;
mod sources;
mod terminal;
mod test;
mod why;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use args::{Cli, Command, IrCommand};
use exit::{Exit, Failure};

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error).into(),
    };
    guard::guard(move || settle(run(cli))).into()
}

fn run(cli: Cli) -> Result<Exit, Failure> {
    match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Emit(args) => emit::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Ir(args) => match args.command {
            IrCommand::Verify(args) => ir::verify(&args),
            IrCommand::Schema => ir::schema(),
        },
        Command::List(args) => list::run(&args),
        Command::Matrix(args) => matrix::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Why(args) => why::run(&args),
    }
}

/// Says what went wrong, where there is still somebody to hear it.
fn settle(outcome: Result<Exit, Failure>) -> Exit {
    match outcome {
        Ok(exit) => exit,
        Err(failure) => {
            if let Some(message) = failure.message() {
                output::error(&message);
            }
            failure.exit()
        }
    }
}

/// Help and version go out as clap draws them; a complaint repeats what was typed, so its hidden characters are spelt out.
fn usage(error: &clap::Error) -> Exit {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match error.print() {
            Ok(()) => Exit::Clean,
            Err(fault) => settle(Err(Failure::of_output(&fault))),
        };
    }
    output::complaint(&error.render().to_string());
    Exit::Usage
}
