//! `expolc matrix`: what may pass between every two zones, or roles.

use expol_query::render::{self, Columns, matrix_html, matrix_page};
use expol_query::{Axis, Matrix, MatrixOptions, matrix, place_names};

use super::ask_args::{MatrixArgs, MatrixAxis, MatrixFormat};
use super::documents::{document, reading, too_complex};
use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::terminal::Terminal;
use super::why::meant;
use super::{atomic, output};

/// Writes the matrix.
///
/// # Errors
/// Where the policy cannot be read, or names a place that is not there.
pub(super) fn run(args: &MatrixArgs) -> Result<Exit, Failure> {
    let document = document(&args.ask)?;
    let reading = reading(&document)?;
    let by = match args.by {
        MatrixAxis::Zone => Axis::Zone,
        MatrixAxis::Role => Axis::Role,
    };
    let known = place_names(&reading, by);
    let mut only = Vec::new();
    for name in &args.only {
        only.push(full_name(name, &known)?);
    }
    let progress = Progress::of("computing the matrix");
    let found = matrix(&reading, &MatrixOptions { by, only, limit: args.limit }).map_err(too_complex)?;
    drop(progress);
    let color = args.output.is_none() && Terminal::stdout(args.ask.how.color).look.color;
    let text = written(&found, args.format, color);
    match &args.output {
        Some(file) => atomic::replace(file, |out| out.write_all(text.as_bytes()))?,
        None => output::to_stdout(|out| out.write_all(text.as_bytes()))?,
    }
    Ok(Exit::Clean)
}

fn written(matrix: &Matrix, format: MatrixFormat, color: bool) -> String {
    match format {
        MatrixFormat::Text => render::text(&matrix_page(matrix, Columns::Numbers), color),
        MatrixFormat::Markdown => render::markdown(&matrix_page(matrix, Columns::Names)),
        MatrixFormat::Html => matrix_html(matrix),
        MatrixFormat::Mermaid => render::mermaid(matrix),
        MatrixFormat::Dot => render::dot(matrix),
        MatrixFormat::Json => matrix.json(),
    }
}

/// A name as the document has it, which may be said without its module.
fn full_name(name: &str, known: &[String]) -> Result<String, Failure> {
    let suffix = format!(".{name}");
    let exact = known.iter().find(|other| *other == name);
    let mut ends = known.iter().filter(|other| other.ends_with(&suffix));
    match (exact, ends.next(), ends.next()) {
        (Some(found), _, _) | (None, Some(found), None) => Ok(found.clone()),
        _ => Err(Failure::Usage(format!("nothing here is called `{name}`{}", meant(name, known)))),
    }
}
