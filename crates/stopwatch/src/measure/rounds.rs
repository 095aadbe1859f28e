//! Rounds: several ways, each measured several times, in turn, so that what changes over time (the
//! clock of the processor, its heat, other programs) does not favour one of them.

use std::time::Instant;

use super::spread::Spread;
use crate::report::Run;

/// The numbers of the ways, from 0, in the order in which a round takes them: every other round
/// backwards.
pub fn order(round: usize, ways: usize) -> impl Iterator<Item = usize> {
    (0..ways).map(move |turn| if round.is_multiple_of(2) { turn } else { ways - 1 - turn })
}

/// Times every way once in each round: its seconds, way after way.
///
/// # Errors
/// The first of `run`.
pub fn time<W, E>(
    rounds: usize,
    ways: &[W],
    mut run: impl FnMut(&W) -> Result<(), E>,
) -> Result<Vec<Spread>, E> {
    let mut seconds = vec![Vec::with_capacity(rounds); ways.len()];
    for round in 0..rounds {
        for way in order(round, ways.len()) {
            let began = Instant::now();
            run(&ways[way])?;
            seconds[way].push(began.elapsed().as_secs_f64());
        }
    }
    Ok(seconds.into_iter().filter_map(Spread::of).collect())
}

/// One version over all its rounds: the run in the middle, with what all of them took, and the first
/// failure of any.
pub(crate) fn typical(rounds: &[Run]) -> Option<Run> {
    let wall_s = |run: &Run| run.wall_s.unwrap_or_default();
    let mut by_time: Vec<&Run> = rounds.iter().collect();
    by_time.sort_by(|a, b| wall_s(a).total_cmp(&wall_s(b)));
    let middle = (*by_time.get(by_time.len() / 2)?).clone();
    let failed = rounds.iter().find(|run| !run.failures.is_empty());
    let failures = failed.map(|run| run.failures.clone()).unwrap_or_default();
    let rounds_s = match rounds {
        [_] => Vec::new(),
        rounds => rounds.iter().filter_map(|run| run.wall_s).collect(),
    };
    Some(Run { rounds_s, failures, ..middle })
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn rounds_take_turns_and_every_other_one_is_backwards() {
        let mut ran = Vec::new();
        let spreads = time(3, &["a", "b", "c"], |way| {
            ran.push(*way);
            Ok::<(), Infallible>(())
        });
        assert_eq!(ran.concat(), "abccbaabc");
        assert_eq!(spreads.unwrap().len(), 3);
        assert_eq!(order(1, 0).count(), 0);
    }

    #[test]
    fn the_typical_round_is_the_one_in_the_middle_and_no_failure_is_forgotten() {
        let round = |wall_s, failure: Option<&str>| Run {
            wall_s: Some(wall_s),
            failures: failure.into_iter().map(str::to_owned).collect(),
            ..Run::not_measured("threads")
        };
        let typical = typical(&[round(3.0, None), round(1.0, Some("broke")), round(2.0, None)]);
        let typical = typical.unwrap();
        assert_eq!((typical.wall_s, typical.rounds_s), (Some(2.0), vec![3.0, 1.0, 2.0]));
        assert_eq!(typical.failures, ["broke"]);
        assert_eq!(super::typical(&[round(3.0, None)]).unwrap().rounds_s, [0.0; 0]);
        assert_eq!(super::typical(&[]), None);
    }
}
