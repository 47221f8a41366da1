//! The model of a store that stories commit to: guards are judged in the step that writes, and a commit happens whole or not at all.
//!
//! It is stricter than a store has to be: a write that would break what always holds is a fault of the rule, which a
//! guard should have kept from it, and stops the test.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use strowger_core::commit::{Commit, Guard, Write};
use strowger_core::record::{
    Client, Message, MessageState, Number, Purpose, Session, SessionStatus, Settings, SignInToken,
    User, Verification,
};
use strowger_types::{
    ClientId, PhoneNumber, PhoneNumberId, SessionId, SignInTokenId, SmsMessageId, Timestamp,
    UserId, VerificationId,
};

/// Everything that is remembered.
#[derive(Default)]
pub(crate) struct Store {
    /// With their numbers and emails.
    pub(crate) users: BTreeMap<UserId, User>,
    pub(crate) verifications: BTreeMap<VerificationId, Verification>,
    pub(crate) clients: BTreeMap<ClientId, Client>,
    pub(crate) sessions: BTreeMap<SessionId, Session>,
    pub(crate) sign_in_tokens: BTreeMap<SignInTokenId, SignInToken>,
    pub(crate) settings: Option<Settings>,
    pub(crate) messages: BTreeMap<SmsMessageId, Message>,
    failures: HashMap<PhoneNumber, u32>,
    /// Count, and when the window ends.
    counters: HashMap<String, (u32, Timestamp)>,
    /// Verifications for the backend, by number.
    for_backend: HashMap<PhoneNumberId, BTreeSet<VerificationId>>,
}

/// A guard did not hold.
pub(crate) struct Conflict;

impl Store {
    /// Judges the guards and carries out the writes.
    pub(crate) fn commit(&mut self, commit: Commit) -> Result<(), Conflict> {
        // As the server does: without writes there is nothing that guards could protect.
        if commit.writes.is_empty() {
            return Ok(());
        }
        let all_hold = commit.guards.iter().all(|guard| self.holds(guard));
        if !all_hold || self.knows_somebody_gone(&commit) {
            return Err(Conflict);
        }
        for write in commit.writes {
            self.carry_out(write);
        }
        Ok(())
    }

    /// Whether a client would remember somebody who was deleted meanwhile: its version says nothing about that.
    fn knows_somebody_gone(&self, commit: &Commit) -> bool {
        let is_made = |id: &UserId| {
            let mut writes = commit.writes.iter();
            writes.any(|write| matches!(write, Write::PutUser(user) if user.id == *id))
        };
        commit.writes.iter().any(|write| match write {
            Write::PutClient(client) => client.familiars.iter().any(|familiar| {
                !self.users.contains_key(&familiar.user_id) && !is_made(&familiar.user_id)
            }),
            _ => false,
        })
    }

    pub(crate) fn holder(&self, phone_number: &PhoneNumber) -> Option<UserId> {
        let holds = |user: &&User| {
            let mut numbers = user.numbers.iter();
            numbers.any(|own| own.phone_number == *phone_number && own.standing.is_held())
        };
        Some(self.users.values().find(holds)?.id.clone())
    }

    pub(crate) fn user_of_username(&self, username: &str) -> Option<UserId> {
        let has = |user: &&User| {
            user.username
                .as_ref()
                .is_some_and(|own| own.eq_ignore_ascii_case(username))
        };
        Some(self.users.values().find(has)?.id.clone())
    }

    pub(crate) fn user_of_external_id(&self, id: &str) -> Option<UserId> {
        let has = |user: &&User| user.external_id.as_deref() == Some(id);
        Some(self.users.values().find(has)?.id.clone())
    }

    pub(crate) fn holder_of_email(&self, address: &str) -> Option<UserId> {
        let holds = |user: &&User| {
            let mut emails = user.emails.iter();
            emails.any(|own| own.address == address && own.standing.is_held())
        };
        Some(self.users.values().find(holds)?.id.clone())
    }

    pub(crate) fn newest_verification(&self, id: &PhoneNumberId) -> Option<Verification> {
        let newest = self.for_backend.get(id)?.last()?;
        self.verifications.get(newest).cloned()
    }

