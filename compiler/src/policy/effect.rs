//! What statements come to: rules, facts, assertions, waivers and tests, each with the way that led to it.

mod chain;
mod unknowns;

use std::sync::Arc;

use expol_space::Product;
use smol_str::SmolStr;

use super::endpoints::Endpoints;
use super::value::{Services, Value};
use crate::db::SourceFile;
use crate::hir::{Item, Local, Place};
use crate::syntax::expr::Expr;
use crate::syntax::item::DateAt;
use crate::syntax::literal::Date;
use crate::syntax::statement::{AlterationKind, Cite, Verb};

pub use chain::Chain;
pub use unknowns::Unknowns;

/// A label with its module.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Label {
    /// The module that carries it.
    pub module: SourceFile,
    /// The word.
    pub name: SmolStr,
}

/// The clauses of a statement and its documentation, after those of its `apply`s have been passed on.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub struct Meta<'db> {
    /// Why.
    pub because: Option<SmolStr>,
    /// Who answers for it.
    pub owner: Option<SmolStr>,
    /// The change ticket.
    pub ticket: Option<SmolStr>,
    /// The last day, and where it is written.
    pub until: Option<Until<'db>>,
    /// Whether it is logged.
    pub log: bool,
    /// Seconds.
    pub idle_timeout: Option<u64>,
    /// The source, in the module that cites it.
    pub cite: Option<(Cite, SourceFile)>,
    /// The documentation.
    pub doc: Option<SmolStr>,
}

impl Meta<'_> {
    const NONE: Meta<'static> = Meta {
        because: None,
        owner: None,
        ticket: None,
        until: None,
        log: false,
        idle_timeout: None,
        cite: None,
        doc: None,
    };
}

/// A last day, and where it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Until<'db> {
    /// The day.
    pub date: Date,
    /// Where.
    pub place: Place<'db>,
}

/// The way to a statement: from the user's line inwards.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Origin<'db> {
    /// The places.
    pub chain: Chain<'db>,
    /// The label.
    pub label: Option<Arc<Label>>,
    /// Most statements of a large policy have no clauses.
    meta: Option<Box<Meta<'db>>>,
}

impl<'db> Origin<'db> {
    pub(super) fn new(chain: &[Place<'db>], label: Option<Arc<Label>>, meta: Meta<'db>) -> Origin<'db> {
        Origin { chain: chain.into(), label, meta: (meta != Meta::NONE).then(|| Box::new(meta)) }
    }

    /// The clauses.
    pub fn meta(&self) -> &Meta<'db> {
        static NONE: Meta<'static> = Meta::NONE;
        self.meta.as_deref().unwrap_or(&NONE)
    }

    /// Gives a source where none is given.
    pub(super) fn cite_else(&mut self, cite: impl FnOnce() -> Option<(Cite, SourceFile)>) {
        if self.meta().cite.is_none()
            && let Some(cite) = cite()
        {
            self.meta.get_or_insert_default().cite = Some(cite);
        }
    }

    /// Where a person wrote what led to this.
    pub fn outermost(&self) -> Option<Place<'db>> {
        self.chain.first().copied()
    }

    /// The statement itself.
    pub fn innermost(&self) -> Option<Place<'db>> {
        self.chain.last().copied()
    }
}

/// `FROM -> TO on SERVICE`, computed. One direction.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct FlowValue<'db> {
    /// The initiators.
    pub from: Endpoints<'db>,
    /// The responders.
    pub to: Endpoints<'db>,
    /// The services.
    pub service: Arc<Services<'db>>,
}

impl FlowValue<'_> {
    /// The exact meaning.
    pub fn product(&self) -> Product {
        Product {
            from: self.from.set().clone(),
            to: self.to.set().clone(),
            service: self.service.set.clone(),
        }
    }
}

/// An `allow` or a `deny`.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Rule<'db> {
    /// Whether it permits.
    pub allow: bool,
    /// What.
    pub flow: FlowValue<'db>,
    /// Why.
    pub origin: Origin<'db>,
}

/// A kind of alteration, with seconds for `idle-timeout`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct AlterationValue {
    /// What.
    pub kind: AlterationKind,
    /// Seconds.
    pub seconds: Option<u64>,
}

/// An `alter`: a device does this to the flow.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Fact<'db> {
    /// The flow.
    pub flow: FlowValue<'db>,
    /// What is done.
    pub kinds: Vec<AlterationValue>,
    /// Why.
    pub origin: Origin<'db>,
}

