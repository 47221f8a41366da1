//! The maps, their indexes, and the undo list that makes a refused commit leave no trace.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use strowger_core::record::{
    Client, Email, Message, MessageState, Number, Purpose, Session, SessionStatus, Settings,
    SignInToken, SigningKey, User, Verification,
};
use strowger_types::{
    ClientId, EmailAddressId, PhoneNumber, PhoneNumberId, SessionId, SignInTokenId, SmsMessageId,
    Timestamp, UserId, VerificationId,
};

/// Everything that is remembered.
#[derive(Default)]
pub(super) struct State {
    pub(super) closed: bool,
    /// Without their numbers and emails: those have maps of their own.
    pub(super) users: HashMap<UserId, User>,
    /// By the username in lower case.
    pub(super) usernames: HashMap<String, UserId>,
    pub(super) external_ids: HashMap<String, UserId>,
    pub(super) numbers: HashMap<PhoneNumberId, Number>,
    pub(super) numbers_of: Index<UserId, (Timestamp, PhoneNumberId)>,
    pub(super) numbers_held: HashMap<PhoneNumber, PhoneNumberId>,
    pub(super) emails: HashMap<EmailAddressId, Email>,
    pub(super) emails_of: Index<UserId, (Timestamp, EmailAddressId)>,
    pub(super) emails_held: HashMap<String, EmailAddressId>,
    pub(super) verifications: HashMap<VerificationId, Verification>,
    pub(super) verifications_of: Index<PhoneNumberId, VerificationId>,
    /// Those that hang from no number.
    pub(super) verifications_of_user: Index<UserId, VerificationId>,
    /// With their familiars by user id.
    pub(super) clients: HashMap<ClientId, Client>,
    pub(super) clients_by_token: HashMap<[u8; 32], ClientId>,
    /// The clients that a user is a familiar of.
    pub(super) clients_of: Index<UserId, ClientId>,
    pub(super) sessions: HashMap<SessionId, Session>,
    pub(super) sessions_of: Index<UserId, SessionId>,
    pub(super) active_sessions_of_user: Index<UserId, (Timestamp, SessionId)>,
    pub(super) active_sessions_of_client: Index<ClientId, (Timestamp, SessionId)>,
    pub(super) sign_in_tokens: HashMap<SignInTokenId, SignInToken>,
    pub(super) sign_in_tokens_of: Index<UserId, SignInTokenId>,
    pub(super) sign_in_tokens_by_hash: HashMap<[u8; 32], SignInTokenId>,
    pub(super) settings: Option<Settings>,
    pub(super) signing_keys: HashMap<String, SigningKey>,
    pub(super) failures: HashMap<PhoneNumber, u32>,
    /// Count, and when the window ends.
    pub(super) counters: HashMap<String, (u32, Timestamp)>,
    pub(super) messages: BTreeMap<SmsMessageId, Message>,
    /// Queued texts by the end of their lease.
    pub(super) queue: BTreeSet<(Timestamp, SmsMessageId)>,
    /// What the commit in progress replaced, oldest first.
    undo: Vec<Undo>,
}

/// What was there before a change.
enum Undo {
    User(UserId, Box<Option<User>>),
    Number(PhoneNumberId, Option<Number>),
    Email(EmailAddressId, Option<Email>),
    Verification(VerificationId, Option<Verification>),
    Client(ClientId, Box<Option<Client>>),
    Session(SessionId, Box<Option<Session>>),
    SignInToken(SignInTokenId, Option<SignInToken>),
    Settings(Option<Settings>),
    SigningKey(String, Option<SigningKey>),
    Failures(PhoneNumber, u32),
    Counter(String, Option<(u32, Timestamp)>),
    Message(SmsMessageId, Option<Message>),
}

impl State {
    /// Makes the changes since the last commit final.
    pub(super) fn keep(&mut self) {
        self.undo.clear();
    }

    /// Undoes the changes since the last commit.
    pub(super) fn take_back(&mut self) {
        for undo in std::mem::take(&mut self.undo).into_iter().rev() {
            match undo {
                Undo::User(id, old) => self.set_user(&id, *old),
                Undo::Number(id, old) => self.set_number(&id, old),
                Undo::Email(id, old) => self.set_email(&id, old),
                Undo::Verification(id, old) => self.set_verification(&id, old),
                Undo::Client(id, old) => self.set_client(&id, *old),
                Undo::Session(id, old) => self.set_session(&id, *old),
                Undo::SignInToken(id, old) => self.set_sign_in_token(&id, old),
                Undo::Settings(old) => self.set_settings(old),
                Undo::SigningKey(kid, old) => self.set_signing_key(&kid, old),
                Undo::Failures(number, old) => self.set_failures(&number, old),
                Undo::Counter(key, old) => self.set_counter(&key, old),
                Undo::Message(id, old) => self.set_message(&id, old),
            }
        }
        // Undoing wrote undo entries of its own.
        self.undo.clear();
    }

