//! The program `expol-lsp`: a language server on standard input and output. What it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    expol_lsp::main()
}
