//! Declarations.

use std::collections::BTreeSet;

use super::Checker;
use crate::hir::ast;
use crate::hir::item::Item;
use crate::hir::module::use_target;
use crate::hir::placeholder::{Piece, pieces};
use crate::hir::problem::{ProblemKind, Wanted};
use crate::hir::scope::offers_name;
use crate::hir::types::Type;
use crate::syntax::item::{
    Adapter, Diagnostic, HolderKind, Item as Tree, Placement, RoleUse, Server, Text, Use, Zone,
};
use crate::syntax::statement::Cite;

impl<'db> Checker<'db> {
    pub(super) fn declaration(&mut self, tree: &Tree) {
        match tree {
            Tree::Use(used) => self.use_(used),
            Tree::Zone(zone) => self.zone(zone),
            Tree::Server(server) => self.server(server),
            Tree::Group(group) => {
                if let Some(members) = &group.members {
                    self.expect(members, &Type::Endpoints);
                }
                self.roles(&group.roles, HolderKind::Group);
            }
            Tree::Service(service) => {
                self.expect(&service.value, &Type::Service);
            }
            Tree::Role(role) => self.parameters(&role.parameters),
            Tree::Profile(profile) => {
                self.parameters(&profile.parameters);
                self.enter_parameters(&profile.parameters);
                profile.statements.iter().for_each(|statement| self.statement(statement));
            }
            Tree::Diagnostic(diagnostic) => self.diagnostic(diagnostic),
            Tree::Citation(_) | Tree::Statement(_) | Tree::Broken => {}
        }
    }

    fn use_(&mut self, used: &Use) {
        let Some(target) = use_target(self.db, self.item).clone() else { return };
        match target.target {
            Err(fault) => self.report(target.node, ProblemKind::BadUse { fault }),
            Ok(module) => {
                self.record_use(used, target.node, module);
                for name in &used.imports {
                    if !offers_name(self.db, module, &name.text) {
                        self.report(
                            name.node,
                            ProblemKind::UnknownImport { name: name.text.clone(), module },
                        );
                    }
                }
            }
        }
    }

    fn zone(&mut self, zone: &Zone) {
        if let Some(parent) = &zone.parent {
            self.placement(parent);
        }
        self.roles(&zone.roles, HolderKind::Zone);
    }

    fn placement(&mut self, placement: &Placement) {
        if let Placement::Zone(path) = placement {
            self.declaration_named(path, Wanted::Zone, |tree| matches!(tree, Tree::Zone(_)));
        }
    }

    fn server(&mut self, server: &Server) {
        self.adapter(&server.body, HolderKind::Server);
        for interface in &server.interfaces {
            self.adapter(&interface.body, HolderKind::Interface);
        }
    }

    fn adapter(&mut self, body: &Adapter, kind: HolderKind) {
        self.placement(&body.zone);
        self.roles(&body.roles, kind);
    }

    fn roles(&mut self, roles: &[RoleUse], holder: HolderKind) {
        let mut seen: BTreeSet<(smol_str::SmolStr, u32)> = BTreeSet::new();
        for used in roles {
            let Some(role) =
                self.declaration_named(&used.path, Wanted::Role, |tree| matches!(tree, Tree::Role(_)))
            else {
                continue;
            };
            let tree = ast(self.db, role).clone();
            let Tree::Role(declared) = &tree.item else { continue };
            let key = (declared.name.text.clone(), role.file(self.db).id(self.db).0);
            if !seen.insert(key) {
                self.report(used.node, ProblemKind::RepeatedRole { role });
            }
            if declared.holder != holder {
                self.report(
                    used.path.node,
                    ProblemKind::WrongHolder { role, wanted: declared.holder, found: holder },
                );
            }
            self.arguments(role, &declared.parameters, &used.arguments, used.path.node);
        }
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        for text in std::iter::once(&diagnostic.message).chain(&diagnostic.help) {
            self.text_with_braces(text);
        }
        if let Some(cite) = &diagnostic.cite {
            self.cite(cite);
        }
    }

    fn text_with_braces(&mut self, text: &Text) {
        if pieces(&text.value).contains(&Piece::Flawed) {
            self.report(text.node, ProblemKind::FlawedPlaceholder);
        }
    }

    pub(super) fn cite(&mut self, cite: &Cite) -> Option<Item<'db>> {
        self.declaration_named(&cite.path, Wanted::Citation, |tree| matches!(tree, Tree::Citation(_)))
    }
}
