//! The `expolc` command. What it does is in the room `cli` of the library.

use std::process::ExitCode;

/// Half of a check's memory is small and short-lived, and the system's allocator grows a thread's heap page by page.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    expolc::cli::main()
}
