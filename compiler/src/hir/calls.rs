//! The functions of conditions.

use super::types::Type;

/// How a function is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Signature {
    /// Sets of endpoints or of services, all of one kind.
    Sets(usize),
    /// A flow.
    Flow,
    /// A label.
    Label,
    /// A diagnostic or a label.
    Waivable,
}

/// The functions: name, signature, type of the answer.
const FUNCTIONS: &[(&str, Signature)] = &[
    ("addressed", Signature::Sets(1)),
    ("blocked", Signature::Flow),
    ("contains", Signature::Sets(2)),
    ("count", Signature::Sets(1)),
    ("dated", Signature::Sets(1)),
    ("empty", Signature::Sets(1)),
    ("exists", Signature::Sets(1)),
    ("overlaps", Signature::Sets(2)),
    ("permitted", Signature::Flow),
    ("present", Signature::Label),
    ("waived", Signature::Waivable),
];

/// The names of all functions.
pub(crate) fn function_names() -> Vec<&'static str> {
    FUNCTIONS.iter().map(|(name, _)| *name).collect()
}

/// How the function is called; `None` for none.
pub(super) fn signature(name: &str) -> Option<Signature> {
    FUNCTIONS.iter().find(|(known, _)| *known == name).map(|(_, signature)| *signature)
}

/// What the function answers.
pub(super) fn answer(name: &str) -> Type {
    if name == "count" { Type::Number } else { Type::Flag }
}

/// Whether the answer depends on what is permitted, which only an assertion may ask.
pub(super) fn depends_on_permitted(name: &str) -> bool {
    matches!(signature(name), Some(Signature::Flow | Signature::Label | Signature::Waivable))
}
