//! What a library module declares and says.

use expol_space::{Family, ServiceMatch, ServiceSet, protocol_name};

use crate::db::{Db, SourceFile, StdLib};
use crate::hir::{Head, Item, Place, ast, doc, file_items, range_of, resolve_path};
use crate::policy::eval::service_value;
use crate::policy::value::Value;
use crate::syntax::docs;
use crate::syntax::item::{
    Diagnostic, DiagnosticSeverity, HolderKind, Item as Tree, Parameter as Written, TypeName,
};
use crate::syntax::statement::{Cite, FlowStatement, Statement, StatementKind};
use crate::syntax::{NodeId, Path};

/// A module with everything in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manual {
    /// `std.net`
    pub name: String,
    /// Its files: the one that it is called after, then the others.
    pub topics: Vec<Topic>,
}

/// A file of a module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Topic {
    /// Its path below the library.
    pub path: String,
    /// What it says at its top.
    pub documentation: String,
    /// What it declares.
    pub declared: Vec<Declared>,
    /// What it says wherever the module is used.
    pub said: Vec<Said>,
}

/// A declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declared {
    /// What it is.
    pub kind: EntryKind,
    /// Its name.
    pub name: String,
    /// Whether only the module sees it.
    pub private: bool,
    /// Its documentation.
    pub documentation: String,
    /// What it is made of, where that is one thing: the services of a service, the message of a diagnostic.
    pub value: String,
    /// Further facts: a word, and what it says.
    pub facts: Vec<(&'static str, String)>,
    /// What may be said when it is used.
    pub parameters: Vec<Parameter>,
    /// What it says once it is used.
    pub said: Vec<Said>,
}

/// The kinds of declarations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EntryKind {
    /// `role`
    Role,
    /// `profile`
    Profile,
    /// `service`
    Service,
    /// `group`
    Group,
    /// `diagnostic`
    Diagnostic,
    /// `citation`
    Citation,
}

/// A parameter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// Its default, as written.
    pub default: Option<String>,
    /// Its documentation.
    pub documentation: String,
}

/// A statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// `allow`, `must`, `check`, `apply` …
    pub verb: &'static str,
    /// Its label.
    pub label: Option<String>,
    /// What it is about, as written.
    pub text: String,
    /// `for e in edges`, from the outside to the inside.
    pub loops: Vec<String>,
    /// The condition, as written.
    pub when: Option<String>,
    /// The diagnostic that it reports, and its severity.
    pub otherwise: Option<(String, &'static str)>,
    /// Its source.
    pub source: Option<String>,
    /// Its documentation.
    pub documentation: String,
}

/// The manual of a module of the library, by its name without `std.`.
pub fn manual(db: &dyn Db, module: &str) -> Option<Manual> {
    let files = StdLib::get(db).modules(db).get(module)?;
    let topics = files.iter().map(|file| topic(db, *file)).collect();
    Some(Manual { name: format!("std.{module}"), topics })
}

/// A source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// How it is called for short, or where it is.
    pub reference: String,
    /// The part of it.
    pub section: Option<String>,
}

/// What a `cite` in a module means.
pub fn cited(db: &dyn Db, cite: &Cite, module: SourceFile) -> Option<Source> {
    let Head::Item(item) = resolve_path(db, module, &[], &cite.path).ok()?.head else { return None };
    let Tree::Citation(citation) = &ast(db, item).item else { return None };
    let section = cite.section.as_ref().or(citation.section.as_ref());
    Some(Source {
        title: citation.title.value.to_string(),
        reference: citation.reference.value.to_string(),
        section: section.map(|section| section.value.to_string()),
    })
}

/// What is written above a parameter of a profile.
pub(super) fn above_parameter(db: &dyn Db, profile: Item<'_>, parameter: &str) -> Option<String> {
    let Tree::Profile(declared) = &ast(db, profile).item else { return None };
    let parameters = Reader { db, item: profile }.parameters(&declared.parameters);
    parameters.into_iter().find(|one| one.name == parameter).map(|one| one.documentation)
}

fn topic(db: &dyn Db, file: SourceFile) -> Topic {
    let mut topic = Topic {
        path: file.path(db).to_string(),
        documentation: docs::of_file(file.text(db)).map(String::from).unwrap_or_default(),
        declared: Vec::new(),
        said: Vec::new(),
    };
    for item in file_items(db, file) {
        let reader = Reader { db, item: *item };
        match &ast(db, *item).item {
            Tree::Statement(statement) => {
                let above = doc(db, *item).map(str::to_owned);
                reader.said(statement, &mut Vec::new(), above, &mut topic.said);
            }
            tree => topic.declared.extend(reader.declared(tree)),
        }
    }
    topic
}

