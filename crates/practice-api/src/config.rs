//! How the server behaves, and the flags that say so.

use std::{collections::HashMap, time::Duration};

use clap::error::ErrorKind;

use crate::fault::{self, Fault};

/// A slow post or report takes this many times the latency.
const SLOW: u32 = 10;

/// How the server behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// The port on 127.0.0.1, or 0 for any free one.
    pub port: u16,
    /// How many posts there are, ten for each user.
    pub posts: u32,
    /// How many regions have a report.
    pub reports: u32,
    /// How long each request takes; those for `/` and `/stats` take no time.
    pub latency: Duration,
    /// The ids whose post or report goes wrong, and how.
    pub faults: HashMap<u32, Fault>,
    /// Requests beyond this many at once are answered with 429.
    pub max_in_flight: Option<usize>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            posts: 100,
            reports: 100,
            latency: Duration::from_millis(400),
            faults: HashMap::new(),
            max_in_flight: None,
        }
    }
}

impl Config {
    /// How long the post or the report with this id takes, unless it hangs.
    pub fn latency_of(&self, id: u32) -> Duration {
        match self.faults.get(&id) {
            Some(Fault::Slow) => self.latency * SLOW,
            _ => self.latency,
        }
    }
}

/// The flags that describe a [`Config`], for the binary and for chapters that start the server.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "The practice API")]
pub struct ApiArgs {
    /// How long each request takes, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 400, allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u64>(0..=60_000))]
    pub latency_ms: u64,

    /// Make the post or report ID fail: a status such as 500, hang, reset, garbage, or slow, which
    /// is ten times the latency (repeatable)
    #[arg(long = "fault", value_name = "ID=KIND", value_parser = fault::parse)]
    pub faults: Vec<(u32, Fault)>,

    /// Answer 429 to requests beyond this many at once
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=100_000))]
    pub max_in_flight: Option<u32>,
}

impl ApiArgs {
    /// The behaviour that the flags describe, for a server with this many posts and reports.
    ///
    /// # Errors
    /// When a fault is for a post or report that does not exist, or for one that already has a fault.
    pub fn config(&self, port: u16, posts: u32, reports: u32) -> Result<Config, clap::Error> {
        let mut faults = HashMap::new();
        for &(id, fault) in &self.faults {
            if !(1..=posts.max(reports)).contains(&id) {
                return Err(refusal(&format!("{id} is not {}", range(posts, reports))));
            }
            if faults.insert(id, fault).is_some() {
                return Err(refusal(&format!("{id} is given twice, and can fail in one way only")));
            }
        }
        Ok(Config {
            port,
            posts,
            reports,
            latency: Duration::from_millis(self.latency_ms),
            faults,
            max_in_flight: self.max_in_flight.map(|most| most as usize),
        })
    }
}

fn refusal(reason: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::ValueValidation, format!("invalid value for '--fault': {reason}\n"))
}

/// The ids that there are.
fn range(posts: u32, reports: u32) -> String {
    match (posts, reports) {
        (0, reports) => format!("a report from 1 to {reports}"),
        (posts, 0) => format!("a post from 1 to {posts}"),
        (posts, reports) => format!("a post from 1 to {posts}, nor a report from 1 to {reports}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(faults: &[(u32, Fault)], posts: u32, reports: u32) -> Result<Config, String> {
        let args = ApiArgs { latency_ms: 0, faults: faults.to_vec(), max_in_flight: None };
        args.config(0, posts, reports).map_err(|error| error.to_string())
    }

    #[test]
    fn a_fault_for_what_does_not_exist_is_refused_with_the_range() {
        let refusal =
            |id, posts, reports| config(&[(id, Fault::Hang)], posts, reports).unwrap_err();
        assert!(refusal(50, 5, 0).contains("50 is not a post from 1 to 5\n"));
        assert!(refusal(0, 5, 0).contains("0 is not a post"));
        assert!(refusal(41, 0, 40).contains("41 is not a report from 1 to 40\n"));
        assert!(refusal(50, 5, 40).contains("not a post from 1 to 5, nor a report from 1 to 40\n"));
        assert!(config(&[(5, Fault::Hang)], 5, 0).is_ok());
        assert!(config(&[(40, Fault::Hang)], 5, 40).is_ok());
    }

    #[test]
    fn two_faults_of_one_post_are_refused() {
        let refusal = config(&[(3, Fault::Hang), (3, Fault::Reset)], 5, 0).unwrap_err();
        assert!(refusal.contains("3 is given twice"), "{refusal}");
    }
}
