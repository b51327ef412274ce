//! The program `expol-lsp`: a language server on standard input and output. What it does is in the library.

use std::process::ExitCode;

/// As in `expolc`: most of what a check needs is small and short-lived.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    expol_lsp::main()
}
