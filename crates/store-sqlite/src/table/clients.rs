//! Clients: their own fields, and a whole client with attempts and familiars.

use rusqlite::{Connection, Row, ToSql, params};
use strowger_core::record::{Client, Strategy};
use strowger_types::{ClientId, SessionId, SignInId, SignUpId, Timestamp};

use super::{familiars, sign_ins, sign_ups};
use crate::error::DbError;
use crate::row;

pub(crate) const BY_ID: &str = "
    SELECT id, version, token_hash, begun, sign_in_id, sign_up_id, last_active_session_id,
           last_strategy, expire_at, created_at, updated_at
    FROM clients WHERE id = ?1";

pub(crate) const BY_TOKEN: &str = "
    SELECT id, version, token_hash, begun, sign_in_id, sign_up_id, last_active_session_id,
           last_strategy, expire_at, created_at, updated_at
    FROM clients WHERE token_hash = ?1";

const VERSION: &str = "SELECT 1 FROM clients WHERE id = ?1 AND version = ?2";

const INSERT: &str = "
    INSERT INTO clients (id, version, token_hash, begun, sign_in_id, sign_up_id,
                         last_active_session_id, last_strategy, expire_at, created_at, updated_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// Most changes leave token and deadline alone, and so can the write: see [`super::users`].
const UPDATE_UNINDEXED: &str = "
    UPDATE clients SET
        version = ?2, begun = ?4, sign_in_id = ?5, sign_up_id = ?6, last_active_session_id = ?7,
        last_strategy = ?8, created_at = ?10, updated_at = ?11
    WHERE id = ?1 AND token_hash = ?3 AND expire_at = ?9";

const UPDATE: &str = "
    UPDATE clients SET
        version = ?2, token_hash = ?3, begun = ?4, sign_in_id = ?5, sign_up_id = ?6,
        last_active_session_id = ?7, last_strategy = ?8, expire_at = ?9, created_at = ?10,
        updated_at = ?11
    WHERE id = ?1";

pub(crate) const DELETE: &str = "DELETE FROM clients WHERE id = ?1";

/// Clients forgotten in one sweep of each kind: the next one takes more. Judgement: a commit of so many keeps nobody waiting long.
const SWEPT_MAX: u32 = 1_000;

pub(crate) const SWEEP_DEAD: &str =
    "DELETE FROM clients WHERE id IN (SELECT id FROM clients WHERE expire_at <= ?1 LIMIT ?2)";

pub(crate) const SWEEP_IDLE: &str = "
    DELETE FROM clients WHERE id IN (
        SELECT id FROM clients WHERE begun = 0 AND updated_at < ?1 LIMIT ?2)";

/// The client with attempts and familiars. Belongs into a snapshot, or the parts may not fit.
pub(crate) fn by_id(db: &Connection, id: &ClientId) -> Result<Option<Client>, DbError> {
    let found = row::one(db, BY_ID, [id.as_str()], read)?;
    found.map(|found| found.whole(db)).transpose()
}

/// As [`by_id`].
pub(crate) fn by_token(db: &Connection, token_hash: &[u8; 32]) -> Result<Option<Client>, DbError> {
    let found = row::one(db, BY_TOKEN, [token_hash.as_slice()], read)?;
    found.map(|found| found.whole(db)).transpose()
}

pub(crate) fn is_at_version(db: &Connection, id: &ClientId, version: u64) -> Result<bool, DbError> {
    row::exists(db, VERSION, params![id.as_str(), row::integer(version)])
}

/// Keeps the client whole. Of attempts and familiars most stay as they are: what did not change is not written.
pub(crate) fn put(db: &Connection, client: &Client) -> Result<(), DbError> {
    let values: &[&dyn ToSql] = params![
        client.id.as_str(),
        row::integer(client.version),
        client.token_hash.as_slice(),
        client.begun,
        client.sign_in.as_ref().map(|sign_in| sign_in.id.as_str()),
        client.sign_up.as_ref().map(|sign_up| sign_up.id.as_str()),
        client.last_active_session.as_ref().map(SessionId::as_str),
        client.last_strategy.map(Strategy::as_str),
        client.expire_at.as_ms(),
        client.created_at.as_ms(),
        client.updated_at.as_ms(),
    ];
    let old = by_id(db, &client.id)?;
    if old.is_none() {
        row::run(db, INSERT, values)?;
    } else if row::run(db, UPDATE_UNINDEXED, values)? == 0 {
        row::run(db, UPDATE, values)?;
    }
    let (sign_in, sign_up, familiars) = old.map_or_else(Default::default, |old| {
        (old.sign_in, old.sign_up, old.familiars)
    });
    if client.sign_in != sign_in {
        sign_ins::set(db, &client.id, client.sign_in.as_ref())?;
    }
    if client.sign_up != sign_up {
        sign_ups::set(db, &client.id, client.sign_up.as_ref())?;
    }
    familiars::replace(db, &client.id, &familiars, &client.familiars)
}

/// Forgets the client. The constraints forget its attempts and familiars.
pub(crate) fn delete(db: &Connection, id: &ClientId) -> Result<(), DbError> {
    row::run(db, DELETE, [id.as_str()])?;
    Ok(())
}

/// Forgets those whose token was dead by the moment, and those in which nothing had begun and nothing changed since then.
pub(crate) fn sweep(db: &Connection, before: Timestamp) -> Result<(), DbError> {
    row::run(db, SWEEP_DEAD, params![before.as_ms(), SWEPT_MAX])?;
    row::run(db, SWEEP_IDLE, params![before.as_ms(), SWEPT_MAX])?;
    Ok(())
}

/// A client's own fields, and which attempts it has.
struct Found {
    client: Client,
    sign_in: Option<SignInId>,
    sign_up: Option<SignUpId>,
}

impl Found {
    fn whole(self, db: &Connection) -> Result<Client, DbError> {
        let mut client = self.client;
        if let Some(id) = self.sign_in {
            client.sign_in = sign_ins::by_client(db, &client.id, id)?;
        }
        if let Some(id) = self.sign_up {
            client.sign_up = sign_ups::by_client(db, &client.id, id)?;
        }
        client.familiars = familiars::by_client(db, &client.id)?;
        Ok(client)
    }
}

fn read(row: &Row<'_>) -> Result<Found, DbError> {
    Ok(Found {
        sign_in: row::optional_parsed(row, 4, SignInId::parse)?,
        sign_up: row::optional_parsed(row, 5, SignUpId::parse)?,
        client: Client {
            id: row::parsed(row, 0, ClientId::parse)?,
            version: row::unsigned(row, 1)?,
            token_hash: row::bytes_32(row, 2)?,
            begun: row.get(3)?,
            sign_in: None,
            sign_up: None,
            last_active_session: row::optional_parsed(row, 6, SessionId::parse)?,
            last_strategy: row::optional_parsed(row, 7, Strategy::parse)?,
            familiars: Vec::new(),
            expire_at: row::moment(row, 8)?,
            created_at: row::moment(row, 9)?,
            updated_at: row::moment(row, 10)?,
        },
    })
}
