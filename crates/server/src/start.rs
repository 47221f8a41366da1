//! From a configuration to a running server, and to its end.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use strowger_core::commit::{Commit, Guard, Write};
use strowger_core::policy::Environment;
use strowger_core::record::Settings;
use strowger_core::signing_key::Older;
use strowger_core::verification::CodeKeys;
use strowger_sms::{SmsSender, Webhook, WebhookError};
use strowger_store::memory::MemoryStore;
use strowger_store::{CommitError, Store, StoreError};
use strowger_store_sqlite::{SqliteOptions, SqliteStore};
use strowger_types::InstanceId;
use tokio::net::TcpListener;
use tracing::{info, warn};

use crate::app::{self, App, AppParts, Identity, KeysError};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Database};
use crate::frontend_config::{FrontendConfig, split_path};
use crate::http;
use crate::http::entry::Entry;
use crate::keys::{self, MasterKey, MasterKeyError, PublishableKey, Sealer, SecretKey};
use crate::outbox::{Deliverer, Outbox};
use crate::serve;

/// How often what is dead is forgotten, in milliseconds.
const SWEEP_INTERVAL_MS: u64 = 60_000;

/// How long texts, and verifications behind their end, are kept, in milliseconds: a day.
const KEEP_MS: i64 = 24 * 60 * 60 * 1_000;

/// Texts that the inbox keeps at most.
const INBOX_MAX: u32 = 1_000;

