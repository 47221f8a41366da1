//! Which script a path asks for, and whether an installed version is what was meant.

/// Longest name of a version and of a file, in bytes; those that exist have a third of it.
const NAME_BYTES_MAX: usize = 128;

/// A package with scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Package {
    /// The library. Until version 5 it has the components in it.
    ClerkJs,
    /// The components.
    Ui,
}

impl Package {
    /// Its name on the registry.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ClerkJs => "@clerk/clerk-js",
            Self::Ui => "@clerk/ui",
        }
    }
}

/// A script that is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    package: Package,
    version: Version,
    file: String,
    content_type: &'static str,
}

/// The version that is asked for, as the path has it.
#[derive(Debug, PartialEq, Eq)]
struct Version {
    text: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `6.40.0`: this one.
    Exact,
    /// `6` or `6.40`: any that begins so.
    Beginning,
    /// `latest` or `canary`.
    Tag,
}

impl Asked {
    /// What the part of a path behind `/npm/` asks for. Only names that are plain as they stand: nothing is decoded, so that
    /// nothing can be hidden in them.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let (package, rest) = [Package::ClerkJs, Package::Ui]
            .into_iter()
            .find_map(|package| {
                let rest = path.strip_prefix(package.name())?.strip_prefix('@')?;
                Some((package, rest))
            })?;
        let (version, file) = rest.split_once("/dist/")?;
        let version = Version::parse(version)?;
        let content_type = content_type(file).filter(|_| is_plain(file))?;
        Some(Self {
            package,
            version,
            file: file.to_owned(),
            content_type,
        })
    }

    /// The package.
    pub(crate) fn package(&self) -> Package {
        self.package
    }

    /// The version, as it was asked for.
    pub(crate) fn version(&self) -> &str {
        &self.version.text
    }

    /// The name of the file in `dist`.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// What the file is.
    pub(crate) fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// Whether what is answered is so for ever: only one version fits.
    pub(crate) fn is_exact(&self) -> bool {
        self.version.kind == Kind::Exact
    }

    /// Whether the installed version is one that was asked for.
    pub(crate) fn takes(&self, installed: &str) -> bool {
        let asked = self.version();
        match self.version.kind {
            Kind::Exact => asked == installed,
            Kind::Beginning => installed
                .strip_prefix(asked)
                .is_some_and(|rest| rest.starts_with('.')),
            Kind::Tag => asked == "latest" || tag_of(installed) == Some(asked),
        }
    }

    /// The path below any copy of the registry's packages.
    pub(crate) fn path(&self) -> String {
        let package = self.package.name();
        format!("{package}@{}/dist/{}", self.version.text, self.file)
    }
}

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let is_number =
            |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let (core, is_bare) = match text.find(['-', '+']) {
            None => (text, true),
            Some(end) => (&text[..end], false),
        };
        let numbers = core.split('.').filter(is_number).count();
        let is_numbers = numbers == core.split('.').count();
        let kind = match numbers {
            3 if is_numbers => Kind::Exact,
            1 | 2 if is_numbers && is_bare => Kind::Beginning,
            _ if text.starts_with(|first: char| first.is_ascii_alphabetic()) => Kind::Tag,
            _ => return None,
        };
        is_plain(text).then(|| Self {
            text: text.to_owned(),
            kind,
        })
    }
}

/// The tag under which a version before a release is published: `canary` of `7.0.0-canary.v20260101`.
fn tag_of(installed: &str) -> Option<&str> {
    let (_, before_release) = installed.split_once('-')?;
    before_release.split('.').next()
}

/// Whether a name is one of a file or a version and nothing else, wherever it is put.
pub(super) fn is_plain(name: &str) -> bool {
    name.len() <= NAME_BYTES_MAX
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._+~".contains(&byte))
}

/// What a file is, by the end of its name; `None` for what no browser asks for.
fn content_type(file: &str) -> Option<&'static str> {
    let (_, ending) = file.rsplit_once('.')?;
    match ending {
        "js" | "mjs" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "map" | "json" => Some("application/json"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}
