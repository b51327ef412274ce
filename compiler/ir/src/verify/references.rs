//! Whether everything that is named is there, and every rule says something.

use std::collections::BTreeSet;

use super::Problem;
use crate::document::Document;
use crate::endpoints::{Endpoints, Named};
use crate::flat::families_said;
use crate::obligation::Alteration;
use crate::pointer::escape;
use crate::provenance::{Chain, Step};
use crate::resolve::Resolver;
use crate::rule::Rule;
use crate::zone::Zone;

/// Every dangling reference, and every family in which a rule says nothing.
pub(super) fn problems(document: &Document) -> Vec<Problem> {
    let mut walk = Walk { document, problems: Vec::new() };
    walk.definitions();
    walk.rules();
    walk.obligations();
    walk.statements();
    if walk.problems.is_empty() {
        walk.meaning();
    }
    walk.problems
}

struct Walk<'a> {
    document: &'a Document,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn definitions(&mut self) {
        for (name, zone) in &self.document.zones {
            let path = format!("/zones/{}", escape(name));
            match zone {
                Zone::Prefixes(zone) => self.zones(&format!("{path}/within"), zone.within.iter()),
                Zone::Complement(zone) => self.zones(&format!("{path}/of"), zone.of.iter()),
                Zone::Symbolic(_) => {}
            }
        }
        for (name, server) in &self.document.servers {
            let path = format!("/servers/{}", escape(name));
            self.zones(&format!("{path}/zone"), std::iter::once(&server.zone));
            for (name, interface) in &server.interfaces {
                let path = format!("{path}/interfaces/{}/zone", escape(name));
                self.zones(&path, std::iter::once(&interface.zone));
            }
        }
        for (name, group) in &self.document.groups {
            self.side(&format!("/groups/{}/members", escape(name)), &group.members);
        }
    }

    fn rules(&mut self) {
        for (index, rule) in self.document.rules.iter().enumerate() {
            self.rule(&format!("/rules/{index}"), rule);
        }
        for (index, entry) in self.document.inactive.iter().enumerate() {
            self.rule(&format!("/inactive/{index}/rule"), &entry.rule);
        }
    }

    fn rule(&mut self, path: &str, rule: &Rule) {
        self.flow(path, &rule.from, &rule.to, &rule.service);
        self.chains(path, &rule.why);
    }

    fn obligations(&mut self) {
        let ids: BTreeSet<&str> = self.document.rules.iter().map(|rule| rule.id.as_str()).collect();
        for (index, entry) in self.document.obligations.iter().enumerate() {
            let path = format!("/obligations/{index}");
            self.flow(&path, &entry.from, &entry.to, &entry.service);
            self.chains(&path, &entry.why);
            for id in entry.rules.iter().filter(|id| !ids.contains(id.as_str())) {
                self.report(&format!("{path}/rules"), format!("there is no rule `{id}`"));
            }
            if entry.idle_timeout_below_s.is_some() && !entry.forbids.contains(&Alteration::IdleTimeout) {
                let message = "a bound of idle timeouts, which are not forbidden".to_owned();
                self.report(&format!("{path}/idle_timeout_below_s"), message);
            }
        }
    }

    fn statements(&mut self) {
        for (index, entry) in self.document.assertions.iter().enumerate() {
            self.chains(&format!("/assertions/{index}"), &entry.why);
        }
        for (index, entry) in self.document.waivers.iter().enumerate() {
            let path = format!("/waivers/{index}");
            self.chains(&path, &entry.why);
            if let Some(flow) = &entry.flow {
                self.flow(&format!("{path}/flow"), &flow.from, &flow.to, &flow.service);
            }
        }
    }

    /// Whether definitions are well founded, and every rule says something in each of its families.
    fn meaning(&mut self) {
        let resolver = match Resolver::new(self.document) {
            Ok(resolver) => resolver,
            Err(error) => return self.report("", error.to_string()),
        };
        for (index, rule) in self.document.rules.iter().enumerate() {
            let said = families_said(self.document, &resolver, rule);
            if said.as_ref() != Ok(&rule.families) {
                let message = "a family in which the rule speaks about nothing".to_owned();
                self.report(&format!("/rules/{index}/families"), message);
            }
        }
    }

    fn flow(&mut self, path: &str, from: &Endpoints, to: &Endpoints, service: &str) {
        self.side(&format!("{path}/from"), from);
        self.side(&format!("{path}/to"), to);
        if !self.document.services.contains_key(service) {
            self.report(&format!("{path}/service"), format!("there is no service `{service}`"));
        }
    }

    fn side(&mut self, path: &str, side: &Endpoints) {
        for (index, named) in side.mentions().enumerate() {
            let excepted = index > 0 || matches!(side.base(), crate::endpoints::Base::Any);
            self.named(&if excepted { format!("{path}/except") } else { path.to_owned() }, named);
        }
    }

    fn named(&mut self, path: &str, named: &Named) {
        self.zones(&format!("{path}/zones"), named.zones.iter());
        for name in named.servers.iter().filter(|name| !self.document.servers.contains_key(*name)) {
            self.report(&format!("{path}/servers"), format!("there is no server `{name}`"));
        }
        for name in named.groups.iter().filter(|name| !self.document.groups.contains_key(*name)) {
            self.report(&format!("{path}/groups"), format!("there is no group `{name}`"));
        }
        for name in &named.interfaces {
            let parts = name.split_once('.');
            let found = parts
                .and_then(|(server, interface)| self.document.servers.get(server)?.interfaces.get(interface));
            if found.is_none() {
                self.report(&format!("{path}/interfaces"), format!("there is no interface `{name}`"));
            }
        }
    }

    fn zones<'n>(&mut self, path: &str, names: impl Iterator<Item = &'n String>) {
        for name in names.filter(|name| !self.document.zones.contains_key(*name)) {
            self.report(path, format!("there is no zone `{name}`"));
        }
    }

    fn chains(&mut self, path: &str, chains: &[Chain]) {
        for (chain, steps) in chains.iter().enumerate() {
            if steps.is_empty() {
                self.report(&format!("{path}/why/{chain}"), "a chain without a step".to_owned());
            }
            for (index, step) in steps.iter().enumerate() {
                self.step(&format!("{path}/why/{chain}/{index}"), step);
            }
        }
    }

    fn step(&mut self, path: &str, step: &Step) {
        if !self.document.sources.contains_key(&step.source) {
            self.report(&format!("{path}/source"), format!("there is no source `{}`", step.source));
        }
        if let Some(cite) = step.cite.as_ref().filter(|key| !self.document.citations.contains_key(*key)) {
            self.report(&format!("{path}/cite"), format!("there is no citation `{cite}`"));
        }
        let [line, column, end_line, end_column] = step.at;
        if step.at.contains(&0) || (line, column) > (end_line, end_column) {
            self.report(
                &format!("{path}/at"),
                "not a span: counted from 1, the end not before the start".to_owned(),
            );
        }
    }

    fn report(&mut self, path: &str, message: String) {
        self.problems.push(Problem { path: path.to_owned(), message });
    }
}
