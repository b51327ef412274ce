//! Trees and ranges in few bytes. There may be a hundred thousand statements, each with a tree of a dozen small
//! allocations that is looked at two or three times, so what is kept of it is packed: less than a tenth.

use std::cell::RefCell;
use std::sync::Arc;

use expol_text::TextRange;

use super::item::{Item, ItemAst};

/// So many trees stay unpacked on each thread: what asks about an item asks several things in a row. A power of two.
const UNPACKED: usize = 128;

/// Room for most trees, packed.
const USUAL_BYTES: usize = 256;

/// The tree of an item, packed. Two are equal where their trees are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackedTree(Arc<[u8]>);

impl PackedTree {
    /// Packs a tree, which stays at hand for those who ask next.
    pub fn new(tree: &Arc<ItemAst>) -> PackedTree {
        let packed = PackedTree(pack(tree).into());
        packed.keep_at_hand(tree);
        packed
    }

    /// The tree.
    pub fn tree(&self) -> Arc<ItemAst> {
        if let Some(tree) = self.at_hand() {
            return tree;
        }
        let tree =
            unpack(&self.0).unwrap_or_else(|| Arc::new(ItemAst { private: false, item: Item::Broken }));
        self.keep_at_hand(&tree);
        tree
    }

    fn at_hand(&self) -> Option<Arc<ItemAst>> {
        AT_HAND.with_borrow(|all| {
            let (packed, tree) = all.get(self.slot())?.as_ref()?;
            Arc::ptr_eq(&packed.0, &self.0).then(|| Arc::clone(tree))
        })
    }

    fn keep_at_hand(&self, tree: &Arc<ItemAst>) {
        let kept = Some((self.clone(), Arc::clone(tree)));
        AT_HAND.with_borrow_mut(|all| {
            all.resize(UNPACKED, None);
            if let Some(slot) = all.get_mut(self.slot()) {
                *slot = kept;
            }
        });
    }

    /// Allocations lie at multiples of 16 bytes, one behind the other.
    fn slot(&self) -> usize {
        let address = self.0.as_ptr().addr() >> 4;
        (address ^ (address >> 7)) % UNPACKED
    }
}

/// A packed tree and what it was packed from.
type Slot = Option<(PackedTree, Arc<ItemAst>)>;

thread_local! {
    /// Trees that were looked at last, by the slots of their addresses. What holds a tree holds what it was packed from, so
    /// that no other comes to lie there.
    static AT_HAND: RefCell<Vec<Slot>> = const { RefCell::new(Vec::new()) };
}

/// Lets go of the trees at hand on this thread: for one that waits for other work. They lie among what was allocated with
/// them, which could go back to the system otherwise.
pub fn forget_trees() {
    AT_HAND.take();
}

/// Packs a tree. Nothing of one cannot be packed: tests hold that what comes out is what went in.
pub fn pack(tree: &ItemAst) -> Vec<u8> {
    postcard::to_extend(tree, Vec::with_capacity(USUAL_BYTES)).unwrap_or_default()
}

/// Reads a tree that was packed; `None` where the bytes are none.
pub fn unpack(bytes: &[u8]) -> Option<Arc<ItemAst>> {
    postcard::from_bytes(bytes).ok().map(Arc::new)
}

/// Ranges, packed: for each the difference of its start to the one before, and its length, seven bits to a byte.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackedRanges(Box<[u8]>);

impl PackedRanges {
    /// Packs ranges.
    pub fn new(ranges: &[TextRange]) -> PackedRanges {
        let mut bytes = Vec::with_capacity(2 * ranges.len());
        let mut last = 0;
        for range in ranges {
            put(&mut bytes, folded(range.start.wrapping_sub(last)));
            put(&mut bytes, range.end.wrapping_sub(range.start));
            last = range.start;
        }
        PackedRanges(bytes.into())
    }

    /// The ranges, in order.
    pub fn iter(&self) -> impl Iterator<Item = TextRange> {
        let mut bytes = self.0.iter().copied();
        let mut last = 0u32;
        std::iter::from_fn(move || {
            last = last.wrapping_add(unfolded(take(&mut bytes)?));
            Some(TextRange { start: last, end: last.wrapping_add(take(&mut bytes)?) })
        })
    }
}

/// Small differences in both directions become small numbers.
fn folded(difference: u32) -> u32 {
    (difference << 1) ^ (difference.cast_signed() >> 31).cast_unsigned()
}

fn unfolded(number: u32) -> u32 {
    (number >> 1) ^ (number & 1).wrapping_neg()
}

fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take(bytes: &mut impl Iterator<Item = u8>) -> Option<u32> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = bytes.next()?;
        number |= u32::from(byte & 0x7f).checked_shl(shift)?;
        shift += 7;
        if byte < 0x80 {
            return Some(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_come_out_as_they_went_in() {
        let ends = [0, 1, 5, 127, 128, 16_383, 16_384, 1 << 21, u32::MAX / 2, u32::MAX];
        let all: Vec<TextRange> = ends
            .iter()
            .flat_map(|start| ends.iter().map(move |end| TextRange { start: *start, end: *end }))
            .filter(|range| range.start <= range.end)
            .collect();
        assert!(all.len() > 50);
        let turned: Vec<TextRange> = all.iter().rev().copied().collect();
        for ranges in [&all, &turned, &Vec::new()] {
            assert_eq!(PackedRanges::new(ranges).iter().collect::<Vec<_>>(), *ranges);
        }
    }

    #[test]
    fn a_tree_comes_out_as_it_went_in_whether_at_hand_or_not() {
        let text = |at: usize| format!("allow tcp-{at}: a -> b on tcp {at} {{ because \"number {at}\" }}\n");
        let trees: Vec<Arc<ItemAst>> = (1..10 * UNPACKED)
            .flat_map(|at| crate::parse(&text(at)).items)
            .map(|(_, parsed)| parsed.ast)
            .collect();
        let packed: Vec<PackedTree> = trees.iter().map(PackedTree::new).collect();
        for _ in 0..2 {
            for (packed, tree) in packed.iter().zip(&trees) {
                assert_eq!(packed.tree(), *tree);
                assert!(Arc::ptr_eq(&packed.tree(), &packed.tree()));
            }
        }
        assert_eq!(unpack(&[]), None);
    }
}
