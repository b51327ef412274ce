//! Seven deployments: what their policies permit, against what was derived by hand before (`tests/data/deployments/`).

use std::collections::BTreeMap;

use expol_ir::{Document, Endpoints, Named, Resolver};
use expol_query::{Resolved, permitted};
use expol_space::{AddressSet, ExternalId, Product, RangeSet, Region, ServiceSet};
use expolc::diagnostics::Severity;
use serde_json::Value;

use crate::support::Project;
use crate::tree;

const FOLDER: &str = "tests/data/deployments";
/// The roles whose traffic a deployment lists completely.
const LISTED: [&str; 3] = ["client-access", "mailbox", "edge-transport"];

#[test]
fn every_deployment_permits_what_was_derived_by_hand_and_nothing_else() {
    let (mut flows, mut must_not, mut pairs) = (0, 0, 0);
    for case in cases() {
        let deployment = Deployment::of(&case);
        let (differences, compared) = deployment.differences(&deployment.flows);
        assert_eq!(differences, Vec::<String>::new(), "{}", deployment.name);
        assert_eq!(deployment.forbidden(), Vec::<String>::new(), "{}", deployment.name);
        flows += deployment.flows.len();
        must_not += deployment.must_not.len();
        pairs += compared;
    }
    assert!(
        flows >= 215 && must_not >= 170 && pairs >= 400,
        "{flows} flows, {must_not} must_not, {pairs} pairs"
    );
}

/// Without this the test above might compare nothing: each flow that is taken out of the list has to be missed.
#[test]
fn a_flow_that_is_left_out_of_the_list_is_noticed() {
    let mut left_out = 0;
    for case in cases() {
        let deployment = Deployment::of(&case);
        for at in 0..deployment.flows.len() {
            let mut fewer = deployment.flows.clone();
            let flow = fewer.remove(at);
            let is_said_elsewhere = flow.subsumed || fewer.iter().any(|other| other.says_the_same(&flow));
            let noticed = !deployment.differences(&fewer).0.is_empty();
            assert_eq!(noticed, !is_said_elsewhere, "{}: {flow:?}", deployment.name);
            left_out += usize::from(noticed);
        }
    }
    assert!(left_out > 150, "only {left_out}");
}

#[test]
fn every_deployment_warns_of_what_it_should_and_of_nothing_else() {
    for case in cases() {
        let name = text(&case, "id");
        let found = Project::on_disk(&format!("{FOLDER}/{name}.expol")).check();
        let mut raised: Vec<String> = found
            .iter()
            .filter(|one| one.severity > Severity::Note)
            .map(|one| format!("{} {}", one.severity, one.code))
            .collect();
        raised.dedup();
        let wanted: Vec<String> = list(&case, "expected_diagnostics")
            .iter()
            .map(|one| format!("{} exchange2013/{}", text(one, "severity"), text(one, "diagnostic")))
            .collect();
        assert_eq!(raised, wanted, "{name}: {found:#?}");
    }
}

#[test]
fn every_flow_names_a_row_of_the_domain() {
    let rows: Value = serde_json::from_str(&tree::read("tests/data/domain/rows.json")).unwrap();
    let known: Vec<String> = rows.as_array().unwrap().iter().map(|row| text(row, "id")).collect();
    for case in cases() {
        for flow in list(&case, "flows").iter().chain(list(&case, "must_not")) {
            assert!(known.contains(&text(flow, "why_row_id")), "{}: {flow}", text(&case, "id"));
        }
    }
}

/// A policy that was emitted, and what is expected of it.
struct Deployment {
    name: String,
    resolved: Resolved,
    /// The addresses of each group, those of its subsets taken out, so that no two groups share one.
    groups: BTreeMap<String, AddressSet>,
    /// The groups that the addresses of a group belong to as well.
    above: BTreeMap<String, Vec<String>>,
    listed: Vec<String>,
    flows: Vec<Flow>,
    must_not: Vec<Flow>,
}

#[derive(Clone, Debug, PartialEq)]
struct Flow {
    from: String,
    to: String,
    service: ServiceSet,
    subsumed: bool,
    minus: Vec<String>,
}

impl Deployment {
    fn of(case: &Value) -> Deployment {
        let name = text(case, "id");
        let project = Project::on_disk(&format!("{FOLDER}/{name}.expol"));
        let lowered = project.emit().unwrap_or_else(|| panic!("{name}: {:#?}", project.check()));
        let mapping: BTreeMap<String, Vec<String>> =
            serde_json::from_str(&tree::read(&format!("{FOLDER}/{name}.mapping.json"))).unwrap();
        let declared = case["groups"].as_object().unwrap();
        assert_eq!(mapping.len(), declared.len(), "{name}: every group is mapped");
        let mut groups: BTreeMap<String, AddressSet> = mapping
            .iter()
            .map(|(group, names)| (group.clone(), addresses(&lowered.document, names)))
            .collect();
        let mut above = BTreeMap::new();
        for (group, facts) in declared {
            let Some(whole) = facts["subset_of"].as_str() else { continue };
            let rest = groups[whole].difference(&groups[group]);
            groups.insert(whole.to_owned(), rest);
            above.insert(group.clone(), vec![whole.to_owned()]);
        }
        let has_role =
            |facts: &&Value| list(facts, "roles").iter().any(|role| LISTED.contains(&role.as_str().unwrap()));
        let listed =
            declared.iter().filter(|(_, facts)| has_role(facts)).map(|(group, _)| group.clone()).collect();
        let flows_of = |key: &str| list(case, key).iter().map(Flow::of).collect();
        let resolved = Resolved::new(&lowered.document).unwrap();
        Deployment {
            name,
            resolved,
            groups,
            above,
            listed,
            flows: flows_of("flows"),
            must_not: flows_of("must_not"),
        }
    }

