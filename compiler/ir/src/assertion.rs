//! What was proved about the policy, and what was waived.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::endpoints::Endpoints;
use crate::provenance::Chain;
use crate::text::Date;

/// An assertion that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// The diagnostic that its failure reports.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub diagnostic: Option<String>,
    /// What kind of statement it is.
    pub kind: AssertionKind,
    /// Its label, or its text where it has none.
    pub label: String,
    /// How it came out.
    pub result: AssertionResult,
    /// Where it is stated.
    #[serde(deserialize_with = "crate::collection::filled")]
    #[schemars(length(min = 1), inner(length(min = 1)))]
    pub why: Vec<Chain>,
}

/// The kinds of assertions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AssertionKind {
    /// A condition that must not hold.
    Check,
    /// Traffic that only certain rules may permit.
    Confine,
    /// Traffic that nothing on the path alters.
    Intact,
    /// Traffic that is permitted.
    Must,
    /// Traffic that is not permitted.
    Never,
    /// An example.
    Test,
}

/// How an assertion came out; one that fails stops the document from being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AssertionResult {
    /// It was proved.
    Holds,
    /// It is suspended.
    Waived,
}

/// A waiver in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The reason given.
    pub because: String,
    /// The traffic it is limited to.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub flow: Option<Flow>,
    /// The diagnostic or label that it suspends.
    pub name: String,
    /// Its last day.
    pub until: Date,
    /// Where it is stated.
    #[serde(deserialize_with = "crate::collection::filled")]
    #[schemars(length(min = 1), inner(length(min = 1)))]
    pub why: Vec<Chain>,
}

/// Traffic from one side to the other on a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Who opens the connection.
    pub from: Endpoints,
    /// The name of the service.
    pub service: String,
    /// Who accepts the connection.
    pub to: Endpoints,
}
