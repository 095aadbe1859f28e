//! The words that all texts are made of.

use crate::random::Random;

/// A line of `least` to `most` words.
pub(crate) fn words(random: &mut Random, least: usize, most: usize) -> String {
    let count = least + random.below(most - least + 1);
    let words: Vec<&str> = (0..count).map(|_| word(random)).collect();
    words.join(" ")
}

/// Four lines, as in the body of a post or a comment.
pub(crate) fn lines(random: &mut Random) -> String {
    [(); 4].map(|()| words(random, 4, 7)).join("\n")
}

/// One word.
pub(crate) fn word(random: &mut Random) -> &'static str {
    WORDS[random.below(WORDS.len())]
}

const WORDS: &[&str] = &[
    "alma", "arbor", "astra", "aurora", "bene", "caelum", "campus", "cantus", "circa", "clarus",
    "cum", "dies", "domus", "ergo", "et", "fama", "flumen", "forma", "gratia", "hora", "iter",
    "lapis", "lente", "liber", "lumen", "luna", "mare", "mons", "multa", "nauta", "nix", "nova",
    "omnia", "opus", "pax", "per", "pons", "porta", "quies", "ratio", "rosa", "semper", "silva",
    "simul", "sine", "solum", "tempus", "terra", "umbra", "unda", "ventus", "verba", "via", "vita",
];
