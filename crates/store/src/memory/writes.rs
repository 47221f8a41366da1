//! How a write changes the state.

use strowger_core::commit::Write;
use strowger_core::policy::SESSION_ABANDON_MS;
use strowger_core::record::{
    Client, Email, MessageState, Number, Session, SessionStatus, SignInToken, User, Verification,
};
use strowger_types::{ClientId, PhoneNumberId, SessionId, SmsMessageId, Timestamp, UserId};

use super::state::State;

/// The write would break what always holds: one holder each, and nothing hangs from what is not there.
pub(super) struct Impossible;

impl State {
    /// Carries out one write. After [`Impossible`] the caller has to take everything back.
    pub(super) fn carry_out(&mut self, write: Write) -> Result<(), Impossible> {
        match write {
            Write::PutUser(user) => return self.put_user(*user),
            Write::DeleteUser(id) => self.delete_user(&id),
            Write::PutNumber(number) => return self.put_number(number),
            Write::DeleteNumber(id) => self.delete_number(&id),
            Write::PutEmail(email) => return self.put_email(email),
            Write::PutVerification(verification) => return self.put_verification(verification),
            Write::PutClient(client) => return self.put_client(*client),
            Write::DeleteClient(id) => self.set_client(&id, None),
            Write::PutSession(session) => return self.put_session(*session),
            Write::EndSessions {
                user_id,
                except,
                status,
                at,
            } => self.end_sessions(&user_id, except.as_ref(), status, at),
            Write::PutSignInToken(token) => return self.put_sign_in_token(token),
            Write::PutSettings(settings) => self.set_settings(Some(settings)),
            Write::PutSigningKey(key) => self.set_signing_key(&key.kid.clone(), Some(key)),
            Write::DeleteSigningKey { kid } => self.set_signing_key(&kid, None),
            Write::SetFailures {
                phone_number,
                failures,
            } => self.set_failures(&phone_number, failures),
            Write::Count {
                key,
                now,
                window_ms,
            } => {
                let (count, window_ends_at) = self
                    .counter(&key, now)
                    .unwrap_or((0, now.plus_ms(window_ms)));
                self.set_counter(&key, Some((count.saturating_add(1), window_ends_at)));
            }
            Write::PutMessage(message) => self.set_message(&message.id.clone(), Some(message)),
            Write::SettleMessage {
                id,
                state,
                tries,
                lease_until,
            } => self.settle_message(&id, state, tries, lease_until),
            Write::SweepMessages { before, keep } => self.sweep_messages(before, keep),
            Write::SweepExpired { before } => self.sweep_expired(before),
        }
        Ok(())
    }

    fn put_user(&mut self, mut user: User) -> Result<(), Impossible> {
        let id = user.id.clone();
        let is_own = |holder: Option<&UserId>| holder.is_none_or(|holder| *holder == id);
        if let Some(username) = &user.username {
            require(is_own(self.user_of_username(username)))?;
        }
        if let Some(external_id) = &user.external_id {
            require(is_own(self.external_ids.get(external_id)))?;
        }
        user.numbers = Vec::new();
        user.emails = Vec::new();
        self.set_user(&id, Some(user));
        Ok(())
    }

    fn delete_user(&mut self, id: &UserId) {
        let numbers: Vec<_> = self.numbers_of.of(id).cloned().collect();
        for (_, number) in numbers {
            self.delete_number(&number);
        }
        let emails: Vec<_> = self.emails_of.of(id).cloned().collect();
        for (_, email) in emails {
            self.set_email(&email, None);
        }
        let verifications: Vec<_> = self.verifications_of_user.of(id).cloned().collect();
        for verification in verifications {
            self.set_verification(&verification, None);
        }
        let sessions: Vec<_> = self.sessions_of.of(id).cloned().collect();
        for session in sessions {
            self.set_session(&session, None);
        }
        let clients: Vec<_> = self.clients_of.of(id).cloned().collect();
        for client in clients {
            self.forget_familiar(&client, id);
        }
        let tokens: Vec<_> = self.sign_in_tokens_of.of(id).cloned().collect();
        for token in tokens {
            self.set_sign_in_token(&token, None);
        }
        self.set_user(id, None);
    }

    /// The client stays as it is otherwise, its version too: nobody decides by who is not there.
    fn forget_familiar(&mut self, id: &ClientId, user_id: &UserId) {
        if let Some(mut client) = self.clients.get(id).cloned() {
            client
                .familiars
                .retain(|familiar| familiar.user_id != *user_id);
            self.set_client(id, Some(client));
        }
    }

    fn put_number(&mut self, number: Number) -> Result<(), Impossible> {
        require(self.users.contains_key(&number.user_id))?;
        if number.standing.is_held() {
            let held_as = self.numbers_held.get(&number.phone_number);
            require(held_as.is_none_or(|id| *id == number.id))?;
        }
        self.set_number(&number.id.clone(), Some(number));
        Ok(())
    }

