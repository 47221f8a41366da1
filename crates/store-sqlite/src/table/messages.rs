//! Texts.

use rusqlite::{Connection, Row, params};
use strowger_core::record::{Message, MessageState};
use strowger_store::{InboxQuery, MessageQuery};
use strowger_types::{PhoneNumber, PhoneNumberId, SmsMessageId, Timestamp, UserId, VerificationId};

use crate::error::DbError;
use crate::row;

/// What [`read`] reads, in its order.
macro_rules! select {
    ($($rest:literal)+) => {
        concat!(
            "SELECT id, to_number, user_id, phone_number_id, verification_id, sealed, state,
                    tries, lease_until, expire_at, created_at
             FROM messages ",
            $($rest),+
        )
    };
}

const BY_ID: &str = select!("WHERE id = ?1");

pub(crate) const DUE: &str =
    select!("WHERE state = 'queued' AND lease_until <= ?1 ORDER BY lease_until, id LIMIT ?2");

// An id begins with a letter, so every id is larger than the empty text: without `after`, all are newer.
const INBOX: &str = select!(
    "WHERE state = 'delivered' AND sealed IS NOT NULL AND id > ?1 ORDER BY id DESC LIMIT ?2"
);

const INBOX_OF_NUMBER: &str = select!(
    "WHERE state = 'delivered' AND sealed IS NOT NULL AND id > ?1 AND to_number = ?3
     ORDER BY id DESC LIMIT ?2"
);

/// Texts are few: what is settled and not among the newest is swept away. So this may walk over all of them.
const PAGE: &str = select!(
    "WHERE (?2 IS NULL OR id < ?2) AND (?3 IS NULL OR to_number = ?3) AND (?4 IS NULL OR user_id = ?4)
     AND (?5 IS NULL OR state IN (SELECT value FROM json_each(?5)))
     ORDER BY id DESC LIMIT ?1"
);

const LEASE: &str =
    "SELECT 1 FROM messages WHERE id = ?1 AND state = 'queued' AND lease_until = ?2";

const PUT: &str = "
    INSERT INTO messages (id, to_number, user_id, phone_number_id, verification_id, sealed, state,
                          tries, lease_until, expire_at, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
    ON CONFLICT (id) DO UPDATE SET
        to_number = excluded.to_number, user_id = excluded.user_id,
        phone_number_id = excluded.phone_number_id, verification_id = excluded.verification_id,
        sealed = excluded.sealed, state = excluded.state, tries = excluded.tries,
        lease_until = excluded.lease_until, expire_at = excluded.expire_at,
        created_at = excluded.created_at";

const SETTLE: &str = "
    UPDATE messages SET
        state = ?2, tries = ?3, lease_until = ?4,
        sealed = CASE ?2 WHEN 'queued' THEN sealed END
    WHERE id = ?1";

/// Newer settled texts than the oldest that stays are as many as stay.
const SWEEP_BEYOND: &str = "
    DELETE FROM messages WHERE state <> 'queued' AND id <= (
        SELECT id FROM messages WHERE state <> 'queued' ORDER BY id DESC LIMIT 1 OFFSET ?1)";

const SWEEP_BEFORE: &str = "DELETE FROM messages WHERE state <> 'queued' AND created_at < ?1";

pub(crate) fn by_id(db: &Connection, id: &SmsMessageId) -> Result<Option<Message>, DbError> {
    row::one(db, BY_ID, [id.as_str()], read)
}

pub(crate) fn due(db: &Connection, now: Timestamp, limit: u32) -> Result<Vec<Message>, DbError> {
    row::many(db, DUE, params![now.as_ms(), limit], read)
}

pub(crate) fn inbox(db: &Connection, query: &InboxQuery) -> Result<Vec<Message>, DbError> {
    let after = query.after.as_ref().map_or("", SmsMessageId::as_str);
    match &query.to {
        Some(to) => row::many(
            db,
            INBOX_OF_NUMBER,
            params![after, query.limit, to.as_str()],
            read,
        ),
        None => row::many(db, INBOX, params![after, query.limit], read),
    }
}

/// Texts in whatever state, newest first.
pub(crate) fn page(db: &Connection, query: &MessageQuery) -> Result<Vec<Message>, DbError> {
    let states: Vec<&str> = query.states.iter().map(|state| state.as_str()).collect();
    let states = if states.is_empty() {
        None
    } else {
        Some(serde_json::to_string(&states)?)
    };
    let wanted = params![
        query.limit,
        query.before.as_ref().map(SmsMessageId::as_str),
        query.to.as_ref().map(PhoneNumber::as_str),
        query.user_id.as_ref().map(UserId::as_str),
        states,
    ];
    row::many(db, PAGE, wanted, read)
}

pub(crate) fn is_leased(
    db: &Connection,
    id: &SmsMessageId,
    lease_until: Timestamp,
) -> Result<bool, DbError> {
    row::exists(db, LEASE, params![id.as_str(), lease_until.as_ms()])
}

pub(crate) fn put(db: &Connection, message: &Message) -> Result<(), DbError> {
    row::run(
        db,
        PUT,
        params![
            message.id.as_str(),
            message.to.as_str(),
            message.user_id.as_ref().map(UserId::as_str),
            message.phone_number_id.as_ref().map(PhoneNumberId::as_str),
            message.verification_id.as_ref().map(VerificationId::as_str),
            message.sealed,
            message.state.as_str(),
            message.tries,
            message.lease_until.as_ms(),
            message.expire_at.as_ms(),
            message.created_at.as_ms(),
        ],
    )?;
    Ok(())
}

/// Records how a delivery went; all but a queued text loses its content.
pub(crate) fn settle(
    db: &Connection,
    id: &SmsMessageId,
    state: MessageState,
    tries: u32,
    lease_until: Timestamp,
) -> Result<(), DbError> {
    row::run(
        db,
        SETTLE,
        params![id.as_str(), state.as_str(), tries, lease_until.as_ms()],
    )?;
    Ok(())
}

/// Forgets settled texts: all but the newest `keep`, and those made before `before`.
pub(crate) fn sweep(db: &Connection, before: Timestamp, keep: u32) -> Result<(), DbError> {
    row::run(db, SWEEP_BEYOND, [keep])?;
    row::run(db, SWEEP_BEFORE, [before.as_ms()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Message, DbError> {
    Ok(Message {
        id: row::parsed(row, 0, SmsMessageId::parse)?,
        to: row::parsed(row, 1, PhoneNumber::parse)?,
        user_id: row::optional_parsed(row, 2, UserId::parse)?,
        phone_number_id: row::optional_parsed(row, 3, PhoneNumberId::parse)?,
        verification_id: row::optional_parsed(row, 4, VerificationId::parse)?,
        sealed: row.get(5)?,
        state: row::named(row, 6, &MessageState::ALL, MessageState::as_str)?,
        tries: row::count(row, 7)?,
        lease_until: row::moment(row, 8)?,
        expire_at: row::moment(row, 9)?,
        created_at: row::moment(row, 10)?,
    })
}
