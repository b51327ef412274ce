//! From faults in names and types to diagnostics: each kind to its code.

use crate::checks::context::Context;
use crate::checks::ex0101_unresolved_name::{self as ex0101, Unresolved};
use crate::checks::{
    ex0103_private_name as ex0103, ex0105_unknown_module as ex0105, ex0106_refused_path as ex0106,
    ex0107_unknown_import as ex0107, ex0108_unknown_label as ex0108, ex0109_waiver_in_library as ex0109,
    ex0206_number_too_large as ex0206, ex0207_port_without_protocol as ex0207, ex0208_wrong_type as ex0208,
    ex0209_not_a_member as ex0209, ex0210_missing_argument as ex0210, ex0211_unknown_argument as ex0211,
    ex0212_unknown_member as ex0212, ex0213_unknown_type as ex0213, ex0214_unknown_function as ex0214,
    ex0215_depends_on_permitted as ex0215, ex0216_wrong_holder as ex0216, ex0217_repeated_role as ex0217,
    ex0218_hiding_parameter as ex0218, ex0219_unknown_placeholder as ex0219,
};
use crate::db::SourceFile;
use crate::diagnostics::Diagnostic;
use crate::hir::{Definition, Place, Problem, ProblemKind, Type, UseFault, resolve};

/// The diagnostic of a fault.
pub(super) fn diagnostic<'db>(ctx: Context<'db>, problem: &Problem<'db>) -> Diagnostic {
    let place = problem.place;
    match &problem.kind {
        ProblemKind::UnresolvedName { name, module, qualified, wanted, locals } => {
            let what = Unresolved { name, module: *module, qualified: *qualified, wanted: *wanted, locals };
            ex0101::unresolved(ctx, place, &what)
        }
        ProblemKind::PrivateName { item } => ex0103::private(ctx, place, *item),
        ProblemKind::BadUse { fault } => bad_use(ctx, place, fault),
        ProblemKind::UnknownImport { name, module } => import(ctx, place, name, *module),
        ProblemKind::UnknownLabel { name, module } => ex0108::unknown(ctx, place, name, *module),
        ProblemKind::WaiverInLibrary => ex0109::waiver(ctx, place),
        ProblemKind::MissingArgument { parameter, kind, callee } => {
            ex0210::missing(ctx, place, parameter, kind, *callee)
        }
        ProblemKind::UnknownArgument { name, known, callee } => {
            ex0211::unknown(ctx, place, name, known, *callee)
        }
        ProblemKind::RepeatedArgument { name } => ex0211::repeated(ctx, place, name),
        ProblemKind::WrongHolder { role, wanted, found } => {
            ex0216::wrong_holder(ctx, place, *role, *wanted, *found)
        }
        ProblemKind::RepeatedRole { role } => ex0217::repeated(ctx, place, *role),
        ProblemKind::HidingParameter { name, item } => ex0218::hiding(ctx, place, name, *item),
        ProblemKind::RepeatedParameter { name } => ex0218::repeated(ctx, place, name),
        ProblemKind::UnknownPlaceholder { name, user } => ex0219::unknown(ctx, place, name, *user),
        ProblemKind::FlawedPlaceholder => ex0219::flawed(ctx, place),
        ProblemKind::NotAPort => ex0206::too_large(ctx.spot(place), "a port", 65_535),
        ProblemKind::BareProtocol { protocol } => ex0207::bare_protocol(ctx, place, *protocol),
        ProblemKind::WrongType { found: Type::Number | Type::Ports, wanted: Type::Service } => {
            ex0207::bare_port(ctx, place)
        }
        ProblemKind::WrongType { found, wanted } => ex0208::wrong_type(ctx, place, found, wanted),
        ProblemKind::WrongKind { found, wanted, declared } => {
            ex0208::wrong_kind(ctx, place, found, wanted, *declared)
        }
        ProblemKind::ModuleAsValue { name } => ex0208::module_as_value(ctx, place, name),
        ProblemKind::NotAMember { word, members } => ex0209::not_a_member(ctx, place, word, members),
        ProblemKind::UnknownMember { name, of, known } => ex0212::unknown(ctx, place, name, of, known),
        ProblemKind::AmbiguousMember { name, roles } => ex0212::ambiguous(ctx, place, name, roles),
        ProblemKind::MemberOfSet { name } => ex0212::of_set(ctx, place, name),
        ProblemKind::UnknownType { name } => ex0213::unknown(ctx, place, name),
        ProblemKind::UnknownFunction { name } => ex0214::unknown(ctx, place, name),
        ProblemKind::WrongCount { function, wanted, found } => {
            ex0214::wrong_count(ctx, place, function, *wanted, *found)
        }
        ProblemKind::DependsOnPermitted { function } => ex0215::depends(ctx, place, function),
    }
}

fn bad_use<'db>(ctx: Context<'db>, place: Place<'db>, fault: &UseFault) -> Diagnostic {
    match fault {
        UseFault::NoLibraryModule(name) => ex0105::not_in_library(ctx, place, name),
        UseFault::Refused(refusal) => ex0106::refused(ctx, place, *refusal),
        UseFault::Unreadable(file) => ex0105::unreadable(ctx, place, Some(*file)),
        UseFault::Missing => ex0105::unreadable(ctx, place, None),
    }
}

/// An import that fails: of a name that is private, or of none.
fn import<'db>(ctx: Context<'db>, place: Place<'db>, name: &str, module: SourceFile) -> Diagnostic {
    match resolve(ctx.db, module, name) {
        Some(Definition::Item(item)) if item.file(ctx.db) == module => ex0103::private(ctx, place, item),
        _ => ex0107::unknown(ctx, place, name, module),
    }
}
