//! The files that pages are made of, as they are built into the program.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::sync::OnceLock;

/// A file.
pub(super) struct Asset {
    name: &'static str,
    /// What it is.
    pub(super) content_type: &'static str,
    /// What is in it.
    pub(super) bytes: &'static [u8],
    tag: OnceLock<String>,
}

impl Asset {
    const fn new(name: &'static str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        Self {
            name,
            content_type,
            bytes,
            tag: OnceLock::new(),
        }
    }

    /// Names what is in the file: browsers that have that need not fetch it again.
    pub(super) fn tag(&self) -> &str {
        self.tag.get_or_init(|| {
            let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(self.bytes);
            format!("\"{hash:016x}\"")
        })
    }
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

macro_rules! file {
    ($name:literal, $content_type:expr) => {
        Asset::new(
            $name,
            $content_type,
            include_bytes!(concat!("../../../pages/", $name)),
        )
    };
}

/// The console.
pub(super) static CONSOLE: Asset = file!("console.html", HTML);

/// The try-it page.
pub(super) static TRY_IT: Asset = file!("try.html", HTML);

/// Scripts, styles and pictures.
static PARTS: [Asset; 41] = [
    file!("announce.js", SCRIPT),
    file!("api.js", SCRIPT),
    file!("banner.js", SCRIPT),
    file!("base.css", STYLE),
    file!("connection.js", SCRIPT),
    file!("console/console.css", STYLE),
    file!("console/filters.js", SCRIPT),
    file!("console/keyboard.js", SCRIPT),
    file!("console/main.js", SCRIPT),
    file!("console/numbers.js", SCRIPT),
    file!("console/router.js", SCRIPT),
    file!("console/sessions.js", SCRIPT),
    file!("console/texts.js", SCRIPT),
    file!("console/user-actions.js", SCRIPT),
    file!("console/user-words.js", SCRIPT),
    file!("console/user.js", SCRIPT),
    file!("console/users.js", SCRIPT),
    file!("copy.js", SCRIPT),
    file!("dialog.js", SCRIPT),
    file!("dom.js", SCRIPT),
    file!("feed.js", SCRIPT),
    file!("icon.svg", PICTURE),
    file!("icons.js", SCRIPT),
    file!("menu.js", SCRIPT),
    file!("reasons.js", SCRIPT),
    file!("text-list.js", SCRIPT),
    file!("text.js", SCRIPT),
    file!("texts.css", STYLE),
    file!("theme.js", SCRIPT),
    file!("times.js", SCRIPT),
    file!("try/app.js", SCRIPT),
    file!("try/components.js", SCRIPT),
    file!("try/main.js", SCRIPT),
    file!("try/numbers.js", SCRIPT),
    file!("try/phone.js", SCRIPT),
    file!("try/snippet-texts.js", SCRIPT),
    file!("try/snippets.js", SCRIPT),
    file!("try/story.js", SCRIPT),
    file!("try/try.css", STYLE),
    file!("unlock.js", SCRIPT),
    file!("words.js", SCRIPT),
];

/// The part of this name.
pub(super) fn named(name: &str) -> Option<&'static Asset> {
    PARTS.iter().find(|asset| asset.name == name)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .flat_map(|path| {
                if path.is_dir() {
                    files(&path)
                } else {
                    vec![path]
                }
            })
            .collect()
    }

    #[test]
    fn every_file_of_the_pages_is_built_in() {
        let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
        let mut found: Vec<String> = files(&pages)
            .iter()
            .filter(|path| path.extension().is_none_or(|kind| kind != "html"))
            .map(|path| path.strip_prefix(&pages).unwrap().display().to_string())
            .collect();
        found.sort();
        let listed: Vec<&str> = PARTS.iter().map(|asset| asset.name).collect();
        assert_eq!(found, listed);
    }
}
