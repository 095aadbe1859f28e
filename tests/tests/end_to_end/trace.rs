//! Traces, as Perfetto reads them.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

/// The events of a trace, each checked for what the format requires of its kind.
pub(crate) fn events(file: &Path) -> Vec<Value> {
    let trace: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(trace["displayTimeUnit"], "ms");
    let events = trace["traceEvents"].as_array().unwrap();
    for event in events {
        assert!(event["name"].is_string(), "{event}");
        assert!(event["pid"].is_u64() && event["tid"].is_u64(), "{event}");
        match event["ph"].as_str().unwrap() {
            "X" => {
                assert!(event["ts"].as_f64().unwrap() >= 0.0, "{event}");
                assert!(event["dur"].as_f64().unwrap() >= 0.0, "{event}");
                assert!(event["cat"].is_string() && event["args"].is_object(), "{event}");
            }
            "M" => {
                let (name, args) = (event["name"].as_str().unwrap(), &event["args"]);
                match name {
                    "process_name" | "thread_name" => assert!(args["name"].is_string(), "{event}"),
                    "process_labels" => assert!(args["labels"].is_string(), "{event}"),
                    "process_sort_index" | "thread_sort_index" => {
                        assert!(args["sort_index"].is_u64(), "{event}");
                    }
                    other => panic!("{other} is not a metadata event of the format"),
                }
            }
            other => panic!("we write no events of the kind {other}"),
        }
    }
    events.clone()
}

/// The names that metadata events of a kind give.
pub(crate) fn names<'e>(events: &'e [Value], what: &str) -> Vec<&'e str> {
    let named = events.iter().filter(|event| event["name"] == what);
    named.map(|event| event["args"]["name"].as_str().unwrap()).collect()
}

/// Slices that overlap on a track would be drawn one inside another.
pub(crate) fn nothing_is_nested(slices: &[&Value]) {
    let mut by_track: BTreeMap<(u64, u64), Vec<(f64, f64)>> = BTreeMap::new();
    for slice in slices {
        let (start, length) = (slice["ts"].as_f64().unwrap(), slice["dur"].as_f64().unwrap());
        let track = (slice["pid"].as_u64().unwrap(), slice["tid"].as_u64().unwrap());
        by_track.entry(track).or_default().push((start, start + length));
    }
    for (track, mut times) in by_track {
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Sums of numbers with a fraction differ in their last digits.
        let overlap = times.windows(2).find(|pair| pair[1].0 < pair[0].1 - 1e-3);
        assert_eq!(overlap, None, "slices of the track {track:?} would be drawn as nested");
    }
}
