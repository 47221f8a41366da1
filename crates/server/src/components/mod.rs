//! Where the scripts of Clerk's browser components are: in a folder of this machine, or in a copy that others serve.

mod asked;
mod disk;
mod folder;
mod public_copy;

pub(crate) use asked::{Asked, Package};
pub(crate) use disk::at_disk;
pub(crate) use folder::Script;
pub(crate) use public_copy::PublicCopy;

use std::path::{Path, PathBuf};

/// Where scripts are looked for, as the operator said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scripts {
    /// In the nearest `node_modules` that has them, from the working directory upwards; in the public copy if none has.
    #[default]
    Nearest,
    /// In this folder, which is laid out as a `node_modules`.
    Folder(PathBuf),
    /// In this copy, to which browsers are sent.
    Copy(PublicCopy),
}

/// Where scripts are at this moment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In this folder.
    Folder(PathBuf),
    /// In this copy.
    Copy(PublicCopy),
}

/// What answers a browser that asks for a script.
pub(crate) enum Answer {
    /// The script.
    Script(Script),
    /// It is elsewhere.
    Elsewhere(PublicCopy),
}

/// Where scripts are, and which: for people.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    /// `folder` or `redirect`.
    pub(crate) source: &'static str,
    /// The folder, or the URL of the copy.
    pub(crate) location: String,
    /// The version of clerk-js that the folder has.
    pub(crate) clerk_js: Option<String>,
    /// The version of ui that the folder has.
    pub(crate) ui: Option<String>,
}

/// Why there is no such script. It is told to whoever asks, so that it names no folder of this machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Missing {
    /// The path is none of a script.
    #[error(
        "Below /npm are the scripts in dist of @clerk/clerk-js and @clerk/ui and nothing else, such as /npm/@clerk/clerk-js@6/dist/clerk.browser.js."
    )]
    NotAScript,
    /// The folder lacks the package.
    #[error(
        "{0} is not installed where components.scripts leads. Run `npm install {0}` there, or set components.scripts to another node_modules or to the URL of a copy."
    )]
    NotInstalled(&'static str),
    /// The folder has another version.
    #[error(
        "{package}@{asked} is asked for, and version {installed} is installed where components.scripts leads. Install what is asked for, or ask for what is there."
    )]
    OtherVersion {
        /// The package.
        package: &'static str,
        /// The version that was asked for.
        asked: String,
        /// The version that is there.
        installed: String,
    },
    /// The package lacks the file.
    #[error("{package} {installed}, which is installed, has no script dist/{file}.")]
    NoSuchFile {
        /// The package.
        package: &'static str,
        /// The version that is there.
        installed: String,
        /// The file.
        file: String,
    },
}

impl Scripts {
    /// The folder or the URL in `text`; `None` if it is neither.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.contains("://") {
            return PublicCopy::parse(text).map(Self::Copy);
        }
        let folder = std::path::absolute(text).ok()?;
        folder.is_dir().then_some(Self::Folder(folder))
    }

    /// The script that is asked for, or where it is.
    pub(crate) async fn find(&self, asked: Asked) -> Result<Answer, Missing> {
        let package = asked.package().name();
        self.looked_up(move |place| match place {
            Place::Folder(folder) => folder::open(&folder, &asked).map(Answer::Script),
            Place::Copy(copy) => Ok(Answer::Elsewhere(copy)),
        })
        .await
        .unwrap_or(Err(Missing::NotInstalled(package)))
    }

    /// The origin that browsers are sent to for scripts, if they are.
    pub(crate) async fn foreign_origin(&self) -> Option<String> {
        let place = self.looked_up(|place| place).await?;
        match place {
            Place::Folder(_) => None,
            Place::Copy(copy) => Some(copy.origin().to_owned()),
        }
    }

    /// Where scripts are now, and which versions.
    pub(crate) async fn summary(&self) -> Option<Summary> {
        self.looked_up(|place| match place {
            Place::Folder(folder) => Summary {
                source: "folder",
                clerk_js: folder::version(&folder, Package::ClerkJs),
                ui: folder::version(&folder, Package::Ui),
                location: folder.display().to_string(),
            },
            Place::Copy(copy) => Summary {
                source: "redirect",
                location: copy.prefix().to_owned(),
                clerk_js: None,
                ui: None,
            },
        })
        .await
    }

    /// Makes something of the place where scripts are, on a thread that may wait for the disk. `None` if that panicked.
    async fn looked_up<T: Send + 'static>(
        &self,
        make: impl FnOnce(Place) -> T + Send + 'static,
    ) -> Option<T> {
        let scripts = self.clone();
        at_disk(move || {
            let working_directory = std::env::current_dir().ok();
            make(scripts.place(working_directory.as_deref()))
        })
        .await
    }

    /// The place, for a server that works in this directory. Looked up each time, so that an `npm install` needs no restart.
    fn place(self, working_directory: Option<&Path>) -> Place {
        match self {
            Self::Folder(folder) => Place::Folder(folder),
            Self::Copy(copy) => Place::Copy(copy),
            Self::Nearest => working_directory
                .and_then(nearest)
                .map_or_else(|| Place::Copy(PublicCopy::default()), Place::Folder),
        }
    }
}

/// The nearest `node_modules` with clerk-js in it, from here upwards.
fn nearest(here: &Path) -> Option<PathBuf> {
    here.ancestors()
        .map(|directory| directory.join("node_modules"))
        .find(|folder| folder::has(folder, Package::ClerkJs))
}

#[cfg(test)]
mod tests;
