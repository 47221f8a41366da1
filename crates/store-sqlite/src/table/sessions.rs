//! Sessions.

use rusqlite::{Connection, Row, ToSql, params};
use strowger_core::policy::SESSION_ABANDON_MS;
use strowger_core::record::{Device, FactorStep, Session, SessionStatus, StepUp, StepUpLevel};
use strowger_store::ACTIVE_SESSIONS_MAX;
use strowger_types::{ClientId, SessionId, StepUpId, Timestamp, UserId};

use super::factor::{self, FactorColumns};
use super::row_counts;
use crate::error::DbError;
use crate::row;

/// What [`read`] reads, in its order.
macro_rules! columns {
    () => {
        "id, version, user_id, client_id, status, first_factor_at, second_factor_at, device_ip,
         device_user_agent, last_active_at, expire_at, abandon_at, created_at, updated_at,
         step_up_id, step_up_level, step_up_step, step_up_created_at, step_up_first_strategy,
         step_up_first_number_id, step_up_first_verified, step_up_first_sent_verification_id,
         step_up_first_sent_status, step_up_first_sent_attempts, step_up_first_sent_expire_at,
         step_up_second_strategy, step_up_second_number_id, step_up_second_verified,
         step_up_second_sent_verification_id, step_up_second_sent_status,
         step_up_second_sent_attempts, step_up_second_sent_expire_at"
    };
}

/// The beginning of every list of sessions.
pub(crate) const SELECT: &str = concat!("SELECT ", columns!(), " FROM sessions");

pub(crate) const BY_ID: &str = concat!("SELECT ", columns!(), " FROM sessions WHERE id = ?1");

pub(crate) const ACTIVE_OF_CLIENT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM sessions WHERE client_id = ?1
     AND status = 'active' ORDER BY created_at DESC, id DESC LIMIT ?2"
);

pub(crate) const ACTIVE_OF_USER: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM sessions WHERE user_id = ?1 AND status = 'active'
     ORDER BY created_at DESC, id DESC LIMIT ?2"
);

const VERSION: &str = "SELECT 1 FROM sessions WHERE id = ?1 AND version = ?2";

const INSERT: &str = concat!(
    "INSERT INTO sessions (",
    columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
               ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32)"
);

/// Most changes leave alone what is indexed, and so can the write: see [`super::users`].
const UPDATE_UNINDEXED: &str = "
    UPDATE sessions SET
        version = ?2, first_factor_at = ?6, second_factor_at = ?7, device_ip = ?8,
        device_user_agent = ?9, last_active_at = ?10, expire_at = ?11, abandon_at = ?12,
        updated_at = ?14, step_up_id = ?15, step_up_level = ?16, step_up_step = ?17,
        step_up_created_at = ?18, step_up_first_strategy = ?19, step_up_first_number_id = ?20,
        step_up_first_verified = ?21, step_up_first_sent_verification_id = ?22,
        step_up_first_sent_status = ?23, step_up_first_sent_attempts = ?24,
        step_up_first_sent_expire_at = ?25, step_up_second_strategy = ?26,
        step_up_second_number_id = ?27, step_up_second_verified = ?28,
        step_up_second_sent_verification_id = ?29, step_up_second_sent_status = ?30,
        step_up_second_sent_attempts = ?31, step_up_second_sent_expire_at = ?32
    WHERE id = ?1 AND user_id = ?3 AND client_id = ?4 AND status = ?5 AND created_at = ?13";

