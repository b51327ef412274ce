//! What the editor is told: the findings of a file, from all policies that it is part of, once each.

use std::collections::BTreeSet;

use tower_lsp::gen_lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};

use super::super::home::FileKey;
use super::MainLoop;

/// What the editor was told about a file.
pub(super) struct Published {
    key: FileKey,
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
}

impl MainLoop {
    /// Publishes what is new about the files of a policy.
    pub(super) fn publish_policy(&mut self, key: &FileKey) {
        let Some(policy) = self.policies.get(key) else { return };
        let mut files: BTreeSet<FileKey> = BTreeSet::new();
        files.extend(policy.shown.iter().flat_map(|(_, findings)| findings.keys().cloned()));
        for file in files {
            self.publish_file(&file);
        }
    }

    /// Publishes the findings of a file, where all policies that it is part of have been checked since it changed.
    pub(super) fn publish_file(&mut self, key: &FileKey) {
        if self.shared.client.pull {
            return;
        }
        let mut parts: Vec<&Vec<Diagnostic>> = Vec::new();
        for (_, policy) in self.policies.iter().filter(|(own, policy)| own.0 == key.0 && policy.contains(key))
        {
            let Some((revision, findings)) = &policy.shown else { return };
            if *revision != policy.revision {
                return;
            }
            parts.extend(findings.get(key));
        }
        let diagnostics = united(&parts);
        let open: Vec<(String, i32, bool)> = self
            .documents
            .values()
            .filter(|document| document.key == *key)
            .map(|document| (document.uri.clone(), document.version, document.is_dirty))
            .collect();
        if open.is_empty() {
            let uri = self.shared.uri(key);
            let is_news = self.published.get(&uri).is_some_and(|known| known.diagnostics != diagnostics)
                || !self.published.contains_key(&uri) && !diagnostics.is_empty();
            if is_news {
                self.publish(uri, key, None, diagnostics);
            }
            return;
        }
        for (uri, version, is_dirty) in open {
            let known = self.published.get(&uri);
            let is_news =
                known.is_none_or(|known| known.version != Some(version) || known.diagnostics != diagnostics);
            // What is dirty has changed since: this would be about a text that is gone.
            if is_news && !is_dirty {
                self.publish(uri, key, Some(version), diagnostics.clone());
            }
        }
    }

    /// Takes back what was said about files that are part of no policy any more.
    pub(super) fn retract(&mut self) {
        let is_part =
            |key: &FileKey| self.policies.iter().any(|(own, policy)| own.0 == key.0 && policy.contains(key));
        let gone: Vec<String> = self
            .published
            .iter()
            .filter(|(uri, known)| !is_part(&known.key) && !self.documents.contains_key(*uri))
            .map(|(uri, _)| uri.clone())
            .collect();
        for uri in gone {
            self.published.remove(&uri);
            self.clear(&uri);
        }
    }

    /// Takes back what was said about a file.
    pub(super) fn clear(&self, uri: &str) {
        let params =
            PublishDiagnosticsParams { uri: Uri(uri.to_owned()), version: None, diagnostics: Vec::new() };
        self.outlet.publish(uri, &params);
    }

    fn publish(&mut self, uri: String, key: &FileKey, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        let params = PublishDiagnosticsParams { uri: Uri(uri.clone()), version, diagnostics };
        self.outlet.publish(&uri, &params);
        let PublishDiagnosticsParams { diagnostics, .. } = params;
        self.published.insert(uri, Published { key: key.clone(), version, diagnostics });
    }
}

/// The findings of several policies about one file: what they share is told once.
fn united(parts: &[&Vec<Diagnostic>]) -> Vec<Diagnostic> {
    let Some((first, others)) = parts.split_first() else { return Vec::new() };
    let mut all = (*first).clone();
    for diagnostic in others.iter().copied().flatten() {
        if !all.contains(diagnostic) {
            all.push(diagnostic.clone());
        }
    }
    all
}
