//! The server ends with its editor, even with one that could not say goodbye.

use std::time::Duration;

/// The editor is looked for this often: a server outlives it by less than five seconds.
const INTERVAL: Duration = Duration::from_secs(2);

/// Ends this process as soon as the editor's has gone. One that cannot be seen (it runs outside of our container, say)
/// is not watched: closing our input has to do.
pub(crate) fn end_with(editor: u32) {
    if !is_alive(editor) {
        return;
    }
    let watch = move || {
        while is_alive(editor) {
            std::thread::sleep(INTERVAL);
        }
        std::process::exit(1);
    };
    // Without a thread for it the end of standard input has to do.
    let _ = std::thread::Builder::new().name("expol:life".into()).spawn(watch);
}

/// Whether a process runs, where the system lists its processes as files; taken for granted elsewhere.
fn is_alive(process: u32) -> bool {
    let list = std::path::Path::new("/proc");
    if !list.join("self").exists() {
        return true;
    }
    match std::fs::read_to_string(list.join(process.to_string()).join("stat")) {
        // The state follows the name, which stands in parentheses and may contain some. `Z`: dead, but not fetched.
        Ok(line) => !line.rsplit(')').next().unwrap_or_default().trim_start().starts_with(['Z', 'X']),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_alive_and_a_finished_one_is_not() {
        assert!(is_alive(std::process::id()));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let id = child.id();
        child.wait().unwrap();
        assert!(!is_alive(id));
    }
}
