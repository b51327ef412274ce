//! The arguments of the commands that answer questions: `why`, `test`, `diff`, `matrix`, `list`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::{Color, date};
use crate::syntax::literal::Date;

/// What is asked.
#[derive(Args, Debug)]
pub(super) struct AskArgs {
    /// The files of one policy, a folder with one policy, a firewall IR document (`.json`), or `-` for standard input;
    /// without any the project's one policy
    pub(super) files: Vec<PathBuf>,

    /// What is shared with `diff`.
    #[command(flatten)]
    pub(super) how: HowArgs,
}

/// How a policy is read, and how the answer looks.
#[derive(Args, Debug)]
pub(super) struct HowArgs {
    /// Judge policies as of this day instead of today; a document has its own day
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<Date>,

    /// The name that `-` stands for: `use` and the project are looked up from there
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<PathBuf>,

    /// When to use colours (NO_COLOR, CLICOLOR_FORCE and TERM=dumb are respected)
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub(super) color: Color,
}

/// The arguments of `why`.
#[derive(Args, Debug)]
#[command(after_help = "\
A side is a list of zones, servers, interfaces, groups, roles, addresses, prefixes or ranges; a service is `tcp 443`, \
`udp any`, `icmp`, `any` or a name. Without `on SERVICE` every service is meant. Names of the library may be said without \
their module.

Exit codes: 0 it is answered, whatever the answer; 1 the policy has errors; 2 the question or a file cannot be read.

Examples:
  expolc why 'internet -> exch1 on tcp 443'
  expolc why '10.1.7.7 -> exch1 on tcp 135' sites/rio.expol
  expolc why 'lan -> dc1' policy.ir.json --format json")]
pub(super) struct WhyArgs {
    /// The question: `FROM -> TO on SERVICE`
    pub(super) question: String,

    /// How to write the answer
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: AnswerFormat,

    /// What is asked.
    #[command(flatten)]
    pub(super) ask: AskArgs,
}

/// The arguments of `test`.
#[derive(Args, Debug)]
#[command(after_help = "\
Runs the `test` blocks of policies. A document says which tests held when it was written; no document is written while one \
fails.

Exit codes: 0 all tests pass, or there is none; 1 a test fails or cannot be run; 2 a file cannot be read.

Examples:
  expolc test
  expolc test sites/rio.expol
  expolc test --format junit > tests.xml")]
pub(super) struct TestArgs {
    /// How to write the results
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: TestFormat,

    /// What is tested.
    #[command(flatten)]
    pub(super) ask: AskArgs,
}

/// The arguments of `matrix`.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 it is written; 1 the policy has errors; 2 a file cannot be read or written, or there is no such place.

Examples:
  expolc matrix
  expolc matrix policy.ir.json --by role
  expolc matrix --only internet,lan,servers
  expolc matrix --format html -o matrix.html
  expolc matrix --format dot | dot -Tsvg > matrix.svg")]
pub(super) struct MatrixArgs {
    /// What stands at the sides
    #[arg(long, value_name = "WHAT", value_enum, default_value_t)]
    pub(super) by: MatrixAxis,

    /// Only these places
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(super) only: Vec<String>,

    /// At most this many places, those with the most rules; 0 is all
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub(super) limit: usize,

    /// How to write it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: MatrixFormat,

    /// Write to this file, wholly or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// What is asked.
    #[command(flatten)]
    pub(super) ask: AskArgs,
}

/// The arguments of `list`.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 it is written; 1 the policy has errors; 2 a file cannot be read.

Examples:
  expolc list expiring --within 30
  expolc list any policy.ir.json --format markdown
  expolc list no-ticket --format csv > no-ticket.csv")]
pub(super) struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub(super) topic: ListTopic,

    /// Only what ends in so many days
    #[arg(long, value_name = "DAYS")]
    pub(super) within: Option<u32>,

    /// How to write it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: ListFormat,

    /// What is asked.
    #[command(flatten)]
    pub(super) ask: AskArgs,
}

/// The arguments of `diff`.
#[derive(Args, Debug)]
#[command(after_help = "\
A side is a policy's file, a folder with one policy, a firewall IR document, a git revision (then it is what the other side \
names, as it stood there) or REVISION:PATH, with the path from the repository's top, or from here if it begins with `./`. \
What exists as a file is a file.

Exit codes: 0 no flow is opened or closed; 1 traffic changes; 2 a side cannot be read or has errors.

Examples:
  expolc diff old.ir.json new.ir.json
  expolc diff HEAD~1 .
  expolc diff main:sites/rio.expol sites/rio.expol --format markdown")]
pub(super) struct DiffArgs {
    /// What it was
    pub(super) old: PathBuf,

    /// What it is now
    #[arg(default_value = ".")]
    pub(super) new: PathBuf,

    /// How to write the answer
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: AnswerFormat,

    /// What is shared with the other commands that answer.
    #[command(flatten)]
    pub(super) how: HowArgs,
}

/// How an answer is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum AnswerFormat {
    /// For people at a terminal.
    #[default]
    Text,
    /// For pull requests and wikis.
    Markdown,
    /// For programs.
    Json,
}

/// How results of tests are written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum TestFormat {
    /// For people at a terminal.
    #[default]
    Text,
    /// JUnit XML, for servers that build.
    Junit,
    /// For programs.
    Json,
}

/// What stands at the sides of a matrix.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum MatrixAxis {
    /// The zones.
    #[default]
    Zone,
    /// The roles, each with all its holders.
    Role,
}

/// How a matrix is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum MatrixFormat {
    /// For people at a terminal.
    #[default]
    Text,
    /// For pull requests and wikis.
    Markdown,
    /// One page without scripts, with a picture.
    Html,
    /// A graph in Mermaid.
    Mermaid,
    /// A graph for Graphviz.
    Dot,
    /// For programs.
    Json,
}

/// How a list is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum ListFormat {
    /// For people at a terminal.
    #[default]
    Text,
    /// For spreadsheets.
    Csv,
    /// For pull requests and wikis.
    Markdown,
    /// For programs.
    Json,
}

/// What is listed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ListTopic {
    /// Rules and waivers that end, the next one first, and rules that have ended.
    Expiring,
    /// The waivers in force.
    Waivers,
    /// Allows that leave the source, the destination or the service open.
    Any,
    /// Rules without a ticket.
    NoTicket,
    /// All rules in force.
    Rules,
}
