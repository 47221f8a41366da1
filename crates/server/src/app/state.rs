//! What every request shares.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use strowger_core::instance::Pinned;
use strowger_core::policy::{Environment, Policy, Requirement};
use strowger_core::record::Settings;
use strowger_core::session::template::Templates;
use strowger_core::verification::CodeKeys;
use strowger_store::Store;
use strowger_types::Timestamp;
use tokio::sync::watch;

use super::passwords::PasswordHasher;
use super::tokens::Minter;
use crate::clock::Clock;
use crate::components::Scripts;
use crate::config::AppConfig;
use crate::frontend_config::FrontendConfig;
use crate::keys::{KeyRing, PublishableKey, Sealer, SecretKey};
use crate::outbox::Outbox;

/// Who the server is: keys that are fixed at the start.
pub(crate) struct Identity {
    /// What app servers show.
    pub(crate) secret_key: SecretKey,
    /// What tells browsers where the server is.
    pub(crate) publishable_key: PublishableKey,
}

/// Settings as they are, and the policy that they and the configuration make.
pub(crate) struct Instance {
    /// The settings in the database.
    pub(crate) settings: Settings,
    /// What follows from them.
    pub(crate) policy: Policy,
    /// Origins allowed beyond the server's own.
    pub(crate) allowed_origins: Option<Vec<String>>,
}

/// What every request shares.
pub(crate) struct App {
    /// The database.
    pub(crate) store: Arc<dyn Store>,
    /// Who the server is.
    pub(crate) identity: Identity,
    /// What the Frontend API has to know of where it runs.
    pub(crate) frontend: FrontendConfig,
    /// The keys of codes.
    pub(crate) code_keys: CodeKeys,
    /// Wraps what lies in the database and should not be read there.
    pub(crate) sealer: Arc<Sealer>,
    /// Hashes and checks passwords.
    pub(crate) passwords: PasswordHasher,
    /// Signs tokens.
    pub(crate) minter: Minter,
    /// Tokens whose claims the operator shapes.
    pub(crate) templates: Templates,
    /// Delivers texts.
    pub(crate) outbox: Outbox,
    /// What the configuration fixes.
    pub(crate) pinned: Pinned,
    /// The pages of the app, as far as they were given.
    pub(crate) pages: AppConfig,
    /// Whether it listens to this machine alone.
    pub(crate) is_local: bool,
    /// Where the scripts of browser components are.
    pub(crate) scripts: Scripts,
    clock: Arc<dyn Clock>,
    /// What the configuration alone makes of the policy.
    configured: Policy,
    /// Allowed origins, if the configuration fixes them.
    configured_origins: Option<Vec<String>>,
    instance: RwLock<Arc<Instance>>,
    key_ring: RwLock<Arc<KeyRing>>,
    /// When somebody last looked for new keys, in milliseconds since the epoch.
    looked_at_keys_ms: AtomicI64,
    body_time_max: Duration,
    trace: TraceIds,
    /// Turns true when the server stops: long polls end then.
    stopping: watch::Sender<bool>,
}

/// What an [`App`] is made of.
pub(crate) struct AppParts {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) identity: Identity,
    pub(crate) frontend: FrontendConfig,
    pub(crate) key_ring: KeyRing,
    pub(crate) templates: Templates,
    pub(crate) code_keys: CodeKeys,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) outbox: Outbox,
    pub(crate) pinned: Pinned,
    pub(crate) pages: AppConfig,
    pub(crate) is_local: bool,
    pub(crate) scripts: Scripts,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) configured: Policy,
    pub(crate) configured_origins: Option<Vec<String>>,
    pub(crate) settings: Settings,
    pub(crate) body_time_max: Duration,
}

impl App {
    /// An app of its parts.
    pub(crate) fn new(parts: AppParts) -> Self {
        let instance = instance_of(
            parts.settings,
            &parts.configured,
            parts.configured_origins.as_ref(),
            parts.pinned,
        );
        let now = parts.clock.now();
        Self {
            store: parts.store,
            identity: parts.identity,
            frontend: parts.frontend,
            code_keys: parts.code_keys,
            sealer: parts.sealer,
            passwords: PasswordHasher::new(),
            minter: Minter::new(),
            templates: parts.templates,
            outbox: parts.outbox,
            pinned: parts.pinned,
            pages: parts.pages,
            is_local: parts.is_local,
            scripts: parts.scripts,
            clock: parts.clock,
            configured: parts.configured,
            configured_origins: parts.configured_origins,
            instance: RwLock::new(Arc::new(instance)),
            key_ring: RwLock::new(Arc::new(parts.key_ring)),
            looked_at_keys_ms: AtomicI64::new(now.as_ms()),
            body_time_max: parts.body_time_max,
            trace: TraceIds::new(),
            stopping: watch::Sender::new(false),
        }
    }

