//! The `expolc` command. What it does is in the room `cli` of the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    expolc::cli::main()
}
