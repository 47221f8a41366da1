//! What the server asks of a database: reads of facts, and one atomic, durable commit.
//!
//! [`Store`] is the contract, [`memory`] the model of it, [`conformance`] the suite that every store passes whole.

pub mod conformance;
pub mod memory;
mod query;

pub use query::{
    InboxQuery, Listed, MessageQuery, SessionQuery, TimeRange, UserFilter, UserOrder,
    UserOrderField, UserQuery,
};

use strowger_core::commit::Commit;
use strowger_core::record::{
    Client, Message, Number, Session, Settings, SignInToken, SigningKey, User, Verification,
};
use strowger_types::{
    ClientId, PhoneNumber, PhoneNumberId, SessionId, SignInTokenId, SmsMessageId, Timestamp,
    UserId, VerificationId,
};

/// Most sessions that are read at once. Judgement: nobody is signed in in more places, and one answer shows them all.
pub const ACTIVE_SESSIONS_MAX: u32 = 100;

/// A database. Reads see every commit that was acknowledged before they began.
#[async_trait::async_trait]
pub trait Store: Send + Sync + 'static {
    /// Judges the guards and carries out the writes in one atomic step. `Ok` means that all of it is durable.
    ///
    /// [`CommitError::Conflict`] means that a guard did not hold and nothing was written; it comes no earlier
    /// than a read can see what made the guard fail. Stores never retry.
    async fn commit(&self, commit: Commit) -> Result<(), CommitError>;

    /// The user with all numbers (oldest first) and emails (oldest first).
    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreError>;

    /// The user who has the number of this id.
    async fn user_of_number(&self, id: &PhoneNumberId) -> Result<Option<User>, StoreError>;

    /// The number of this id. The hottest read.
    async fn number(&self, id: &PhoneNumberId) -> Result<Option<Number>, StoreError>;

    /// Who holds this number, verified or reserved.
    async fn holder(&self, phone_number: &PhoneNumber) -> Result<Option<UserId>, StoreError>;

    /// Who has this username (compared without ASCII case).
    async fn user_of_username(&self, username: &str) -> Result<Option<UserId>, StoreError>;

    /// Who has this external id.
    async fn user_of_external_id(&self, external_id: &str) -> Result<Option<UserId>, StoreError>;

    /// Who holds this email address (in lower case), verified or reserved.
    async fn holder_of_email(&self, address: &str) -> Result<Option<UserId>, StoreError>;

    /// One page of users.
    async fn users(&self, query: &UserQuery) -> Result<Vec<User>, StoreError>;

    /// How many users pass the filter.
    async fn count_users(&self, filter: &UserFilter) -> Result<u64, StoreError>;

    /// The verification of this id.
    async fn verification(&self, id: &VerificationId) -> Result<Option<Verification>, StoreError>;

    /// The newest verification of this number for the backend (by id: ids sort by time). Those for other purposes do not count.
    async fn newest_verification(
        &self,
        phone_number_id: &PhoneNumberId,
    ) -> Result<Option<Verification>, StoreError>;

    /// Consecutive failures at this number; 0 if none are known.
    async fn failures(&self, phone_number: &PhoneNumber) -> Result<u32, StoreError>;

    /// The counter: how often it was counted in its window, and when that window ends. `None` if it is unknown or its window is over at `now`.
    async fn counter(
        &self,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<(u32, Timestamp)>, StoreError>;

    /// The client of this id, with its attempts, and its familiars by user id.
    async fn client(&self, id: &ClientId) -> Result<Option<Client>, StoreError>;

    /// The client whose token has this hash. As hot as a session.
    async fn client_of_token(&self, token_hash: &[u8; 32]) -> Result<Option<Client>, StoreError>;

    /// The sessions of a client whose status is active, oldest first (by `created_at`, then by id); of more than
    /// [`ACTIVE_SESSIONS_MAX`] the newest. Whether their time is over is not asked.
    async fn active_sessions_of_client(&self, id: &ClientId) -> Result<Vec<Session>, StoreError>;

    /// The sessions of a user whose status is active, newest first (by `created_at`, then by id, both descending), at
    /// most [`ACTIVE_SESSIONS_MAX`]. Whether their time is over is not asked.
    async fn active_sessions_of_user(&self, id: &UserId) -> Result<Vec<Session>, StoreError>;

    /// The session of this id.
    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError>;

    /// One page of sessions, newest first (by `created_at`, then by id, both descending), and how many there are on all pages.
    async fn sessions(&self, query: &SessionQuery) -> Result<Listed<Session>, StoreError>;

    /// The sign-in token whose text has this hash.
    async fn sign_in_token_of_hash(
        &self,
        token_hash: &[u8; 32],
    ) -> Result<Option<SignInToken>, StoreError>;

    /// The sign-in token of this id.
    async fn sign_in_token(&self, id: &SignInTokenId) -> Result<Option<SignInToken>, StoreError>;

    /// The settings; `None` before the first start. This read, and every one that begins after it, sees what other
    /// processes committed before it began.
    async fn settings(&self) -> Result<Option<Settings>, StoreError>;

    /// All signing keys, newest first.
    async fn signing_keys(&self) -> Result<Vec<SigningKey>, StoreError>;

    /// Delivered texts that still have their content, newest first.
    async fn inbox(&self, query: &InboxQuery) -> Result<Vec<Message>, StoreError>;

    /// Texts in whatever state, newest first.
    async fn messages(&self, query: &MessageQuery) -> Result<Vec<Message>, StoreError>;

    /// The text of this id.
    async fn message(&self, id: &SmsMessageId) -> Result<Option<Message>, StoreError>;

    /// Queued texts whose lease is over at `now`, oldest lease first, at most `limit`.
    async fn due_messages(&self, now: Timestamp, limit: u32) -> Result<Vec<Message>, StoreError>;

    /// Answers if the database can be read and written.
    async fn check_health(&self) -> Result<(), StoreError>;

    /// Finishes what was accepted and lets go of the database. Later commits answer [`CommitError::Store`].
    async fn close(&self);
}

/// Why nothing was committed.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// A guard did not hold: load the facts again and decide anew.
    #[error("a guard of the commit did not hold")]
    Conflict,
    /// So much waits to be committed that this commit was not taken. Nothing was written.
    #[error("the queue of commits is full")]
    Overloaded,
    /// The database failed. Nothing was acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The database failed.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing}")]
pub struct StoreError {
    /// What was being done, as a verb and its object.
    pub doing: &'static str,
    /// Why it failed.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl StoreError {
    /// A failure while doing something.
    pub fn new(
        doing: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            doing,
            source: source.into(),
        }
    }
}
