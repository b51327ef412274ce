//! The language server of expolc: what `expolc check` says, while one types.
//!
//! From the wire inwards: `transport` (bytes, order, panics, the end), `backend` (the protocol's methods; each only
//! queues), `state` (one thread that owns the databases, workers with snapshots of them), `findings` (the checker's
//! findings), `features` (everything that the editor asks for). Documents change only by what the editor does with our
//! answers; nothing is written, no process is started, and nothing is read outside of the open folders.

mod arguments;
mod backend;
mod capabilities;
mod features;
mod findings;
mod heap;
mod routes;
mod state;
mod text;
mod transport;

use std::process::ExitCode;

/// Runs the server of this process.
pub fn main() -> ExitCode {
    match arguments::read(std::env::args().skip(1)) {
        arguments::Wanted::Server => {
            heap::keep_small();
            transport::serve(std::io::stdin(), std::io::stdout())
        }
        arguments::Wanted::Text(text) => arguments::print(&text, ExitCode::SUCCESS),
        arguments::Wanted::Mistake(text) => arguments::print(&text, ExitCode::from(2)),
    }
}