    /// Where the document and the list differ, and how many pairs of groups were compared.
    fn differences(&self, flows: &[Flow]) -> (Vec<String>, usize) {
        let (mut found, mut compared) = (Vec::new(), 0);
        for (from, sources) in &self.groups {
            for (to, targets) in &self.groups {
                if !self.listed.contains(from) && !self.listed.contains(to) && !self.is_named(from, to) {
                    continue;
                }
                compared += 1;
                let speaks = |flow: &&Flow| self.lies_in(from, &flow.from) && self.lies_in(to, &flow.to);
                let said = flows.iter().filter(speaks).map(|flow| &flow.service);
                let service = said.fold(ServiceSet::empty(), |all, one| all.union(one));
                let product = |service| Product { from: sources.clone(), to: targets.clone(), service };
                let wanted = Region::from(&product(service)).without_self(self.resolved.hosts()).unwrap();
                let actual = permitted(&self.resolved, &product(ServiceSet::any())).unwrap();
                for (what, one, other) in
                    [("not permitted", &wanted, &actual), ("not expected", &actual, &wanted)]
                {
                    let sample = one.subtract_region(other).unwrap().sample();
                    found.extend(sample.map(|packet| format!("{what}: {from} -> {to}: {packet:?}")));
                }
            }
        }
        (found, compared)
    }

    /// What is permitted of the flows that must not be.
    fn forbidden(&self) -> Vec<String> {
        let mut found = Vec::new();
        for flow in &self.must_not {
            let inside =
                |group: &str, of: &str| self.lies_in(group, of) && !flow.minus.iter().any(|it| it == group);
            for (from, sources) in self.groups.iter().filter(|(group, _)| inside(group, &flow.from)) {
                let targets = &self.groups[&flow.to];
                let product =
                    Product { from: sources.clone(), to: targets.clone(), service: flow.service.clone() };
                assert!(!product.is_empty(), "{}: {flow:?} forbids nothing", self.name);
                let sample = permitted(&self.resolved, &product).unwrap().sample();
                found.extend(sample.map(|packet| format!("{from} -> {}: {packet:?}", flow.to)));
            }
        }
        found
    }

    fn lies_in(&self, group: &str, other: &str) -> bool {
        group == other || self.above.get(group).is_some_and(|above| above.iter().any(|it| it == other))
    }

    fn is_named(&self, from: &str, to: &str) -> bool {
        self.flows.iter().chain(&self.must_not).any(|flow| flow.from == from && flow.to == to)
    }
}

impl Flow {
    fn of(written: &Value) -> Flow {
        let (protocol, ports) = (text(written, "proto"), text(written, "port"));
        let number = match protocol.as_str() {
            "any" => None,
            "tcp" => Some(6),
            "udp" => Some(17),
            other => panic!("the protocol {other}"),
        };
        let range = |part: &str| {
            let (low, high) = part.split_once('-').unwrap_or((part, part));
            ServiceSet::ports(number.unwrap(), low.parse().unwrap(), high.parse().unwrap())
        };
        let service = match (number, ports.as_str()) {
            (None, "any") => ServiceSet::any(),
            (Some(number), "any") => ServiceSet::protocol(number),
            (_, ports) => ports.split(',').map(range).fold(ServiceSet::empty(), |all, one| all.union(&one)),
        };
        let minus = list(written, "minus").iter().map(|group| group.as_str().unwrap().to_owned()).collect();
        let subsumed = written.get("subsumed_by").is_some();
        Flow { from: text(written, "from"), to: text(written, "to"), service, subsumed, minus }
    }

    fn says_the_same(&self, other: &Flow) -> bool {
        (&self.from, &self.to, &self.service) == (&other.from, &other.to, &other.service)
    }
}

fn cases() -> Vec<Value> {
    let all: Value = serde_json::from_str(&tree::read(&format!("{FOLDER}/expected.json"))).unwrap();
    let cases = all.as_array().unwrap().clone();
    assert_eq!(cases.len(), 7);
    assert_eq!(tree::files(FOLDER, ".expol").len(), cases.len(), "each deployment has its policy");
    cases
}

fn addresses(document: &Document, names: &[String]) -> AddressSet {
    let mut named = Named::default();
    for name in names {
        let (kind, name) = name.split_once(':').unwrap();
        let into = match kind {
            "zone" => &mut named.zones,
            "server" => &mut named.servers,
            "interface" => &mut named.interfaces,
            other => panic!("a mapping to a {other}"),
        };
        into.insert(name.to_owned());
    }
    let extent = Resolver::new(document).unwrap().side(&Endpoints::named(named).unwrap()).unwrap();
    let v4 = extent.ipv4().map(|(low, high)| (u32::from(low), u32::from(high)));
    let v6 = extent.ipv6().map(|(low, high)| (u128::from(low), u128::from(high)));
    let external = extent.external().iter().map(|name| ExternalId::of_name(name));
    AddressSet::new(RangeSet::from_ranges(v4), RangeSet::from_ranges(v6), external)
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}")).to_owned()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
