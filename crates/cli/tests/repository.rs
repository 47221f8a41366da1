//! What must hold of the repository as a whole: who imports whom, what stays out of which crate, and that the documents are true.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use strowger_types::ErrorCode;

/// What rules must not reach, however far down: runtimes, HTTP, databases, randomness of their own.
const NOT_FOR_RULES: [&str; 8] = [
    "axum",
    "getrandom",
    "hyper",
    "rand",
    "reqwest",
    "rusqlite",
    "tokio",
    "tracing",
];

/// What people read of the two APIs.
const API_DOCUMENTS: [&str; 2] = ["docs/backend-api.md", "docs/frontend-api.md"];

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../..")
        .canonicalize()
        .expect("the repository is there")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file of the repository below a folder, as paths from the root; without what tools make.
fn files(folder: &str) -> Vec<PathBuf> {
    const MADE_BY_TOOLS: [&str; 8] = [
        ".git",
        ".hypothesis",
        ".next",
        ".pytest_cache",
        ".venv",
        "__pycache__",
        "node_modules",
        "target",
    ];
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be listed") {
            let path = entry.expect("an entry can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if MADE_BY_TOOLS.contains(&&*name) || name.starts_with("strowger.db") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(root()).expect("it is below the root");
                found.push(inside.to_owned());
            }
        }
    }
    found.sort();
    found
}

fn files_ending(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut files = files(folder);
    files.retain(|path| path.to_string_lossy().ends_with(ending));
    assert!(!files.is_empty(), "there are files like {folder}/*{ending}");
    files
}

/// Lines of Rust below a folder that are no comments, with their places.
fn code_lines(folder: &str) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for path in files_ending(folder, ".rs") {
        for (number, line) in (1..).zip(read(&path).lines()) {
            if !line.trim_start().starts_with("//") {
                lines.push((format!("{}:{number}", path.display()), line.to_owned()));
            }
        }
    }
    lines
}

