use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use strowger_core::commit::Commit;
use strowger_core::record::{
    Client, Message, Number, Session, Settings, SignInToken, SigningKey, User, Verification,
};
use strowger_store::{
    CommitError, InboxQuery, Listed, MessageQuery, SessionQuery, Store, StoreError, UserFilter,
    UserQuery,
};
use strowger_types::{
    ClientId, PhoneNumber, PhoneNumberId, SessionId, SignInTokenId, SmsMessageId, Timestamp,
    UserId, VerificationId,
};

use crate::batch::Work;
use crate::checkpoint::{Checkpointer, Log};
use crate::error::DbError;
use crate::list_readers::ListReaders;
use crate::point_readers::PointReaders;
use crate::table::{
    clients, counters, email_addresses, messages, number_failures, phone_numbers, row_counts,
    sessions, settings, sign_in_tokens, signing_keys, users, verifications,
};
use crate::writer::Writer;
use crate::{SqliteOptions, migrate, open, row, session_list, user_list};

/// A store in one `SQLite` file. Needs a tokio runtime for lists.
///
/// Dropping it finishes what was accepted and closes the file, and blocks until that is done;
/// [`Store::close`] does the same without blocking the thread.
pub struct SqliteStore {
    points: Arc<PointReaders>,
    lists: ListReaders,
    pipeline: Arc<Pipeline>,
}

/// The threads that write. Dropped in this order: nobody moves the log when the writer cuts it for the last time.
struct Pipeline {
    checkpointer: Checkpointer,
    writer: Writer,
}

impl Pipeline {
    fn close(&self) {
        self.checkpointer.close();
        self.writer.close();
    }
}

impl SqliteStore {
    /// Opens the file, making it (readable by its owner alone) if it is missing, and brings its schema to this version.
    ///
    /// Fails if the file cannot be made, opened or locked within five seconds, is not a database, was made by a newer
    /// version, or lies where no write-ahead log can be kept. Blocks while it does so.
    pub fn open(path: &Path, options: SqliteOptions) -> Result<Self, StoreError> {
        Self::start(path, options).map_err(|error| StoreError::new("open the database", error))
    }

    fn start(path: &Path, options: SqliteOptions) -> Result<Self, DbError> {
        open::make_file(path)?;
        let db = open::writer(path)?;
        migrate::migrate(&db)?;
        let log = Arc::<Log>::default();
        let points = Arc::new(PointReaders::new(path.to_owned(), options.point_readers));
        let checkpointer = Checkpointer::start(
            open::checkpointer(path)?,
            Arc::clone(&log),
            Arc::clone(&points),
            Duration::from_millis(options.checkpoint_interval_ms),
        )?;
        // After a crash the log may be long: it is moved without waiting for the first commit.
        log.grew();
        let writer = Writer::start(db, log, Arc::clone(&points))?;
        Ok(Self {
            points,
            lists: ListReaders::new(path.to_owned(), options.list_readers),
            pipeline: Arc::new(Pipeline {
                checkpointer,
                writer,
            }),
        })
    }
}

