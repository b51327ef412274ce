//! The arguments of every command.

use std::path::PathBuf;

use crate::syntax::literal::Date;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::ask_args::{DiffArgs, ListArgs, MatrixArgs, TestArgs, WhyArgs};

const LONG_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\nfirewall IR 1.0");

const ABOUT: &str =
    "Checks firewall policies written as code, and emits firewall IR in which every rule says why it exists";

const AFTER_HELP: &str = "\
Exit codes:
  0  no errors (warnings and notes at most)
  1  errors; with --deny-warnings also warnings; a document that is not sound
  2  wrong arguments, or a file that cannot be read or written
  3  a bug in expolc

Examples:
  expolc init                                  start a policy
  expolc check                                 check every policy of this project
  expolc check policy.expol                    check one
  expolc emit policy.expol -o policy.ir.json   write the firewall IR
  expolc explain EX0101                        what a finding means
  expolc test                                  run the tests of this project
  expolc why 'internet -> web1 on tcp 443'     why a flow is permitted, or not
  expolc diff HEAD~1 .                         what the last commit opens and closes
  expolc matrix --format html -o matrix.html   what may pass between zones";

/// The whole command line.
#[derive(Parser, Debug)]
#[command(name = "expolc", version, long_version = LONG_VERSION, about = ABOUT, after_help = AFTER_HELP)]
#[command(max_term_width = 100)]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Check policies and report what is wrong with them
    Check(CheckArgs),
    /// Say which flows are opened and closed between two policies, documents or git revisions
    Diff(DiffArgs),
    /// Write the firewall IR of a policy that has no errors
    Emit(EmitArgs),
    /// Explain a finding; without a name, list all of them
    Explain(ExplainArgs),
    /// Write a commented starter policy
    Init(InitArgs),
    /// Work with firewall IR documents
    Ir(IrArgs),
    /// List what ends, what is waived, what is wide open, what has no ticket
    List(ListArgs),
    /// Show what may pass between zones or roles
    Matrix(MatrixArgs),
    /// Run the `test` blocks of policies
    Test(TestArgs),
    /// Say why a flow is permitted, or not
    Why(WhyArgs),
}

/// What `check` and `emit` have in common.
#[derive(Args, Debug)]
pub(super) struct PolicyArgs {
    /// Judge the policy as of this day instead of today: what ends before it has expired
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<Date>,

    /// The name that `-` stands for: `use` and the project are looked up from there
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<PathBuf>,

    /// Fail on warnings too
    #[arg(long)]
    pub(super) deny_warnings: bool,

    /// Show at most this many findings; 0 shows all [default: 100, and all with --format json]
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,

    /// When to use colours (NO_COLOR, CLICOLOR_FORCE and TERM=dumb are respected)
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub(super) color: Color,

    /// Say only what makes the command fail
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// The arguments of `check`.
#[derive(Args, Debug)]
#[command(after_help = "\
Files that are named together form one policy. A folder stands for all of its policies: every file in it that no other \
file there uses. Without FILES the whole project is checked.

Examples:
  expolc check
  expolc check sites/rio.expol
  expolc check --format json policy.expol | jq '.summary'
  git show :policy.expol | expolc check --stdin-filename policy.expol -")]
pub(super) struct CheckArgs {
    /// Policy files, folders, or `-` for standard input
    pub(super) files: Vec<PathBuf>,

    /// How to write the findings: `auto` draws them on a terminal and is `short` elsewhere
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: ReportFormat,

    /// What is shared with `emit`.
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

/// The arguments of `emit`.
#[derive(Args, Debug)]
#[command(after_help = "\
The document goes to standard output, findings go to standard error. A policy with errors is refused. So is one in which \
something ends (`until`) unless --as-of says for which day it is meant: the same input has to give the same bytes tomorrow.

Examples:
  expolc emit policy.expol
  expolc emit policy.expol --as-of 2027-01-01 -o policy.ir.json
  expolc emit policy.expol --format flat | wc -l")]
pub(super) struct EmitArgs {
    /// The files of one policy, or `-` for standard input
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,

    /// What to write: the whole document, or one JSON line for each rule, family and protocol
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: DocumentFormat,

    /// Write to this file, wholly or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Write the canonical bytes (RFC 8785) instead of indented text
    #[arg(long)]
    pub(super) compact: bool,

    /// What is shared with `check`.
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

/// The arguments of `explain`.
#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// A code (`EX0101`), a name (`unresolved-name`), a finding of the library (`MODULE/NAME`, or the bare name), a module of it
    /// (`std.net`), or something in one (`std.net.dns`)
    pub(super) name: Option<String>,

    /// How to write it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: TextFormat,
}

/// The arguments of `init`.
#[derive(Args, Debug)]
#[command(after_help = "\
With --from the policy is written from what you can export: servers with their roles and sites, domain controllers, and \
the addresses of both. Zones are guessed from the addresses, and the guess is said in a comment. Servers without an \
address get a placeholder, which `check` reports until it is filled in.

Examples:
  expolc init
  expolc init --from servers.csv
  expolc init mail.expol --from servers.csv --from dcs.csv --addresses addresses.csv")]
pub(super) struct InitArgs {
    /// The file to write; it must not exist yet
    #[arg(default_value = "policy.expol")]
    pub(super) file: PathBuf,

    /// A CSV with servers, as PowerShell exports them; may be given several times
    #[arg(long, value_name = "CSV")]
    pub(super) from: Vec<PathBuf>,

    /// Addresses by name: a CSV, a hosts file, or lines with a name and its addresses; may be given several times
    #[arg(long, value_name = "FILE", requires = "from")]
    pub(super) addresses: Vec<PathBuf>,
}

/// The arguments of `ir`.
#[derive(Args, Debug)]
pub(super) struct IrArgs {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: IrCommand,
}

/// The commands of `ir`.
#[derive(Subcommand, Debug)]
pub(super) enum IrCommand {
    /// Check a document: its shape, its names, its order, its digests
    Verify(VerifyArgs),
    /// Write the JSON Schema of the format
    Schema,
}

/// The arguments of `ir verify`.
#[derive(Args, Debug)]
pub(super) struct VerifyArgs {
    /// The document, or `-` for standard input
    pub(super) file: PathBuf,

    /// Say only what is wrong
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// When to use colours.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How findings are written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum ReportFormat {
    /// Drawn on a terminal, short elsewhere.
    #[default]
    Auto,
    /// Drawn into the source.
    Graphical,
    /// `path:line:column: error[CODE]: …`.
    Short,
    /// One JSON object.
    Json,
}

/// What `emit` writes.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum DocumentFormat {
    /// The document.
    #[default]
    Ir,
    /// JSON Lines without references.
    Flat,
}

/// Text or JSON.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum TextFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "a day is written YYYY-MM-DD and has to be in the calendar".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_version_of_the_format_is_that_of_the_format() {
        assert!(LONG_VERSION.ends_with(expol_ir::VERSION));
    }

    #[test]
    fn days_have_to_exist() {
        assert!(date("2028-02-29").is_ok());
        assert!(date("2027-02-29").is_err());
        assert!(date("27-02-01").is_err());
    }
}