    pub(super) fn set_user(&mut self, id: &UserId, new: Option<User>) {
        if let Some(user) = &new {
            if let Some(username) = &user.username {
                self.usernames
                    .insert(username.to_ascii_lowercase(), id.clone());
            }
            if let Some(external_id) = &user.external_id {
                self.external_ids.insert(external_id.clone(), id.clone());
            }
        }
        let kept_username = new
            .as_ref()
            .and_then(|user| Some(user.username.as_ref()?.to_ascii_lowercase()));
        let kept_external_id = new.as_ref().and_then(|user| user.external_id.clone());
        let old = set(&mut self.users, id, new);
        if let Some(user) = &old {
            if let Some(username) = user.username.as_ref().map(|name| name.to_ascii_lowercase())
                && kept_username.as_ref() != Some(&username)
            {
                self.usernames.remove(&username);
            }
            if let Some(external_id) = &user.external_id
                && kept_external_id.as_ref() != Some(external_id)
            {
                self.external_ids.remove(external_id);
            }
        }
        self.undo.push(Undo::User(id.clone(), Box::new(old)));
    }

    pub(super) fn set_number(&mut self, id: &PhoneNumberId, new: Option<Number>) {
        if let Some(old) = self.numbers.get(id) {
            self.numbers_of
                .remove(&old.user_id, &(old.created_at, id.clone()));
            if old.standing.is_held() {
                self.numbers_held.remove(&old.phone_number);
            }
        }
        if let Some(new) = &new {
            self.numbers_of
                .insert(&new.user_id, (new.created_at, id.clone()));
            if new.standing.is_held() {
                self.numbers_held
                    .insert(new.phone_number.clone(), id.clone());
            }
        }
        let old = set(&mut self.numbers, id, new);
        self.undo.push(Undo::Number(id.clone(), old));
    }

    pub(super) fn set_email(&mut self, id: &EmailAddressId, new: Option<Email>) {
        if let Some(old) = self.emails.get(id) {
            self.emails_of
                .remove(&old.user_id, &(old.created_at, id.clone()));
            if old.standing.is_held() {
                self.emails_held.remove(&old.address);
            }
        }
        if let Some(new) = &new {
            self.emails_of
                .insert(&new.user_id, (new.created_at, id.clone()));
            if new.standing.is_held() {
                self.emails_held.insert(new.address.clone(), id.clone());
            }
        }
        let old = set(&mut self.emails, id, new);
        self.undo.push(Undo::Email(id.clone(), old));
    }

    pub(super) fn set_verification(&mut self, id: &VerificationId, new: Option<Verification>) {
        if let Some(old) = self.verifications.get(id) {
            if let Some(number_id) = &old.phone_number_id {
                self.verifications_of.remove(number_id, id);
            } else if let Some(user_id) = &old.user_id {
                self.verifications_of_user.remove(user_id, id);
            }
        }
        if let Some(new) = &new {
            if let Some(number_id) = &new.phone_number_id {
                self.verifications_of.insert(number_id, id.clone());
            } else if let Some(user_id) = &new.user_id {
                self.verifications_of_user.insert(user_id, id.clone());
            }
        }
        let old = set(&mut self.verifications, id, new);
        self.undo.push(Undo::Verification(id.clone(), old));
    }

    pub(super) fn set_client(&mut self, id: &ClientId, new: Option<Client>) {
        if let Some(old) = self.clients.get(id) {
            self.clients_by_token.remove(&old.token_hash);
            for familiar in &old.familiars {
                self.clients_of.remove(&familiar.user_id, id);
            }
        }
        if let Some(new) = &new {
            self.clients_by_token.insert(new.token_hash, id.clone());
            for familiar in &new.familiars {
                self.clients_of.insert(&familiar.user_id, id.clone());
            }
        }
        let old = set(&mut self.clients, id, new);
        self.undo.push(Undo::Client(id.clone(), Box::new(old)));
    }

    pub(super) fn set_session(&mut self, id: &SessionId, new: Option<Session>) {
        if let Some(old) = self.sessions.get(id) {
            let place = (old.created_at, id.clone());
            self.sessions_of.remove(&old.user_id, id);
            self.active_sessions_of_user.remove(&old.user_id, &place);
            self.active_sessions_of_client
                .remove(&old.client_id, &place);
        }
        if let Some(new) = &new {
            self.sessions_of.insert(&new.user_id, id.clone());
            if new.status == SessionStatus::Active {
                let place = (new.created_at, id.clone());
                self.active_sessions_of_user
                    .insert(&new.user_id, place.clone());
                self.active_sessions_of_client.insert(&new.client_id, place);
            }
        }
        let old = set(&mut self.sessions, id, new);
        self.undo.push(Undo::Session(id.clone(), Box::new(old)));
    }

    pub(super) fn set_sign_in_token(&mut self, id: &SignInTokenId, new: Option<SignInToken>) {
        if let Some(old) = self.sign_in_tokens.get(id) {
            self.sign_in_tokens_of.remove(&old.user_id, id);
            self.sign_in_tokens_by_hash.remove(&old.token_hash);
        }
        if let Some(new) = &new {
            self.sign_in_tokens_of.insert(&new.user_id, id.clone());
            self.sign_in_tokens_by_hash
                .insert(new.token_hash, id.clone());
        }
        let old = set(&mut self.sign_in_tokens, id, new);
        self.undo.push(Undo::SignInToken(id.clone(), old));
    }

