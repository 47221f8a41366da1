//! What keeps the hot reads fast: they are prepared once, and they never look through a whole table.

use rusqlite::types::Value;
use rusqlite::{Connection, StatementStatus, params_from_iter};

use crate::table::{
    clients, email_addresses, familiars, messages, phone_numbers, sessions, sign_in_tokens,
    sign_ins, sign_ups, users, verifications,
};
use crate::{migrate, open};

const HOT: [&str; 20] = [
    phone_numbers::BY_ID,
    phone_numbers::BY_USER,
    phone_numbers::HOLDER,
    email_addresses::BY_USER,
    users::BY_ID,
    users::OF_USERNAME,
    users::OF_EXTERNAL_ID,
    verifications::BY_ID,
    verifications::NEWEST,
    clients::BY_ID,
    clients::BY_TOKEN,
    sign_ins::BY_CLIENT,
    sign_ups::BY_CLIENT,
    familiars::BY_CLIENT,
    sessions::BY_ID,
    sessions::ACTIVE_OF_CLIENT,
    sessions::ACTIVE_OF_USER,
    sign_in_tokens::BY_ID,
    sign_in_tokens::OF_HASH,
    messages::DUE,
];

/// A database that knows how its values are spread: that is what makes `SQLite` think again.
fn database() -> Connection {
    let db = open::connection(":memory:".as_ref(), 1_024).expect("it works");
    migrate::migrate(&db).expect("it works");
    db.execute_batch(
        "WITH RECURSIVE n (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM n WHERE n < 999)
         INSERT INTO users (id, version, username, external_id, public_metadata, private_metadata,
                            unsafe_metadata, banned, locked, failures, delete_self_enabled,
                            created_at, updated_at)
         SELECT 'user_' || n, 1, 'u' || n, 'e' || n, '{}', '{}', '{}', 0, 0, 0, 1, n, n FROM n;
         INSERT INTO phone_numbers (id, user_id, phone_number, standing, second_factor, created_at,
                                    updated_at)
         SELECT 'idn_' || created_at, id, '+1415' || created_at,
                iif(created_at % 2, 'unverified', 'reserved'), 'off', created_at, created_at
         FROM users;
         INSERT INTO clients (id, version, token_hash, begun, expire_at, created_at, updated_at)
         SELECT 'client_' || created_at, 1, CAST(id AS BLOB), created_at % 2, created_at, created_at,
                created_at
         FROM users;
         INSERT INTO sign_ins (client_id, step, abandon_at, created_at)
         SELECT id, 'complete', 1, 1 FROM clients;
         INSERT INTO sign_ups (client_id, unsafe_metadata, abandon_at, created_at)
         SELECT id, '{}', 1, 1 FROM clients;
         INSERT INTO familiars (client_id, user_id, failures)
         SELECT 'client_' || created_at, id, 0 FROM users;
         INSERT INTO sessions (id, version, user_id, client_id, status, last_active_at, expire_at,
                               abandon_at, created_at, updated_at)
         SELECT 'sess_' || created_at, 1, id, 'client_' || created_at,
                iif(created_at % 2, 'ended', 'active'), 1, 1, 1, created_at, 1
         FROM users;
         INSERT INTO sign_in_tokens (id, version, user_id, token_hash, status, expire_at, created_at,
                                     updated_at)
         SELECT 'sit_' || created_at, 1, id, CAST(id AS BLOB), 'pending', 1, 1, 1 FROM users;
         INSERT INTO verifications (id, version, purpose, user_id, phone_number_id, phone_number,
                                    status, attempts, code_key_id, code_mac, created_at, expire_at)
         SELECT 'ver_' || created_at, 1, 'backend_proof', user_id,
                iif(created_at % 5, id, NULL), phone_number, 'unverified', 0, 1, x'00', created_at,
                created_at
         FROM phone_numbers;
         ANALYZE;",
    )
    .expect("it works");
    db
}

#[test]
fn hot_statements_are_prepared_once() {
    let db = database();
    for sql in HOT {
        for n in 0..1_000_i64 {
            let mut statement = db.prepare_cached(sql).expect("it works");
            // LIMIT takes no text, so a second value is always a number.
            let texts = [Value::Text(format!("+1415{n}")), Value::Integer(n)];
            let values = &texts[..statement.parameter_count()];
            let mut rows = statement.query(params_from_iter(values)).expect("it works");
            while rows.next().expect("it works").is_some() {}
        }
        let statement = db.prepare_cached(sql).expect("it works");
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{sql}");
        assert!(statement.get_status(StatementStatus::Run) >= 1_000, "{sql}");
    }
}

#[test]
fn hot_statements_search_an_index_and_sort_nothing() {
    let db = database();
    let newest_users = format!(
        "{} ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
        users::SELECT
    );
    let newest_sessions = format!(
        "{} WHERE user_id = ? ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
        sessions::SELECT
    );
    for sql in HOT {
        let plan = plan(&db, sql);
        assert!(!plan.contains("SCAN"), "{sql}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
    }
    for sql in [&newest_users, &newest_sessions] {
        let plan = plan(&db, sql);
        assert!(!plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
    }
}

#[test]
fn active_sessions_are_found_without_those_that_are_over() {
    let db = database();
    for (sql, index) in [
        (sessions::ACTIVE_OF_CLIENT, "sessions_active_client"),
        (sessions::ACTIVE_OF_USER, "sessions_active_user"),
    ] {
        let plan = plan(&db, sql);
        assert!(plan.contains(index), "{sql}\n{plan}");
    }
}

#[test]
fn what_is_forgotten_is_found_by_an_index() {
    let db = database();
    db.pragma_update(None, "foreign_keys", true)
        .expect("it works");
    let forgets = [
        (clients::SWEEP_DEAD, Value::Integer(10)),
        (clients::SWEEP_IDLE, Value::Integer(20)),
        (clients::DELETE, Value::Text("client_500".to_owned())),
        (phone_numbers::DELETE, Value::Text("idn_501".to_owned())),
        (sessions::DELETE_OF_USER, Value::Text("user_502".to_owned())),
        (
            verifications::DELETE_OF_USER,
            Value::Text("user_505".to_owned()),
        ),
        // Takes along what hangs from it, in six tables.
        (users::DELETE, Value::Text("user_503".to_owned())),
        (verifications::SWEEP, Value::Integer(10)),
    ];
    for (sql, value) in forgets {
        let mut statement = db.prepare(sql).expect("it works");
        // The second parameter, where there is one, is how many at a time.
        let values = [value, Value::Integer(1_000)];
        let values = values.into_iter().take(statement.parameter_count());
        let forgotten = statement
            .execute(params_from_iter(values))
            .expect("it works");
        assert!(forgotten > 0, "{sql}");
        let steps = statement.get_status(StatementStatus::FullscanStep);
        assert_eq!(steps, 0, "{sql}");
    }
}

fn plan(db: &Connection, sql: &str) -> String {
    let mut statement = db
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .expect("it works");
    let nothing = vec![Value::Null; statement.parameter_count()];
    let steps = statement
        .query_map(params_from_iter(nothing), |row| row.get::<_, String>(3))
        .expect("it works");
    steps
        .collect::<Result<Vec<_>, _>>()
        .expect("it works")
        .join("\n")
}