const UPDATE: &str = "
    UPDATE sessions SET
        version = ?2, user_id = ?3, client_id = ?4, status = ?5, first_factor_at = ?6,
        second_factor_at = ?7, device_ip = ?8, device_user_agent = ?9, last_active_at = ?10,
        expire_at = ?11, abandon_at = ?12, created_at = ?13, updated_at = ?14, step_up_id = ?15,
        step_up_level = ?16, step_up_step = ?17, step_up_created_at = ?18,
        step_up_first_strategy = ?19, step_up_first_number_id = ?20, step_up_first_verified =
        ?21, step_up_first_sent_verification_id = ?22, step_up_first_sent_status = ?23,
        step_up_first_sent_attempts = ?24, step_up_first_sent_expire_at = ?25,
        step_up_second_strategy = ?26, step_up_second_number_id = ?27, step_up_second_verified =
        ?28, step_up_second_sent_verification_id = ?29, step_up_second_sent_status = ?30,
        step_up_second_sent_attempts = ?31, step_up_second_sent_expire_at = ?32
    WHERE id = ?1";

const END: &str = "
    UPDATE sessions SET version = version + 1, status = ?2, updated_at = ?3
    WHERE user_id = ?1 AND status = 'active' AND id IS NOT ?4";

/// Sessions forgotten in one sweep: the next one takes more. Judgement: a commit of so many keeps nobody waiting long.
const SWEPT_MAX: u32 = 1_000;

/// Whoever was abandoned began at least that long before: the index of beginnings leads to them.
pub(crate) const SWEEP: &str = "
    DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE created_at <= ?2 AND abandon_at <= ?1
        ORDER BY created_at LIMIT ?3)";

pub(crate) const DELETE_OF_USER: &str = "DELETE FROM sessions WHERE user_id = ?1";

pub(crate) fn by_id(db: &Connection, id: &SessionId) -> Result<Option<Session>, DbError> {
    row::one(db, BY_ID, [id.as_str()], read)
}

/// The newest, oldest first.
pub(crate) fn active_of_client(db: &Connection, id: &ClientId) -> Result<Vec<Session>, DbError> {
    let mut sessions = row::many(
        db,
        ACTIVE_OF_CLIENT,
        params![id.as_str(), ACTIVE_SESSIONS_MAX],
        read,
    )?;
    sessions.reverse();
    Ok(sessions)
}

/// Newest first.
pub(crate) fn active_of_user(db: &Connection, id: &UserId) -> Result<Vec<Session>, DbError> {
    row::many(
        db,
        ACTIVE_OF_USER,
        params![id.as_str(), ACTIVE_SESSIONS_MAX],
        read,
    )
}

pub(crate) fn is_at_version(
    db: &Connection,
    id: &SessionId,
    version: u64,
) -> Result<bool, DbError> {
    row::exists(db, VERSION, params![id.as_str(), row::integer(version)])
}

/// Keeps the session and the number of sessions.
pub(crate) fn put(db: &Connection, session: &Session) -> Result<(), DbError> {
    let step_up = step_up_columns(session.step_up.as_ref());
    let values: &[&dyn ToSql] = params![
        session.id.as_str(),
        row::integer(session.version),
        session.user_id.as_str(),
        session.client_id.as_str(),
        session.status.as_str(),
        session.first_factor_at.as_ms(),
        row::optional_ms(session.second_factor_at),
        session.device.ip,
        session.device.user_agent,
        session.last_active_at.as_ms(),
        session.expire_at.as_ms(),
        session.abandon_at.as_ms(),
        session.created_at.as_ms(),
        session.updated_at.as_ms(),
        step_up.id,
        step_up.level,
        step_up.step,
        step_up.created_at,
        step_up.first.strategy,
        step_up.first.number_id,
        step_up.first.verified,
        step_up.first.sent.verification_id,
        step_up.first.sent.status,
        step_up.first.sent.attempts,
        step_up.first.sent.expire_at,
        step_up.second.strategy,
        step_up.second.number_id,
        step_up.second.verified,
        step_up.second.sent.verification_id,
        step_up.second.sent.status,
        step_up.second.sent.attempts,
        step_up.second.sent.expire_at,
    ];
    if row::run(db, UPDATE_UNINDEXED, values)? == 0 && row::run(db, UPDATE, values)? == 0 {
        row::run(db, INSERT, values)?;
        row_counts::add(db, row_counts::SESSIONS, 1)?;
    }
    Ok(())
}

