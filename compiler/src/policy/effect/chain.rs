//! The places that led to a statement.

use std::ops::Deref;

use crate::hir::Place;

/// The places that led to a statement, from the user's line inwards: each `apply`, and last the statement itself. Most
/// statements stand where a person wrote them, and are their whole chain.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Chain<'db>(Form<'db>);

#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
enum Form<'db> {
    One(Place<'db>),
    Several(Box<[Place<'db>]>),
}

impl<'db> From<&[Place<'db>]> for Chain<'db> {
    fn from(places: &[Place<'db>]) -> Chain<'db> {
        Chain(match places {
            [only] => Form::One(*only),
            places => Form::Several(places.into()),
        })
    }
}

impl<'db> Deref for Chain<'db> {
    type Target = [Place<'db>];

    fn deref(&self) -> &[Place<'db>] {
        match &self.0 {
            Form::One(place) => std::slice::from_ref(place),
            Form::Several(places) => places,
        }
    }
}
