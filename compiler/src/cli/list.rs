//! `expolc list`: what ends, what is waived, what is wide open, what has no ticket.

use expol_query::{Topic, listing, render};

use super::ask_args::{ListArgs, ListFormat, ListTopic};
use super::documents::document;
use super::exit::{Exit, Failure};
use super::output;
use super::terminal::Terminal;

/// Writes a list.
///
/// # Errors
/// Where the policy cannot be read.
pub(super) fn run(args: &ListArgs) -> Result<Exit, Failure> {
    let document = document(&args.ask)?;
    let topic = match args.topic {
        ListTopic::Expiring => Topic::Expiring,
        ListTopic::Waivers => Topic::Waivers,
        ListTopic::Any => Topic::Any,
        ListTopic::NoTicket => Topic::NoTicket,
        ListTopic::Rules => Topic::Rules,
    };
    let found = listing(&document, topic, args.within);
    let color = Terminal::stdout(args.ask.how.color).look.color;
    let text = match args.format {
        ListFormat::Text => render::text(&found.page(), color),
        ListFormat::Markdown => render::markdown(&found.page()),
        ListFormat::Csv => render::csv(&found.table()),
        ListFormat::Json => found.json(),
    };
    output::to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clean)
}
