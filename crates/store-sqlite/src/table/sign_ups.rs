//! The newest attempt to sign up of each client. Its id stands with the client: who has none costs no look here.

use rusqlite::{Connection, Row, params};
use strowger_core::record::SignUp;
use strowger_types::{ClientId, PhoneNumber, SessionId, SignUpId, UserId};

use super::sent_code;
use crate::error::DbError;
use crate::row;

pub(crate) const BY_CLIENT: &str = "
    SELECT phone_number, sent_verification_id, sent_status, sent_attempts, sent_expire_at, username,
           password_digest, first_name, last_name, locale, unsafe_metadata, legal_accepted_at,
           created_user_id, created_session_id, abandon_at, created_at
    FROM sign_ups WHERE client_id = ?1";

const PUT: &str = "
    INSERT INTO sign_ups (
        client_id, phone_number, sent_verification_id, sent_status, sent_attempts, sent_expire_at,
        username, password_digest, first_name, last_name, locale, unsafe_metadata,
        legal_accepted_at, created_user_id, created_session_id, abandon_at, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
    ON CONFLICT (client_id) DO UPDATE SET
        phone_number = ?2, sent_verification_id = ?3, sent_status = ?4, sent_attempts = ?5,
        sent_expire_at = ?6, username = ?7, password_digest = ?8, first_name = ?9, last_name = ?10,
        locale = ?11, unsafe_metadata = ?12, legal_accepted_at = ?13, created_user_id = ?14,
        created_session_id = ?15, abandon_at = ?16, created_at = ?17";

const DELETE: &str = "DELETE FROM sign_ups WHERE client_id = ?1";

/// The rest of the attempt with this id.
pub(super) fn by_client(
    db: &Connection,
    client_id: &ClientId,
    id: SignUpId,
) -> Result<Option<SignUp>, DbError> {
    row::one(db, BY_CLIENT, [client_id.as_str()], |row| read(row, id))
}

/// Keeps the attempt, or forgets the one that is there.
pub(super) fn set(
    db: &Connection,
    client_id: &ClientId,
    sign_up: Option<&SignUp>,
) -> Result<(), DbError> {
    let Some(sign_up) = sign_up else {
        row::run(db, DELETE, [client_id.as_str()])?;
        return Ok(());
    };
    let sent = sent_code::columns(sign_up.sent.as_ref());
    row::run(
        db,
        PUT,
        params![
            client_id.as_str(),
            sign_up.phone_number.as_ref().map(PhoneNumber::as_str),
            sent.verification_id,
            sent.status,
            sent.attempts,
            sent.expire_at,
            sign_up.username,
            sign_up.password_digest,
            sign_up.first_name,
            sign_up.last_name,
            sign_up.locale,
            sign_up.unsafe_metadata.as_json(),
            row::optional_ms(sign_up.legal_accepted_at),
            sign_up.created_user.as_ref().map(UserId::as_str),
            sign_up.created_session.as_ref().map(SessionId::as_str),
            sign_up.abandon_at.as_ms(),
            sign_up.created_at.as_ms(),
        ],
    )?;
    Ok(())
}

fn read(row: &Row<'_>, id: SignUpId) -> Result<SignUp, DbError> {
    Ok(SignUp {
        id,
        phone_number: row::optional_parsed(row, 0, PhoneNumber::parse)?,
        sent: sent_code::read(row, 1)?,
        username: row::optional_string(row, 5)?,
        password_digest: row::optional_string(row, 6)?,
        first_name: row::optional_string(row, 7)?,
        last_name: row::optional_string(row, 8)?,
        locale: row::optional_string(row, 9)?,
        unsafe_metadata: row::metadata(row, 10)?,
        legal_accepted_at: row::optional_moment(row, 11)?,
        created_user: row::optional_parsed(row, 12, UserId::parse)?,
        created_session: row::optional_parsed(row, 13, SessionId::parse)?,
        abandon_at: row::moment(row, 14)?,
        created_at: row::moment(row, 15)?,
    })
}
