//! How optional things, lists and maps are read: what is written is not empty and says nothing twice.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// A collection that may not be written down empty.
pub(crate) trait Collection {
    /// Whether it holds nothing.
    fn is_empty(&self) -> bool;
}

impl<T> Collection for Vec<T> {
    fn is_empty(&self) -> bool {
        Vec::is_empty(self)
    }
}

impl<T> Collection for std::collections::BTreeSet<T> {
    fn is_empty(&self) -> bool {
        std::collections::BTreeSet::is_empty(self)
    }
}

/// Reads a list that is left out, not written as `[]`, where there is nothing to say.
pub(crate) fn filled<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Collection + Deserialize<'de>,
{
    let list = T::deserialize(deserializer)?;
    if list.is_empty() {
        return Err(D::Error::custom("an empty list: it has to be left out, empty never means any"));
    }
    Ok(list)
}

/// Reads what is left out, not written as `null`, where there is nothing to say.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads a map from names, in which no name may occur twice.
pub(crate) fn distinct<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_map(Distinct(PhantomData))
}

/// As [`distinct`], for a map that is left out where it is empty.
pub(crate) fn distinct_filled<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let map = distinct(deserializer)?;
    if map.is_empty() {
        return Err(D::Error::custom("an empty map: it has to be left out"));
    }
    Ok(map)
}

struct Distinct<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Distinct<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map from names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(name) = access.next_key::<String>()? {
            let value = access.next_value()?;
            if map.contains_key(&name) {
                return Err(A::Error::custom(format_args!("`{name}` occurs twice")));
            }
            map.insert(name, value);
        }
        Ok(map)
    }
}