/// What an assertion asserts.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum Asserted<'db> {
    /// None of it is permitted.
    Never(FlowValue<'db>),
    /// All of it is permitted.
    Must(FlowValue<'db>),
    /// Nothing does this to it.
    Intact(FlowValue<'db>, Vec<AlterationValue>),
    /// Only allows with these labels permit it.
    Confine(FlowValue<'db>, Vec<Label>),
    /// The condition does not hold.
    Check,
}

impl<'db> Asserted<'db> {
    /// The flow, where there is one.
    pub fn flow(&self) -> Option<&FlowValue<'db>> {
        match self {
            Asserted::Never(flow)
            | Asserted::Must(flow)
            | Asserted::Intact(flow, _)
            | Asserted::Confine(flow, _) => Some(flow),
            Asserted::Check => None,
        }
    }

    /// As written.
    pub fn word(&self) -> &'static str {
        match self {
            Asserted::Never(_) => Verb::Never.word(),
            Asserted::Must(_) => Verb::Must.word(),
            Asserted::Intact(..) => Verb::Intact.word(),
            Asserted::Confine(..) => Verb::Confine.word(),
            Asserted::Check => "check",
        }
    }
}

/// The variables around an assertion: its condition and its message need them.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Environment<'db> {
    /// The module.
    pub file: SourceFile,
    /// The variables.
    pub locals: Vec<Local<'db>>,
    /// Their values.
    pub values: Vec<Value<'db>>,
}

/// A proof that is made on every check.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Assertion<'db> {
    /// What it says.
    pub asserted: Asserted<'db>,
    /// A condition that asks what is permitted; other conditions are decided already.
    pub condition: Option<Arc<Expr>>,
    /// What it reports.
    pub diagnostic: Option<Item<'db>>,
    /// The variables around it.
    pub environment: Arc<Environment<'db>>,
    /// Why.
    pub origin: Origin<'db>,
}

/// A `waive`.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Waiver<'db> {
    /// The diagnostic, where one is named.
    pub diagnostic: Option<Item<'db>>,
    /// The label, where none is.
    pub label: Label,
    /// The part that is waived; everything where there is none.
    pub flows: Option<Vec<FlowValue<'db>>>,
    /// The reason.
    pub because: SmolStr,
    /// The last day.
    pub until: DateAt,
    /// Where.
    pub place: Place<'db>,
}

/// A line of a `test`.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Expectation<'db> {
    /// The title of the test.
    pub title: SmolStr,
    /// The flows.
    pub flows: Vec<FlowValue<'db>>,
    /// All of it, or none of it.
    pub allowed: bool,
    /// The line.
    pub place: Place<'db>,
}

/// What is wrong with a statement once it is computed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// A side or the service is empty.
    EmptySide {
        /// The verb.
        verb: Verb,
        /// `source`, `destination` or `service`.
        side: &'static str,
    },
    /// The sides have no family in common.
    NoCommonFamily {
        /// The verb.
        verb: Verb,
    },
    /// An argument is empty, and its default is not `none`.
    EmptyArgument {
        /// The parameter.
        parameter: SmolStr,
    },
    /// A `never` or `confine` over nothing.
    OverNothing {
        /// The verb.
        verb: Verb,
    },
    /// Too many instances.
    TooManyInstances,
    /// Every packet of the statement runs between addresses of one server.
    WithinOneServer {
        /// The verb.
        verb: Verb,
    },
    /// Profiles apply profiles too deeply.
    AppliedTooDeeply,
}

/// What one item comes to.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub struct Effects<'db> {
    /// Its allows and denies.
    pub rules: Vec<Rule<'db>>,
    /// What could not be computed.
    pub unknowns: Unknowns,
    /// Most items bring nothing but rules, and there may be very many of them.
    besides: Option<Box<Besides<'db>>>,
}

/// What an item brings besides rules.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct Besides<'db> {
    pub(super) facts: Vec<Fact<'db>>,
    pub(super) assertions: Vec<Assertion<'db>>,
    pub(super) waivers: Vec<Waiver<'db>>,
    pub(super) expectations: Vec<Expectation<'db>>,
    pub(super) troubles: Vec<Troubled<'db>>,
}

impl<'db> Effects<'db> {
    /// Those of what is no statement.
    pub(super) const NOTHING: Effects<'static> =
        Effects { rules: Vec::new(), unknowns: Unknowns::NONE, besides: None };

    /// Its facts.
    pub fn facts(&self) -> &[Fact<'db>] {
        self.besides.as_ref().map_or(&[], |besides| &besides.facts)
    }

    /// Its assertions.
    pub fn assertions(&self) -> &[Assertion<'db>] {
        self.besides.as_ref().map_or(&[], |besides| &besides.assertions)
    }

    /// Its waivers.
    pub fn waivers(&self) -> &[Waiver<'db>] {
        self.besides.as_ref().map_or(&[], |besides| &besides.waivers)
    }

    /// Its expectations.
    pub fn expectations(&self) -> &[Expectation<'db>] {
        self.besides.as_ref().map_or(&[], |besides| &besides.expectations)
    }

    /// What is wrong with it.
    pub fn troubles(&self) -> &[Troubled<'db>] {
        self.besides.as_ref().map_or(&[], |besides| &besides.troubles)
    }

    /// Most statements bring one rule, and there may be very many of them: none keeps room for more.
    pub(super) fn shrink_to_fit(&mut self) {
        self.rules.shrink_to_fit();
        if let Some(besides) = &mut self.besides {
            besides.assertions.shrink_to_fit();
        }
    }

    /// To enter something that is no rule.
    pub(super) fn besides(&mut self) -> &mut Besides<'db> {
        self.besides.get_or_insert_default()
    }
}

/// A trouble with its place.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Troubled<'db> {
    /// Where.
    pub place: Place<'db>,
    /// What.
    pub trouble: Trouble,
}
