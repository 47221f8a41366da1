//! Whether a guard holds.

use rusqlite::Connection;
use strowger_core::commit::Guard;

use crate::error::DbError;
use crate::table::{
    clients, counters, email_addresses, messages, number_failures, phone_numbers, sessions,
    settings, sign_in_tokens, users, verifications,
};

/// Whether all guards hold now.
pub(crate) fn hold(db: &Connection, guards: &[Guard]) -> Result<bool, DbError> {
    for guard in guards {
        if !holds(db, guard)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn holds(db: &Connection, guard: &Guard) -> Result<bool, DbError> {
    match guard {
        Guard::UserVersion { id, version } => users::is_at_version(db, id, *version),
        Guard::NumberFree {
            phone_number,
            except,
        } => phone_numbers::is_free(db, phone_number, except),
        Guard::UsernameFree { username, except } => {
            let user = users::of_username(db, username)?;
            Ok(user.is_none_or(|user| user == *except))
        }
        Guard::ExternalIdFree {
            external_id,
            except,
        } => {
            let user = users::of_external_id(db, external_id)?;
            Ok(user.is_none_or(|user| user == *except))
        }
        Guard::EmailFree { address, except } => email_addresses::is_free(db, address, except),
        Guard::VerificationVersion { id, version } => {
            verifications::is_at_version(db, id, *version)
        }
        Guard::NewestVerification {
            phone_number_id,
            newest,
        } => verifications::is_newest(db, phone_number_id, newest.as_ref()),
        Guard::ClientVersion { id, version } => clients::is_at_version(db, id, *version),
        Guard::SessionVersion { id, version } => sessions::is_at_version(db, id, *version),
        Guard::SignInTokenVersion { id, version } => {
            sign_in_tokens::is_at_version(db, id, *version)
        }
        Guard::SettingsVersion { version } => settings::is_at_version(db, *version),
        Guard::FailuresAre {
            phone_number,
            failures,
        } => Ok(number_failures::read(db, phone_number)? == *failures),
        Guard::CounterBelow { key, limit, now } => {
            let counted = counters::read(db, key, *now)?;
            Ok(counted.map_or(0, |(count, _)| count) < *limit)
        }
        Guard::MessageLease { id, lease_until } => messages::is_leased(db, id, *lease_until),
    }
}
