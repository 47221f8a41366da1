//! A file of the first version is brought to this one, and keeps what is in it.

mod folder;

use folder::Folder;
use rusqlite::Connection;
use strowger_core::commit::{Commit, Write};
use strowger_core::record::{
    Client, CodeMac, Device, Email, Message, MessageState, Number, Password, Purpose, SecondFactor,
    Session, SessionStatus, Settings, SignInToken, SignInTokenStatus, SigningKey, Standing, User,
    Verification, VerificationStatus,
};
use strowger_store::conformance::blank;
use strowger_store::{SessionQuery, Store, UserFilter};
use strowger_store_sqlite::{SqliteOptions, SqliteStore};
use strowger_types::wire::Metadata;
use strowger_types::{
    ClientId, EmailAddressId, InstanceId, PhoneNumber, PhoneNumberId, SessionId, SignInTokenId,
    SmsMessageId, Timestamp, UserId, VerificationId,
};

/// What the first version made, with one row in every table.
const FIRST: &str = concat!(
    include_str!("../migrations/0001_initial.sql"),
    "CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY) STRICT;
     INSERT INTO schema_version (version) VALUES (1);
     INSERT INTO users VALUES (
         'user_a', 7, 'Ada', 'Augusta', 'King', 'en-GB', 'ext-1', '$argon2id$x', 11, '{\"a\":1}',
         '{\"b\":2}', '{\"c\":3}', 'idn_a', 'idn_b', 1, 0, 5, 1, 12, 13, 14, 15, 16, 17, 18);
     INSERT INTO phone_numbers VALUES (
         'idn_a', 'user_a', '+14155550100', 'verified_by_code', 2, 21, 'default', 22, 23);
     INSERT INTO email_addresses VALUES (
         'idn_b', 'user_a', 'ada@example.com', 'reserved', NULL, NULL, 24, 25);
     INSERT INTO verifications VALUES (
         'ver_a', 3, 'backend_proof', 'user_a', 'idn_a', '+14155550100', 'failed', 4, 1, zeroblob(32),
         31, 32);
     INSERT INTO sessions VALUES (
         'sess_a', 2, 'user_a', 'client_a', 'active', 41, 42, 43, 44, 45);
     INSERT INTO sign_in_tokens VALUES (
         'sit_a', 1, 'user_a', zeroblob(32), 'pending', 51, 52, 53);
     INSERT INTO settings VALUES (1, 'ins_a', 9, x'0102', 1, '[\"DE\"]', '[\"https://a.example\"]', 61);
     INSERT INTO signing_keys VALUES ('ins_k', x'0304', 71);
     INSERT INTO number_failures VALUES ('+14155550100', 6);
     INSERT INTO counters VALUES ('ip:192.0.2.1', 8, 81);
     INSERT INTO messages VALUES (
         'sms_a', '+14155550100', 'user_a', 'idn_a', 'ver_a', x'05', 'queued', 1, 91, 92, 93);
     UPDATE row_counts SET value = 1;"
);

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn first_version(folder: &Folder) {
    let db = Connection::open(folder.database()).expect("it works");
    db.execute_batch(FIRST).expect("it works");
    for table in tables(&db) {
        let sql = format!("SELECT count(*) FROM {table}");
        let count: i64 = db.query_row(&sql, [], |row| row.get(0)).expect("it works");
        assert!(count > 0, "{table} has no row that could be lost");
    }
}

fn tables(db: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let mut statement = db.prepare(sql).expect("it works");
    let names = statement.query_map([], |row| row.get(0)).expect("it works");
    names.collect::<Result<_, _>>().expect("it works")
}

fn open(folder: &Folder) -> SqliteStore {
    SqliteStore::open(&folder.database(), SqliteOptions::default()).expect("it works")
}

fn user_id() -> UserId {
    UserId::parse("user_a").expect("it works")
}

fn number_id() -> PhoneNumberId {
    PhoneNumberId::parse("idn_a").expect("it works")
}

fn phone_number() -> PhoneNumber {
    PhoneNumber::parse("+14155550100").expect("it works")
}

