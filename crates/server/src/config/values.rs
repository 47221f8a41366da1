//! From the text of a setting to its value.

use std::fmt::Write as _;

use strowger_core::number;

use super::sources::Given;
use super::{ConfigError, Sources};

impl Sources {
    pub(super) fn parsed<T>(
        &self,
        key: &str,
        wanted: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(given) = self.get(key) else {
            return Ok(None);
        };
        parse(&given.text)
            .map(Some)
            .ok_or_else(|| invalid(given, wanted))
    }

    pub(super) fn boolean(&self, key: &str) -> Result<Option<bool>, ConfigError> {
        self.parsed(key, "true or false", |text| text.parse().ok())
    }

    pub(super) fn integer(
        &self,
        key: &str,
        min: i64,
        max: i64,
        default: i64,
    ) -> Result<i64, ConfigError> {
        let wanted = format!("a whole number from {min} to {max}");
        let given = self.parsed(key, &wanted, |text| {
            text.parse()
                .ok()
                .filter(|number| (min..=max).contains(number))
        })?;
        Ok(given.unwrap_or(default))
    }

    /// How many of something: 1 to `max`.
    pub(super) fn count(&self, key: &str, max: u32, default: u32) -> Result<u32, ConfigError> {
        let count = self.integer(key, 1, i64::from(max), i64::from(default))?;
        Ok(u32::try_from(count).expect("the range fits"))
    }

    /// One of several words.
    pub(super) fn choice<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, ConfigError> {
        let mut wanted = String::new();
        for (place, (word, _)) in choices.iter().enumerate() {
            let before = match place {
                0 => "",
                _ if place + 1 == choices.len() => " or ",
                _ => ", ",
            };
            write!(wanted, "{before}{word}").expect("a text takes all");
        }
        self.parsed(key, &wanted, |text| {
            let chosen = choices.iter().find(|(word, _)| *word == text);
            chosen.map(|(_, value)| *value)
        })
    }

    pub(super) fn countries(&self, key: &str) -> Result<Option<Vec<String>>, ConfigError> {
        let wanted = "ISO 3166-1 alpha-2 codes of countries with phone numbers, such as US,CA";
        self.parsed(key, wanted, |text| {
            let codes = list(text);
            codes
                .iter()
                .all(|code| number::is_phone_country(code))
                .then_some(codes)
        })
    }

    /// A list whose items are all taken by `parse`.
    pub(super) fn items<T>(
        &self,
        key: &str,
        wanted: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<Vec<T>>, ConfigError> {
        self.parsed(key, wanted, |text| {
            list(text).iter().map(|item| parse(item)).collect()
        })
    }

    /// The refusal of a setting that only goes wrong with others. It names the place where the setting was given.
    pub(super) fn refusal(&self, key: &str, wanted: &str) -> ConfigError {
        let place = self
            .get(key)
            .map_or_else(|| key.to_owned(), |given| given.place.clone());
        ConfigError::Invalid {
            place,
            wanted: wanted.to_owned(),
        }
    }
}

pub(super) fn invalid(given: &Given, wanted: &str) -> ConfigError {
    ConfigError::Invalid {
        place: given.place.clone(),
        wanted: wanted.to_owned(),
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}
