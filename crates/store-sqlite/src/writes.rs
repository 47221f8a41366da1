//! How a write changes the tables.

use rusqlite::Connection;
use strowger_core::commit::Write;

use crate::error::DbError;
use crate::table::{
    clients, counters, email_addresses, messages, number_failures, phone_numbers, sessions,
    settings, sign_in_tokens, signing_keys, users, verifications,
};

/// Carries out the writes in order.
pub(crate) fn carry_out(db: &Connection, writes: &[Write]) -> Result<(), DbError> {
    writes.iter().try_for_each(|write| carry_out_one(db, write))
}

fn carry_out_one(db: &Connection, write: &Write) -> Result<(), DbError> {
    match write {
        Write::PutUser(user) => users::put(db, user),
        Write::DeleteUser(id) => {
            sessions::delete_of_user(db, id)?;
            verifications::delete_of_user(db, id)?;
            users::delete(db, id)
        }
        Write::PutNumber(number) => phone_numbers::put(db, number),
        Write::DeleteNumber(id) => phone_numbers::delete(db, id),
        Write::PutEmail(email) => email_addresses::put(db, email),
        Write::PutVerification(verification) => verifications::put(db, verification),
        Write::PutClient(client) => clients::put(db, client),
        Write::DeleteClient(id) => clients::delete(db, id),
        Write::PutSession(session) => sessions::put(db, session),
        Write::EndSessions {
            user_id,
            except,
            status,
            at,
        } => sessions::end_of_user(db, user_id, except.as_ref(), *status, *at),
        Write::PutSignInToken(token) => sign_in_tokens::put(db, token),
        Write::PutSettings(settings) => settings::put(db, settings),
        Write::PutSigningKey(key) => signing_keys::put(db, key),
        Write::DeleteSigningKey { kid } => signing_keys::delete(db, kid),
        Write::SetFailures {
            phone_number,
            failures,
        } => number_failures::set(db, phone_number, *failures),
        Write::Count {
            key,
            now,
            window_ms,
        } => counters::add(db, key, *now, *window_ms),
        Write::PutMessage(message) => messages::put(db, message),
        Write::SettleMessage {
            id,
            state,
            tries,
            lease_until,
        } => messages::settle(db, id, *state, *tries, *lease_until),
        Write::SweepMessages { before, keep } => messages::sweep(db, *before, *keep),
        Write::SweepExpired { before } => {
            verifications::sweep(db, *before)?;
            counters::sweep(db, *before)?;
            clients::sweep(db, *before)?;
            sessions::sweep(db, *before)
        }
    }
}