/// One item, and how its nodes are written.
struct Reader<'db> {
    db: &'db dyn Db,
    item: Item<'db>,
}

impl Reader<'_> {
    fn declared(&self, tree: &Tree) -> Option<Declared> {
        let mut found = Declared {
            kind: EntryKind::Role,
            name: tree.name()?.text.to_string(),
            private: self.item.private(self.db),
            documentation: doc(self.db, self.item).as_ref().map(ToString::to_string).unwrap_or_default(),
            value: String::new(),
            facts: Vec::new(),
            parameters: Vec::new(),
            said: Vec::new(),
        };
        match tree {
            Tree::Role(role) => {
                found.parameters = self.parameters(&role.parameters);
                found.facts.push(("held by", holder(role.holder).to_owned()));
            }
            Tree::Profile(profile) => {
                found.kind = EntryKind::Profile;
                found.parameters = self.parameters(&profile.parameters);
                for statement in &profile.statements {
                    self.said(statement, &mut Vec::new(), None, &mut found.said);
                }
            }
            Tree::Service(service) => {
                found.kind = EntryKind::Service;
                found.value = self.text(service.value.node);
                if let Value::Services(services) = service_value(self.db, self.item) {
                    found.facts.push(("ports", ports(&services.set)));
                }
            }
            Tree::Group(group) => {
                found.kind = EntryKind::Group;
                found.value =
                    group.members.as_ref().map(|members| self.text(members.node)).unwrap_or_default();
            }
            Tree::Diagnostic(diagnostic) => {
                found.kind = EntryKind::Diagnostic;
                found.value = diagnostic.message.value.to_string();
                found.facts.push(("severity", severity(diagnostic).to_owned()));
                found.facts.extend(diagnostic.help.iter().map(|help| ("help", help.value.to_string())));
                let source = diagnostic.cite.as_ref().and_then(|cite| self.source(cite));
                found.facts.extend(source.map(|source| ("source", source)));
            }
            Tree::Citation(citation) => {
                found.kind = EntryKind::Citation;
                found.value = citation.title.value.to_string();
                found.facts.push(("reference", citation.reference.value.to_string()));
            }
            _ => return None,
        }
        Some(found)
    }

    fn parameters(&self, written: &[Written]) -> Vec<Parameter> {
        let one = |parameter: &Written| Parameter {
            name: parameter.name.text.to_string(),
            kind: match &parameter.kind {
                TypeName::Named(name) => name.text.to_string(),
                TypeName::Enumeration(names) => {
                    let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
                    format!("{{ {} }}", names.join(", "))
                }
            },
            default: parameter.default.as_ref().map(|default| self.text(default.node)),
            documentation: self.above(parameter.name.node),
        };
        written.iter().map(one).collect()
    }

    /// A statement, those inside of it in its place.
    fn said(
        &self,
        statement: &Statement,
        loops: &mut Vec<String>,
        above: Option<String>,
        found: &mut Vec<Said>,
    ) {
        let documentation =
            above.or_else(|| statement.doc.as_ref().map(ToString::to_string)).unwrap_or_default();
        let mut said = Said {
            verb: "",
            label: None,
            text: String::new(),
            loops: loops.clone(),
            when: None,
            otherwise: None,
            source: None,
            documentation,
        };
        match &statement.kind {
            StatementKind::Flow(flow) => self.flow(flow, &mut said),
            StatementKind::Check(check) => {
                said.verb = "check";
                said.label = check.label.as_ref().map(|label| label.text.to_string());
                said.text = self.text(check.when.node);
                said.otherwise = check.otherwise.as_ref().map(|path| self.diagnostic(path));
                said.source = check.clauses.cite.as_ref().and_then(|cite| self.source(cite));
            }
            StatementKind::Apply(apply) => {
                let arguments: Vec<String> = apply
                    .arguments
                    .list
                    .iter()
                    .map(|argument| format!("{}: {}", argument.name.text, self.text(argument.value.node)))
                    .collect();
                said.verb = "apply";
                said.label = apply.label.as_ref().map(|label| label.text.to_string());
                said.text = format!("{}({})", apply.profile, arguments.join(", "));
                said.when = apply.when.as_ref().map(|when| self.text(when.node));
                said.source = apply.clauses.cite.as_ref().and_then(|cite| self.source(cite));
            }
            StatementKind::For(inner) => {
                let variables: Vec<&str> = inner.variables.iter().map(|name| name.text.as_str()).collect();
                loops.push(format!("for {} in {}", variables.join(", "), self.text(inner.set.node)));
                for (at, statement) in inner.statements.iter().enumerate() {
                    // What stands above a loop is about what it holds.
                    let above = (at == 0 && statement.doc.is_none() && !said.documentation.is_empty())
                        .then(|| said.documentation.clone());
                    self.said(statement, loops, above, found);
                }
                loops.pop();
                return;
            }
            StatementKind::Waive(_) | StatementKind::Test(_) | StatementKind::Broken => return,
        }
        found.push(said);
    }

    fn flow(&self, flow: &FlowStatement, said: &mut Said) {
        said.verb = flow.verb.word();
        said.label = flow.label.as_ref().map(|label| label.text.to_string());
        said.text = self.text(flow.flow.node);
        let kinds: Vec<String> = flow.alterations.iter().map(|kind| self.text(kind.node)).collect();
        if !kinds.is_empty() {
            said.text.push_str(&format!(" from {}", kinds.join(", ")));
        }
        let labels: Vec<String> = flow.confined_to.iter().map(ToString::to_string).collect();
        if !labels.is_empty() {
            said.text.push_str(&format!(" to {}", labels.join(", ")));
        }
        said.when = flow.when.as_ref().map(|when| self.text(when.node));
        said.otherwise = flow.otherwise.as_ref().map(|path| self.diagnostic(path));
        said.source = flow.clauses.cite.as_ref().and_then(|cite| self.source(cite));
    }

    /// A diagnostic by its name, and how grave it is.
    fn diagnostic(&self, path: &Path) -> (String, &'static str) {
        let found = self.named(path).map(|item| match &ast(self.db, item).item {
            Tree::Diagnostic(diagnostic) => severity(diagnostic),
            _ => "",
        });
        (path.to_string(), found.unwrap_or_default())
    }

    fn source(&self, cite: &Cite) -> Option<String> {
        let source = cited(self.db, cite, self.item.file(self.db))?;
        let section = source.section.map(|section| format!(", {section}")).unwrap_or_default();
        Some(format!("{}{section} ({})", source.title, source.reference))
    }

    fn named(&self, path: &Path) -> Option<Item<'_>> {
        match resolve_path(self.db, self.item.file(self.db), &[], path).ok()?.head {
            Head::Item(item) => Some(item),
            _ => None,
        }
    }

    /// A node as it is written, on one line.
    fn text(&self, node: NodeId) -> String {
        let (_, range) = range_of(self.db, Place::new(self.item, node));
        let text = range.slice(self.item.file(self.db).text(self.db));
        let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    /// The documentation above a node.
    fn above(&self, node: NodeId) -> String {
        let (_, range) = range_of(self.db, Place::new(self.item, node));
        let text = self.item.file(self.db).text(self.db);
        docs::above(text, range.start as usize).map(String::from).unwrap_or_default()
    }
}

/// Every protocol with its ports: `tcp 25, 587; udp 53`.
fn ports(set: &ServiceSet) -> String {
    let one = |found: &ServiceMatch| {
        let name = protocol_name(found.protocol)
            .map_or_else(|| format!("protocol {}", found.protocol), str::to_owned);
        let range =
            |(low, high): &(u16, u16)| if low == high { low.to_string() } else { format!("{low}-{high}") };
        let ranges: Vec<String> = found.ports.iter().map(range).collect();
        format!("{name} {}", ranges.join(", ")).trim_end().to_owned()
    };
    let mut found: Vec<String> = set.matches(Family::V4).iter().map(one).collect();
    for other in set.matches(Family::V6).iter().map(one) {
        if !found.contains(&other) {
            found.push(other);
        }
    }
    found.join("; ")
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        DiagnosticSeverity::Error => "error",
        DiagnosticSeverity::Warning => "warning",
        DiagnosticSeverity::Note => "note",
    }
}

fn holder(kind: HolderKind) -> &'static str {
    match kind {
        HolderKind::Server => "a server",
        HolderKind::Interface => "an interface",
        HolderKind::Zone => "a zone",
        HolderKind::Group => "a group",
    }
}
