//! The data: scans of handwritten digits, eight by eight pixels, and tables made of them.
//!
//! The scans come with smartcore; scikit-learn's `load_digits` has the same.

use fastrand::Rng;
use smartcore::dataset::digits;

/// How many pixels a scan has: the columns of a table.
pub const PIXELS: usize = 64;

/// How dark the darkest pixel of a scan is.
const DARKEST: f32 = 16.0;

/// How much darker or lighter noise may make a pixel, at most.
const NOISE: f32 = 2.0;

/// Scans with noise, a row each, and which digits they really are.
pub struct Table {
    /// Row after row, each pixel roughly from 0 (white) to 1 (black).
    pub pixels: Vec<f32>,
    /// What was written, from 0 to 9.
    pub digits: Vec<u8>,
}

impl Table {
    /// What models learn from: two of every three scans, once each.
    pub fn to_learn() -> Self {
        let scans: Vec<usize> =
            (0..scans()).filter(|scan| !is_for_scoring(*scan)).collect();
        Self::new(&scans, scans.len(), 1)
    }

    /// What they are scored on: the other scans, over and over, with new noise each time.
    pub fn to_score(rows: usize) -> Self {
        let scans: Vec<usize> =
            (0..scans()).filter(|scan| is_for_scoring(*scan)).collect();
        Self::new(&scans, rows, 2)
    }

    fn new(scans: &[usize], rows: usize, seed: u64) -> Self {
        let dataset = digits::load_dataset();
        let mut random = Rng::with_seed(seed);
        let (mut pixels, mut digits) =
            (Vec::with_capacity(rows * PIXELS), Vec::with_capacity(rows));
        for &scan in scans.iter().cycle().take(rows) {
            let clean = &dataset.data[scan * PIXELS..][..PIXELS];
            let noisy = clean
                .iter()
                .map(|pixel| pixel + NOISE * (2.0 * random.f32() - 1.0));
            pixels.extend(noisy.map(|pixel| pixel / DARKEST));
            digits.push(dataset.target[scan] as u8);
        }
        Self { pixels, digits }
    }
}

fn scans() -> usize {
    digits::load_dataset().num_samples
}

/// A model that is scored on what it has learned from looks better than it is.
fn is_for_scoring(scan: usize) -> bool {
    scan.is_multiple_of(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_the_same_each_time_and_a_larger_one_begins_alike() {
        let (small, large) = (Table::to_score(1000), Table::to_score(2000));
        assert_eq!(small.pixels, large.pixels[..1000 * PIXELS]);
        assert_eq!(small.digits, large.digits[..1000]);
    }

    #[test]
    fn no_scan_is_both_learned_and_scored() {
        let (learn, score) = (Table::to_learn(), Table::to_score(599));
        assert_eq!(learn.digits.len() + score.digits.len(), 1797);
        // Noise can move two rows with the same scan this far apart.
        let far = 2.0 * NOISE / DARKEST + f32::EPSILON;
        let is_same_scan = |one: &[f32], other: &[f32]| {
            one.iter().zip(other).all(|(a, b)| (a - b).abs() <= far)
        };
        for row in score.pixels.chunks(PIXELS) {
            assert!(
                !learn
                    .pixels
                    .chunks(PIXELS)
                    .any(|learned| is_same_scan(row, learned))
            );
        }
        let again = Table::to_score(2 * 599);
        let (first, second) = again.pixels.split_at(599 * PIXELS);
        assert!(
            first
                .chunks(PIXELS)
                .zip(second.chunks(PIXELS))
                .all(|(a, b)| is_same_scan(a, b))
        );
        assert_ne!(first, second);
    }

    #[test]
    fn noise_changes_no_pixel_much() {
        let table = Table::to_learn();
        let around = -NOISE / DARKEST..=1.0 + NOISE / DARKEST;
        assert!(table.pixels.iter().all(|pixel| around.contains(pixel)));
        assert!((0..10).all(|digit| table.digits.contains(&digit)));
    }
}
