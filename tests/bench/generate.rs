//! Writes a policy of a given size: `cargo bench --bench generate -- FOLDER LINES`. For measurements of whole commands.

mod policy;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [folder, lines] = arguments.as_slice() else {
        return Ok(());
    };
    let lines = lines.parse().map_err(std::io::Error::other)?;
    for (path, text) in policy::files(lines) {
        let path = Path::new(folder).join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    std::fs::write(Path::new(folder).join("expol.toml"), "")
}
