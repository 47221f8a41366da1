//! How long requests took, put in a few figures.

use std::time::Duration;

use serde_json::{Map, Value, json};

/// Rate and latencies of requests that took so many microseconds each: one at least.
pub fn figures(mut latencies: Vec<u64>, elapsed: Duration) -> Map<String, Value> {
    latencies.sort_unstable();
    let at = |permille: usize| latencies[(latencies.len() - 1) * permille / 1_000];
    let figures = [
        ("requests", json!(latencies.len())),
        ("seconds", json!(elapsed.as_secs_f64())),
        ("p50_us", json!(at(500))),
        ("p99_us", json!(at(990))),
        ("max_us", json!(at(1_000))),
    ];
    figures
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
