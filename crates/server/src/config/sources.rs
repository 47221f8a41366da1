//! Where settings come from, and which wins.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use toml::{Table, Value};

use super::{ConfigError, KEYS};

/// How the names of all settings begin in the environment.
const ENV_PREFIX: &str = "STROWGER_";

/// The name of a setting in the environment.
pub fn env_name(key: &str) -> String {
    format!("{ENV_PREFIX}{}", key.replace('.', "_").to_uppercase())
}

/// Settings as they were given, each by the source that wins.
#[derive(Default)]
pub struct Sources {
    values: BTreeMap<&'static str, Given>,
}

/// A value as it was given, and where.
#[derive(Clone)]
pub(super) struct Given {
    pub(super) text: String,
    pub(super) place: String,
}

impl Sources {
    /// Nothing given yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a flag. Flags win over all, so they come first.
    pub fn flag(&mut self, key: &'static str, flag: &str, text: Option<String>) {
        if let Some(text) = text {
            self.put(
                key,
                Given {
                    text,
                    place: flag.to_owned(),
                },
            );
        }
    }

    /// Takes up the environment: every variable that begins with `STROWGER_`. Refuses one that is no setting.
    pub fn environment(
        &mut self,
        variables: impl Iterator<Item = (String, OsString)>,
    ) -> Result<(), ConfigError> {
        for (name, text) in variables.filter(|(name, _)| name.starts_with(ENV_PREFIX)) {
            let key = KEYS.iter().find(|key| env_name(key.name) == name);
            let key = key.ok_or_else(|| ConfigError::Unknown {
                place: name.clone(),
            })?;
            // Passed over, it would let a default take its place.
            let text = text.into_string().map_err(|_| ConfigError::Invalid {
                place: name.clone(),
                wanted: "UTF-8".to_owned(),
            })?;
            if !text.is_empty() {
                self.put(key.name, Given { text, place: name });
            }
        }
        Ok(())
    }

    /// Takes up a configuration file. Refuses a setting that does not exist.
    pub fn file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let failed = |why: String| ConfigError::File {
            path: path.display().to_string(),
            why,
        };
        let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        // The error of the parser shows the line, which may hold a secret: only its message goes on.
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| failed(error.message().to_owned()))?;
        self.table("", table, &path.display().to_string())
    }

    fn table(&mut self, section: &str, table: Table, file: &str) -> Result<(), ConfigError> {
        for (name, value) in table {
            let full = if section.is_empty() {
                name
            } else {
                format!("{section}.{name}")
            };
            let place = format!("{full} in {file}");
            match value {
                Value::Table(inner) if section.is_empty() => self.table(&full, inner, file)?,
                value => {
                    let key = KEYS.iter().find(|key| key.name == full);
                    let key = key.ok_or_else(|| ConfigError::Unknown {
                        place: place.clone(),
                    })?;
                    let text = scalar(&value).ok_or_else(|| ConfigError::Invalid {
                        place: place.clone(),
                        wanted: "a text, a number, true, false or a list of texts".to_owned(),
                    })?;
                    self.put(key.name, Given { text, place });
                }
            }
        }
        Ok(())
    }

    fn put(&mut self, key: &'static str, given: Given) {
        self.values.entry(key).or_insert(given);
    }

    pub(super) fn get(&self, key: &str) -> Option<&Given> {
        debug_assert!(
            KEYS.iter().any(|known| known.name == key),
            "{key} is a setting"
        );
        self.values.get(key)
    }
}

/// A value of the file as the environment would give it.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(yes) => Some(yes.to_string()),
        Value::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => None,
    }
}
