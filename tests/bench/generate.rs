//! Writes a policy of a given size: `cargo bench --bench generate -- FOLDER SIZE [KIND]`. For measurements of whole
//! commands. The kinds are `lines` (the default), whose size is counted in lines, `rules`, in statements, and the shapes of
//! `shapes.rs`.

mod policy;
mod rules;
mod shapes;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (folder, size, kind) = match arguments.as_slice() {
        [folder, size] => (folder, size, "lines"),
        [folder, size, kind] => (folder, size, kind.as_str()),
        _ => return Ok(()),
    };
    let size = size.parse().map_err(std::io::Error::other)?;
    let files = match kind {
        "lines" => policy::files(size),
        "rules" => rules::files(size),
        _ => match shapes::SHAPES.iter().find(|(name, _)| *name == kind) {
            Some((_, shape)) => shapes::files(*shape, size),
            None => return Err(std::io::Error::other(format!("there is no kind `{kind}`"))),
        },
    };
    for (path, text) in files {
        let path = Path::new(folder).join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    std::fs::write(Path::new(folder).join("expol.toml"), "")
}
