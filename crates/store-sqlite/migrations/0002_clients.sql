-- Browsers and devices, what is under way in them, and what users prove again within a session.
-- A code that is out (sent_*): the verification that judges it, what became of it, tries, when it dies. All of it or nothing.
-- A factor (first_*, second_*): without a strategy there is none, and nothing else of it is set.

CREATE TABLE clients (
    id                     TEXT    NOT NULL PRIMARY KEY,
    version                INTEGER NOT NULL,
    token_hash             BLOB    NOT NULL, -- SHA-256
    begun                  INTEGER NOT NULL,
    sign_in_id             TEXT,             -- if there is one, sign_ins has the rest of it
    sign_up_id             TEXT,             -- if there is one, sign_ups has the rest of it
    last_active_session_id TEXT,
    last_strategy          TEXT,             -- phone_code, password, ticket, backup_code
    expire_at              INTEGER NOT NULL,
    created_at             INTEGER NOT NULL,
    updated_at             INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX clients_token ON clients (token_hash);
CREATE INDEX clients_expire ON clients (expire_at);
CREATE INDEX clients_idle ON clients (updated_at) WHERE begun = 0;

CREATE TABLE sign_ins (
    client_id                   TEXT    NOT NULL PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    identifier_kind             TEXT,             -- phone_number, username
    identifier                  TEXT,
    user_id                     TEXT,
    step                        TEXT    NOT NULL, -- needs_identifier, needs_first_factor, needs_second_factor, complete
    first_strategy              TEXT,
    first_number_id             TEXT,
    first_verified              INTEGER,
    first_sent_verification_id  TEXT,
    first_sent_status           TEXT,
    first_sent_attempts         INTEGER,
    first_sent_expire_at        INTEGER,
    second_strategy             TEXT,
    second_number_id            TEXT,
    second_verified             INTEGER,
    second_sent_verification_id TEXT,
    second_sent_status          TEXT,
    second_sent_attempts        INTEGER,
    second_sent_expire_at       INTEGER,
    created_session_id          TEXT,
    abandon_at                  INTEGER NOT NULL,
    created_at                  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_ups (
    client_id            TEXT    NOT NULL PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    phone_number         TEXT,
    sent_verification_id TEXT,
    sent_status          TEXT,
    sent_attempts        INTEGER,
    sent_expire_at       INTEGER,
    username             TEXT,
    password_digest      TEXT,             -- a PHC string
    first_name           TEXT,
    last_name            TEXT,
    locale               TEXT,
    unsafe_metadata      TEXT    NOT NULL, -- JSON
    legal_accepted_at    INTEGER,
    created_user_id      TEXT,
    created_session_id   TEXT,
    abandon_at           INTEGER NOT NULL,
    created_at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE familiars (
    client_id    TEXT    NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id      TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    signed_in_at INTEGER,
    failures     INTEGER NOT NULL,
    failed_at    INTEGER,
    PRIMARY KEY (client_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX familiars_user ON familiars (user_id);

-- A session that was there before proved its first factor when it began.
ALTER TABLE sessions ADD COLUMN first_factor_at                     INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN second_factor_at                    INTEGER;
ALTER TABLE sessions ADD COLUMN device_ip                           TEXT;
ALTER TABLE sessions ADD COLUMN device_user_agent                   TEXT;
ALTER TABLE sessions ADD COLUMN step_up_id                          TEXT; -- NULL: there is none, nothing else of it is set
ALTER TABLE sessions ADD COLUMN step_up_level                       TEXT; -- first_factor, second_factor, multi_factor
ALTER TABLE sessions ADD COLUMN step_up_step                        TEXT; -- as of sign-ins
ALTER TABLE sessions ADD COLUMN step_up_created_at                  INTEGER;
ALTER TABLE sessions ADD COLUMN step_up_first_strategy              TEXT;
ALTER TABLE sessions ADD COLUMN step_up_first_number_id             TEXT;
ALTER TABLE sessions ADD COLUMN step_up_first_verified              INTEGER;
ALTER TABLE sessions ADD COLUMN step_up_first_sent_verification_id  TEXT;
ALTER TABLE sessions ADD COLUMN step_up_first_sent_status           TEXT;
ALTER TABLE sessions ADD COLUMN step_up_first_sent_attempts         INTEGER;
ALTER TABLE sessions ADD COLUMN step_up_first_sent_expire_at        INTEGER;
ALTER TABLE sessions ADD COLUMN step_up_second_strategy             TEXT;
ALTER TABLE sessions ADD COLUMN step_up_second_number_id            TEXT;
ALTER TABLE sessions ADD COLUMN step_up_second_verified             INTEGER;
ALTER TABLE sessions ADD COLUMN step_up_second_sent_verification_id TEXT;
ALTER TABLE sessions ADD COLUMN step_up_second_sent_status          TEXT;
ALTER TABLE sessions ADD COLUMN step_up_second_sent_attempts        INTEGER;
ALTER TABLE sessions ADD COLUMN step_up_second_sent_expire_at       INTEGER;

UPDATE sessions SET first_factor_at = created_at;

-- Sessions that are over stay: without these, every request would read its way through them.
CREATE INDEX sessions_active_user ON sessions (user_id, created_at) WHERE status = 'active';
CREATE INDEX sessions_active_client ON sessions (client_id, created_at) WHERE status = 'active';

ALTER TABLE users ADD COLUMN backup_codes_id         TEXT; -- NULL: there are none, nothing else of them is set
ALTER TABLE users ADD COLUMN backup_codes_key_id     INTEGER;
ALTER TABLE users ADD COLUMN backup_codes_macs       BLOB; -- HMAC-SHA-256 of each, one behind the other
ALTER TABLE users ADD COLUMN backup_codes_created_at INTEGER;
ALTER TABLE users ADD COLUMN stranger_failures       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN unlocked_at             INTEGER;

ALTER TABLE phone_numbers ADD COLUMN sent_verification_id TEXT;
ALTER TABLE phone_numbers ADD COLUMN sent_status          TEXT;
ALTER TABLE phone_numbers ADD COLUMN sent_attempts        INTEGER;
ALTER TABLE phone_numbers ADD COLUMN sent_expire_at       INTEGER;

ALTER TABLE signing_keys ADD COLUMN used_until INTEGER;

ALTER TABLE settings ADD COLUMN sign_up_is_open    INTEGER;
ALTER TABLE settings ADD COLUMN preferred_strategy TEXT; -- otp, password

CREATE UNIQUE INDEX sign_in_tokens_hash ON sign_in_tokens (token_hash);

-- A code may go to a number that is nobody's.
CREATE TABLE new_verifications (
    id              TEXT    NOT NULL PRIMARY KEY,
    version         INTEGER NOT NULL,
    purpose         TEXT    NOT NULL,
    user_id         TEXT,
    phone_number_id TEXT    REFERENCES phone_numbers (id) ON DELETE CASCADE,
    phone_number    TEXT    NOT NULL,
    status          TEXT    NOT NULL, -- unverified, verified, failed, superseded
    attempts        INTEGER NOT NULL,
    code_key_id     INTEGER NOT NULL,
    code_mac        BLOB    NOT NULL, -- HMAC-SHA-256 under a key that is not in this file
    created_at      INTEGER NOT NULL,
    expire_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO new_verifications (id, version, purpose, user_id, phone_number_id, phone_number, status,
                               attempts, code_key_id, code_mac, created_at, expire_at)
SELECT id, version, purpose, user_id, phone_number_id, phone_number, status, attempts, code_key_id,
       code_mac, created_at, expire_at
FROM verifications;

DROP TABLE verifications;
ALTER TABLE new_verifications RENAME TO verifications;

CREATE INDEX verifications_number ON verifications (phone_number_id, purpose, id);
CREATE INDEX verifications_expire ON verifications (expire_at);
-- The others go with their number. Next to none are here, so that sending a code writes nothing for it.
CREATE INDEX verifications_user ON verifications (user_id) WHERE phone_number_id IS NULL AND user_id IS NOT NULL;
