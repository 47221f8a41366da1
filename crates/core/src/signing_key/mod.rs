//! Rules about the keys that sign tokens: which one signs, which are published, how one takes over from another.
//!
//! They change under the version of the settings: whoever read an older one decides anew.

use std::fmt;

use strowger_types::Timestamp;

use crate::Decision;
use crate::commit::{Commit, Guard, Write};
use crate::policy::TOKEN_TTL_MS;
use crate::record::{Settings, SigningKey};

/// How long a key is published before it signs, in milliseconds: every process looks for new keys every two seconds, and
/// a token is of no use where its key is not known yet. Two looks and a second.
pub const LEAD_MS: i64 = 5_000;

/// How much later than it should a process may still sign with an older key, in milliseconds. Judgement: one that could
/// not look for a whole minute has more wrong with it.
pub const LAG_MAX_MS: i64 = 60_000;

/// To what a long life is rounded up when it is recorded, in milliseconds: tokens of any one length cost one write an hour.
pub const USED_UNTIL_STEP_MS: i64 = 60 * 60 * 1_000;

/// Keys that there may be at once. Each is in every answer that publishes them. Judgement: a key a month, for five years.
pub const SIGNING_KEYS_MAX: usize = 64;

/// There are [`SIGNING_KEYS_MAX`] keys whose tokens still live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyKeys;

impl fmt::Display for TooManyKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there are {SIGNING_KEYS_MAX} signing keys already, whose tokens still live"
        )
    }
}

impl std::error::Error for TooManyKeys {}

/// The key that signs at `now`: the newest that was published long enough, else the oldest. Keys come newest first.
pub fn signs(keys: &[SigningKey], now: Timestamp) -> Option<&SigningKey> {
    keys.iter()
        .find(|key| begins_to_sign(key).is_past(now))
        .or_else(|| keys.last())
}

/// The keys that are published at `now`: those that sign, will sign, or signed tokens that may still live.
/// Keys come, and are given, newest first.
pub fn published(keys: &[SigningKey], now: Timestamp) -> impl Iterator<Item = &SigningKey> {
    let deaths = keys
        .iter()
        .scan(None, |newer: &mut Option<&SigningKey>, key| {
            let dies_at = newer.map(|newer| dies_at(key, newer));
            *newer = Some(key);
            Some((key, dies_at))
        });
    deaths
        .filter(move |(_, dies_at)| !dies_at.is_some_and(|at| at.is_past(now)))
        .map(|(key, _)| key)
}

/// What becomes of the keys that a new one takes over from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Older {
    /// Their tokens live on.
    Retire,
    /// Their tokens die with them at once.
    Forget,
}

/// Adds a key. If the older ones retire, it takes over once every process knows it; if they are forgotten, for somebody
/// else may know them, at once. Keys come newest first.
pub fn add(
    settings: &Settings,
    keys: &[SigningKey],
    mut key: SigningKey,
    older: Older,
) -> Result<Commit, TooManyKeys> {
    let mut writes = match older {
        Older::Retire if keys.len() >= SIGNING_KEYS_MAX => return Err(TooManyKeys),
        Older::Retire => Vec::new(),
        Older::Forget => keys.iter().map(forgotten).collect(),
    };
    if let Some(newest) = keys.first() {
        // By a clock that was set back it would never be the newest, and never sign.
        key.created_at = key.created_at.max(newest.created_at.plus_ms(1));
    }
    writes.push(Write::PutSigningKey(key));
    Ok(changed(settings, writes))
}

/// The key to sign a token with that dies at `until`, once it is recorded that the key must stay published until then.
/// `None`: there is no key at all. Keys come newest first.
pub fn reserve(
    settings: &Settings,
    keys: &[SigningKey],
    until: Timestamp,
    now: Timestamp,
) -> Decision<Option<SigningKey>> {
    let Some(key) = signs(keys, now) else {
        return Decision::reply(None);
    };
    if stays_published(key, until, now) {
        return Decision::reply(Some(key.clone()));
    }
    let key = SigningKey {
        used_until: Some(rounded_up(until)),
        ..key.clone()
    };
    Decision::reply(Some(key.clone())).and(changed(settings, vec![Write::PutSigningKey(key)]))
}

/// Whether a key that signs at `now` certainly stays published until `until`, whatever other keys come.
pub fn stays_published(key: &SigningKey, until: Timestamp, now: Timestamp) -> bool {
    until <= now.plus_ms(TOKEN_TTL_MS) || key.used_until.is_some_and(|recorded| until <= recorded)
}

/// Forgets the keys whose last tokens are dead; `None` if there are none. Keys come newest first.
pub fn forget_dead(settings: &Settings, keys: &[SigningKey], now: Timestamp) -> Option<Commit> {
    let published: Vec<&str> = published(keys, now).map(|key| key.kid.as_str()).collect();
    let writes: Vec<Write> = keys
        .iter()
        .filter(|key| !published.contains(&key.kid.as_str()))
        .map(forgotten)
        .collect();
    (!writes.is_empty()).then(|| changed(settings, writes))
}

fn forgotten(key: &SigningKey) -> Write {
    Write::DeleteSigningKey {
        kid: key.kid.clone(),
    }
}

fn begins_to_sign(key: &SigningKey) -> Timestamp {
    key.created_at.plus_ms(LEAD_MS)
}

/// When the last token of a key is dead that `newer` takes over from.
fn dies_at(key: &SigningKey, newer: &SigningKey) -> Timestamp {
    let last_usual = begins_to_sign(newer).plus_ms(LAG_MAX_MS + TOKEN_TTL_MS);
    key.used_until
        .map_or(last_usual, |until| until.max(last_usual))
}

fn rounded_up(until: Timestamp) -> Timestamp {
    let rest = until.as_ms().rem_euclid(USED_UNTIL_STEP_MS);
    until.plus_ms(if rest == 0 {
        0
    } else {
        USED_UNTIL_STEP_MS - rest
    })
}

fn changed(settings: &Settings, mut writes: Vec<Write>) -> Commit {
    writes.push(Write::PutSettings(Settings {
        version: settings.version + 1,
        ..settings.clone()
    }));
    Commit {
        guards: vec![Guard::SettingsVersion {
            version: settings.version,
        }],
        writes,
    }
}

#[cfg(test)]
mod tests;
