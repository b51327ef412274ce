//! The command line of the server: hardly any.

use std::io::Write;
use std::process::ExitCode;

/// What is wanted.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Wanted {
    /// To serve.
    Server,
    /// To be told something.
    Text(String),
    /// Nothing that exists.
    Mistake(String),
}

const HELP: &str = "\
The language server of expolc, for editors: it speaks the Language Server Protocol on standard input and output.

Usage: expol-lsp [--stdio]

  --stdio        what it does anyway; editors like to say so
  -V, --version  show the version
  -h, --help     show this

How to set up an editor: docs/editors.md
";

/// Reads the arguments. Editors add some of their own, which are no business of ours.
pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Wanted {
    for argument in arguments {
        match argument.as_str() {
            "--version" | "-V" => return Wanted::Text(format!("expol-lsp {}\n", env!("CARGO_PKG_VERSION"))),
            "--help" | "-h" => return Wanted::Text(HELP.to_owned()),
            "--stdio" => {}
            other if other.starts_with("--clientProcessId=") => {}
            other => {
                let shown = expolc::text::escape_line_for_display(other);
                return Wanted::Mistake(format!(
                    "error: unknown argument `{shown}`; see `expol-lsp --help`\n"
                ));
            }
        }
    }
    Wanted::Server
}

/// Says it: what was asked for on standard output, a mistake on standard error.
pub(crate) fn print(text: &str, exit: ExitCode) -> ExitCode {
    let written = if exit == ExitCode::SUCCESS {
        std::io::stdout().write_all(text.as_bytes())
    } else {
        std::io::stderr().write_all(text.as_bytes())
    };
    if written.is_ok() { exit } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(arguments: &[&str]) -> Wanted {
        read(arguments.iter().map(ToString::to_string))
    }

    #[test]
    fn editors_may_say_what_goes_without_saying() {
        assert_eq!(read_all(&[]), Wanted::Server);
        assert_eq!(read_all(&["--stdio", "--clientProcessId=7"]), Wanted::Server);
        assert!(matches!(read_all(&["--version"]), Wanted::Text(text) if text.starts_with("expol-lsp 0.")));
        assert!(matches!(read_all(&["--tcp"]), Wanted::Mistake(text) if text.contains("`--tcp`")));
    }
}
