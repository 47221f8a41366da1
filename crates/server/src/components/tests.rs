use std::fs;
use std::io::Read as _;

use super::*;

fn asked(path: &str) -> Asked {
    Asked::parse(path).unwrap_or_else(|| panic!("{path} is no script"))
}

/// An empty folder of a test's own, which the next run of the test empties.
fn fresh(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("strowger-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn install(package: &Path, version: &str) {
    fs::create_dir_all(package.join("dist")).unwrap();
    let manifest = format!("{{\"version\":\"{version}\"}}");
    fs::write(package.join("package.json"), manifest).unwrap();
    fs::write(package.join("dist/clerk.browser.js"), "clerk").unwrap();
}

fn opened(folder: &Path, path: &str) -> Result<String, Missing> {
    let script = folder::open(folder, &asked(path))?;
    let mut text = String::new();
    script.into_file().read_to_string(&mut text).unwrap();
    Ok(text)
}

#[test]
fn plain_names_of_the_two_packages_are_scripts() {
    for path in [
        "@clerk/clerk-js@6/dist/clerk.browser.js",
        "@clerk/clerk-js@6.40.0/dist/base-account-sdk_clerk.browser_a68c22_6.40.0.js",
        "@clerk/clerk-js@latest/dist/clerk.browser.js.map",
        "@clerk/ui@1/dist/ui.browser.js",
        "@clerk/ui@1.0.0-canary.v20260101+x/dist/ui.css",
    ] {
        let asked = asked(path);
        assert_eq!(asked.path(), path);
    }
}

#[test]
fn whatever_else_a_path_says_is_no_script() {
    for path in [
        "",
        "@clerk/clerk-js",
        "@clerk/clerk-js/dist/clerk.browser.js",
        "@clerk/clerk-js@6",
        "@clerk/clerk-js@6/",
        "@clerk/clerk-js@6/dist/",
        "@clerk/clerk-js@6/package.json",
        "@clerk/clerk-js@/dist/clerk.browser.js",
        "@clerk/clerk-js@^6/dist/clerk.browser.js",
        "@clerk/clerk-js@%5E6/dist/clerk.browser.js",
        "@clerk/clerk-js@6./dist/clerk.browser.js",
        "@clerk/clerk-js@6.40.0.1/dist/clerk.browser.js",
        "@clerk/clerk-js@6-canary/dist/clerk.browser.js",
        "@clerk/clerk-js@../dist/clerk.browser.js",
        "@clerk/clerk-js@6/../dist/clerk.browser.js",
        "@clerk/clerk-js@6/dist/../package.json",
        "@clerk/clerk-js@6/dist/..",
        "@clerk/clerk-js@6/dist/.",
        "@clerk/clerk-js@6/dist/.env.js",
        "@clerk/clerk-js@6/dist/%2e%2e%2fpackage.json",
        "@clerk/clerk-js@6/dist/..%2f..%2f..%2fsecret.js",
        "@clerk/clerk-js@6/dist/a%00.js",
        "@clerk/clerk-js@6/dist/a\\..\\b.js",
        "@clerk/clerk-js@6/dist//etc/passwd.js",
        "@clerk/clerk-js@6/dist/esm/index.js",
        "@clerk/clerk-js@6/dist/clerk.browser.js/",
        "@clerk/clerk-js@6/dist/clerk.browser.js;.html",
        "@clerk/clerk-js@6/dist/page.html",
        "@clerk/clerk-js@6/dist/picture.svg",
        "@clerk/clerk-js@6/dist/js",
        "@clerk/clerk-js@6/dist/\u{e9}.js",
        "@clerk/clerk-js@6/dist/a b.js",
        "@clerk/clerk-js@6\r\n/dist/a.js",
        "@clerk/backend@3/dist/index.js",
        "@clerk/clerk-jsx@6/dist/clerk.browser.js",
        "%40clerk/clerk-js@6/dist/clerk.browser.js",
        "/@clerk/clerk-js@6/dist/clerk.browser.js",
        "clerk-js@6/dist/clerk.browser.js",
        "react@19/dist/react.js",
    ] {
        assert_eq!(Asked::parse(path), None, "{path}");
    }
    let long = format!("@clerk/clerk-js@6/dist/{}.js", "a".repeat(200));
    assert_eq!(Asked::parse(&long), None);
}

#[test]
fn a_version_takes_what_it_names_and_nothing_else() {
    for (version, installed, is_taken) in [
        ("6", "6.40.0", true),
        ("6", "6.0.0-canary.v1", true),
        ("6", "60.0.0", false),
        ("5", "6.40.0", false),
        ("6.4", "6.4.1", true),
        ("6.4", "6.40.0", false),
        ("6.40.0", "6.40.0", true),
        ("6.40.0", "6.40.1", false),
        ("6.40.0", "6.40.0-canary.v1", false),
        ("6.40.0-canary.v1", "6.40.0-canary.v1", true),
        ("latest", "6.40.0", true),
        ("canary", "6.40.0", false),
        ("canary", "7.0.0-canary.v1", true),
        ("snapshot", "7.0.0-canary.v1", false),
    ] {
        let asked = asked(&format!("@clerk/clerk-js@{version}/dist/clerk.browser.js"));
        assert_eq!(asked.takes(installed), is_taken, "{version}: {installed}");
    }
}

#[test]
fn only_a_whole_version_means_the_same_for_ever() {
    for (version, is_exact) in [
        ("6", false),
        ("6.40", false),
        ("latest", false),
        ("6.40.0", true),
    ] {
        let asked = asked(&format!("@clerk/ui@{version}/dist/ui.browser.js"));
        assert_eq!(asked.is_exact(), is_exact, "{version}");
    }
}

#[test]
fn what_is_missing_is_said() {
    let folder = fresh("missing-scripts");
    install(&folder.join("@clerk/clerk-js"), "6.40.0");
    let why = |path: &str| opened(&folder, path).unwrap_err().to_string();
    assert_eq!(
        opened(&folder, "@clerk/clerk-js@6/dist/clerk.browser.js").as_deref(),
        Ok("clerk")
    );
    assert!(why("@clerk/clerk-js@5/dist/clerk.browser.js").contains("version 6.40.0 is installed"));
    assert!(why("@clerk/clerk-js@6/dist/1_x.js").contains("no script dist/1_x.js"));
    assert!(why("@clerk/ui@1/dist/ui.browser.js").contains("npm install @clerk/ui"));
    fs::remove_dir_all(folder).unwrap();
}

#[cfg(unix)]
#[test]
fn a_package_may_be_a_link_and_its_files_may_not_lead_out_of_it() {
    use std::os::unix::fs::symlink;
    let folder = fresh("linked-scripts");
    let real = folder.join(".pnpm/clerk-js");
    install(&real, "6.40.0");
    fs::create_dir_all(folder.join("@clerk")).unwrap();
    symlink("../.pnpm/clerk-js", folder.join("@clerk/clerk-js")).unwrap();
    fs::write(folder.join("secret.js"), "secret").unwrap();
    symlink(folder.join("secret.js"), real.join("dist/out.js")).unwrap();
    symlink("clerk.browser.js", real.join("dist/alias.js")).unwrap();
    fs::create_dir(real.join("dist/folder.js")).unwrap();
    for (file, is_there) in [
        ("clerk.browser.js", true),
        ("alias.js", true),
        ("out.js", false),
        ("folder.js", false),
    ] {
        let path = format!("@clerk/clerk-js@6/dist/{file}");
        assert_eq!(opened(&folder, &path).is_ok(), is_there, "{file}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_nearest_folder_with_scripts_wins_and_the_public_copy_is_last() {
    let top = fresh("nearest-scripts");
    let below = top.join("app/deep");
    fs::create_dir_all(&below).unwrap();
    fs::create_dir_all(top.join("app/node_modules/react")).unwrap();
    let place = || Scripts::Nearest.place(Some(&below));
    assert_eq!(place(), Place::Copy(PublicCopy::default()));
    install(&top.join("node_modules/@clerk/clerk-js"), "6.40.0");
    assert_eq!(place(), Place::Folder(top.join("node_modules")));
    install(&top.join("app/node_modules/@clerk/clerk-js"), "6.40.0");
    assert_eq!(place(), Place::Folder(top.join("app/node_modules")));
    fs::remove_dir_all(top).unwrap();
    assert_eq!(
        Scripts::Nearest.place(None),
        Place::Copy(PublicCopy::default())
    );
}

#[tokio::test]
async fn people_are_told_where_scripts_are_and_which() {
    let folder = fresh("told-scripts");
    install(&folder.join("@clerk/clerk-js"), "6.40.0");
    let told = Scripts::Folder(folder.clone()).summary().await;
    let summary = Summary {
        source: "folder",
        location: folder.display().to_string(),
        clerk_js: Some("6.40.0".to_owned()),
        ui: None,
    };
    assert_eq!(told, Some(summary));
    fs::remove_dir_all(folder).unwrap();
    let copy = Scripts::parse("https://cdn.example.com/npm/").unwrap();
    let summary = Summary {
        source: "redirect",
        location: "https://cdn.example.com/npm".to_owned(),
        clerk_js: None,
        ui: None,
    };
    assert_eq!(copy.summary().await, Some(summary));
    assert_eq!(
        copy.foreign_origin().await.as_deref(),
        Some("https://cdn.example.com")
    );
}
