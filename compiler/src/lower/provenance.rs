//! Reasons: places as lines and columns, sources and citations under their keys.

use std::collections::BTreeMap;

use expol_ir::{Chain, Citation, Source, Step, StepKind, True};

use crate::db::{Db, SourceFile};
use crate::hir::{Head, Place, ast, module_name, module_of, program_modules, range_of, resolve_path};
use crate::policy::effect::{Label, Origin};
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::Cite;
use crate::text::LineIndex;

/// The files and citations that the document names.
pub(super) struct Sources<'db> {
    db: &'db dyn Db,
    keys: BTreeMap<u32, String>,
    indices: BTreeMap<u32, LineIndex>,
    /// By what they say; the keys are given at the end, in this order.
    citations: Vec<Citation>,
}

impl<'db> Sources<'db> {
    pub(super) fn new(db: &'db dyn Db) -> Sources<'db> {
        let modules = program_modules(db).iter().enumerate();
        let keys = modules.map(|(index, module)| (module.id(db).0, format!("s{index}"))).collect();
        Sources { db, keys, indices: BTreeMap::new(), citations: citations(db) }
    }

    /// The way that led to a statement: each `apply`, and the statement itself.
    pub(super) fn chain(&mut self, origin: &Origin<'db>) -> Chain {
        let last = origin.chain.len().saturating_sub(1);
        let labelled = self.labelled_step(origin);
        let mut chain = Vec::with_capacity(origin.chain.len());
        for (index, place) in origin.chain.iter().enumerate() {
            let kind = match (index == last, place.item.file(self.db).library(self.db)) {
                (false, _) => StepKind::Applied,
                (true, true) => StepKind::Library,
                (true, false) => StepKind::Stated,
            };
            let mut step = self.step(*place, kind);
            if labelled == Some(index) {
                step.rule = origin.label.as_ref().map(|label| label_name(self.db, label));
            }
            if index == last {
                step.cite = origin.meta().cite.as_ref().and_then(|(cite, file)| self.cite(cite, *file));
            }
            chain.push(step);
        }
        chain
    }

    /// A single place as a chain.
    pub(super) fn place(&mut self, place: Place<'db>) -> Chain {
        let library = place.item.file(self.db).library(self.db);
        vec![self.step(place, if library { StepKind::Library } else { StepKind::Stated })]
    }

    /// The innermost step in whose text the label is written.
    fn labelled_step(&self, origin: &Origin<'db>) -> Option<usize> {
        let label = origin.label.as_ref()?;
        origin.chain.iter().rposition(|place| {
            let (_, range) = range_of(self.db, *place);
            let file = place.item.file(self.db);
            let text = file.text(self.db).get(range.start as usize..range.end as usize).unwrap_or_default();
            module_of(self.db, file) == label.module && text.contains(label.name.as_str())
        })
    }

    fn step(&mut self, place: Place<'db>, kind: StepKind) -> Step {
        let (file, range) = range_of(self.db, place);
        let source = self.keys.get(&file.0).cloned().unwrap_or_default();
        let text = place.item.file(self.db).text(self.db);
        let index = self.indices.entry(file.0).or_insert_with(|| LineIndex::new(text));
        let (start, end) = (index.line_column(range.start), index.line_column(range.end));
        Step { at: [start.line, start.column, end.line, end.column], cite: None, kind, rule: None, source }
    }

    fn cite(&self, cite: &Cite, file: SourceFile) -> Option<String> {
        let wanted = citation(self.db, cite, file)?;
        let at = self.citations.binary_search_by_key(&key(&wanted), key).ok()?;
        Some(format!("c{at}"))
    }

    pub(super) fn take_citations(&mut self) -> BTreeMap<String, Citation> {
        let numbered = std::mem::take(&mut self.citations).into_iter().enumerate();
        numbered.map(|(index, citation)| (format!("c{index}"), citation)).collect()
    }

    pub(super) fn take_sources(&mut self) -> BTreeMap<String, Source> {
        let source = |module: &SourceFile| {
            let digest = expol_ir::Digest::of(module.text(self.db).as_bytes());
            let path = module.path(self.db).to_string();
            let key = self.keys.get(&module.id(self.db).0).cloned()?;
            Some((key, Source { digest, library: module.library(self.db).then_some(True), path }))
        };
        program_modules(self.db).iter().filter_map(source).collect()
    }
}

/// Every citation that a rule, an obligation or an assertion gives, sorted by what it says.
fn citations(db: &dyn Db) -> Vec<Citation> {
    let mut found = Vec::new();
    for (_, effects) in crate::policy::entry::all_effects(db) {
        let origins = effects
            .rules
            .iter()
            .map(|rule| &rule.origin)
            .chain(effects.assertions().iter().map(|assertion| &assertion.origin));
        let cites = origins.filter_map(|origin| origin.meta().cite.as_ref());
        found.extend(cites.filter_map(|(cite, file)| citation(db, cite, *file)));
    }
    found.sort_by_key(key);
    found.dedup();
    found
}

fn key(citation: &Citation) -> (String, String, Option<String>) {
    (citation.title.clone(), citation.reference.clone(), citation.section.clone())
}

fn citation(db: &dyn Db, cite: &Cite, file: SourceFile) -> Option<Citation> {
    let Head::Item(item) = resolve_path(db, file, &[], &cite.path).ok()?.head else { return None };
    let Tree::Citation(declared) = &ast(db, item).item else { return None };
    let section =
        cite.section.as_ref().or(declared.section.as_ref()).map(|section| section.value.to_string());
    Some(Citation {
        reference: declared.reference.value.to_string(),
        section,
        title: declared.title.value.to_string(),
    })
}

/// A label as people and the IR know it.
pub(super) fn label_name(db: &dyn Db, label: &Label) -> String {
    let module = module_name(db, label.module);
    if module.is_empty() { label.name.to_string() } else { format!("{module}.{}", label.name) }
}