/// Ends every active session of the user but one.
pub(crate) fn end_of_user(
    db: &Connection,
    user_id: &UserId,
    except: Option<&SessionId>,
    status: SessionStatus,
    at: Timestamp,
) -> Result<(), DbError> {
    let except = except.map(SessionId::as_str);
    row::run(
        db,
        END,
        params![user_id.as_str(), status.as_str(), at.as_ms(), except],
    )?;
    Ok(())
}

/// Forgets every session of the user. Left to the constraint, the number of sessions would go wrong.
pub(crate) fn delete_of_user(db: &Connection, user_id: &UserId) -> Result<(), DbError> {
    let deleted = row::run(db, DELETE_OF_USER, [user_id.as_str()])?;
    if deleted > 0 {
        row_counts::add(db, row_counts::SESSIONS, -row::integer(deleted as u64))?;
    }
    Ok(())
}

/// Forgets sessions that were abandoned by the moment, the oldest first, so many at a time.
pub(crate) fn sweep(db: &Connection, before: Timestamp) -> Result<(), DbError> {
    let begun_before = before.plus_ms(-SESSION_ABANDON_MS);
    let deleted = row::run(
        db,
        SWEEP,
        params![before.as_ms(), begun_before.as_ms(), SWEPT_MAX],
    )?;
    if deleted > 0 {
        row_counts::add(db, row_counts::SESSIONS, -row::integer(deleted as u64))?;
    }
    Ok(())
}

pub(crate) fn read(row: &Row<'_>) -> Result<Session, DbError> {
    Ok(Session {
        id: row::parsed(row, 0, SessionId::parse)?,
        version: row::unsigned(row, 1)?,
        user_id: row::parsed(row, 2, UserId::parse)?,
        client_id: row::parsed(row, 3, ClientId::parse)?,
        status: row::parsed(row, 4, SessionStatus::parse)?,
        first_factor_at: row::moment(row, 5)?,
        second_factor_at: row::optional_moment(row, 6)?,
        device: Device {
            ip: row::optional_string(row, 7)?,
            user_agent: row::optional_string(row, 8)?,
        },
        last_active_at: row::moment(row, 9)?,
        expire_at: row::moment(row, 10)?,
        abandon_at: row::moment(row, 11)?,
        created_at: row::moment(row, 12)?,
        updated_at: row::moment(row, 13)?,
        step_up: step_up(row, 14)?,
    })
}

/// The values of a step-up's columns. Without one, all are NULL.
#[derive(Default)]
struct StepUpColumns<'s> {
    id: Option<&'s str>,
    level: Option<&'static str>,
    step: Option<&'static str>,
    created_at: Option<i64>,
    first: FactorColumns<'s>,
    second: FactorColumns<'s>,
}

fn step_up_columns(step_up: Option<&StepUp>) -> StepUpColumns<'_> {
    step_up.map_or_else(StepUpColumns::default, |step_up| StepUpColumns {
        id: Some(step_up.id.as_str()),
        level: Some(step_up.level.as_str()),
        step: Some(step_up.step.as_str()),
        created_at: Some(step_up.created_at.as_ms()),
        first: factor::columns(step_up.first.as_ref()),
        second: factor::columns(step_up.second.as_ref()),
    })
}

/// The step-up in this column and those behind it.
fn step_up(row: &Row<'_>, column: usize) -> Result<Option<StepUp>, DbError> {
    let Some(id) = row::optional_parsed(row, column, StepUpId::parse)? else {
        return Ok(None);
    };
    Ok(Some(StepUp {
        id,
        level: row::parsed(row, column + 1, StepUpLevel::parse)?,
        step: row::named(row, column + 2, &FactorStep::ALL, FactorStep::as_str)?,
        created_at: row::moment(row, column + 3)?,
        first: factor::read(row, column + 4)?,
        second: factor::read(row, column + 4 + factor::COLUMN_COUNT)?,
    }))
}