    fn delete_number(&mut self, id: &PhoneNumberId) {
        let verifications: Vec<_> = self.verifications_of.of(id).cloned().collect();
        for verification in verifications {
            self.set_verification(&verification, None);
        }
        self.set_number(id, None);
    }

    fn put_email(&mut self, email: Email) -> Result<(), Impossible> {
        require(self.users.contains_key(&email.user_id))?;
        if email.standing.is_held() {
            let held_as = self.emails_held.get(&email.address);
            require(held_as.is_none_or(|id| *id == email.id))?;
        }
        self.set_email(&email.id.clone(), Some(email));
        Ok(())
    }

    fn put_verification(&mut self, verification: Verification) -> Result<(), Impossible> {
        if let Some(number_id) = &verification.phone_number_id {
            require(self.numbers.contains_key(number_id))?;
        }
        self.set_verification(&verification.id.clone(), Some(verification));
        Ok(())
    }

    fn put_client(&mut self, mut client: Client) -> Result<(), Impossible> {
        let named = self.clients_by_token.get(&client.token_hash);
        require(named.is_none_or(|id| *id == client.id))?;
        for familiar in &client.familiars {
            require(self.users.contains_key(&familiar.user_id))?;
        }
        client.familiars.sort_by(|a, b| a.user_id.cmp(&b.user_id));
        self.set_client(&client.id.clone(), Some(client));
        Ok(())
    }

    fn put_session(&mut self, session: Session) -> Result<(), Impossible> {
        require(self.users.contains_key(&session.user_id))?;
        self.set_session(&session.id.clone(), Some(session));
        Ok(())
    }

    fn put_sign_in_token(&mut self, token: SignInToken) -> Result<(), Impossible> {
        require(self.users.contains_key(&token.user_id))?;
        let named = self.sign_in_tokens_by_hash.get(&token.token_hash);
        require(named.is_none_or(|id| *id == token.id))?;
        self.set_sign_in_token(&token.id.clone(), Some(token));
        Ok(())
    }

    fn end_sessions(
        &mut self,
        user_id: &UserId,
        except: Option<&SessionId>,
        status: SessionStatus,
        at: Timestamp,
    ) {
        let sessions: Vec<_> = self.sessions_of.of(user_id).cloned().collect();
        for id in sessions {
            if let Some(mut session) = self.sessions.get(&id).cloned()
                && session.status == SessionStatus::Active
                && except != Some(&id)
            {
                session.status = status;
                session.updated_at = at;
                session.version += 1;
                self.set_session(&id, Some(session));
            }
        }
    }

    fn settle_message(
        &mut self,
        id: &SmsMessageId,
        state: MessageState,
        tries: u32,
        lease_until: Timestamp,
    ) {
        let Some(mut message) = self.messages.get(id).cloned() else {
            return;
        };
        message.state = state;
        message.tries = tries;
        message.lease_until = lease_until;
        if state != MessageState::Queued {
            message.sealed = None;
        }
        self.set_message(id, Some(message));
    }

    fn sweep_messages(&mut self, before: Timestamp, keep: u32) {
        let keep = usize::try_from(keep).unwrap_or(usize::MAX);
        let gone: Vec<SmsMessageId> = self
            .messages
            .values()
            .rev()
            .filter(|message| message.state != MessageState::Queued)
            .enumerate()
            .filter(|(newer, message)| *newer >= keep || message.created_at < before)
            .map(|(_, message)| message.id.clone())
            .collect();
        for id in gone {
            self.set_message(&id, None);
        }
    }

    fn sweep_expired(&mut self, before: Timestamp) {
        let dead: Vec<_> = self
            .verifications
            .values()
            .filter(|verification| verification.expire_at < before)
            .map(|verification| verification.id.clone())
            .collect();
        for id in dead {
            self.set_verification(&id, None);
        }
        let over: Vec<_> = self
            .counters
            .iter()
            .filter(|(_, (_, window_ends_at))| window_ends_at.is_past(before))
            .map(|(key, _)| key.clone())
            .collect();
        for key in over {
            self.set_counter(&key, None);
        }
        let begun_before = before.plus_ms(-SESSION_ABANDON_MS);
        let abandoned: Vec<_> = self
            .sessions
            .values()
            .filter(|session| {
                session.abandon_at.is_past(before) && session.created_at.is_past(begun_before)
            })
            .map(|session| session.id.clone())
            .collect();
        for id in abandoned {
            self.set_session(&id, None);
        }
        let gone: Vec<_> = self
            .clients
            .values()
            .filter(|client| {
                let is_idle = !client.begun && client.updated_at < before;
                client.expire_at.is_past(before) || is_idle
            })
            .map(|client| client.id.clone())
            .collect();
        for id in gone {
            self.set_client(&id, None);
        }
    }
}

fn require(holds: bool) -> Result<(), Impossible> {
    if holds { Ok(()) } else { Err(Impossible) }
}