#[async_trait::async_trait]
impl Store for SqliteStore {
    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        self.pipeline.writer.submit(Work::Commit(commit)).await
    }

    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreError> {
        self.points.read("read a user", |db| users::by_id(db, id))
    }

    async fn user_of_number(&self, id: &PhoneNumberId) -> Result<Option<User>, StoreError> {
        self.points.read(
            "read the user of a number",
            |db| match phone_numbers::user_of(db, id)? {
                Some(user_id) => users::by_id(db, &user_id),
                None => Ok(None),
            },
        )
    }

    async fn number(&self, id: &PhoneNumberId) -> Result<Option<Number>, StoreError> {
        self.points
            .read("read a number", |db| phone_numbers::by_id(db, id))
    }

    async fn holder(&self, phone_number: &PhoneNumber) -> Result<Option<UserId>, StoreError> {
        self.points.read("read the holder of a number", |db| {
            phone_numbers::holder(db, phone_number)
        })
    }

    async fn user_of_username(&self, username: &str) -> Result<Option<UserId>, StoreError> {
        self.points.read("read the user of a username", |db| {
            users::of_username(db, username)
        })
    }

    async fn user_of_external_id(&self, external_id: &str) -> Result<Option<UserId>, StoreError> {
        self.points.read("read the user of an external id", |db| {
            users::of_external_id(db, external_id)
        })
    }

    async fn holder_of_email(&self, address: &str) -> Result<Option<UserId>, StoreError> {
        self.points
            .read("read the holder of an email address", |db| {
                email_addresses::holder(db, address)
            })
    }

    async fn users(&self, query: &UserQuery) -> Result<Vec<User>, StoreError> {
        let query = query.clone();
        self.lists
            .read("list users", move |db| {
                row::snapshot(db, |db| user_list::page(db, &query))
            })
            .await
    }

    async fn count_users(&self, filter: &UserFilter) -> Result<u64, StoreError> {
        let filter = filter.clone();
        self.lists
            .read("count users", move |db| user_list::count(db, &filter))
            .await
    }

    async fn verification(&self, id: &VerificationId) -> Result<Option<Verification>, StoreError> {
        self.points
            .read("read a verification", |db| verifications::by_id(db, id))
    }

    async fn newest_verification(
        &self,
        phone_number_id: &PhoneNumberId,
    ) -> Result<Option<Verification>, StoreError> {
        self.points
            .read("read the newest verification of a number", |db| {
                verifications::newest(db, phone_number_id)
            })
    }

    async fn failures(&self, phone_number: &PhoneNumber) -> Result<u32, StoreError> {
        self.points.read("read the failures of a number", |db| {
            number_failures::read(db, phone_number)
        })
    }

    async fn counter(
        &self,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<(u32, Timestamp)>, StoreError> {
        self.points
            .read("read a counter", |db| counters::read(db, key, now))
    }

    async fn client(&self, id: &ClientId) -> Result<Option<Client>, StoreError> {
        self.points
            .read("read a client", |db| clients::by_id(db, id))
    }

    async fn client_of_token(&self, token_hash: &[u8; 32]) -> Result<Option<Client>, StoreError> {
        self.points.read("read the client of a token", |db| {
            clients::by_token(db, token_hash)
        })
    }

    async fn active_sessions_of_client(&self, id: &ClientId) -> Result<Vec<Session>, StoreError> {
        self.points
            .read("read the active sessions of a client", |db| {
                sessions::active_of_client(db, id)
            })
    }

    async fn active_sessions_of_user(&self, id: &UserId) -> Result<Vec<Session>, StoreError> {
        self.points
            .read("read the active sessions of a user", |db| {
                sessions::active_of_user(db, id)
            })
    }

    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        self.points
            .read("read a session", |db| sessions::by_id(db, id))
    }

    async fn sessions(&self, query: &SessionQuery) -> Result<Listed<Session>, StoreError> {
        let query = query.clone();
        self.lists
            .read("list sessions", move |db| {
                row::snapshot(db, |db| session_list::page(db, &query))
            })
            .await
    }

    async fn sign_in_token_of_hash(
        &self,
        token_hash: &[u8; 32],
    ) -> Result<Option<SignInToken>, StoreError> {
        self.points.read("read the sign-in token of a hash", |db| {
            sign_in_tokens::of_hash(db, token_hash)
        })
    }

    async fn sign_in_token(&self, id: &SignInTokenId) -> Result<Option<SignInToken>, StoreError> {
        self.points
            .read("read a sign-in token", |db| sign_in_tokens::by_id(db, id))
    }

    async fn settings(&self) -> Result<Option<Settings>, StoreError> {
        // Asked every other second by every process: from then on nobody reads what was so before another changed it.
        self.points.outdate();
        self.points.read("read the settings", settings::read)
    }

    async fn signing_keys(&self) -> Result<Vec<SigningKey>, StoreError> {
        self.points.read("read the signing keys", signing_keys::all)
    }

    async fn messages(&self, query: &MessageQuery) -> Result<Vec<Message>, StoreError> {
        let query = query.clone();
        self.lists
            .read("read texts", move |db| messages::page(db, &query))
            .await
    }

    async fn inbox(&self, query: &InboxQuery) -> Result<Vec<Message>, StoreError> {
        let query = query.clone();
        self.lists
            .read("read the inbox", move |db| messages::inbox(db, &query))
            .await
    }

    async fn message(&self, id: &SmsMessageId) -> Result<Option<Message>, StoreError> {
        self.points
            .read("read a text", |db| messages::by_id(db, id))
    }

    async fn due_messages(&self, now: Timestamp, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.points.read("read the texts that are due", |db| {
            messages::due(db, now, limit)
        })
    }

    async fn check_health(&self) -> Result<(), StoreError> {
        self.points.read("check the database", |db| {
            row_counts::read(db, row_counts::USERS)
        })?;
        match self.pipeline.writer.submit(Work::Probe).await {
            Ok(()) => Ok(()),
            Err(CommitError::Store(error)) => Err(error),
            Err(error @ (CommitError::Conflict | CommitError::Overloaded)) => {
                Err(StoreError::new("check the database", error))
            }
        }
    }

    async fn close(&self) {
        let pipeline = Arc::clone(&self.pipeline);
        if tokio::task::spawn_blocking(move || pipeline.close())
            .await
            .is_err()
        {
            tracing::error!("the database was not closed in order");
        }
        self.lists.close().await;
        self.points.close();
    }
}
