//! Users: their own fields, and a whole user with numbers and emails.

use rusqlite::{Connection, Row, ToSql, params};
use strowger_core::record::{BackupCodes, Password, User};
use strowger_types::{BackupCodesId, EmailAddressId, PhoneNumberId, UserId};

use super::{email_addresses, phone_numbers, row_counts};
use crate::error::DbError;
use crate::row;

/// What [`read`] reads, in its order.
macro_rules! columns {
    () => {
        "id, version, username, first_name, last_name, locale, external_id, password_digest,
         password_set_at, public_metadata, private_metadata, unsafe_metadata, primary_number_id,
         primary_email_id, banned, locked, failures, delete_self_enabled, mfa_enabled_at,
         mfa_disabled_at, last_sign_in_at, last_active_at, legal_accepted_at, created_at, updated_at,
         backup_codes_id, backup_codes_key_id, backup_codes_macs, backup_codes_created_at,
         stranger_failures, unlocked_at"
    };
}

/// The beginning of every list of users.
pub(crate) const SELECT: &str = concat!("SELECT ", columns!(), " FROM users");

pub(crate) const BY_ID: &str = concat!("SELECT ", columns!(), " FROM users WHERE id = ?1");

const VERSION: &str = "SELECT 1 FROM users WHERE id = ?1 AND version = ?2";

pub(crate) const OF_USERNAME: &str = "SELECT id FROM users WHERE username = ?1";

pub(crate) const OF_EXTERNAL_ID: &str = "SELECT id FROM users WHERE external_id = ?1";

const INSERT: &str = concat!(
    "INSERT INTO users (",
    columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
               ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)"
);

/// Most changes leave alone what is indexed. An UPDATE that names an indexed column writes its index anew even if the value
/// stays: a page of each index in every commit. (`username` compares without case unless told otherwise.)
const UPDATE_UNINDEXED: &str = "
    UPDATE users SET
        version = ?2, first_name = ?4, last_name = ?5, locale = ?6, password_digest = ?8,
        password_set_at = ?9, public_metadata = ?10, private_metadata = ?11, unsafe_metadata = ?12,
        primary_number_id = ?13, primary_email_id = ?14, banned = ?15, locked = ?16, failures = ?17,
        delete_self_enabled = ?18, mfa_enabled_at = ?19, mfa_disabled_at = ?20,
        last_sign_in_at = ?21, last_active_at = ?22, legal_accepted_at = ?23, updated_at = ?25,
        backup_codes_id = ?26, backup_codes_key_id = ?27, backup_codes_macs = ?28,
        backup_codes_created_at = ?29, stranger_failures = ?30, unlocked_at = ?31
    WHERE id = ?1 AND username IS ?3 COLLATE BINARY AND external_id IS ?7 AND created_at = ?24";

const UPDATE: &str = "
    UPDATE users SET
        version = ?2, username = ?3, first_name = ?4, last_name = ?5, locale = ?6,
        external_id = ?7, password_digest = ?8, password_set_at = ?9, public_metadata = ?10,
        private_metadata = ?11, unsafe_metadata = ?12, primary_number_id = ?13,
        primary_email_id = ?14, banned = ?15, locked = ?16, failures = ?17,
        delete_self_enabled = ?18, mfa_enabled_at = ?19, mfa_disabled_at = ?20,
        last_sign_in_at = ?21, last_active_at = ?22, legal_accepted_at = ?23, created_at = ?24,
        updated_at = ?25, backup_codes_id = ?26, backup_codes_key_id = ?27,
        backup_codes_macs = ?28, backup_codes_created_at = ?29, stranger_failures = ?30,
        unlocked_at = ?31
    WHERE id = ?1";

pub(crate) const DELETE: &str = "DELETE FROM users WHERE id = ?1";

/// The user with numbers and emails. Belongs into a snapshot, or the parts may not fit.
pub(crate) fn by_id(db: &Connection, id: &UserId) -> Result<Option<User>, DbError> {
    let Some(mut user) = row::one(db, BY_ID, [id.as_str()], read)? else {
        return Ok(None);
    };
    user.numbers = phone_numbers::by_user(db, id)?;
    user.emails = email_addresses::by_user(db, id)?;
    Ok(Some(user))
}

pub(crate) fn of_username(db: &Connection, username: &str) -> Result<Option<UserId>, DbError> {
    row::one(db, OF_USERNAME, [username], |row| {
        row::parsed(row, 0, UserId::parse)
    })
}

pub(crate) fn of_external_id(db: &Connection, id: &str) -> Result<Option<UserId>, DbError> {
    row::one(db, OF_EXTERNAL_ID, [id], |row| {
        row::parsed(row, 0, UserId::parse)
    })
}

