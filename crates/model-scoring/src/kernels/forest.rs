//! A forest: every tree asks for one pixel after another, and votes for a digit.

use std::{collections::VecDeque, iter::zip};

use serde::{Deserialize, Serialize};

use super::{DIGITS, first_largest};
use crate::PIXELS;

/// So many rows go down a tree at once. One row waits at each node for the one before it; these do not wait
/// for each other.
const AT_ONCE: usize = 16;

/// All trees in one list of nodes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Forest {
    nodes: Vec<Node>,
    /// The node where each tree begins, and how many questions it asks at most.
    trees: Vec<(u32, u32)>,
}

/// A question, or, where no more are asked, the same place again.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Node {
    pixel: u8,
    digit: u8,
    limit: f32,
    /// Where a row goes whose pixel is at most the limit; all others go to the place after it.
    next: u32,
}

impl Forest {
    /// Which digit each row is. The pixels are those of one row after another.
    pub fn predict(&self, pixels: &[f32]) -> Vec<u8> {
        let (rows, _) = pixels.as_chunks();
        rows.chunks(AT_ONCE).flat_map(|rows| self.predict_few(rows)).collect()
    }

    fn predict_few(&self, rows: &[[f32; PIXELS]]) -> Vec<u8> {
        let mut votes = [[0_u32; DIGITS]; AT_ONCE];
        for &(root, questions) in &self.trees {
            let mut at = [root; AT_ONCE];
            for _ in 0..questions {
                for (at, row) in zip(&mut at, rows) {
                    let node = self.nodes[*at as usize];
                    *at = node.next
                        + u32::from(row[usize::from(node.pixel)] > node.limit);
                }
            }
            for (votes, at) in zip(&mut votes, at) {
                votes[usize::from(self.nodes[at as usize].digit)] += 1;
            }
        }
        zip(rows, &votes).map(|(_, votes)| first_largest(votes)).collect()
    }
}

/// What smartcore saves.
#[derive(Deserialize)]
pub(crate) struct Saved {
    trees: Vec<SavedTree>,
}

#[derive(Deserialize)]
struct SavedTree {
    nodes: Vec<SavedNode>,
}

#[derive(Deserialize)]
struct SavedNode {
    output: u8,
    split_feature: u8,
    split_value: Option<f64>,
    true_child: Option<usize>,
    false_child: Option<usize>,
}

impl From<Saved> for Forest {
    fn from(saved: Saved) -> Self {
        let mut forest = Self { nodes: Vec::new(), trees: Vec::new() };
        for tree in &saved.trees {
            forest.plant(&tree.nodes);
        }
        forest
    }
}

impl Forest {
    /// Adds a tree, level by level, so that the two that follow a node stand side by side.
    fn plant(&mut self, saved: &[SavedNode]) {
        let root = self.nodes.len() as u32;
        let mut deepest = 0;
        let mut next = root + 1;
        let mut waiting = VecDeque::from([(0, 0)]);
        while let Some((at, depth)) = waiting.pop_front() {
            let SavedNode { output: digit, split_feature: pixel, .. } =
                saved[at];
            let node = match (
                saved[at].true_child,
                saved[at].false_child,
                saved[at].split_value,
            ) {
                (Some(yes), Some(no), Some(limit)) => {
                    waiting.extend([(yes, depth + 1), (no, depth + 1)]);
                    next += 2;
                    Node { pixel, digit, limit: at_most(limit), next: next - 2 }
                }
                _ => {
                    let here = self.nodes.len() as u32;
                    Node { pixel: 0, digit, limit: f32::MAX, next: here }
                }
            };
            self.nodes.push(node);
            deepest = deepest.max(depth);
        }
        self.trees.push((root, deepest));
    }
}

/// The largest number that is at most the limit: the same ones are at most both.
fn at_most(limit: f64) -> f32 {
    let near = limit as f32;
    if f64::from(near) > limit { near.next_down() } else { near }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_passed_by_the_same_numbers_in_fewer_bits() {
        for limit in [0.1, 0.5, 0.232_122_331_857_681_27, -0.1, 1e-12, 0.0] {
            let short = at_most(limit);
            assert!(
                f64::from(short) <= limit && f64::from(short.next_up()) > limit,
                "{limit}"
            );
        }
    }
}
