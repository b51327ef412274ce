//! Embeds the standard library: the texts below `stdlib/std/`, cut into items and parsed, as Rust for `db::embedded`.
//!
//! A check reads dozens of statements of the library, which are the same every time, and parsing them took most of a
//! short check. A file with errors is embedded as text alone: it is cut and parsed like any other, and what is wrong
//! with it is said where the compiler's findings are said.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use expol_syntax::{ItemSlice, ParsedItem, parse};

const LIBRARY: &str = "stdlib/std";

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut names = Vec::new();
    files(&root.join(LIBRARY), "", &mut names)?;
    names.sort();
    let mut code = String::from("&[\n");
    for name in &names {
        file(&root, name, &mut code)?;
    }
    code.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("library.rs"), code)?;
    println!("cargo::rerun-if-changed={LIBRARY}");
    Ok(())
}

/// The files below a folder, with `/` in their paths.
fn files(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            files(&entry.path(), &format!("{name}/"), found)?;
        } else if name.ends_with(".expol") {
            found.push(name);
        }
    }
    Ok(())
}

fn file(root: &Path, name: &str, code: &mut String) -> Result<(), Box<dyn Error>> {
    let path = format!("{LIBRARY}/{name}");
    let text = fs::read_to_string(root.join(&path))?;
    let items = parse(&text).items;
    let sound = items.iter().all(|(slice, parsed)| slice.flaw.is_none() && parsed.errors.is_empty());
    let mut file = File {
        text: &text,
        items: String::new(),
        docs: String::new(),
        ranges: Vec::new(),
        trees: Vec::new(),
    };
    for (slice, parsed) in items.iter().filter(|_| sound) {
        file.item(slice, parsed)?;
    }
    let items = if sound { format!("Some(&[\n{}    ])", file.items) } else { "None".to_owned() };
    writeln!(code, "LibraryFile {{")?;
    writeln!(code, "    name: {:?},", name.trim_end_matches(".expol"))?;
    writeln!(code, "    text: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{path}\")),")?;
    writeln!(code, "    items: {items},")?;
    writeln!(code, "    docs: {:?},", file.docs)?;
    writeln!(code, "    ranges: &[{}],", file.ranges.join(", "))?;
    writeln!(code, "    trees: b\"{}\",", file.trees.escape_ascii())?;
    writeln!(code, "}},")?;
    Ok(())
}

/// What becomes of a file. Its items point into the rest by offsets: pointers would have to be put right at every start.
struct File<'t> {
    text: &'t str,
    items: String,
    docs: String,
    ranges: Vec<String>,
    trees: Vec<u8>,
}

impl File<'_> {
    fn item(&mut self, slice: &ItemSlice, parsed: &ParsedItem) -> Result<(), Box<dyn Error>> {
        let ItemSlice { range, kind, word, name, private, fingerprint, flaw: _ } = slice;
        let word = self.place_of(slice, word)?;
        let name = match name {
            Some(name) => format!("Some({})", self.place_of(slice, name)?),
            None => "None".to_owned(),
        };
        let docs = self.docs.len();
        self.docs.push_str(parsed.doc.as_deref().unwrap_or_default());
        let ranges = self.ranges.len();
        self.ranges.extend(parsed.ranges.iter().map(|range| span(range.start as usize, range.end as usize)));
        let trees = self.trees.len();
        self.trees.extend(postcard::to_allocvec(&*parsed.ast)?);
        writeln!(
            self.items,
            "        LibraryItem {{ range: {}, kind: ItemKind::{kind:?}, word: {word}, name: {name}, private: {private}, \
             fingerprint: {fingerprint}, doc: {}, ranges: {}, tree: {} }},",
            span(range.start as usize, range.end as usize),
            span(docs, self.docs.len()),
            span(ranges, self.ranges.len()),
            span(trees, self.trees.len()),
        )?;
        Ok(())
    }

    /// Where such a word stands in the item. Any such place will do.
    fn place_of(&self, slice: &ItemSlice, word: &str) -> Result<String, Box<dyn Error>> {
        let start = slice.range.start as usize;
        let cut = self.text.get(start..slice.range.end as usize).unwrap_or_default();
        let at = start + cut.find(word).ok_or("an item without its own word")?;
        Ok(span(at, at + word.len()))
    }
}

fn span(start: usize, end: usize) -> String {
    format!("TextRange {{ start: {start}, end: {end} }}")
}
