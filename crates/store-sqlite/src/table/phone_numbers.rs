//! Phone numbers.

use rusqlite::{Connection, Row, ToSql, params};
use strowger_core::record::{Number, SecondFactor};
use strowger_types::{PhoneNumber, PhoneNumberId, UserId};

use super::{sent_code, standing};
use crate::error::DbError;
use crate::row;

/// The hottest read.
pub(crate) const BY_ID: &str = "
    SELECT id, user_id, phone_number, standing, code_attempts, code_expire_at, second_factor,
           created_at, updated_at, sent_verification_id, sent_status, sent_attempts, sent_expire_at
    FROM phone_numbers WHERE id = ?1";

pub(crate) const BY_USER: &str = "
    SELECT id, user_id, phone_number, standing, code_attempts, code_expire_at, second_factor,
           created_at, updated_at, sent_verification_id, sent_status, sent_attempts, sent_expire_at
    FROM phone_numbers WHERE user_id = ?1 ORDER BY created_at, id";

pub(crate) const BY_USERS: &str = "
    SELECT id, user_id, phone_number, standing, code_attempts, code_expire_at, second_factor,
           created_at, updated_at, sent_verification_id, sent_status, sent_attempts, sent_expire_at
    FROM phone_numbers WHERE user_id IN (SELECT value FROM json_each(?1)) ORDER BY created_at, id";

pub(crate) const HOLDER: &str =
    "SELECT user_id FROM phone_numbers WHERE phone_number = ?1 AND standing <> 'unverified'";

const HELD_BY_OTHER: &str = "
    SELECT 1 FROM phone_numbers
    WHERE phone_number = ?1 AND standing <> 'unverified' AND user_id <> ?2";

const USER_OF: &str = "SELECT user_id FROM phone_numbers WHERE id = ?1";

/// Most changes leave alone what is indexed, and so can the write: see [`super::users`].
const UPDATE_UNINDEXED: &str = "
    UPDATE phone_numbers SET
        code_attempts = ?5, code_expire_at = ?6, second_factor = ?7, updated_at = ?9,
        sent_verification_id = ?10, sent_status = ?11, sent_attempts = ?12, sent_expire_at = ?13
    WHERE id = ?1 AND user_id = ?2 AND phone_number = ?3 AND standing = ?4 AND created_at = ?8";

const PUT: &str = "
    INSERT INTO phone_numbers (id, user_id, phone_number, standing, code_attempts, code_expire_at,
                               second_factor, created_at, updated_at, sent_verification_id,
                               sent_status, sent_attempts, sent_expire_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
    ON CONFLICT (id) DO UPDATE SET
        user_id = excluded.user_id, phone_number = excluded.phone_number,
        standing = excluded.standing, code_attempts = excluded.code_attempts,
        code_expire_at = excluded.code_expire_at, second_factor = excluded.second_factor,
        created_at = excluded.created_at, updated_at = excluded.updated_at,
        sent_verification_id = excluded.sent_verification_id, sent_status = excluded.sent_status,
        sent_attempts = excluded.sent_attempts, sent_expire_at = excluded.sent_expire_at";

pub(crate) const DELETE: &str = "DELETE FROM phone_numbers WHERE id = ?1";

pub(crate) fn by_id(db: &Connection, id: &PhoneNumberId) -> Result<Option<Number>, DbError> {
    row::one(db, BY_ID, [id.as_str()], read)
}

pub(crate) fn by_user(db: &Connection, user_id: &UserId) -> Result<Vec<Number>, DbError> {
    row::many(db, BY_USER, [user_id.as_str()], read)
}

/// The numbers of the users whose ids the JSON array holds.
pub(crate) fn by_users(db: &Connection, user_ids: &str) -> Result<Vec<Number>, DbError> {
    row::many(db, BY_USERS, [user_ids], read)
}

pub(crate) fn holder(db: &Connection, number: &PhoneNumber) -> Result<Option<UserId>, DbError> {
    row::one(db, HOLDER, [number.as_str()], |row| {
        row::parsed(row, 0, UserId::parse)
    })
}

pub(crate) fn is_free(
    db: &Connection,
    number: &PhoneNumber,
    except: &UserId,
) -> Result<bool, DbError> {
    Ok(!row::exists(
        db,
        HELD_BY_OTHER,
        [number.as_str(), except.as_str()],
    )?)
}

pub(crate) fn user_of(db: &Connection, id: &PhoneNumberId) -> Result<Option<UserId>, DbError> {
    row::one(db, USER_OF, [id.as_str()], |row| {
        row::parsed(row, 0, UserId::parse)
    })
}

pub(crate) fn put(db: &Connection, number: &Number) -> Result<(), DbError> {
    let (standing, attempts, expire_at) = standing::columns(number.standing);
    let sent = sent_code::columns(number.sent.as_ref());
    let values: &[&dyn ToSql] = params![
        number.id.as_str(),
        number.user_id.as_str(),
        number.phone_number.as_str(),
        standing,
        attempts,
        expire_at,
        second_factor_name(number.second_factor),
        number.created_at.as_ms(),
        number.updated_at.as_ms(),
        sent.verification_id,
        sent.status,
        sent.attempts,
        sent.expire_at,
    ];
    if row::run(db, UPDATE_UNINDEXED, values)? == 0 {
        row::run(db, PUT, values)?;
    }
    Ok(())
}

pub(crate) fn delete(db: &Connection, id: &PhoneNumberId) -> Result<(), DbError> {
    row::run(db, DELETE, [id.as_str()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Number, DbError> {
    Ok(Number {
        id: row::parsed(row, 0, PhoneNumberId::parse)?,
        user_id: row::parsed(row, 1, UserId::parse)?,
        phone_number: row::parsed(row, 2, PhoneNumber::parse)?,
        standing: standing::read(row, 3)?,
        sent: sent_code::read(row, 9)?,
        second_factor: row::named(
            row,
            6,
            &[SecondFactor::Off, SecondFactor::On, SecondFactor::Default],
            second_factor_name,
        )?,
        created_at: row::moment(row, 7)?,
        updated_at: row::moment(row, 8)?,
    })
}

fn second_factor_name(second_factor: SecondFactor) -> &'static str {
    match second_factor {
        SecondFactor::Off => "off",
        SecondFactor::On => "on",
        SecondFactor::Default => "default",
    }
}
