//! A folder of its own for each database, deleted afterwards.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

static FOLDERS: AtomicUsize = AtomicUsize::new(0);

pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let n = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("strowger-sqlite-{}-{n}", process::id());
        let path = env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("it works");
        Self(path)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("strowger.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