    pub(super) fn set_settings(&mut self, new: Option<Settings>) {
        let old = std::mem::replace(&mut self.settings, new);
        self.undo.push(Undo::Settings(old));
    }

    pub(super) fn set_signing_key(&mut self, kid: &str, new: Option<SigningKey>) {
        let kid = kid.to_owned();
        let old = set(&mut self.signing_keys, &kid, new);
        self.undo.push(Undo::SigningKey(kid, old));
    }

    pub(super) fn set_failures(&mut self, phone_number: &PhoneNumber, new: u32) {
        let old = set(&mut self.failures, phone_number, (new > 0).then_some(new));
        self.undo
            .push(Undo::Failures(phone_number.clone(), old.unwrap_or(0)));
    }

    pub(super) fn set_counter(&mut self, key: &str, new: Option<(u32, Timestamp)>) {
        let key = key.to_owned();
        let old = set(&mut self.counters, &key, new);
        self.undo.push(Undo::Counter(key, old));
    }

    pub(super) fn set_message(&mut self, id: &SmsMessageId, new: Option<Message>) {
        if let Some(old) = self.messages.get(id) {
            self.queue.remove(&(old.lease_until, id.clone()));
        }
        if let Some(new) = &new
            && new.state == MessageState::Queued
        {
            self.queue.insert((new.lease_until, id.clone()));
        }
        let old = match new {
            Some(message) => self.messages.insert(id.clone(), message),
            None => self.messages.remove(id),
        };
        self.undo.push(Undo::Message(id.clone(), old));
    }

    /// The user with numbers and emails.
    pub(super) fn user(&self, id: &UserId) -> Option<User> {
        let mut user = self.users.get(id)?.clone();
        user.numbers = self
            .numbers_of
            .of(id)
            .filter_map(|(_, id)| self.numbers.get(id).cloned())
            .collect();
        user.emails = self
            .emails_of
            .of(id)
            .filter_map(|(_, id)| self.emails.get(id).cloned())
            .collect();
        Some(user)
    }

    pub(super) fn holder(&self, phone_number: &PhoneNumber) -> Option<&UserId> {
        let id = self.numbers_held.get(phone_number)?;
        self.numbers.get(id).map(|number| &number.user_id)
    }

    pub(super) fn holder_of_email(&self, address: &str) -> Option<&UserId> {
        let id = self.emails_held.get(address)?;
        self.emails.get(id).map(|email| &email.user_id)
    }

    pub(super) fn user_of_username(&self, username: &str) -> Option<&UserId> {
        self.usernames.get(&username.to_ascii_lowercase())
    }

    /// The newest verification of the number for the backend.
    pub(super) fn newest_verification(&self, id: &PhoneNumberId) -> Option<&Verification> {
        self.verifications_of
            .of(id)
            .rev()
            .filter_map(|id| self.verifications.get(id))
            .find(|verification| verification.purpose == Purpose::BackendProof)
    }

    /// The sessions of an index, in its order.
    pub(super) fn sessions<'a>(
        &self,
        ids: impl Iterator<Item = &'a (Timestamp, SessionId)>,
    ) -> Vec<Session> {
        ids.filter_map(|(_, id)| self.sessions.get(id).cloned())
            .collect()
    }

    pub(super) fn failures(&self, phone_number: &PhoneNumber) -> u32 {
        self.failures.get(phone_number).copied().unwrap_or(0)
    }

    /// The counter, unless its window is over at `now`.
    pub(super) fn counter(&self, key: &str, now: Timestamp) -> Option<(u32, Timestamp)> {
        self.counters
            .get(key)
            .copied()
            .filter(|(_, window_ends_at)| !window_ends_at.is_past(now))
    }
}

/// Puts or removes, and answers what was there.
fn set<K: Clone + Eq + Hash, V>(map: &mut HashMap<K, V>, key: &K, new: Option<V>) -> Option<V> {
    match new {
        Some(value) => map.insert(key.clone(), value),
        None => map.remove(key),
    }
}

/// What hangs from each key, in order. Keys from which nothing hangs are not kept.
pub(super) struct Index<K, V>(HashMap<K, BTreeSet<V>>);

impl<K, V> Default for Index<K, V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Clone + Eq + Hash, V: Ord> Index<K, V> {
    /// What hangs from the key, smallest first.
    pub(super) fn of(&self, key: &K) -> impl DoubleEndedIterator<Item = &V> {
        self.0.get(key).into_iter().flatten()
    }

    fn insert(&mut self, key: &K, value: V) {
        self.0.entry(key.clone()).or_default().insert(value);
    }

    fn remove(&mut self, key: &K, value: &V) {
        if let Some(values) = self.0.get_mut(key) {
            values.remove(value);
            if values.is_empty() {
                self.0.remove(key);
            }
        }
    }
}