    pub(crate) fn failures(&self, phone_number: &PhoneNumber) -> u32 {
        self.failures.get(phone_number).copied().unwrap_or(0)
    }

    /// The counter, unless its window is over at `now`.
    pub(crate) fn counter(&self, key: &str, now: Timestamp) -> Option<(u32, Timestamp)> {
        let counter = self.counters.get(key).copied();
        counter.filter(|(_, window_ends_at)| !window_ends_at.is_past(now))
    }

    pub(crate) fn client_of_token(&self, token_hash: &[u8; 32]) -> Option<&Client> {
        let mut clients = self.clients.values();
        clients.find(|client| client.token_hash == *token_hash)
    }

    /// The sessions of a client that are stored as active.
    pub(crate) fn sessions_of(&self, client_id: &ClientId) -> Vec<Session> {
        let active = self.sessions.values().filter(|session| {
            session.client_id == *client_id && session.status == SessionStatus::Active
        });
        active.cloned().collect()
    }

    fn holds(&self, guard: &Guard) -> bool {
        let is_or_nobody =
            |holder: Option<UserId>, except: &UserId| holder.is_none_or(|id| id == *except);
        match guard {
            Guard::UserVersion { id, version } => {
                self.users.get(id).map(|user| user.version) == Some(*version)
            }
            Guard::NumberFree {
                phone_number,
                except,
            } => is_or_nobody(self.holder(phone_number), except),
            Guard::UsernameFree { username, except } => {
                is_or_nobody(self.user_of_username(username), except)
            }
            Guard::ExternalIdFree {
                external_id,
                except,
            } => is_or_nobody(self.user_of_external_id(external_id), except),
            Guard::EmailFree { address, except } => {
                is_or_nobody(self.holder_of_email(address), except)
            }
            Guard::VerificationVersion { id, version } => {
                self.verifications.get(id).map(|kept| kept.version) == Some(*version)
            }
            Guard::NewestVerification {
                phone_number_id,
                newest,
            } => {
                let kept = self.for_backend.get(phone_number_id);
                kept.and_then(|ids| ids.last()) == newest.as_ref()
            }
            Guard::ClientVersion { id, version } => {
                self.clients.get(id).map(|client| client.version) == Some(*version)
            }
            Guard::SessionVersion { id, version } => {
                self.sessions.get(id).map(|session| session.version) == Some(*version)
            }
            Guard::SignInTokenVersion { id, version } => {
                self.sign_in_tokens.get(id).map(|token| token.version) == Some(*version)
            }
            Guard::SettingsVersion { version } => {
                self.settings
                    .as_ref()
                    .map_or(0, |settings| settings.version)
                    == *version
            }
            Guard::FailuresAre {
                phone_number,
                failures,
            } => self.failures(phone_number) == *failures,
            Guard::CounterBelow { key, limit, now } => {
                self.counter(key, *now).map_or(0, |(count, _)| count) < *limit
            }
            Guard::MessageLease { id, lease_until } => {
                self.messages.get(id).is_some_and(|message| {
                    message.state == MessageState::Queued && message.lease_until == *lease_until
                })
            }
        }
    }

