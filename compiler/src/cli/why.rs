//! `expolc why`: why a flow is permitted, or not.

use expol_query::{QuestionError, question, render, why};

use super::ask_args::{AnswerFormat, WhyArgs};
use super::documents::{asked, reading, too_complex};
use super::exit::{Exit, Failure};
use super::openings;
use super::output;
use super::progress::Progress;
use super::terminal::Terminal;

/// What is this close to a name was probably meant.
const MAX_DISTANCE: usize = 3;

/// Explains a flow.
///
/// # Errors
/// Where the policy or the question cannot be read.
pub(super) fn run(args: &WhyArgs) -> Result<Exit, Failure> {
    let mut asked = asked(&args.ask)?;
    let reading = reading(&asked.document)?;
    let flow = question(&reading, &args.question).map_err(|error| unclear(&error))?;
    let progress = Progress::of("looking through the rules");
    let mut explanation = why(&reading, args.question.trim(), &flow).map_err(too_complex)?;
    if let Some(policy) = asked.policy.as_mut() {
        openings::add(policy, &asked.document, &mut explanation, &flow).map_err(too_complex)?;
    }
    drop(progress);
    let color = Terminal::stdout(args.ask.how.color).look.color;
    let text = match args.format {
        AnswerFormat::Text => render::text(&explanation.page(), color),
        AnswerFormat::Markdown => render::markdown(&explanation.page()),
        AnswerFormat::Json => explanation.json(),
    };
    output::to_stdout(|out| out.write_all(text.as_bytes()))?;
    asked.without_policy();
    Ok(Exit::Clean)
}

fn unclear(error: &QuestionError) -> Failure {
    let QuestionError::Unknown { name, known, .. } = error else { return Failure::Usage(error.to_string()) };
    Failure::Usage(format!("{error}{}", meant(name, known)))
}

/// What may have been meant, as the end of a message.
pub(super) fn meant(name: &str, known: &[String]) -> String {
    let distance = |other: &String| {
        let last = other.rsplit('.').next().unwrap_or(other);
        strsim::damerau_levenshtein(name, other).min(strsim::damerau_levenshtein(name, last))
    };
    let near =
        known.iter().map(|other| (distance(other), other)).filter(|(distance, _)| *distance <= MAX_DISTANCE);
    match near.filter(|(distance, _)| *distance * 2 <= name.chars().count()).min() {
        Some((_, other)) => format!("; did you mean `{other}`?"),
        None => "; `expolc matrix` lists the zones".to_owned(),
    }
}
