//! The newest attempt to sign in of each client. Its id stands with the client: who has none costs no look here.

use rusqlite::{Connection, Row, params};
use strowger_core::record::{FactorStep, Identifier, SignIn};
use strowger_types::{ClientId, PhoneNumber, SessionId, SignInId, Timestamp, UserId};

use super::factor;
use crate::error::DbError;
use crate::row;

pub(crate) const BY_CLIENT: &str = "
    SELECT identifier_kind, identifier, user_id, step,
           first_strategy, first_number_id, first_verified, first_sent_verification_id,
           first_sent_status, first_sent_attempts, first_sent_expire_at,
           second_strategy, second_number_id, second_verified, second_sent_verification_id,
           second_sent_status, second_sent_attempts, second_sent_expire_at,
           created_session_id, abandon_at, created_at, password_set_at
    FROM sign_ins WHERE client_id = ?1";

const PUT: &str = "
    INSERT INTO sign_ins (
        client_id, identifier_kind, identifier, user_id, step,
        first_strategy, first_number_id, first_verified, first_sent_verification_id,
        first_sent_status, first_sent_attempts, first_sent_expire_at,
        second_strategy, second_number_id, second_verified, second_sent_verification_id,
        second_sent_status, second_sent_attempts, second_sent_expire_at,
        created_session_id, abandon_at, created_at, password_set_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
            ?20, ?21, ?22, ?23)
    ON CONFLICT (client_id) DO UPDATE SET
        identifier_kind = ?2, identifier = ?3, user_id = ?4, step = ?5,
        first_strategy = ?6, first_number_id = ?7, first_verified = ?8,
        first_sent_verification_id = ?9, first_sent_status = ?10, first_sent_attempts = ?11,
        first_sent_expire_at = ?12, second_strategy = ?13, second_number_id = ?14,
        second_verified = ?15, second_sent_verification_id = ?16, second_sent_status = ?17,
        second_sent_attempts = ?18, second_sent_expire_at = ?19,
        created_session_id = ?20, abandon_at = ?21, created_at = ?22,
        password_set_at = ?23";

const DELETE: &str = "DELETE FROM sign_ins WHERE client_id = ?1";

/// The rest of the attempt with this id.
pub(super) fn by_client(
    db: &Connection,
    client_id: &ClientId,
    id: SignInId,
) -> Result<Option<SignIn>, DbError> {
    row::one(db, BY_CLIENT, [client_id.as_str()], |row| read(row, id))
}

/// Keeps the attempt, or forgets the one that is there.
pub(super) fn set(
    db: &Connection,
    client_id: &ClientId,
    sign_in: Option<&SignIn>,
) -> Result<(), DbError> {
    let Some(sign_in) = sign_in else {
        row::run(db, DELETE, [client_id.as_str()])?;
        return Ok(());
    };
    let (kind, identifier) = match &sign_in.identifier {
        None => (None, None),
        Some(Identifier::PhoneNumber(number)) => (Some("phone_number"), Some(number.as_str())),
        Some(Identifier::Username(username)) => (Some("username"), Some(username.as_str())),
    };
    let first = factor::columns(sign_in.first.as_ref());
    let second = factor::columns(sign_in.second.as_ref());
    row::run(
        db,
        PUT,
        params![
            client_id.as_str(),
            kind,
            identifier,
            sign_in.user_id.as_ref().map(UserId::as_str),
            sign_in.step.as_str(),
            first.strategy,
            first.number_id,
            first.verified,
            first.sent.verification_id,
            first.sent.status,
            first.sent.attempts,
            first.sent.expire_at,
            second.strategy,
            second.number_id,
            second.verified,
            second.sent.verification_id,
            second.sent.status,
            second.sent.attempts,
            second.sent.expire_at,
            sign_in.created_session.as_ref().map(SessionId::as_str),
            sign_in.abandon_at.as_ms(),
            sign_in.created_at.as_ms(),
            sign_in.password_set_at.map(Timestamp::as_ms),
        ],
    )?;
    Ok(())
}

fn read(row: &Row<'_>, id: SignInId) -> Result<SignIn, DbError> {
    Ok(SignIn {
        id,
        identifier: match row::optional_text(row, 0)? {
            None => None,
            Some("phone_number") => Some(Identifier::PhoneNumber(row::parsed(
                row,
                1,
                PhoneNumber::parse,
            )?)),
            Some("username") => Some(Identifier::Username(row::text(row, 1)?.to_owned())),
            Some(_) => return Err(DbError::Unreadable { column: 0 }),
        },
        user_id: row::optional_parsed(row, 2, UserId::parse)?,
        step: row::named(row, 3, &FactorStep::ALL, FactorStep::as_str)?,
        first: factor::read(row, 4)?,
        second: factor::read(row, 4 + factor::COLUMN_COUNT)?,
        created_session: row::optional_parsed(row, 18, SessionId::parse)?,
        abandon_at: row::moment(row, 19)?,
        created_at: row::moment(row, 20)?,
        password_set_at: row::optional_moment(row, 21)?,
    })
}
