//! Packages in a folder, as npm and pnpm put them there.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::Deserialize;

use super::asked::is_plain;
use super::{Asked, Missing, Package};

/// Largest script that is served, in bytes: five times the largest there is.
const SCRIPT_BYTES_MAX: u64 = 8 * 1_024 * 1_024;

/// Largest `package.json` that is read, in bytes.
const MANIFEST_BYTES_MAX: u64 = 256 * 1_024;

/// A script that lies open.
#[derive(Debug)]
pub(crate) struct Script {
    file: File,
    len: u64,
    tag: String,
}

#[derive(Deserialize)]
struct Manifest {
    version: String,
}

impl Script {
    /// What is in it, from its beginning on.
    pub(crate) fn into_file(self) -> File {
        self.file
    }

    /// How much that is, in bytes.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Names what is in it: browsers that have that need not fetch it again.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }
}

/// Whether the folder has the package.
pub(super) fn has(folder: &Path, package: Package) -> bool {
    folder.join(package.name()).join("package.json").is_file()
}

/// The version of the package that the folder has.
pub(super) fn version(folder: &Path, package: Package) -> Option<String> {
    let manifest = File::open(folder.join(package.name()).join("package.json")).ok()?;
    let mut text = String::new();
    manifest
        .take(MANIFEST_BYTES_MAX)
        .read_to_string(&mut text)
        .ok()?;
    let manifest: Manifest = serde_json::from_str(&text).ok()?;
    // It goes into headers and texts.
    Some(manifest.version).filter(|version| is_plain(version))
}

/// Opens the script that is asked for.
pub(super) fn open(folder: &Path, asked: &Asked) -> Result<Script, Missing> {
    let package = asked.package();
    let installed = version(folder, package).ok_or(Missing::NotInstalled(package.name()))?;
    if !asked.takes(&installed) {
        return Err(Missing::OtherVersion {
            package: package.name(),
            asked: asked.version().to_owned(),
            installed,
        });
    }
    open_inside(&folder.join(package.name()), asked.file(), &installed).map_err(|_| {
        Missing::NoSuchFile {
            package: package.name(),
            installed,
            file: asked.file().to_owned(),
        }
    })
}

/// Opens a file of a package. The package may be a link to wherever it really is, but a file of it may not lead out of it.
fn open_inside(package: &Path, name: &str, installed: &str) -> io::Result<Script> {
    let package = fs::canonicalize(package)?;
    let path = fs::canonicalize(package.join("dist").join(name))?;
    // Asked before it is opened: opening a pipe would wait for somebody to write into it.
    let about = fs::metadata(&path)?;
    if !path.starts_with(&package) || !about.is_file() || about.len() > SCRIPT_BYTES_MAX {
        return Err(io::ErrorKind::NotFound.into());
    }
    let file = File::open(&path)?;
    let about = file.metadata()?;
    let changed = about
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |since| since.as_nanos());
    // Files of packages all have the same time, so that alone it would tell nothing.
    let tag = format!("\"{installed}-{:x}-{changed:x}\"", about.len());
    Ok(Script {
        file,
        len: about.len(),
        tag,
    })
}