fn user() -> User {
    let metadata = |text: &str| Metadata::from_json_object(text.to_owned()).expect("it works");
    let email_id = EmailAddressId::parse("idn_b").expect("it works");
    User {
        version: 7,
        username: Some("Ada".to_owned()),
        first_name: Some("Augusta".to_owned()),
        last_name: Some("King".to_owned()),
        locale: Some("en-GB".to_owned()),
        external_id: Some("ext-1".to_owned()),
        password: Some(Password {
            digest: "$argon2id$x".to_owned(),
            set_at: at(11),
        }),
        public_metadata: metadata(r#"{"a":1}"#),
        private_metadata: metadata(r#"{"b":2}"#),
        unsafe_metadata: metadata(r#"{"c":3}"#),
        numbers: vec![Number {
            standing: Standing::VerifiedByCode {
                attempts: 2,
                expire_at: at(21),
            },
            second_factor: SecondFactor::Default,
            updated_at: at(23),
            ..blank::number(number_id(), user_id(), phone_number(), at(22))
        }],
        primary_number: Some(number_id()),
        emails: vec![Email {
            id: email_id.clone(),
            user_id: user_id(),
            address: "ada@example.com".to_owned(),
            standing: Standing::Reserved,
            created_at: at(24),
            updated_at: at(25),
        }],
        primary_email: Some(email_id),
        banned: true,
        failures: 5,
        mfa_enabled_at: Some(at(12)),
        mfa_disabled_at: Some(at(13)),
        last_sign_in_at: Some(at(14)),
        last_active_at: Some(at(15)),
        legal_accepted_at: Some(at(16)),
        updated_at: at(18),
        ..blank::user(user_id(), at(17))
    }
}

fn verification() -> Verification {
    Verification {
        id: VerificationId::parse("ver_a").expect("it works"),
        version: 3,
        purpose: Purpose::BackendProof,
        user_id: Some(user_id()),
        phone_number_id: Some(number_id()),
        phone_number: phone_number(),
        status: VerificationStatus::Failed,
        attempts: 4,
        code: CodeMac {
            key_id: 1,
            mac: [0; 32],
        },
        created_at: at(31),
        expire_at: at(32),
    }
}

/// It proved its first factor when it began.
fn session() -> Session {
    Session {
        id: SessionId::parse("sess_a").expect("it works"),
        version: 2,
        user_id: user_id(),
        client_id: ClientId::parse("client_a").expect("it works"),
        status: SessionStatus::Active,
        first_factor_at: at(44),
        second_factor_at: None,
        step_up: None,
        device: Device::default(),
        last_active_at: at(41),
        expire_at: at(42),
        abandon_at: at(43),
        created_at: at(44),
        updated_at: at(45),
    }
}

fn sign_in_token() -> SignInToken {
    SignInToken {
        id: SignInTokenId::parse("sit_a").expect("it works"),
        version: 1,
        user_id: user_id(),
        token_hash: [0; 32],
        status: SignInTokenStatus::Pending,
        expire_at: at(51),
        created_at: at(52),
        updated_at: at(53),
    }
}

fn settings() -> Settings {
    Settings {
        id: InstanceId::parse("ins_a").expect("it works"),
        version: 9,
        sealed_secret_key: vec![1, 2],
        test_mode: Some(true),
        blocked_countries: Some(vec!["DE".to_owned()]),
        allowed_origins: Some(vec!["https://a.example".to_owned()]),
        sign_up_is_open: None,
        preferred: None,
        created_at: at(61),
    }
}

fn signing_key() -> SigningKey {
    SigningKey {
        kid: "ins_k".to_owned(),
        sealed_private_key: vec![3, 4],
        created_at: at(71),
        used_until: None,
    }
}

fn message() -> Message {
    Message {
        id: SmsMessageId::parse("sms_a").expect("it works"),
        to: phone_number(),
        user_id: Some(user_id()),
        phone_number_id: Some(number_id()),
        verification_id: Some(verification().id),
        sealed: Some(vec![5]),
        state: MessageState::Queued,
        tries: 1,
        lease_until: at(91),
        expire_at: at(92),
        created_at: at(93),
    }
}

async fn holds_everything(store: &SqliteStore) {
    assert_eq!(store.user(&user_id()).await.expect("reads"), Some(user()));
    let holder = store.holder(&phone_number()).await.expect("reads");
    assert_eq!(holder, Some(user_id()));
    let found = store.user_of_username("ADA").await.expect("reads");
    assert_eq!(found, Some(user_id()));
    let found = store.newest_verification(&number_id()).await;
    assert_eq!(found.expect("reads"), Some(verification()));
    let found = store.active_sessions_of_client(&session().client_id).await;
    assert_eq!(found.expect("reads"), vec![session()]);
    let found = store.sign_in_token_of_hash(&[0; 32]).await;
    assert_eq!(found.expect("reads"), Some(sign_in_token()));
    assert_eq!(store.settings().await.expect("reads"), Some(settings()));
    let keys = store.signing_keys().await.expect("reads");
    assert_eq!(keys, vec![signing_key()]);
    assert_eq!(store.failures(&phone_number()).await.expect("reads"), 6);
    let counter = store.counter("ip:192.0.2.1", at(80)).await;
    assert_eq!(counter.expect("reads"), Some((8, at(81))));
    let due = store.due_messages(at(91), 10).await.expect("reads");
    assert_eq!(due, vec![message()]);
    let users = store.count_users(&UserFilter::default()).await;
    assert_eq!(users.expect("reads"), 1);
    let query = SessionQuery {
        user_id: None,
        client_id: None,
        status: None,
        now: at(0),
        limit: 10,
        offset: 0,
    };
    let sessions = store.sessions(&query).await.expect("reads");
    assert_eq!((sessions.items, sessions.total), (vec![session()], 1));
}

#[tokio::test]
async fn a_file_of_the_first_version_keeps_its_rows() {
    let folder = Folder::new();
    first_version(&folder);
    // The second time nothing is left to do.
    for _ in 0..2 {
        let store = open(&folder);
        holds_everything(&store).await;
        store.close().await;
    }
    let db = Connection::open(folder.database()).expect("it works");
    let verdict = |sql| {
        let mut statement = db.prepare(sql).expect("it works");
        let found = statement.query_map([], |row| row.get(0)).expect("it works");
        found.collect::<Result<Vec<String>, _>>().expect("it works")
    };
    assert_eq!(verdict("PRAGMA integrity_check"), ["ok"]);
    assert_eq!(verdict("PRAGMA foreign_key_check"), Vec::<String>::new());
}

#[tokio::test]
async fn a_file_of_the_first_version_takes_what_is_new() {
    let folder = Folder::new();
    first_version(&folder);
    let store = open(&folder);
    let client = Client {
        id: session().client_id,
        version: 1,
        token_hash: [9; 32],
        begun: true,
        sign_in: None,
        sign_up: None,
        last_active_session: Some(session().id),
        last_strategy: None,
        familiars: vec![],
        expire_at: at(102),
        created_at: at(101),
        updated_at: at(101),
    };
    let nobodys = Verification {
        id: VerificationId::parse("ver_b").expect("it works"),
        purpose: Purpose::SignUp,
        user_id: None,
        phone_number_id: None,
        ..verification()
    };
    let commit = Commit {
        guards: vec![],
        writes: vec![
            Write::PutClient(Box::new(client.clone())),
            Write::PutVerification(nobodys.clone()),
            Write::DeleteUser(user_id()),
        ],
    };
    store.commit(commit).await.expect("it works");
    let found = store.client_of_token(&[9; 32]).await;
    assert_eq!(found.expect("reads"), Some(client));
    let found = store.verification(&nobodys.id).await;
    assert_eq!(found.expect("reads"), Some(nobodys));
    // What hung from the user hung from it in the old file too.
    let found = store.verification(&verification().id).await;
    assert_eq!(found.expect("reads"), None);
    let found = store.session(&session().id).await;
    assert_eq!(found.expect("reads"), None);
}
