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
static PARTS: &[Asset] = &[];

/// The part of this name.
pub(super) fn named(name: &str) -> Option<&'static Asset> {
    PARTS.iter().find(|asset| asset.name == name)
}
