//! The suite runs every promise that was written: one that is not listed would be kept by nobody.

use std::fs;
use std::path::Path;

#[test]
fn every_promise_is_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/conformance");
    let list = fs::read_to_string(folder.join("mod.rs")).expect("it works");
    let mut promises = 0;
    for file in fs::read_dir(&folder).expect("it works") {
        let text = fs::read_to_string(file.expect("it works").path()).expect("it works");
        for line in text.lines() {
            let Some(signature) = line.strip_prefix("pub async fn ") else {
                continue;
            };
            let name = signature.split('(').next().expect("it works");
            let is_listed = list.lines().any(|line| line.trim() == name);
            assert!(is_listed, "{name} is not in the list of conformance_suite!");
            promises += 1;
        }
    }
    assert!(promises > 80, "only {promises} promises found");
}
