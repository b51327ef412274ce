//! Declarations.

use smol_str::SmolStr;

use super::Builder;
use crate::error::SyntaxErrorKind;
use crate::item::{
    Adapter, Address, Group, HolderKind, Interface, ListUse, Name, NodeId, Parameter, Placement, Profile,
    Role, RoleUse, Server, Service, Text, TypeName, Use, UseTarget, Zone,
};
use expol_grammar::{Pair, Rule};

impl Builder<'_> {
    pub(super) fn use_(&mut self, pair: Pair<'_>) -> Use {
        let mut found = Use { target: UseTarget::File(self.no_text()), imports: Vec::new(), alias: None };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::path => found.target = UseTarget::Library(self.path(part)),
                Rule::module_file => {
                    if let Some(text) = part.into_inner().next() {
                        found.target = UseTarget::File(self.string(&text));
                    }
                }
                Rule::imports => found.imports = self.names(part),
                Rule::alias => found.alias = self.names(part).pop(),
                _ => {}
            }
        }
        found
    }

    fn names(&mut self, pair: Pair<'_>) -> Vec<Name> {
        let names = pair.into_inner().filter(|part| part.as_rule() == Rule::name);
        names.map(|name| self.name(&name)).collect()
    }

    fn no_text(&self) -> Text {
        Text { value: SmolStr::default(), node: NodeId::ITEM }
    }

    fn no_name(&self) -> Name {
        Name { text: SmolStr::default(), node: NodeId::ITEM }
    }

    pub(super) fn zone(&mut self, pair: Pair<'_>) -> Zone {
        let mut zone = Zone {
            name: self.no_name(),
            parent: None,
            external: false,
            addresses: Box::default(),
            files: Box::default(),
            until: None,
            roles: Box::default(),
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => zone.name = self.name(&part),
                Rule::placement => zone.parent = self.placement(part),
                Rule::external => zone.external = true,
                Rule::zone_body => self.zone_body(&mut zone, part),
                _ => {}
            }
        }
        zone
    }

    fn zone_body(&mut self, zone: &mut Zone, pair: Pair<'_>) {
        for part in pair.into_inner() {
            let place = self.range(&part);
            match part.as_rule() {
                Rule::address_list => zone.addresses = self.addresses(part),
                Rule::address_file => {
                    append(&mut zone.files, self.list_use(part));
                }
                Rule::role_list => append(&mut zone.roles, self.roles(part)),
                Rule::until => {
                    let date = part.into_inner().next().and_then(|date| self.date(&date));
                    if std::mem::replace(&mut zone.until, date).is_some() {
                        self.error(place, SyntaxErrorKind::Repeated { part: "until".into() });
                    }
                }
                _ => {}
            }
        }
    }

    fn list_use(&mut self, pair: Pair<'_>) -> Option<ListUse> {
        let (mut file, mut column) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::string => file = Some(self.string(&part)),
                Rule::list_column => column = part.into_inner().next().map(|name| self.string(&name)),
                _ => {}
            }
        }
        file.map(|file| ListUse { file, column })
    }

    fn placement(&mut self, pair: Pair<'_>) -> Option<Placement> {
        let place = pair.into_inner().find(|part| part.as_rule() != Rule::kw_in)?;
        Some(match place.as_rule() {
            Rule::internet => Placement::Internet(self.node(self.range(&place))),
            _ => Placement::Zone(self.path(place)),
        })
    }

    pub(super) fn server(&mut self, pair: Pair<'_>) -> Option<Server> {
        let (mut name, mut zone, mut found) = (None, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::placement => zone = self.placement(part),
                Rule::server_body => found = Some(self.server_body(part)),
                _ => {}
            }
        }
        let (mut body, interfaces) = found?;
        body.zone = zone?;
        Some(Server { name: name?, body, interfaces })
    }

    fn server_body(&mut self, pair: Pair<'_>) -> (Adapter, Box<[Interface]>) {
        let zone = Placement::Internet(NodeId::ITEM);
        let mut body =
            Adapter { zone, addresses: Box::default(), public: Box::default(), roles: Box::default() };
        let mut interfaces = Vec::new();
        for part in pair.into_inner() {
            let place = self.range(&part);
            let word = part.as_str().split_whitespace().next().unwrap_or_default().to_owned();
            let repeated = match part.as_rule() {
                Rule::addresses => !self.append_addresses(&mut body.addresses, part),
                Rule::public => !self.append_addresses(&mut body.public, part),
                Rule::role_list => {
                    append(&mut body.roles, self.roles(part));
                    false
                }
                Rule::interface => {
                    interfaces.extend(self.interface(part));
                    false
                }
                _ => false,
            };
            if repeated {
                self.error(place, SyntaxErrorKind::Repeated { part: word.into() });
            }
        }
        (body, interfaces.into())
    }

    /// Appends the addresses; false where there were some already.
    fn append_addresses(&mut self, all: &mut Box<[Address]>, pair: Pair<'_>) -> bool {
        let before = std::mem::take(all);
        let more = pair.into_inner().next().map(|list| self.addresses(list)).unwrap_or_default();
        let is_first = before.is_empty();
        *all = if is_first { more } else { before.into_iter().chain(more).collect() };
        is_first
    }

    fn interface(&mut self, pair: Pair<'_>) -> Option<Interface> {
        let whole = self.range(&pair);
        let inner = self.server(pair)?;
        if !inner.interfaces.is_empty() {
            self.error(
                whole,
                SyntaxErrorKind::OutOfPlace { part: "an interface", place: "directly in a server" },
            );
        }
        Some(Interface { name: inner.name, body: inner.body })
    }

    pub(super) fn group(&mut self, pair: Pair<'_>) -> Group {
        let mut group = Group { name: self.no_name(), members: None, roles: Box::default() };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => group.name = self.name(&part),
                Rule::group_body => {
                    for inner in part.into_inner() {
                        match inner.as_rule() {
                            Rule::list => group.members = Some(self.list(inner)),
                            Rule::role_list => append(&mut group.roles, self.roles(inner)),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        group
    }

    fn roles(&mut self, pair: Pair<'_>) -> Vec<RoleUse> {
        pair.into_inner().filter_map(|role| self.role_use(role)).collect()
    }

    fn role_use(&mut self, pair: Pair<'_>) -> Option<RoleUse> {
        let node = self.node(self.range(&pair));
        let (mut path, mut arguments) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::path => path = Some(self.path(part)),
                _ => arguments = Some(self.arguments(part)),
            }
        }
        path.map(|path| RoleUse { path, arguments: arguments.unwrap_or_default(), node })
    }

    pub(super) fn service(&mut self, pair: Pair<'_>) -> Service {
        let mut name = self.no_name();
        let mut value = None;
        let whole = self.range(&pair);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = self.name(&part),
                Rule::list => value = Some(self.list(part)),
                _ => {}
            }
        }
        let node = self.node(whole);
        let value = value.unwrap_or(crate::expr::Expr { kind: crate::expr::ExprKind::Error, node });
        Service { name, value }
    }

    pub(super) fn role(&mut self, pair: Pair<'_>) -> Role {
        let mut role = Role { name: self.no_name(), parameters: Vec::new(), holder: HolderKind::Server };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => role.name = self.name(&part),
                Rule::parameters => role.parameters = self.parameters(part),
                Rule::holder => {
                    role.holder =
                        match part.into_inner().next().map(|kind| kind.as_str().to_owned()).as_deref() {
                            Some("interface") => HolderKind::Interface,
                            Some("zone") => HolderKind::Zone,
                            Some("group") => HolderKind::Group,
                            _ => HolderKind::Server,
                        }
                }
                _ => {}
            }
        }
        role
    }

    fn parameters(&mut self, pair: Pair<'_>) -> Vec<Parameter> {
        let parameters = pair.into_inner().filter(|part| part.as_rule() == Rule::parameter);
        parameters.filter_map(|parameter| self.parameter(parameter)).collect()
    }

    fn parameter(&mut self, pair: Pair<'_>) -> Option<Parameter> {
        let (mut name, mut kind, mut default) = (None, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::type_name => {
                    let node = self.node(self.range(&part));
                    kind = Some(TypeName::Named(Name { text: part.as_str().into(), node }));
                }
                Rule::enumeration => kind = Some(TypeName::Enumeration(self.members(part))),
                Rule::expression => default = Some(self.expression(part)),
                _ => {}
            }
        }
        Some(Parameter { name: name?, kind: kind?, default })
    }

    /// The members of an enumeration may be reserved words: `{ off, tcp, tls }`.
    fn members(&mut self, pair: Pair<'_>) -> Vec<Name> {
        let names = pair.into_inner().filter(|part| part.as_rule() == Rule::name);
        names.map(|name| Name { text: name.as_str().into(), node: self.node(self.range(&name)) }).collect()
    }

    pub(super) fn profile(&mut self, pair: Pair<'_>) -> Profile {
        let mut profile = Profile { name: self.no_name(), parameters: Vec::new(), statements: Vec::new() };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => profile.name = self.name(&part),
                Rule::parameters => profile.parameters = self.parameters(part),
                Rule::block => profile.statements = self.block(part),
                _ => {}
            }
        }
        profile
    }
}

/// Appends to a list that is as long as what is in it: in nearly all declarations it gets one part.
fn append<T>(all: &mut Box<[T]>, more: impl IntoIterator<Item = T>) {
    let mut list = std::mem::take(all).into_vec();
    list.extend(more);
    *all = list.into();
}