    /// The moment it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The key that callers of the Backend API show.
    pub(crate) fn secret_key(&self) -> &SecretKey {
        &self.identity.secret_key
    }

    /// How long the body of a request may take to come.
    pub(crate) fn body_time_max(&self) -> Duration {
        self.body_time_max
    }

    /// Settings and policy as they are now.
    pub(crate) fn instance(&self) -> Arc<Instance> {
        Arc::clone(&self.instance.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes up new settings, unless newer ones are there already.
    pub(crate) fn take_up(&self, settings: Settings) {
        let mut instance = self
            .instance
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if instance.settings.version < settings.version {
            let next = instance_of(
                settings,
                &self.configured,
                self.configured_origins.as_ref(),
                self.pinned,
            );
            *instance = Arc::new(next);
        }
    }

    /// The keys that sign or signed, as far as they are known.
    pub(crate) fn key_ring(&self) -> Arc<KeyRing> {
        Arc::clone(&self.key_ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes up other keys, unless newer ones are there already. Answers those that are.
    pub(crate) fn take_up_keys(&self, read: KeyRing) -> Arc<KeyRing> {
        let mut ring = self
            .key_ring
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if ring.version() < read.version() {
            *ring = Arc::new(read);
        }
        Arc::clone(&ring)
    }

    /// When somebody last looked for new keys.
    pub(crate) fn keys_looked_at(&self) -> Timestamp {
        Timestamp::from_ms(self.looked_at_keys_ms.load(Ordering::Relaxed))
    }

    /// Records that somebody looked for new keys at `now`.
    pub(crate) fn looked_at_keys(&self, now: Timestamp) {
        self.looked_at_keys_ms.store(now.as_ms(), Ordering::Relaxed);
    }

    /// A name for an answer: 32 hexadecimal digits.
    pub(crate) fn new_trace_id(&self) -> String {
        self.trace.next()
    }

    /// Tells everything that waits that the server stops.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Turns true when the server stops.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }
}

fn instance_of(
    settings: Settings,
    configured: &Policy,
    configured_origins: Option<&Vec<String>>,
    pinned: Pinned,
) -> Instance {
    Instance {
        policy: policy_of(configured, &settings, pinned),
        allowed_origins: configured_origins
            .or(settings.allowed_origins.as_ref())
            .cloned(),
        settings,
    }
}

fn policy_of(configured: &Policy, settings: &Settings, pinned: Pinned) -> Policy {
    let mut policy = configured.clone();
    if let Some(test_mode) = settings.test_mode
        && !pinned.test_mode
    {
        // In production the API may switch test mode off, never on: a database that was used for development may
        // still say "on", and the code of test numbers is known to all.
        let may_be_on = policy.environment == Environment::Development || policy.test_mode;
        policy.test_mode = test_mode && may_be_on;
    }
    if let Some(blocked) = &settings.blocked_countries
        && !pinned.blocked_countries
    {
        policy.blocked_countries = blocked.iter().cloned().collect();
    }
    if let Some(is_open) = settings.sign_up_is_open
        && !pinned.sign_up
    {
        policy.sign_up.is_open = is_open;
    }
    if let Some(preferred) = settings.preferred
        && !pinned.preferred
        && policy.sign_up.password == Requirement::Required
    {
        policy.preferred = preferred;
    }
    policy
}

/// Makes names for answers. They have to differ, not to be secret, so a keyed count does.
struct TraceIds {
    count: AtomicU64,
    high: RandomState,
    low: RandomState,
}

impl TraceIds {
    fn new() -> Self {
        Self {
            count: AtomicU64::new(0),
            high: RandomState::new(),
            low: RandomState::new(),
        }
    }

    fn next(&self) -> String {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let id =
            (u128::from(self.high.hash_one(count)) << 64) | u128::from(self.low.hash_one(count));
        let bytes = id.to_be_bytes();
        let mut text = String::with_capacity(32);
        for byte in bytes {
            text.push(char::from(HEX[usize::from(byte >> 4)]));
            text.push(char::from(HEX[usize::from(byte & 15)]));
        }
        text
    }
}
