-- Times are milliseconds since 1970-01-01T00:00:00Z. Flags are 0 or 1. Versions grow by one with every change.
-- Rows that are small lie in the tree of their key (WITHOUT ROWID): one descent finds them.

CREATE TABLE users (
    id                  TEXT    NOT NULL PRIMARY KEY,
    version             INTEGER NOT NULL,
    username            TEXT    COLLATE NOCASE,
    first_name          TEXT,
    last_name           TEXT,
    locale              TEXT,
    external_id         TEXT,
    password_digest     TEXT,    -- a PHC string
    password_set_at     INTEGER,
    public_metadata     TEXT    NOT NULL, -- JSON
    private_metadata    TEXT    NOT NULL, -- JSON
    unsafe_metadata     TEXT    NOT NULL, -- JSON
    primary_number_id   TEXT,
    primary_email_id    TEXT,
    banned              INTEGER NOT NULL,
    locked              INTEGER NOT NULL,
    failures            INTEGER NOT NULL,
    delete_self_enabled INTEGER NOT NULL,
    mfa_enabled_at      INTEGER,
    mfa_disabled_at     INTEGER,
    last_sign_in_at     INTEGER,
    last_active_at      INTEGER,
    legal_accepted_at   INTEGER,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX users_username ON users (username) WHERE username IS NOT NULL;
CREATE UNIQUE INDEX users_external_id ON users (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX users_created ON users (created_at, id);

CREATE TABLE phone_numbers (
    id             TEXT    NOT NULL PRIMARY KEY,
    user_id        TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    phone_number   TEXT    NOT NULL, -- E.164
    standing       TEXT    NOT NULL, -- unverified, reserved, verified_by_admin, verified_by_code
    code_attempts  INTEGER,          -- of the code that proved it
    code_expire_at INTEGER,
    second_factor  TEXT    NOT NULL, -- off, on, default
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX phone_numbers_held ON phone_numbers (phone_number) WHERE standing <> 'unverified';
CREATE INDEX phone_numbers_number ON phone_numbers (phone_number);
CREATE INDEX phone_numbers_user ON phone_numbers (user_id, created_at);

CREATE TABLE email_addresses (
    id             TEXT    NOT NULL PRIMARY KEY,
    user_id        TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    address        TEXT    NOT NULL, -- lower case
    standing       TEXT    NOT NULL, -- as of phone numbers
    code_attempts  INTEGER,
    code_expire_at INTEGER,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX email_addresses_held ON email_addresses (address) WHERE standing <> 'unverified';
CREATE INDEX email_addresses_address ON email_addresses (address);
CREATE INDEX email_addresses_user ON email_addresses (user_id, created_at);

CREATE TABLE verifications (
    id              TEXT    NOT NULL PRIMARY KEY,
    version         INTEGER NOT NULL,
    purpose         TEXT    NOT NULL,
    user_id         TEXT    NOT NULL,
    phone_number_id TEXT    NOT NULL REFERENCES phone_numbers (id) ON DELETE CASCADE,
    phone_number    TEXT    NOT NULL,
    status          TEXT    NOT NULL, -- unverified, verified, failed, superseded
    attempts        INTEGER NOT NULL,
    code_key_id     INTEGER NOT NULL,
    code_mac        BLOB    NOT NULL, -- HMAC-SHA-256 under a key that is not in this file
    created_at      INTEGER NOT NULL,
    expire_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX verifications_number ON verifications (phone_number_id, id);
CREATE INDEX verifications_expire ON verifications (expire_at);

CREATE TABLE sessions (
    id             TEXT    NOT NULL PRIMARY KEY,
    version        INTEGER NOT NULL,
    user_id        TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id      TEXT    NOT NULL,
    status         TEXT    NOT NULL, -- active, ended, removed, revoked, replaced
    last_active_at INTEGER NOT NULL,
    expire_at      INTEGER NOT NULL,
    abandon_at     INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_user ON sessions (user_id, created_at);
CREATE INDEX sessions_client ON sessions (client_id, created_at);
CREATE INDEX sessions_created ON sessions (created_at);

CREATE TABLE sign_in_tokens (
    id         TEXT    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL,
    user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB    NOT NULL, -- SHA-256
    status     TEXT    NOT NULL, -- pending, accepted, revoked
    expire_at  INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_tokens_user ON sign_in_tokens (user_id);

CREATE TABLE settings (
    only              INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    id                TEXT    NOT NULL,
    version           INTEGER NOT NULL,
    sealed_secret_key BLOB    NOT NULL, -- encrypted under the master key
    test_mode         INTEGER,
    blocked_countries TEXT,             -- JSON array
    allowed_origins   TEXT,             -- JSON array
    created_at        INTEGER NOT NULL
) STRICT;

CREATE TABLE signing_keys (
    kid                TEXT    NOT NULL PRIMARY KEY,
    sealed_private_key BLOB    NOT NULL, -- encrypted under the master key
    created_at         INTEGER NOT NULL
) STRICT;

-- Consecutive wrong codes per number. No row: none.
CREATE TABLE number_failures (
    phone_number TEXT    NOT NULL PRIMARY KEY,
    failures     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
    key            TEXT    NOT NULL PRIMARY KEY,
    count          INTEGER NOT NULL,
    window_ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX counters_window ON counters (window_ends_at);

CREATE TABLE messages (
    id              TEXT    NOT NULL PRIMARY KEY,
    to_number       TEXT    NOT NULL,
    user_id         TEXT,
    phone_number_id TEXT,
    verification_id TEXT,
    sealed          BLOB,             -- encrypted under the master key; erased once a text is sent or given up
    state           TEXT    NOT NULL, -- queued, delivered, failed, dropped
    tries           INTEGER NOT NULL,
    lease_until     INTEGER NOT NULL,
    expire_at       INTEGER NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX messages_due ON messages (lease_until, id) WHERE state = 'queued';
CREATE INDEX messages_inbox ON messages (id) WHERE state = 'delivered' AND sealed IS NOT NULL;
CREATE INDEX messages_inbox_number ON messages (to_number, id) WHERE state = 'delivered' AND sealed IS NOT NULL;

-- How many rows a table has: counting them takes longer the more there are.
CREATE TABLE row_counts (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO row_counts (name, value) VALUES ('users', 0), ('sessions', 0);