/// Under which binding the secret key is sealed.
const SECRET_KEY_BINDING: &str = "secret_key";

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no master key.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// The master key is not the one that the database was made with.
    #[error(
        "the master key is not the one that this database was made with: set STROWGER_MASTER_KEY to that one, or use another database"
    )]
    OtherMasterKey,
    /// The database was made in the other mode.
    #[error(
        "the secret key kept in this database is for {other} mode: set STROWGER_SECRET_KEY, or use another database"
    )]
    OtherMode {
        /// The mode it is for.
        other: &'static str,
    },
    /// The database cannot be used.
    #[error("cannot use the database")]
    Store(#[from] StoreError),
    /// The database took no commit.
    #[error("cannot write to the database")]
    Commit(#[from] CommitError),
    /// There is no signing key that can be used.
    #[error(transparent)]
    SigningKeys(KeysError),
    /// The webhook cannot be used.
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

impl From<KeysError> for StartError {
    fn from(error: KeysError) -> Self {
        match error {
            KeysError::Store(error) => Self::Store(error),
            KeysError::Commit(error) => Self::Commit(error),
            KeysError::OtherMasterKey => Self::OtherMasterKey,
            error @ (KeysError::Signing(_) | KeysError::Missing | KeysError::TooMany(_)) => {
                Self::SigningKeys(error)
            }
        }
    }
}

/// What a person, or a script, needs to know of a server to use it.
pub struct Access {
    /// What app servers show.
    pub secret_key: String,
    /// What tells browsers where the server is.
    pub publishable_key: String,
    /// The public half of the newest signing key, as PEM.
    pub jwt_public_key: String,
    /// Where the Backend API is, without `/v1`.
    pub url: String,
}

/// A signing key that was just made.
pub struct Rotated {
    /// Names it in headers of tokens and in the JWKS.
    pub kid: String,
    /// Its public half, as PEM.
    pub jwt_public_key: String,
}

/// A server that is ready to answer.
pub struct Server {
    app: Arc<App>,
    listener: TcpListener,
    address: SocketAddr,
    public_url: String,
    request_timeout: Duration,
    deliverer: Option<(
        Deliverer,
        tokio::sync::mpsc::Receiver<strowger_core::record::Message>,
    )>,
}

impl Server {
    /// Makes a server ready: listens, opens the database, makes keys at the first start.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let listen = config.listen;
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|source| StartError::Listen {
                address: listen,
                source,
            })?;
        let address = listener.local_addr().map_err(|source| StartError::Listen {
            address: listen,
            source,
        })?;
        let public_url = config
            .public_url
            .replace(&listen.to_string(), &address.to_string());
        let request_timeout = Duration::from_millis(config.request_timeout_ms);
        let (app, deliverer) = open(config, &public_url).await?;
        Ok(Self {
            app: Arc::new(app),
            listener,
            address,
            public_url,
            request_timeout,
            deliverer,
        })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What is needed to use it.
    pub fn access(&self) -> Access {
        access(&self.app, &self.public_url)
    }

    /// Answers requests until `stopped`; then takes no new connections, finishes what is in flight, and closes the database.
    pub async fn run(self, stopped: impl Future<Output = ()> + Send) {
        let routes: Vec<_> = http::all_routes().collect();
        let entry = Entry::new(Arc::clone(&self.app), &routes);
        let delivering = self.deliverer.map(|(deliverer, announced)| {
            tokio::spawn(deliverer.run(announced, self.app.stopping()))
        });
        let sweeping = tokio::spawn(sweep(Arc::clone(&self.app)));
        let watching = tokio::spawn(app::watch(Arc::clone(&self.app)));
        serve::serve(self.listener, entry, self.request_timeout, stopped, || {
            self.app.stop();
        })
        .await;
        self.app.stop();
        if let Some(delivering) = delivering
            && delivering.await.is_err()
        {
            warn!("the delivery of texts panicked");
        }
        sweeping.abort();
        watching.abort();
        self.app.store.close().await;
        info!("stopped");
    }
}

/// The keys of a server, which need not run: they are made, and kept, if it never ran before.
pub async fn read_access(config: Config) -> Result<Access, StartError> {
    let public_url = config.public_url.clone();
    let (app, _) = open(config, &public_url).await?;
    let access = access(&app, &public_url);
    app.store.close().await;
    Ok(access)
}

/// Makes a new signing key, which takes over from the newest there is: in running servers on this database too, as soon
/// as all of them know it.
pub async fn rotate_signing_key(config: Config, older: Older) -> Result<Rotated, StartError> {
    let public_url = config.public_url.clone();
    let (app, _) = open(config, &public_url).await?;
    let added = app::add_signing_key(&app, older).await;
    let ring = app.key_ring();
    app.store.close().await;
    added?;
    Ok(Rotated {
        kid: ring.newest().kid().to_owned(),
        jwt_public_key: ring.newest().public_key_pem(),
    })
}

fn access(app: &App, url: &str) -> Access {
    let identity = &app.identity;
    Access {
        secret_key: identity.secret_key.reveal().to_owned(),
        publishable_key: identity.publishable_key.as_str().to_owned(),
        jwt_public_key: app.key_ring().newest().public_key_pem(),
        url: url.to_owned(),
    }
}

/// Who sends texts, and what is announced to them.
pub(crate) type Delivery = (
    Deliverer,
    tokio::sync::mpsc::Receiver<strowger_core::record::Message>,
);

/// Opens the database and makes of it what every request shares.
pub(crate) async fn open(
    config: Config,
    public_url: &str,
) -> Result<(App, Option<Delivery>), StartError> {
    let environment = config.environment();
    let master_key = master_key(config.master_key, &config.database)?;
    let sealer = Arc::new(master_key.sealer());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let store: Arc<dyn Store> = match &config.database {
        Database::Memory => Arc::new(MemoryStore::new()),
        Database::File(path) => Arc::new(SqliteStore::open(path, SqliteOptions::default())?),
    };
    let settings = settings(&*store, &sealer, environment, &*clock).await?;
    let secret_key = match config.secret_key {
        Some(key) => key,
        None => kept_secret_key(&settings, &sealer, environment)?,
    };
    let key_ring = app::read_key_ring(&*store, &sealer, &settings, None).await?;
    let origin = split_path(public_url).0;
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let publishable_key = config
        .publishable_key
        .unwrap_or_else(|| PublishableKey::of_host(host, environment));
    let (outbox, deliverer) = match config
        .webhook
        .filter(|_| environment == Environment::Production)
    {
        None => (Outbox::inbox(), None),
        Some(webhook) => {
            let sender: Arc<dyn SmsSender> = Arc::new(Webhook::new(
                &webhook.url,
                webhook.secret,
                settings.id.as_str().to_owned(),
            )?);
            let (outbox, announced) = Outbox::sending();
            let deliverer = Deliverer {
                store: Arc::clone(&store),
                sender,
                sealer: Arc::clone(&sealer),
                clock: Arc::clone(&clock),
                changes: outbox.teller(),
            };
            (outbox, Some((deliverer, announced)))
        }
    };
    let app = App::new(AppParts {
        store,
        identity: Identity {
            secret_key,
            publishable_key,
        },
        frontend: FrontendConfig {
            cookie_domain: config.cookie_domain,
            cookie_same_site: config.cookie_same_site,
            trusted_proxies: config.trusted_proxies,
            ..FrontendConfig::at(public_url)
        },
        key_ring,
        templates: config.templates,
        code_keys: CodeKeys::new(&[(1, master_key.code_key())]),
        sealer,
        outbox,
        pinned: config.pinned,
        pages: config.app,
        is_local: config.listen.ip().is_loopback(),
        scripts: config.scripts,
        clock,
        configured: config.policy,
        configured_origins: config.allowed_origins,
        settings,
        body_time_max: Duration::from_millis(config.request_timeout_ms),
    });
    Ok((app, deliverer))
}

/// The master key that was given; in development without one, the key in the file beside the database.
fn master_key(given: Option<MasterKey>, database: &Database) -> Result<MasterKey, MasterKeyError> {
    match (given, database) {
        (Some(key), _) => Ok(key),
        (None, Database::Memory) => Ok(MasterKey::generate()),
        (None, Database::File(path)) => {
            let mut file = path.as_os_str().to_owned();
            file.push(".key");
            keys::load_or_make(&PathBuf::from(file))
        }
    }
}

/// The settings; made, with a secret key, if this is the first start.
async fn settings(
    store: &dyn Store,
    sealer: &Sealer,
    environment: Environment,
    clock: &dyn Clock,
) -> Result<Settings, StartError> {
    // Of several first starters one makes the settings, the others find them at their second look.
    loop {
        if let Some(settings) = store.settings().await? {
            return Ok(settings);
        }
        let mut entropy = [0; 14];
        getrandom::fill(&mut entropy).expect("the system has randomness");
        let now = clock.now();
        let id = InstanceId::new(now.as_ms(), entropy);
        let secret_key = SecretKey::generate(environment);
        let signing_key = app::new_signing_key(&id, sealer, now).await;
        let settings = Settings {
            id,
            version: 1,
            sealed_secret_key: sealer.seal(SECRET_KEY_BINDING, secret_key.reveal().as_bytes()),
            test_mode: None,
            blocked_countries: None,
            allowed_origins: None,
            sign_up_is_open: None,
            preferred: None,
            created_at: now,
        };
        let commit = Commit {
            guards: vec![Guard::SettingsVersion { version: 0 }],
            writes: vec![
                Write::PutSettings(settings),
                Write::PutSigningKey(signing_key),
            ],
        };
        match store.commit(commit).await {
            Ok(()) | Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn kept_secret_key(
    settings: &Settings,
    sealer: &Sealer,
    environment: Environment,
) -> Result<SecretKey, StartError> {
    let opened = sealer
        .open(SECRET_KEY_BINDING, &settings.sealed_secret_key)
        .ok_or(StartError::OtherMasterKey)?;
    let text = std::str::from_utf8(&opened).map_err(|_| StartError::OtherMasterKey)?;
    let key = SecretKey::parse(text).ok_or(StartError::OtherMasterKey)?;
    if key.is_for(environment) {
        return Ok(key);
    }
    let other = match environment {
        Environment::Development => Environment::Production,
        Environment::Production => Environment::Development,
    };
    Err(StartError::OtherMode {
        other: other.as_str(),
    })
}

/// Forgets what is dead, now and then. What fails is tried again the next time.
async fn sweep(app: Arc<App>) {
    let mut turns = tokio::time::interval(Duration::from_millis(SWEEP_INTERVAL_MS));
    loop {
        turns.tick().await;
        let before = app.now().plus_ms(-KEEP_MS);
        let commit = Commit {
            guards: Vec::new(),
            writes: vec![
                Write::SweepMessages {
                    before,
                    keep: INBOX_MAX,
                },
                Write::SweepExpired { before },
            ],
        };
        if let Err(error) = app.store.commit(commit).await {
            warn!(%error, "cannot forget what is dead");
        }
    }
}
