//! Where things come from: source files, library modules, citations, and the chain of reasons of each entry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::constant::True;
use crate::text::Digest;

/// A file that the document was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Whether it belongs to the standard library; left out where it does not.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub library: Option<True>,
    /// Its path below the project or the library, with `/` between the parts.
    pub path: String,
}

/// A module of the standard library that the policy uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Library {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its version.
    pub version: String,
}

/// A published source of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// How to find it: an identifier or an address.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The part that is meant.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub section: Option<String>,
    /// Its title.
    pub title: String,
}

/// The reasons of one statement, from the user's line to the library's rule.
pub type Chain = Vec<Step>;

/// One line on the way from what the user wrote to what the rule says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `[line, column, end line, end column]`, counted from 1, columns in Unicode scalar values.
    pub at: Span,
    /// The key of the citation that the line gives.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub cite: Option<String>,
    /// What the line does.
    pub kind: StepKind,
    /// The qualified label of the statement there.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub rule: Option<String>,
    /// The key of the source that the line is in.
    pub source: String,
}

/// `[line, column, end line, end column]`, counted from 1.
pub type Span = [u32; 4];

/// What a line does for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// It applies a profile.
    Applied,
    /// It is a statement of a library.
    Library,
    /// It is a statement of the user's own.
    Stated,
}
