//! The model of a store: maps behind one lock. What `--database memory:` keeps, and what every engine is held against.

mod guards;
mod lists;
mod state;
mod writes;

use std::sync::{Mutex, MutexGuard};

use strowger_core::commit::Commit;
use strowger_core::record::{
    Client, Message, MessageState, Number, Session, Settings, SignInToken, SigningKey, User,
    Verification,
};
use strowger_types::{
    ClientId, PhoneNumber, PhoneNumberId, SessionId, SignInTokenId, SmsMessageId, Timestamp,
    UserId, VerificationId,
};

use crate::{
    ACTIVE_SESSIONS_MAX, CommitError, InboxQuery, Listed, MessageQuery, SessionQuery, Store,
    StoreError, UserFilter, UserQuery,
};
use state::State;

/// A store that forgets everything when it is dropped.
#[derive(Default)]
pub struct MemoryStore {
    state: Mutex<State>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// The state, unless a panic left a commit half done: then nothing can be trusted any more.
    fn lock(&self, doing: &'static str) -> Result<MutexGuard<'_, State>, StoreError> {
        self.state.lock().map_err(|_| {
            StoreError::new(doing, "a commit panicked and left the memory half written")
        })
    }
}

#[async_trait::async_trait]
impl Store for MemoryStore {
    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        let mut state = self.lock("commit")?;
        if state.closed {
            return Err(StoreError::new("commit", "the store is closed").into());
        }
        if !commit.guards.iter().all(|guard| state.holds(guard)) {
            return Err(CommitError::Conflict);
        }
        for write in commit.writes {
            if state.carry_out(write).is_err() {
                state.take_back();
                return Err(CommitError::Conflict);
            }
        }
        state.keep();
        Ok(())
    }

    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreError> {
        Ok(self.lock("read a user")?.user(id))
    }

    async fn user_of_number(&self, id: &PhoneNumberId) -> Result<Option<User>, StoreError> {
        let state = self.lock("read the user of a number")?;
        Ok(state
            .numbers
            .get(id)
            .and_then(|number| state.user(&number.user_id)))
    }

    async fn number(&self, id: &PhoneNumberId) -> Result<Option<Number>, StoreError> {
        Ok(self.lock("read a number")?.numbers.get(id).cloned())
    }

    async fn holder(&self, phone_number: &PhoneNumber) -> Result<Option<UserId>, StoreError> {
        Ok(self
            .lock("read the holder of a number")?
            .holder(phone_number)
            .cloned())
    }

    async fn user_of_username(&self, username: &str) -> Result<Option<UserId>, StoreError> {
        Ok(self
            .lock("read the user of a username")?
            .user_of_username(username)
            .cloned())
    }

    async fn user_of_external_id(&self, external_id: &str) -> Result<Option<UserId>, StoreError> {
        Ok(self
            .lock("read the user of an external id")?
            .external_ids
            .get(external_id)
            .cloned())
    }

    async fn holder_of_email(&self, address: &str) -> Result<Option<UserId>, StoreError> {
        Ok(self
            .lock("read the holder of an email address")?
            .holder_of_email(address)
            .cloned())
    }

    async fn users(&self, query: &UserQuery) -> Result<Vec<User>, StoreError> {
        Ok(lists::users(&*self.lock("list users")?, query))
    }

    async fn count_users(&self, filter: &UserFilter) -> Result<u64, StoreError> {
        Ok(lists::count_users(&*self.lock("count users")?, filter))
    }

    async fn verification(&self, id: &VerificationId) -> Result<Option<Verification>, StoreError> {
        Ok(self
            .lock("read a verification")?
            .verifications
            .get(id)
            .cloned())
    }

    async fn newest_verification(
        &self,
        phone_number_id: &PhoneNumberId,
    ) -> Result<Option<Verification>, StoreError> {
        let state = self.lock("read the newest verification of a number")?;
        Ok(state.newest_verification(phone_number_id).cloned())
    }

    async fn failures(&self, phone_number: &PhoneNumber) -> Result<u32, StoreError> {
        Ok(self
            .lock("read the failures of a number")?
            .failures(phone_number))
    }