fn check_absent(folders: &[&str], words: &[&str], except: &[&str]) {
    let mut wrong = Vec::new();
    for (place, line) in folders.iter().flat_map(|folder| code_lines(folder)) {
        let is_excepted = except.iter().any(|file| place.starts_with(file));
        if !is_excepted && words.iter().any(|word| line.contains(word)) {
            wrong.push(format!("{place}: {}", line.trim()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rows of the table under a heading, cell by cell.
fn table(document: &str, heading: &str) -> Vec<Vec<String>> {
    let text = read(document);
    let section = text
        .split_once(&format!("{heading}\n"))
        .unwrap_or_else(|| panic!("{document}: {heading}"))
        .1;
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| "));
    let cells = |row: &str| {
        row.trim_matches('|')
            .split(" | ")
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    let rows: Vec<Vec<String>> = rows
        .map(cells)
        .filter(|row: &Vec<String>| row[0] != "---")
        .skip(1)
        .collect();
    assert!(!rows.is_empty(), "{document}: {heading} has a table");
    rows
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn cargo(arguments: &[&str]) -> String {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let answer = Command::new(program)
        .args(arguments)
        .arg("--locked")
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let complaint = String::from_utf8_lossy(&answer.stderr);
    assert!(answer.status.success(), "{complaint}");
    String::from_utf8(answer.stdout).expect("cargo answers in UTF-8")
}

fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key]
        .as_array()
        .unwrap_or_else(|| panic!("{key} is a list"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} is a text"))
}

/// Everything that a package is built of on this machine, with its features: not what only its tests or build scripts need.
///
/// `cargo tree` and not `cargo metadata`, which counts optional packages that nobody switched on.
fn built_of(package: &str) -> BTreeMap<String, String> {
    let listed = cargo(&[
        "tree",
        "--package",
        package,
        "--edges=normal",
        "--prefix=none",
        "--format={p} {f}",
    ]);
    let parts = listed.lines().filter_map(|line| line.split_once(' '));
    let reached: BTreeMap<_, _> = parts
        .map(|(name, rest)| (name.to_owned(), rest.to_owned()))
        .collect();
    assert!(reached.contains_key(package), "{listed}");
    reached
}

#[test]
fn crates_import_only_whom_the_table_allows() {
    let allowed: BTreeMap<String, BTreeSet<String>> =
        table("ARCHITECTURE.md", "## Who may import whom")
            .iter()
            .map(|row| {
                let whom = quoted(&row[1]).into_iter().map(str::to_owned).collect();
                (quoted(&row[0])[0].to_owned(), whom)
            })
            .collect();
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version=1", "--no-deps"]))
            .expect("cargo answers JSON");
    let ours = array(&metadata, "packages")
        .iter()
        .filter_map(|package| Some((text(package, "name").strip_prefix("strowger-")?, package)));
    let mut found = BTreeSet::new();
    for (name, package) in ours {
        found.insert(name.to_owned());
        let whom = allowed
            .get(name)
            .unwrap_or_else(|| panic!("{name} stands in the table"));
        // What tests alone import does not shape what is built.
        let built = |dependency: &&Value| dependency["kind"] != "dev";
        for dependency in array(package, "dependencies").iter().filter(built) {
            if let Some(imported) = text(dependency, "name").strip_prefix("strowger-") {
                assert!(whom.contains(imported), "{name} must not import {imported}");
            }
        }
    }
    assert_eq!(
        found,
        allowed.into_keys().collect(),
        "the table names the crates that there are"
    );
}

#[test]
fn rules_reach_no_runtime_no_http_and_no_database() {
    for package in ["strowger-types", "strowger-core"] {
        let reached = built_of(package);
        for name in NOT_FOR_RULES {
            assert!(!reached.contains_key(name), "{package} reaches {name}");
        }
    }
}

#[test]
fn there_is_one_cryptography_and_no_regular_expression_per_country() {
    let reached = built_of("strowger-cli");
    for name in ["openssl-sys", "ring", "native-tls"] {
        assert!(
            !reached.contains_key(name),
            "the program is built of {name}"
        );
    }
    // It would keep hundreds of megabytes once every country was asked for: docs/decisions/0003.
    let numbers = &reached["rlibphonenumber"];
    assert!(
        numbers.contains("lite") && !numbers.contains("regex"),
        "{numbers}"
    );
}

#[test]
fn rules_never_wait() {
    check_absent(
        &["crates/core/src", "crates/types/src"],
        &["async ", ".await", "std::thread", "std::fs", "std::net"],
        &[],
    );
}

#[test]
fn rules_and_stores_read_no_clock() {
    check_absent(
        &[
            "crates/core/src",
            "crates/types/src",
            "crates/store/src",
            "crates/store-sqlite/src",
        ],
        &["SystemTime", "Instant", "getrandom"],
        &[],
    );
    let of_sql = [
        "CURRENT_TIME",
        "'now'",
        "unixepoch(",
        "strftime(",
        "random()",
    ];
    check_absent(&["crates/store-sqlite/src"], &of_sql, &[]);
    for path in files_ending("crates/store-sqlite/migrations", ".sql") {
        let script = read(&path);
        for word in of_sql {
            assert!(!script.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn statuses_have_one_home() {
    check_absent(
        &["crates/server/src", "crates/core/src", "crates/types/src"],
        &["StatusCode"],
        &[
            "crates/server/src/http/error/",
            "crates/server/src/http/reply.rs",
        ],
    );
}

#[test]
fn every_error_code_is_documented() {
    let documented: BTreeSet<String> = API_DOCUMENTS
        .iter()
        .flat_map(|document| table(document, "## Refusals"))
        .map(|row| quoted(&row[0])[0].to_owned())
        .collect();
    let answered = ErrorCode::ALL.iter().map(|code| code.as_str().to_owned());
    assert_eq!(documented, answered.collect());
}

#[test]
fn every_setting_is_documented() {
    let rows = table("docs/configuration.md", "## Settings");
    let documented: Vec<_> = rows.iter().map(|row| quoted(&row[0])[0]).collect();
    let known: Vec<_> = strowger_server::KEYS.iter().map(|key| key.name).collect();
    assert_eq!(documented, known);
    for (key, row) in strowger_server::KEYS.iter().zip(&rows) {
        let default = key.default.trim_matches('"');
        assert!(
            default.is_empty() || quoted(&row[1]) == [default],
            "{}: the default is {default}",
            key.name
        );
    }
}

#[test]
fn the_example_file_is_the_programs() {
    assert!(
        read("strowger.example.toml") == strowger_server::example_file(),
        "make it anew: cargo run -- config > strowger.example.toml"
    );
}

#[test]
fn every_operation_is_documented_and_tested() {
    let documented: String = API_DOCUMENTS.iter().map(read).collect();
    let mut tests = String::new();
    for path in files("tests") {
        if let Ok(text) = fs::read_to_string(root().join(path)) {
            tests.push_str(&without_names(&text));
        }
    }
    let description = strowger_server::description();
    let paths = description["paths"].as_object().expect("it has paths");
    for (path, operations) in paths {
        assert!(
            tests.contains(&without_names(path)),
            "no test asks for {path}"
        );
        for method in operations.as_object().expect("it has operations").keys() {
            let operation = format!("`{} {path}`", method.to_uppercase());
            assert!(
                documented.contains(&operation),
                "neither document of an API has {operation}"
            );
        }
    }
}

/// The text with every `{name}` and `${name}` as `{}`: paths of tests, of the description and of documents read alike then.
fn without_names(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before.strip_suffix('$').unwrap_or(before));
        out.push_str("{}");
        rest = match after.split_once('}') {
            Some((name, behind)) if !name.contains('\n') => behind,
            Some(_) | None => after,
        };
    }
    out.push_str(rest);
    out
}

#[test]
fn every_test_that_is_named_exists() {
    let mut code = String::new();
    for path in files("crates").into_iter().chain(files("tests")) {
        if matches!(
            path.extension().and_then(|it| it.to_str()),
            Some("rs" | "py")
        ) {
            code.push_str(&read(path));
        }
    }
    for row in table("ARCHITECTURE.md", "## What always holds") {
        let names = quoted(&row[1]);
        assert!(!names.is_empty(), "nothing holds: {}", row[0]);
        for name in names {
            let exists =
                code.contains(&format!("fn {name}(")) || code.contains(&format!("def {name}("));
            assert!(exists, "there is no test {name}");
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let mut wrong = Vec::new();
    for path in files_ending("", ".md") {
        for (target, anchor) in links(&read(&path)) {
            let file = if target.is_empty() {
                root().join(&path)
            } else {
                let folder = path.parent().unwrap_or(Path::new(""));
                root().join(folder).join(&target)
            };
            let is_there = file.exists()
                && (anchor.is_empty()
                    || fs::read_to_string(&file).is_ok_and(|text| has_heading(&text, &anchor)));
            if !is_there {
                wrong.push(format!("{}: {target}#{anchor}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Links to files and headings of the repository: path and heading.
fn links(text: &str) -> Vec<(String, String)> {
    let mut inside_code = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            inside_code = !inside_code;
        }
        if inside_code {
            continue;
        }
        for part in line.split("](").skip(1) {
            let target = part.split(')').next().unwrap_or_default();
            if !target.contains("://") {
                let (path, heading) = target.split_once('#').unwrap_or((target, ""));
                found.push((path.to_owned(), heading.to_owned()));
            }
        }
    }
    found
}

fn has_heading(text: &str, anchor: &str) -> bool {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| line.trim_start_matches('#').trim().to_lowercase())
        .any(|heading| {
            let kept = heading
                .chars()
                .filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
            kept.collect::<String>().replace(' ', "-") == anchor
        })
}

#[test]
fn nothing_names_the_machine_that_it_was_made_on() {
    // Put together here, or this file would name them.
    let words = [
        concat!("/wo", "rk/"),
        concat!("../sha", "red"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Use", "rs/"),
    ];
    let mut wrong = Vec::new();
    for path in files("") {
        let Ok(text) = fs::read_to_string(root().join(&path)) else {
            continue;
        };
        for (number, line) in (1..).zip(text.lines()) {
            if words.iter().any(|word| line.contains(word)) {
                wrong.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
