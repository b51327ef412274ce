//! Embeds the standard library: the texts below `stdlib/std/`, cut into items and parsed, as Rust for `db::embedded`.
//!
//! A check reads dozens of statements of the library, which are the same every time, and parsing them took most of a
//! short check. A file with errors is embedded as text alone: it is cut and parsed like any other, and what is wrong
//! with it is said where the compiler's findings are said.
//!
//! With each module comes an index of what it declares and of its labels, so that a check looks at what it names and at
//! nothing else, however large the library is; and with each loop the roles that it runs over, so that one over roles
//! that nobody holds need not be read.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use expol_syntax::expr::{Expr, ExprKind};
use expol_syntax::statement::{Statement, StatementKind};
use expol_syntax::{Item, ItemKind, ItemSlice, ParsedItem, pack, parse};

const LIBRARY: &str = "stdlib/std";

/// Groups are followed so deeply. Those that need themselves are reported by the library's own tests.
const MAX_GROUPS: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut names = Vec::new();
    files(&root.join(LIBRARY), "", &mut names)?;
    names.sort();
    let mut read = Vec::new();
    for name in &names {
        read.push(Source::read(&root, name)?);
    }
    let mut code = String::from("&[\n");
    for (at, source) in read.iter().enumerate() {
        let first = read.iter().position(|other| other.module() == source.module());
        let index = if first == Some(at) { index(&read, at)? } else { "None".to_owned() };
        file(source, &Sets::of(&read, source), &index, &mut code)?;
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

/// A file of the library.
struct Source {
    /// Its path below the library, without its ending.
    name: String,
    /// Its path below the root.
    path: String,
    text: String,
    /// What it is cut and parsed into; `None` where it has errors.
    items: Option<Vec<(ItemSlice, ParsedItem)>>,
}

impl Source {
    fn read(root: &Path, name: &str) -> Result<Source, Box<dyn Error>> {
        let path = format!("{LIBRARY}/{name}");
        let text = fs::read_to_string(root.join(&path))?;
        let items = parse(&text).items;
        let sound = items.iter().all(|(slice, parsed)| slice.flaw.is_none() && parsed.errors.is_empty());
        let name = name.trim_end_matches(".expol").to_owned();
        Ok(Source { name, path, text, items: sound.then_some(items) })
    }

    /// The module that it belongs to, as `db::load` has it.
    fn module(&self) -> &str {
        self.name.split_once('/').map_or(&self.name, |(folder, _)| folder)
    }
}

fn file(source: &Source, sets: &Sets<'_>, index: &str, code: &mut String) -> Result<(), Box<dyn Error>> {
    let mut file = File {
        text: &source.text,
        items: String::new(),
        docs: String::new(),
        ranges: Vec::new(),
        trees: Vec::new(),
        kinds: BTreeMap::new(),
        roles: String::new(),
    };
    for (position, (slice, parsed)) in source.items.iter().flatten().enumerate() {
        file.item(slice, parsed, sets)?;
        file.kinds.entry(slice.kind).or_default().push(position);
    }
    let items =
        if source.items.is_some() { format!("Some(&[\n{}    ])", file.items) } else { "None".to_owned() };
    writeln!(code, "LibraryFile {{")?;
    writeln!(code, "    name: {:?},", source.name)?;
    writeln!(code, "    text: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{}\")),", source.path)?;
    writeln!(code, "    items: {items},")?;
    writeln!(code, "    docs: {:?},", file.docs)?;
    writeln!(code, "    ranges: &[{}],", file.ranges.join(", "))?;
    writeln!(code, "    trees: b\"{}\",", file.trees.escape_ascii())?;
    let kinds = file.kinds.iter().map(|(kind, positions)| format!("(ItemKind::{kind:?}, &{positions:?})"));
    writeln!(code, "    roles: {:?},", file.roles)?;
    writeln!(code, "    kinds: &[{}],", kinds.collect::<Vec<_>>().join(", "))?;
    writeln!(code, "    index: {index},")?;
    writeln!(code, "}},")?;
    Ok(())
}

/// The index of the module whose first file lies at a position: of all its files, or none where one has errors.
fn index(read: &[Source], first: usize) -> Result<String, Box<dyn Error>> {
    let (mut declared, mut labels) = (Vec::new(), BTreeSet::new());
    let module = read.get(first).map(Source::module);
    for (file, source) in read.iter().filter(|source| Some(source.module()) == module).enumerate() {
        let Some(items) = &source.items else { return Ok("None".to_owned()) };
        for (item, (slice, parsed)) in items.iter().enumerate() {
            let name =
                slice.name.as_ref().filter(|_| !matches!(slice.kind, ItemKind::Use | ItemKind::Statement));
            declared.extend(name.map(|name| (name, file, item)));
            let mut own = Vec::new();
            parsed.ast.item.statements().iter().for_each(|statement| statement.labels(&mut own));
            labels.extend(own);
        }
    }
    // A stable sort: of equal names the first declaration stays the first.
    declared.sort_by_key(|(name, ..)| *name);
    let mut text = String::new();
    let mut word = |word: &str| {
        text.push_str(word);
        span(text.len() - word.len(), text.len())
    };
    let declared = declared
        .iter()
        .map(|(name, file, item)| format!("Declared {{ name: {}, file: {file}, item: {item} }}", word(name)));
    let declared = declared.collect::<Vec<_>>().join(", ");
    let labels = labels.iter().map(|label| word(label)).collect::<Vec<_>>().join(", ");
    Ok(format!("Some(LibraryIndex {{ declared: &[{declared}], labels: &[{labels}], text: {text:?} }})"))
}

/// The declarations of a module, for telling which roles a set is made of.
struct Sets<'t> {
    declared: BTreeMap<&'t str, &'t Item>,
}

