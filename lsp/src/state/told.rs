//! The semantic tokens that the editor was told last, so that it can be told the difference only.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// By document; each with the number under which the editor knows them.
#[derive(Default)]
pub(crate) struct ToldTokens {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: u64,
    by_uri: BTreeMap<String, (u64, Arc<[u32]>)>,
}

/// A stretch of numbers that others take the place of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Difference {
    /// Where it starts.
    pub(crate) start: usize,
    /// How many go.
    pub(crate) gone: usize,
    /// Those that come.
    pub(crate) come: Vec<u32>,
}

impl ToldTokens {
    /// Remembers what the editor is about to be told; returns the number of it, and what it was told under `previous`.
    pub(crate) fn tell(
        &self,
        uri: String,
        data: &[u32],
        previous: Option<&str>,
    ) -> (String, Option<Arc<[u32]>>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.last += 1;
        let own = state.last;
        let before = state.by_uri.insert(uri, (own, Arc::from(data)));
        let before = before.filter(|(number, _)| Some(number.to_string().as_str()) == previous);
        (own.to_string(), before.map(|(_, data)| data))
    }

    /// Forgets a document that was closed.
    pub(crate) fn forget(&self, uri: &str) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).by_uri.remove(uri);
    }
}

/// What has to be replaced; nothing where they are equal. Whole tokens, of five numbers each.
pub(crate) fn difference(old: &[u32], new: &[u32]) -> Option<Difference> {
    let tokens = |data: &[u32]| data.len() / 5;
    let same = |a: &(&[u32], &[u32])| a.0 == a.1;
    let before = old.chunks(5).zip(new.chunks(5)).take_while(same).count();
    let most = tokens(old).min(tokens(new)) - before;
    let behind = old.rchunks(5).zip(new.rchunks(5)).take_while(same).count().min(most);
    let (start, end) = (before * 5, new.len() - behind * 5);
    let gone = old.len() - behind * 5 - start;
    let come = new.get(start..end).unwrap_or_default().to_vec();
    (gone > 0 || !come.is_empty()).then_some(Difference { start, gone, come })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_makes_the_new_out_of_the_old() {
        let token = |kind: u32| [0, 1, 2, kind, 0];
        let list = |kinds: &[u32]| kinds.iter().flat_map(|kind| token(*kind)).collect::<Vec<u32>>();
        let all: Vec<Vec<u32>> =
            [&[][..], &[1], &[1, 2], &[2, 1], &[1, 1, 1], &[1, 3, 2], &[1, 2, 1, 2]].map(list).to_vec();
        for old in &all {
            for new in &all {
                let mut made = old.clone();
                match difference(old, new) {
                    Some(Difference { start, gone, come }) => drop(made.splice(start..start + gone, come)),
                    None => assert_eq!(old, new),
                }
                assert_eq!(made, *new, "{old:?}");
            }
        }
    }

    #[test]
    fn only_what_was_told_last_is_compared_with() {
        let told = ToldTokens::default();
        let (first, none) = told.tell("a".to_owned(), &[1], None);
        assert!(none.is_none());
        let (second, before) = told.tell("a".to_owned(), &[2], Some(&first));
        assert_eq!(before.as_deref(), Some(&[1][..]));
        assert!(told.tell("a".to_owned(), &[3], Some(&first)).1.is_none(), "{second} was told since");
        told.forget("a");
        assert!(told.tell("a".to_owned(), &[4], Some("3")).1.is_none());
    }
}