    async fn counter(
        &self,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<(u32, Timestamp)>, StoreError> {
        Ok(self.lock("read a counter")?.counter(key, now))
    }

    async fn client(&self, id: &ClientId) -> Result<Option<Client>, StoreError> {
        Ok(self.lock("read a client")?.clients.get(id).cloned())
    }

    async fn client_of_token(&self, token_hash: &[u8; 32]) -> Result<Option<Client>, StoreError> {
        let state = self.lock("read the client of a token")?;
        Ok(state
            .clients_by_token
            .get(token_hash)
            .and_then(|id| state.clients.get(id))
            .cloned())
    }

    async fn active_sessions_of_client(&self, id: &ClientId) -> Result<Vec<Session>, StoreError> {
        let state = self.lock("read the active sessions of a client")?;
        let newest = state.active_sessions_of_client.of(id).rev();
        let mut sessions = state.sessions(newest.take(ACTIVE_SESSIONS_MAX as usize));
        sessions.reverse();
        Ok(sessions)
    }

    async fn active_sessions_of_user(&self, id: &UserId) -> Result<Vec<Session>, StoreError> {
        let state = self.lock("read the active sessions of a user")?;
        let ids = state.active_sessions_of_user.of(id).rev();
        Ok(state.sessions(ids.take(ACTIVE_SESSIONS_MAX as usize)))
    }

    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.lock("read a session")?.sessions.get(id).cloned())
    }

    async fn sessions(&self, query: &SessionQuery) -> Result<Listed<Session>, StoreError> {
        Ok(lists::sessions(&*self.lock("list sessions")?, query))
    }

    async fn sign_in_token_of_hash(
        &self,
        token_hash: &[u8; 32],
    ) -> Result<Option<SignInToken>, StoreError> {
        let state = self.lock("read the sign-in token of a hash")?;
        Ok(state
            .sign_in_tokens_by_hash
            .get(token_hash)
            .and_then(|id| state.sign_in_tokens.get(id))
            .cloned())
    }

    async fn sign_in_token(&self, id: &SignInTokenId) -> Result<Option<SignInToken>, StoreError> {
        Ok(self
            .lock("read a sign-in token")?
            .sign_in_tokens
            .get(id)
            .cloned())
    }

    async fn settings(&self) -> Result<Option<Settings>, StoreError> {
        Ok(self.lock("read the settings")?.settings.clone())
    }

    async fn signing_keys(&self) -> Result<Vec<SigningKey>, StoreError> {
        let state = self.lock("read the signing keys")?;
        let mut keys: Vec<SigningKey> = state.signing_keys.values().cloned().collect();
        keys.sort_by(|a, b| (b.created_at, &b.kid).cmp(&(a.created_at, &a.kid)));
        Ok(keys)
    }

    async fn inbox(&self, query: &InboxQuery) -> Result<Vec<Message>, StoreError> {
        Ok(lists::inbox(&*self.lock("read the inbox")?, query))
    }

    async fn messages(&self, query: &MessageQuery) -> Result<Vec<Message>, StoreError> {
        Ok(lists::messages(&*self.lock("read texts")?, query))
    }

    async fn message(&self, id: &SmsMessageId) -> Result<Option<Message>, StoreError> {
        Ok(self.lock("read a text")?.messages.get(id).cloned())
    }

    async fn due_messages(&self, now: Timestamp, limit: u32) -> Result<Vec<Message>, StoreError> {
        let state = self.lock("read the texts that are due")?;
        Ok(state
            .queue
            .iter()
            .take_while(|(lease_until, _)| lease_until.is_past(now))
            .take(usize::try_from(limit).unwrap_or(usize::MAX))
            .filter_map(|(_, id)| state.messages.get(id))
            .inspect(|message| debug_assert_eq!(message.state, MessageState::Queued))
            .cloned()
            .collect())
    }

    async fn check_health(&self) -> Result<(), StoreError> {
        if self.lock("check the memory")?.closed {
            return Err(StoreError::new("check the memory", "the store is closed"));
        }
        Ok(())
    }

    async fn close(&self) {
        if let Ok(mut state) = self.state.lock() {
            state.closed = true;
        }
    }
}
