//! The keys of tokens: taking up new ones, adding one, forgetting dead ones, and never signing what nobody can verify.

use std::sync::Arc;
use std::time::Duration;

use strowger_core::record::{Settings, SigningKey};
use strowger_core::signing_key::{self, Older, TooManyKeys};
use strowger_store::{CommitError, Store, StoreError};
use strowger_types::id::ID_ENTROPY_BYTES;
use strowger_types::{InstanceId, Timestamp};
use tracing::warn;

use super::{App, run};
use crate::http::error::Failure;
use crate::keys::{self, KeyRing, Sealer, Signer, SigningError};

/// How often a process looks for settings and keys that others changed, in milliseconds. Two reads of a few rows. A new
/// key signs after two looks and a second: [`signing_key::LEAD_MS`].
const LOOK_INTERVAL_MS: u64 = 2_000;

/// How old the last look may be when something is signed, in milliseconds. A process that stood still for longer, as on
/// a laptop that slept, might sign with a key that was forgotten meanwhile: it looks again first.
const LOOK_AGE_MAX_MS: i64 = signing_key::LAG_MAX_MS / 2;

/// How often a change of the keys is decided anew because other settings changed meanwhile.
const DECISIONS_MAX: u32 = 64;

/// Why there are no keys to sign with.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database took no commit.
    #[error("cannot write to the database")]
    Commit(#[from] CommitError),
    /// The master key is not the one under which the keys are wrapped.
    #[error("the signing keys cannot be read with this master key")]
    OtherMasterKey,
    /// A key is no key.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The database has no keys or no settings.
    #[error("the database has no signing key")]
    Missing,
    /// No more keys can be added.
    #[error(transparent)]
    TooMany(#[from] TooManyKeys),
}

/// A new key, not kept yet. Takes about a tenth of a second, on a thread of its own.
pub(crate) async fn new_signing_key(
    kid: &InstanceId,
    sealer: &Sealer,
    now: Timestamp,
) -> SigningKey {
    let pkcs8 = tokio::task::spawn_blocking(keys::generate_pkcs8)
        .await
        .expect("making a key does not panic");
    SigningKey {
        kid: kid.as_str().to_owned(),
        sealed_private_key: sealer.seal(&binding(kid.as_str()), &pkcs8),
        created_at: now,
        used_until: None,
    }
}

/// The keys in the database. Those that `before` has are not unwrapped again.
pub(crate) async fn read_key_ring(
    store: &dyn Store,
    sealer: &Sealer,
    settings: &Settings,
    before: Option<&KeyRing>,
) -> Result<KeyRing, KeysError> {
    let mut opened = Vec::new();
    for record in store.signing_keys().await? {
        let known = before.and_then(|ring| ring.signer(&record.kid));
        let signer = match known {
            Some(signer) => Arc::clone(signer),
            None => Arc::new(open(&record, sealer)?),
        };
        opened.push((record, signer));
    }
    KeyRing::new(settings.version, opened).ok_or(KeysError::Missing)
}

/// Looks for what other processes changed, again and again, until the server stops. What fails is tried the next time.
pub(crate) async fn watch(app: Arc<App>) {
    let mut turns = tokio::time::interval(Duration::from_millis(LOOK_INTERVAL_MS));
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        if let Err(error) = look(&app).await {
            warn!(%error, "cannot look for new settings and signing keys");
        }
    }
}

/// Takes up settings and keys that others changed, and forgets keys whose last tokens are dead.
pub(crate) async fn look(app: &App) -> Result<(), KeysError> {
    let now = app.now();
    let settings = app.store.settings().await?.ok_or(KeysError::Missing)?;
    let mut ring = app.key_ring();
    if ring.version() != settings.version {
        let read = read_key_ring(&*app.store, &app.sealer, &settings, Some(&ring)).await?;
        ring = app.take_up_keys(read);
    }
    app.looked_at_keys(now);
    let forgetting = signing_key::forget_dead(&settings, ring.records(), now);
    app.take_up(settings);
    if let Some(commit) = forgetting {
        match app.store.commit(commit).await {
            // Another process did it, or changed something else: the next look shows.
            Ok(()) | Err(CommitError::Conflict | CommitError::Overloaded) => {}
            Err(error @ CommitError::Store(_)) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Makes a new key and adds it. Every process publishes it at its next look, and signs with it a little later; at once if
/// the older ones are forgotten.
pub(crate) async fn add_signing_key(app: &App, older: Older) -> Result<(), KeysError> {
    let now = app.now();
    let mut entropy = [0; ID_ENTROPY_BYTES];
    getrandom::fill(&mut entropy).expect("the system has randomness");
    let kid = InstanceId::new(now.as_ms(), entropy);
    let key = new_signing_key(&kid, &app.sealer, now).await;
    for _ in 0..DECISIONS_MAX {
        let settings = app.store.settings().await?.ok_or(KeysError::Missing)?;
        let keys = app.store.signing_keys().await?;
        let commit = signing_key::add(&settings, &keys, key.clone(), older)?;
        match app.store.commit(commit).await {
            Ok(()) => return look(app).await,
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(CommitError::Conflict.into())
}

/// The key to sign a token with that dies at `exp`, in seconds: one that stays published until then, whatever happens.
pub(crate) async fn signer_until(app: &App, exp: i64) -> Result<Arc<Signer>, Failure> {
    let until = Timestamp::from_ms(exp.saturating_mul(1_000));
    if app.now().ms_since(app.keys_looked_at()) > LOOK_AGE_MAX_MS {
        look(app).await.map_err(failure)?;
    }
    let now = app.now();
    let ring = app.key_ring();
    let (record, signer) = ring.signing(now);
    if signing_key::stays_published(record, until, now) {
        return Ok(Arc::clone(signer));
    }
    let reserved = run(
        app,
        |_| async {
            let settings = app.store.settings().await?;
            let settings = settings.ok_or(Failure::Internal("the settings are gone"))?;
            Ok((settings, app.store.signing_keys().await?))
        },
        |(settings, keys), ctx| signing_key::reserve(&settings, &keys, until, ctx.now),
    )
    .await?;
    let reserved = reserved.ok_or(Failure::Internal("the signing keys are gone"))?;
    look(app).await.map_err(failure)?;
    let ring = app.key_ring();
    let signer = ring.signer(&reserved.kid);
    signer.cloned().ok_or(Failure::Internal(
        "a signing key was forgotten while in use",
    ))
}

fn failure(error: KeysError) -> Failure {
    match error {
        KeysError::Store(error) | KeysError::Commit(CommitError::Store(error)) => {
            Failure::Store(error)
        }
        KeysError::Commit(CommitError::Conflict | CommitError::Overloaded) => Failure::Busy,
        KeysError::OtherMasterKey | KeysError::Signing(_) => {
            Failure::Internal("a signing key cannot be read")
        }
        KeysError::Missing | KeysError::TooMany(_) => {
            Failure::Internal("the signing keys are gone")
        }
    }
}

fn open(record: &SigningKey, sealer: &Sealer) -> Result<Signer, KeysError> {
    let pkcs8 = sealer
        .open(&binding(&record.kid), &record.sealed_private_key)
        .ok_or(KeysError::OtherMasterKey)?;
    Ok(Signer::from_pkcs8(&record.kid, &pkcs8)?)
}

/// What the private half of a key is sealed to.
fn binding(kid: &str) -> String {
    format!("signing_key:{kid}")
}
