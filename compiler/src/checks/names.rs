//! How people read endpoints, services, packets and statements. Nothing here knows a code.

mod show;

use expol_space::{AddressSet, Packet, Point, ServiceSet};
use smol_str::{SmolStr, format_smolstr};

use super::context::Context;
use crate::hir::{Item, Place, ast, module_name};
use crate::policy::address::{internet_set, literal_set, zone_set};
use crate::policy::endpoints::{Endpoints, Member, Term};
use crate::policy::eval::service_of_set;
use crate::policy::owner_of;
use crate::policy::value::{ServicePart, Services, Value};
use crate::syntax::item::Item as Tree;
use crate::syntax::literal::show_duration;

pub(crate) use show::{list, plural, show_addresses, show_services};
use show::{plain_service, show_point, show_ports};

/// A statement is quoted up to this length.
const MAX_QUOTED: usize = 60;

impl<'db> Context<'db> {
    /// A packet: `tcp 25 (smtp) from 203.0.113.7 (internet) to 10.1.0.11 (ex01)`.
    pub(crate) fn packet(&self, packet: &Packet) -> String {
        let end = |point| match point {
            Point::External(_) => self.member(self.owner_of(point)),
            address => format!("{} ({})", show_point(address), self.member(self.owner_of(address))),
        };
        format!("{} from {} to {}", self.packet_service(packet), end(packet.from), end(packet.to))
    }

    /// A packet in few words, for headlines: ``tcp 25 from `internet` to `ex01` ``.
    pub(crate) fn short_packet(&self, packet: &Packet) -> String {
        let end = |point| self.member(self.owner_of(point));
        format!("{} from `{}` to `{}`", plain_service(packet), end(packet.from), end(packet.to))
    }

    /// The service of a packet, with its name where it has one: `tcp 25 (smtp)`.
    pub(crate) fn packet_service(&self, packet: &Packet) -> String {
        let plain = plain_service(packet);
        let set = match packet.port {
            Some(port) => ServiceSet::ports(packet.protocol, port, port),
            None => ServiceSet::protocol(packet.protocol),
        };
        match self.service_name(&set) {
            Some(name) => format!("{plain} ({name})"),
            None => plain,
        }
    }

    /// What an address belongs to: the server or adapter that has it, else the narrowest zone, else `internet`.
    pub(crate) fn owner_of(&self, point: Point) -> Member<'db> {
        owner_of(self.db, point)
    }

    /// One end of a counterexample: `ex01 (10.1.0.11)`, or only the name of a zone all of which is meant.
    pub(crate) fn end(&self, point: Point, meant: &AddressSet) -> String {
        let owner = self.owner_of(point);
        let name = self.member(owner);
        let whole = match owner {
            Member::Zone(zone) => zone_set(self.db, zone).is_subset(meant),
            Member::Internet => internet_set(self.db).is_subset(meant),
            _ => false,
        };
        if whole { name } else { format!("{name} ({})", show_point(point)) }
    }

    /// The name of a member.
    pub(crate) fn member(&self, member: Member<'db>) -> String {
        match member {
            Member::Server(item) | Member::Zone(item) | Member::Group(item) | Member::Role(item) => {
                self.name(item).to_string()
            }
            Member::Interface(item, index) => {
                let tree = ast(self.db, item);
                let Tree::Server(server) = &tree.item else { return self.name(item).to_string() };
                let interface = server.interfaces.get(index as usize);
                let name = interface.map(|interface| interface.name.text.as_str()).unwrap_or_default();
                format!("{}.{name}", self.name(item))
            }
            Member::Internet => "internet".to_owned(),
            Member::Any => "any".to_owned(),
            Member::Literal(written) => show_addresses(&literal_set(written.literal(self.db))),
            Member::Rest => "the rest".to_owned(),
        }
    }

    /// The declaration of a member.
    pub(crate) fn item_of(&self, member: Member<'db>) -> Option<Item<'db>> {
        match member {
            Member::Server(item)
            | Member::Interface(item, _)
            | Member::Zone(item)
            | Member::Group(item)
            | Member::Role(item) => Some(item),
            Member::Internet | Member::Any | Member::Literal(_) | Member::Rest => None,
        }
    }

    /// The members of a set; the first few of many.
    pub(crate) fn members(&self, set: &Endpoints<'db>) -> String {
        list(set.terms().iter().map(|term| self.term(term)))
    }

    fn term(&self, term: &Term<'db>) -> String {
        let name = match term.member {
            Member::Rest => show_addresses(&term.set),
            member => self.member(member),
        };
        if term.removed.is_empty() {
            return name;
        }
        let removed = list(term.removed.iter().map(|member| self.member(*member)));
        format!("{name} except {removed}")
    }

    /// A set of services as it is said.
    pub(crate) fn services(&self, set: &Services<'db>) -> String {
        let part = |part: &ServicePart<'db>| match part {
            ServicePart::Named(item) => self.name(*item).to_string(),
            ServicePart::Any => "any".to_owned(),
            ServicePart::Loose(set) => match self.service_name(set) {
                Some(name) => format!("{} ({name})", show_services(set)),
                None => show_services(set),
            },
        };
        list(set.parts.iter().map(part))
    }

    /// Services as messages tell them: ports first, a single name behind them.
    pub(crate) fn ports_of(&self, set: &Services<'db>) -> String {
        match set.parts.as_slice() {
            [ServicePart::Named(item)] => format!("{} ({})", show_services(&set.set), self.name(*item)),
            _ => self.services(set),
        }
    }

    /// The declared service that is exactly this set; the project's own before those of libraries.
    fn service_name(&self, set: &ServiceSet) -> Option<SmolStr> {
        service_of_set(self.db, set).map(|item| self.name(item))
    }

    /// A value as people write it.
    pub(crate) fn value(&self, value: &Value<'db>) -> String {
        match value {
            Value::Endpoints(set) => self.members(set),
            Value::Services(set) => self.services(set),
            Value::Ports(ports) => show_ports(ports),
            Value::Flag(on) => if *on { "on" } else { "off" }.to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) | Value::Word(text) => text.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Duration(seconds) => show_duration(*seconds),
            Value::None | Value::Unknown => "none".to_owned(),
        }
    }

    /// A statement in one line, without its clauses.
    pub(crate) fn statement(&self, place: Place<'db>) -> String {
        let text = self.text(place);
        let code = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        let joined = code.collect::<Vec<_>>().join(" ");
        let head = joined.split('{').next().unwrap_or_default();
        let line = head.split_whitespace().collect::<Vec<_>>().join(" ");
        cut(&line, MAX_QUOTED)
    }

    /// The name of a diagnostic as people name it: that of its module, and its own.
    pub(crate) fn diagnostic_name(&self, item: Item<'db>) -> SmolStr {
        let file = item.file(self.db);
        let module = module_name(self.db, file);
        let module = module.strip_prefix("std.").unwrap_or_else(|| file.path(self.db).stem());
        format_smolstr!("{module}/{}", self.name(item))
    }
}

/// The beginning of a text, where it is longer than `most` characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let beginning: String = text.chars().take(most).collect();
    format!("{}…", beginning.trim_end())
}
