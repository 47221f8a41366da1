//! Tokens and their keys over hours, among several processes on one database, with a clock that is told the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use strowger_core::commit::{Commit, Write};
use strowger_core::instance::Pinned;
use strowger_core::policy::{Environment, Policy, TOKEN_TTL_MS};
use strowger_core::record::{Session, Settings};
use strowger_core::session::template::Templates;
use strowger_core::signing_key::{LAG_MAX_MS, LEAD_MS, Older};
use strowger_core::user::CreateUser;
use strowger_core::verification::CodeKeys;
use strowger_store::Store;
use strowger_store::memory::MemoryStore;
use strowger_types::wire::Jwks;
use strowger_types::{InstanceId, Timestamp};

use super::signing_keys::{add_signing_key, look, new_signing_key, read_key_ring};
use super::tokens::{fresh_session_token, mint_token, session_token, session_token_since};
use super::{App, AppParts, Identity, create_session, create_user};
use crate::clock::Clock;
use crate::components::Scripts;
use crate::config::AppConfig;
use crate::frontend_config::FrontendConfig;
use crate::keys::{MasterKey, PublishableKey, Sealer, SecretKey};
use crate::outbox::Outbox;

const START: Timestamp = Timestamp::from_ms(1_790_000_000_000);

const HOUR_MS: i64 = 60 * 60 * 1_000;

/// When an older key's last usual token is dead, after the newer key was made.
const RETIRED_MS: i64 = LEAD_MS + LAG_MAX_MS + TOKEN_TTL_MS;

struct ToldClock(AtomicI64);

impl Clock for ToldClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }
}

/// A database, the time, and what several processes have in common.
struct World {
    store: Arc<dyn Store>,
    clock: Arc<ToldClock>,
    sealer: Arc<Sealer>,
}

impl World {
    async fn new() -> Self {
        let world = Self {
            store: Arc::new(MemoryStore::new()),
            clock: Arc::new(ToldClock(AtomicI64::new(START.as_ms()))),
            sealer: Arc::new(MasterKey::generate().sealer()),
        };
        let id = InstanceId::new(START.as_ms(), [1; 14]);
        let key = new_signing_key(&id, &world.sealer, START).await;
        let settings = Settings {
            id,
            version: 1,
            sealed_secret_key: Vec::new(),
            test_mode: None,
            preferred: None,
            sign_up_is_open: None,
            blocked_countries: None,
            allowed_origins: None,
            created_at: START,
        };
        let writes = vec![Write::PutSettings(settings), Write::PutSigningKey(key)];
        world.write(writes).await;
        world
    }

    async fn write(&self, writes: Vec<Write>) {
        let guards = Vec::new();
        let done = self.store.commit(Commit { guards, writes }).await;
        done.expect("the memory takes all");
    }

