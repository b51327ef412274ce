//! Generated files under version control: compared, or written anew with `UPDATE=1`.

use std::path::Path;

/// Compares `text` with the file at `path` inside this crate.
pub(crate) fn check(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == text, "{path} has drifted: run the tests with UPDATE=1 and look at the difference");
}