pub(crate) fn is_at_version(db: &Connection, id: &UserId, version: u64) -> Result<bool, DbError> {
    row::exists(db, VERSION, params![id.as_str(), row::integer(version)])
}

/// Keeps the user's own fields and the number of users.
pub(crate) fn put(db: &Connection, user: &User) -> Result<(), DbError> {
    let password = user.password.as_ref();
    let backup_codes = user.backup_codes.as_ref();
    let values: &[&dyn ToSql] = params![
        user.id.as_str(),
        row::integer(user.version),
        user.username,
        user.first_name,
        user.last_name,
        user.locale,
        user.external_id,
        password.map(|password| &password.digest),
        password.map(|password| password.set_at.as_ms()),
        user.public_metadata.as_json(),
        user.private_metadata.as_json(),
        user.unsafe_metadata.as_json(),
        user.primary_number.as_ref().map(PhoneNumberId::as_str),
        user.primary_email.as_ref().map(EmailAddressId::as_str),
        user.banned,
        user.locked,
        user.failures,
        user.delete_self_enabled,
        row::optional_ms(user.mfa_enabled_at),
        row::optional_ms(user.mfa_disabled_at),
        row::optional_ms(user.last_sign_in_at),
        row::optional_ms(user.last_active_at),
        row::optional_ms(user.legal_accepted_at),
        user.created_at.as_ms(),
        user.updated_at.as_ms(),
        backup_codes.map(|codes| codes.id.as_str()),
        backup_codes.map(|codes| codes.key_id),
        backup_codes.map(|codes| codes.macs.as_flattened()),
        backup_codes.map(|codes| codes.created_at.as_ms()),
        user.stranger_failures,
        row::optional_ms(user.unlocked_at),
    ];
    // Most users that are written are there already. INSERT OR REPLACE would delete what hangs from the old row.
    if row::run(db, UPDATE_UNINDEXED, values)? == 0 && row::run(db, UPDATE, values)? == 0 {
        row::run(db, INSERT, values)?;
        row_counts::add(db, row_counts::USERS, 1)?;
    }
    Ok(())
}

/// Forgets the user. The constraints forget what hangs from it.
pub(crate) fn delete(db: &Connection, id: &UserId) -> Result<(), DbError> {
    if row::run(db, DELETE, [id.as_str()])? > 0 {
        row_counts::add(db, row_counts::USERS, -1)?;
    }
    Ok(())
}

/// A user's own fields, without numbers and emails.
pub(crate) fn read(row: &Row<'_>) -> Result<User, DbError> {
    Ok(User {
        id: row::parsed(row, 0, UserId::parse)?,
        version: row::unsigned(row, 1)?,
        username: row::optional_string(row, 2)?,
        first_name: row::optional_string(row, 3)?,
        last_name: row::optional_string(row, 4)?,
        locale: row::optional_string(row, 5)?,
        external_id: row::optional_string(row, 6)?,
        password: match (row::optional_string(row, 7)?, row::optional_moment(row, 8)?) {
            (Some(digest), Some(set_at)) => Some(Password { digest, set_at }),
            (None, _) | (_, None) => None,
        },
        backup_codes: backup_codes(row, 25)?,
        public_metadata: row::metadata(row, 9)?,
        private_metadata: row::metadata(row, 10)?,
        unsafe_metadata: row::metadata(row, 11)?,
        numbers: Vec::new(),
        primary_number: row::optional_parsed(row, 12, PhoneNumberId::parse)?,
        emails: Vec::new(),
        primary_email: row::optional_parsed(row, 13, EmailAddressId::parse)?,
        banned: row.get(14)?,
        locked: row.get(15)?,
        failures: row::count(row, 16)?,
        stranger_failures: row::count(row, 29)?,
        unlocked_at: row::optional_moment(row, 30)?,
        delete_self_enabled: row.get(17)?,
        mfa_enabled_at: row::optional_moment(row, 18)?,
        mfa_disabled_at: row::optional_moment(row, 19)?,
        last_sign_in_at: row::optional_moment(row, 20)?,
        last_active_at: row::optional_moment(row, 21)?,
        legal_accepted_at: row::optional_moment(row, 22)?,
        created_at: row::moment(row, 23)?,
        updated_at: row::moment(row, 24)?,
    })
}

/// The backup codes in this column and the three behind it.
fn backup_codes(row: &Row<'_>, column: usize) -> Result<Option<BackupCodes>, DbError> {
    let Some(id) = row::optional_parsed(row, column, BackupCodesId::parse)? else {
        return Ok(None);
    };
    Ok(Some(BackupCodes {
        id,
        key_id: row::count(row, column + 1)?,
        macs: row::bytes_32_each(row, column + 2)?,
        created_at: row::moment(row, column + 3)?,
    }))
}