    /// A process that starts now.
    async fn process(&self) -> App {
        let settings = self.settings().await;
        let key_ring = read_key_ring(&*self.store, &self.sealer, &settings, None).await;
        App::new(AppParts {
            store: Arc::clone(&self.store),
            identity: Identity {
                secret_key: SecretKey::generate(Environment::Development),
                publishable_key: PublishableKey::of_host("auth.test", Environment::Development),
            },
            frontend: FrontendConfig::at("https://auth.test"),
            pages: AppConfig::default(),
            is_local: true,
            scripts: Scripts::default(),
            key_ring: key_ring.expect("there is a key"),
            templates: Templates::parse(r#"{"t":{"claims":{},"lifetime":7200}}"#)
                .expect("it is one"),
            code_keys: CodeKeys::new(&[(1, [0; 32])]),
            sealer: Arc::clone(&self.sealer),
            outbox: Outbox::inbox(),
            pinned: Pinned::default(),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            configured: Policy::development(),
            configured_origins: None,
            settings,
            body_time_max: Duration::from_secs(1),
        })
    }

    async fn settings(&self) -> Settings {
        let settings = self.store.settings().await.expect("the memory answers");
        settings.expect("there are settings")
    }

    fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// Somebody's session, which lives for a week.
    async fn session(&self) -> Session {
        let process = self.process().await;
        let command = CreateUser {
            username: Some("ada_1843".to_owned()),
            ..CreateUser::default()
        };
        let user = create_user(&process, command).await;
        let user = user.expect("nobody has the name");
        let session = create_session(&process, user.id.as_str()).await;
        session.expect("it is development")
    }
}

async fn look_all(processes: &[&App]) {
    for process in processes {
        look(process).await.expect("the memory answers");
    }
}

fn jwks(process: &App) -> Jwks {
    process.key_ring().jwks(process.now())
}

fn part(token: &str, place: usize) -> Value {
    let part = token
        .split('.')
        .nth(place)
        .expect("a token has three parts");
    let text = URL_SAFE_NO_PAD.decode(part).expect("it is base64");
    serde_json::from_slice(&text).expect("it is JSON")
}

fn kid(token: &str) -> String {
    part(token, 0)["kid"]
        .as_str()
        .expect("it names its key")
        .to_owned()
}

/// Whether somebody who knows these keys takes the token, as the world's clients do: by the key that it names.
fn is_genuine(token: &str, keys: &Jwks) -> bool {
    let kid = kid(token);
    let Some(key) = keys.keys.iter().find(|key| key.kid == kid) else {
        return false;
    };
    let number = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("it is base64");
    let key = RsaPublicKeyComponents {
        n: number(&key.n),
        e: number(&key.e),
    };
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let verified = key.verify(
        &RSA_PKCS1_2048_8192_SHA256,
        signed.as_bytes(),
        &number(signature),
    );
    verified.is_ok()
}

async fn fresh(process: &App, session: &Session) -> String {
    let token = fresh_session_token(process, session, None).await;
    token.expect("the session lives")
}

async fn long(process: &App, session: &Session, seconds: i64) -> String {
    let token = mint_token(process, session.id.as_str(), Some(seconds)).await;
    token.expect("the session lives")
}

#[tokio::test]
async fn a_token_says_what_the_contract_says() {
    let world = World::new().await;
    let (process, session) = (world.process().await, world.session().await);
    world.pass(2 * 60_000);
    let token = fresh_session_token(&process, &session, Some("https://app.test")).await;
    let token = token.expect("the session lives");
    let header = part(&token, 0);
    assert_eq!(
        header,
        json!({ "alg": "RS256", "cat": "cl_B7d4PD111AAA", "kid": header["kid"], "typ": "JWT" })
    );
    let claims = part(&token, 1);
    let iat = START.as_seconds() + 120;
    assert_eq!(
        claims,
        json!({
            "azp": "https://app.test", "exp": iat + 60, "fva": [2, -1], "iat": iat, "iss": "https://auth.test",
            "jti": claims["jti"], "nbf": iat - 10, "sid": session.id, "sts": "active", "sub": session.user_id, "v": 2,
        })
    );
}

#[tokio::test]
async fn one_signature_serves_for_a_few_seconds_who_would_get_the_same() {
    let world = World::new().await;
    let (process, session) = (world.process().await, world.session().await);
    let token = async |azp: Option<&str>| {
        let token = session_token(&process, &session, azp).await;
        token.expect("the session lives")
    };
    let first = token(None).await;
    world.pass(4_999);
    assert_eq!(token(None).await, first);
    assert_ne!(token(Some("https://app.test")).await, first);
    world.pass(1);
    assert_ne!(token(None).await, first);
}

#[tokio::test]
async fn a_fresh_token_is_signed_just_now_and_serves_others_then() {
    let world = World::new().await;
    let (process, session) = (world.process().await, world.session().await);
    let first = fresh(&process, &session).await;
    let second = fresh(&process, &session).await;
    assert_ne!(first, second);
    let carried = session_token(&process, &session, None).await;
    assert_eq!(carried.expect("the session lives"), second);
}

#[tokio::test]
async fn after_a_change_of_who_is_signed_in_no_token_is_older_than_that() {
    let world = World::new().await;
    let (process, session) = (world.process().await, world.session().await);
    fresh(&process, &session).await;
    world.pass(1_500);
    let since = world.clock.now();
    let token = session_token_since(&process, &session, None, since).await;
    let iat = part(&token.expect("the session lives"), 1)["iat"].as_i64();
    assert_eq!(iat, Some(since.as_seconds()));
}

#[tokio::test]
async fn a_session_that_is_over_gets_no_token_of_any_kind() {
    let world = World::new().await;
    let (process, session) = (world.process().await, world.session().await);
    fresh(&process, &session).await;
    world.pass(7 * 24 * HOUR_MS);
    assert!(session_token(&process, &session, None).await.is_err());
    assert!(fresh_session_token(&process, &session, None).await.is_err());
    assert!(
        mint_token(&process, session.id.as_str(), Some(60))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn tokens_of_old_and_new_keys_are_verified_by_every_process_throughout_a_rotation() {
    let world = World::new().await;
    let session = world.session().await;
    let (one, other) = (world.process().await, world.process().await);
    let before = fresh(&one, &session).await;
    add_signing_key(&one, Older::Retire)
        .await
        .expect("there is room");
    for _ in 0..30 {
        // Each looks when it looks: one right now, the other two seconds late.
        look_all(&[&one]).await;
        for process in [&one, &other] {
            let token = fresh(process, &session).await;
            assert!(is_genuine(&token, &jwks(&one)) && is_genuine(&token, &jwks(&other)));
            assert!(is_genuine(&before, &jwks(process)));
        }
        world.pass(2_000);
        look_all(&[&other]).await;
    }
    let after = [fresh(&one, &session).await, fresh(&other, &session).await];
    assert!(
        after
            .iter()
            .all(|token| kid(token) == kid(&after[0]) && kid(token) != kid(&before))
    );
}

#[tokio::test]
async fn a_new_key_signs_as_soon_as_every_process_must_know_it() {
    let world = World::new().await;
    let (process, session) = (world.process().await, world.session().await);
    world.pass(HOUR_MS);
    let old = kid(&fresh(&process, &session).await);
    add_signing_key(&process, Older::Retire)
        .await
        .expect("there is room");
    assert_eq!(jwks(&process).keys.len(), 2);
    world.pass(LEAD_MS - 1);
    assert_eq!(kid(&fresh(&process, &session).await), old);
    world.pass(1);
    let new = kid(&fresh(&process, &session).await);
    assert!(new != old && new.starts_with("ins_") && old.starts_with("ins_"));
    assert_eq!(process.key_ring().newest().kid(), new);
}

#[tokio::test]
async fn tokens_of_keys_that_were_stolen_are_refused_from_the_next_look_on() {
    let world = World::new().await;
    let session = world.session().await;
    let (one, other) = (world.process().await, world.process().await);
    let stolen = long(&one, &session, 100_000).await;
    let added = add_signing_key(&one, Older::Forget).await;
    added.expect("there is room");
    look_all(&[&other]).await;
    for process in [&one, &other] {
        let token = fresh(process, &session).await;
        assert!(is_genuine(&token, &jwks(&one)) && is_genuine(&token, &jwks(&other)));
        assert!(!is_genuine(&stolen, &jwks(process)));
    }
}

#[tokio::test]
async fn an_old_key_is_forgotten_when_its_last_usual_token_is_dead() {
    let world = World::new().await;
    let (process, session) = (world.process().await, world.session().await);
    world.pass(HOUR_MS);
    let old = fresh(&process, &session).await;
    add_signing_key(&process, Older::Retire)
        .await
        .expect("there is room");
    world.pass(RETIRED_MS - 1);
    look_all(&[&process]).await;
    assert!(is_genuine(&old, &jwks(&process)));
    world.pass(1);
    assert!(
        !is_genuine(&old, &jwks(&process)),
        "even before it is forgotten"
    );
    look_all(&[&process]).await;
    let kept = world
        .store
        .signing_keys()
        .await
        .expect("the memory answers");
    assert_eq!(kept.len(), 1);
    assert_ne!(kept[0].kid, kid(&old));
}

#[tokio::test]
async fn a_long_token_outlives_the_rotation_of_its_key() {
    let world = World::new().await;
    let session = world.session().await;
    let (one, other) = (world.process().await, world.process().await);
    let token = long(&one, &session, 3 * 60 * 60).await;
    assert_eq!(part(&token, 1)["exp"], START.as_seconds() + 3 * 60 * 60);
    add_signing_key(&other, Older::Retire)
        .await
        .expect("there is room");
    world.pass(3 * HOUR_MS - 1);
    look_all(&[&one, &other, &one]).await;
    assert!(is_genuine(&token, &jwks(&one)) && is_genuine(&token, &jwks(&other)));
    world.pass(HOUR_MS);
    look_all(&[&one, &other]).await;
    assert_eq!((jwks(&one).keys.len(), jwks(&other).keys.len()), (1, 1));
}

#[tokio::test]
async fn how_long_a_token_lives_is_on_record_before_it_is_handed_out_and_seldom_written() {
    let world = World::new().await;
    let (process, session) = (world.process().await, world.session().await);
    let version = world.settings().await.version;
    long(&process, &session, 60).await;
    assert_eq!(
        world.settings().await.version,
        version,
        "a usual life needs no record"
    );
    for _ in 0..20 {
        let exp = part(&long(&process, &session, 5_000).await, 1)["exp"].as_i64();
        let recorded = world
            .store
            .signing_keys()
            .await
            .expect("the memory answers")[0]
            .used_until;
        assert!(recorded.expect("it is used").as_seconds() >= exp.expect("it ends"));
        world.pass(10_000);
    }
    assert_eq!(
        world.settings().await.version,
        version + 1,
        "one write serves them all"
    );
}

#[tokio::test]
async fn long_tokens_of_many_processes_at_once_are_all_on_record() {
    let world = World::new().await;
    let session = world.session().await;
    let mut latest = 0;
    let mut minting = Vec::new();
    for n in 1..=6 {
        let (process, session) = (world.process().await, session.clone());
        let seconds = n * 10_000;
        latest = latest.max(START.as_seconds() + seconds);
        minting.push(tokio::spawn(async move {
            long(&process, &session, seconds).await
        }));
    }
    for one in minting {
        one.await.expect("nobody panicked");
    }
    let recorded = world
        .store
        .signing_keys()
        .await
        .expect("the memory answers")[0]
        .used_until;
    assert!(recorded.expect("it is used").as_seconds() >= latest);
}

#[tokio::test]
async fn a_process_that_slept_through_a_rotation_signs_nothing_with_a_forgotten_key() {
    let world = World::new().await;
    let session = world.session().await;
    let (sleeper, other) = (world.process().await, world.process().await);
    let old = kid(&fresh(&sleeper, &session).await);
    add_signing_key(&other, Older::Retire)
        .await
        .expect("there is room");
    world.pass(RETIRED_MS);
    look_all(&[&other]).await;
    let token = fresh(&sleeper, &session).await;
    assert_ne!(kid(&token), old);
    assert!(is_genuine(&token, &jwks(&other)));
}

#[tokio::test]
async fn settings_that_another_process_changed_are_seen_at_the_next_look() {
    let world = World::new().await;
    let process = world.process().await;
    let settings = world.settings().await;
    let changed = Settings {
        version: settings.version + 1,
        test_mode: Some(false),
        ..settings
    };
    world.write(vec![Write::PutSettings(changed)]).await;
    assert!(process.instance().policy.test_mode);
    look_all(&[&process]).await;
    assert!(!process.instance().policy.test_mode);
}