    fn carry_out(&mut self, write: Write) {
        match write {
            Write::PutUser(user) => self.put_user(*user),
            Write::DeleteUser(id) => self.delete_user(&id),
            Write::PutNumber(number) => self.put_number(number),
            Write::DeleteNumber(id) => self.delete_number(&id),
            Write::PutEmail(email) => {
                assert_eq!(self.holder_of_email(&email.address), None, "one holder");
                let user = self.users.get_mut(&email.user_id);
                let emails = &mut user.expect("an email is somebody's").emails;
                emails.push(email);
                emails.sort_by_key(|email| (email.created_at, email.id.clone()));
            }
            Write::PutVerification(verification) => self.put_verification(verification),
            Write::PutClient(client) => {
                let other = self.client_of_token(&client.token_hash);
                assert!(
                    other.is_none_or(|other| other.id == client.id),
                    "a token names one client"
                );
                for familiar in &client.familiars {
                    assert!(
                        self.users.contains_key(&familiar.user_id),
                        "a user is made before the client that knows them"
                    );
                }
                self.clients.insert(client.id.clone(), *client);
            }
            Write::DeleteClient(id) => drop(self.clients.remove(&id)),
            Write::PutSession(session) => {
                assert!(
                    self.users.contains_key(&session.user_id),
                    "a session is somebody's"
                );
                self.sessions.insert(session.id.clone(), *session);
            }
            Write::EndSessions {
                user_id,
                except,
                status,
                at,
            } => {
                for session in self.sessions.values_mut() {
                    let is_meant =
                        session.user_id == user_id && except.as_ref() != Some(&session.id);
                    if is_meant && session.status == SessionStatus::Active {
                        session.status = status;
                        session.updated_at = at;
                        session.version += 1;
                    }
                }
            }
            Write::PutSignInToken(token) => {
                assert!(
                    self.users.contains_key(&token.user_id),
                    "a token is somebody's"
                );
                self.sign_in_tokens.insert(token.id.clone(), token);
            }
            Write::PutSettings(settings) => self.settings = Some(settings),
            Write::SetFailures {
                phone_number,
                failures,
            } => drop(self.failures.insert(phone_number, failures)),
            Write::Count {
                key,
                now,
                window_ms,
            } => {
                let (count, ends_at) = self
                    .counter(&key, now)
                    .unwrap_or((0, now.plus_ms(window_ms)));
                self.counters.insert(key, (count + 1, ends_at));
            }
            Write::PutMessage(message) => drop(self.messages.insert(message.id.clone(), message)),
            Write::PutSigningKey(_)
            | Write::DeleteSigningKey { .. }
            | Write::SettleMessage { .. }
            | Write::SweepMessages { .. }
            | Write::SweepExpired { .. } => panic!("no rule of these stories writes this"),
        }
    }

    fn put_user(&mut self, mut user: User) {
        let is_own = |holder: Option<UserId>| holder.is_none_or(|holder| holder == user.id);
        if let Some(username) = &user.username {
            assert!(is_own(self.user_of_username(username)), "one username each");
        }
        if let Some(external_id) = &user.external_id {
            assert!(
                is_own(self.user_of_external_id(external_id)),
                "one external id each"
            );
        }
        // Numbers and emails have writes of their own.
        let (numbers, emails) = match self.users.remove(&user.id) {
            Some(before) => (before.numbers, before.emails),
            None => (Vec::new(), Vec::new()),
        };
        user.numbers = numbers;
        user.emails = emails;
        self.users.insert(user.id.clone(), user);
    }

    fn delete_user(&mut self, id: &UserId) {
        let user = self.users.remove(id);
        for number in user.iter().flat_map(|user| &user.numbers) {
            self.for_backend.remove(&number.id);
        }
        self.verifications
            .retain(|_, verification| verification.user_id.as_ref() != Some(id));
        self.sessions.retain(|_, session| session.user_id != *id);
        self.sign_in_tokens.retain(|_, token| token.user_id != *id);
        for client in self.clients.values_mut() {
            client.familiars.retain(|familiar| familiar.user_id != *id);
        }
    }

    fn put_number(&mut self, number: Number) {
        if number.standing.is_held() {
            let holder = self.holder(&number.phone_number);
            assert!(
                holder.is_none_or(|holder| holder == number.user_id),
                "one holder of a number"
            );
        }
        let user = self.users.get_mut(&number.user_id);
        let numbers = &mut user.expect("a number is somebody's").numbers;
        numbers.retain(|other| other.id != number.id);
        numbers.push(number);
        numbers.sort_by_key(|number| (number.created_at, number.id.clone()));
    }

    fn delete_number(&mut self, id: &PhoneNumberId) {
        for user in self.users.values_mut() {
            user.numbers.retain(|number| number.id != *id);
        }
        self.for_backend.remove(id);
        self.verifications
            .retain(|_, verification| verification.phone_number_id.as_ref() != Some(id));
    }

    fn put_verification(&mut self, verification: Verification) {
        if let Some(id) = &verification.phone_number_id {
            let mut users = self.users.values();
            assert!(
                users.any(|user| user.number(id).is_some()),
                "a verification of a number hangs from it"
            );
            if verification.purpose == Purpose::BackendProof {
                let ids = self.for_backend.entry(id.clone()).or_default();
                ids.insert(verification.id.clone());
            }
        }
        self.verifications
            .insert(verification.id.clone(), verification);
    }
}