impl<'t> Sets<'t> {
    fn of(read: &'t [Source], source: &Source) -> Sets<'t> {
        let mut declared = BTreeMap::new();
        let module = read.iter().filter(|other| other.module() == source.module());
        for (slice, parsed) in module.flat_map(|file| file.items.iter().flatten()) {
            if let Some(name) = &slice.name {
                declared.entry(name.as_str()).or_insert(&parsed.ast.item);
            }
        }
        Sets { declared }
    }

    /// The roles over which a loop runs, with blanks between them; empty where it is no loop, or one over something
    /// else. Where nobody holds any of them the loop has no turns, whatever stands in it.
    fn roles_of_loop(&self, item: &Item) -> String {
        let Item::Statement(Statement { kind: StatementKind::For(all), .. }) = item else {
            return String::new();
        };
        let mut roles = BTreeSet::new();
        let only_roles = self.roles(&all.set, MAX_GROUPS, &mut roles);
        if only_roles { roles.into_iter().collect::<Vec<_>>().join(" ") } else { String::new() }
    }

    /// Whether a set is made of roles alone, and of which. Without holders each of them is known to be empty, and so
    /// is whatever is made of nothing else: also what is taken away must be known.
    fn roles(&self, set: &Expr, depth: usize, found: &mut BTreeSet<&'t str>) -> bool {
        match &set.kind {
            ExprKind::Path(path) => {
                let [name] = &*path.segments else { return false };
                match self.declared.get_key_value(name.text.as_str()) {
                    Some((name, Item::Role(_))) => {
                        found.insert(name);
                        true
                    }
                    Some((_, Item::Group(group))) if depth > 0 => {
                        group.members.as_ref().is_some_and(|members| self.roles(members, depth - 1, found))
                    }
                    _ => false,
                }
            }
            ExprKind::Union(all) => all.iter().all(|one| self.roles(one, depth, found)),
            ExprKind::Intersection(a, b) | ExprKind::Except(a, b) => {
                self.roles(a, depth, found) && self.roles(b, depth, found)
            }
            // Its condition is asked of nobody where there is nobody.
            ExprKind::Filter { set, .. } => self.roles(set, depth, found),
            _ => false,
        }
    }
}

/// What becomes of a file. Its items point into the rest by offsets: pointers would have to be put right at every start.
struct File<'t> {
    text: &'t str,
    items: String,
    docs: String,
    ranges: Vec<String>,
    trees: Vec<u8>,
    kinds: BTreeMap<ItemKind, Vec<usize>>,
    roles: String,
}

impl File<'_> {
    fn item(
        &mut self,
        slice: &ItemSlice,
        parsed: &ParsedItem,
        sets: &Sets<'_>,
    ) -> Result<(), Box<dyn Error>> {
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
        self.trees.extend(pack(&parsed.ast));
        let roles = self.roles.len();
        self.roles.push_str(&sets.roles_of_loop(&parsed.ast.item));
        writeln!(
            self.items,
            "        LibraryItem {{ range: {}, kind: ItemKind::{kind:?}, word: {word}, name: {name}, private: {private}, \
             fingerprint: {fingerprint}, doc: {}, ranges: {}, tree: {}, roles: {} }},",
            span(range.start as usize, range.end as usize),
            span(docs, self.docs.len()),
            span(ranges, self.ranges.len()),
            span(trees, self.trees.len()),
            span(roles, self.roles.len()),
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
