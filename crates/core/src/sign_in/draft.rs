use super::Progress;
use crate::client::{self, Begun, Holder, begun, blank, give_back, rotate, signed_in};
use crate::commit::Commit;
use crate::factor::wants_second_factor;
use crate::record::{Client, Device, FactorStep, Session, SignIn, Strategy, User};
use crate::token::TokenText;
use crate::{Change, Ctx, Decision, Refusal, session, user};

/// Records on their way from what was read to what will be kept.
pub(crate) struct Draft<'a> {
    client_before: Option<&'a Client>,
    user_before: Option<&'a User>,
    /// The client.
    pub(crate) client: Client,
    /// Whose account it is about.
    pub(crate) user: Option<User>,
    /// What to commit besides.
    pub(crate) change: Change,
    token: Option<TokenText>,
    session: Option<Session>,
}

impl<'a> Draft<'a> {
    /// A draft of these records; a client is made if there is none.
    pub(crate) fn new(
        client: Option<&'a Client>,
        user: Option<&'a User>,
        holder: Holder,
        ctx: &mut Ctx<'_>,
    ) -> Self {
        let (drafted, token) = if let Some(client) = client {
            (client.clone(), None)
        } else {
            let (client, token) = blank(holder, ctx);
            (client, Some(token))
        };
        Self {
            client_before: client,
            user_before: user,
            client: drafted,
            user: user.cloned(),
            change: Change::default(),
            token,
            session: None,
        }
    }

    /// Adds something to commit.
    pub(crate) fn add(&mut self, change: impl Into<Change>) {
        let Change { commit, texts } = change.into();
        self.change.commit.guards.extend(commit.guards);
        self.change.commit.writes.extend(commit.writes);
        self.change.texts.extend(texts);
    }

    /// After a factor was proven: the next one, or a session.
    pub(crate) fn advance(
        &mut self,
        sign_in: &mut SignIn,
        strategy: Strategy,
        holder: Holder,
        device: &Device,
        ctx: &mut Ctx<'_>,
    ) -> Result<(), Refusal> {
        let Some(user) = &mut self.user else {
            return Err(Refusal::UserGone);
        };
        if user.banned {
            return Err(Refusal::Banned);
        }
        // A token of the backend is the backend's word for the whole person.
        let is_enough = strategy == Strategy::Ticket
            || sign_in.step == FactorStep::Second
            || !wants_second_factor(user, ctx.policy);
        if !is_enough {
            sign_in.step = FactorStep::Second;
            let password = user.password.as_ref();
            sign_in.password_set_at = password
                .filter(|_| strategy == Strategy::Password)
                .map(|password| password.set_at);
            return Ok(());
        }
        let second_at = sign_in
            .second
            .as_ref()
            .filter(|factor| factor.verified)
            .map(|_| ctx.now);
        let session = session::begin(&user.id, &self.client.id, second_at, device.clone(), ctx);
        sign_in.step = FactorStep::Complete;
        sign_in.created_session = Some(session.id.clone());
        give_back(user, &mut self.client);
        user.last_sign_in_at = Some(ctx.now);
        user.last_active_at = Some(ctx.now);
        signed_in(&mut self.client, &user.id, &session, strategy, ctx);
        if let Some(token) = rotate(&mut self.client, holder, ctx) {
            self.token = Some(token);
        }
        self.session = Some(session);
        Ok(())
    }

    /// The decision, be it a refusal: all that was drafted is kept. A client is only made by what succeeds.
    pub(crate) fn decide(
        mut self,
        outcome: Result<SignIn, Refusal>,
        ctx: &mut Ctx<'_>,
    ) -> Decision<Progress> {
        let mut decision = match outcome {
            Err(refusal) => {
                let mut decision = Decision::refuse(refusal);
                if self.client_before.is_some() {
                    decision = decision.and(self.keep_client());
                }
                decision
            }
            Ok(sign_in) => {
                begun(&mut self.client, ctx);
                self.client.sign_in = Some(sign_in.clone());
                let kept = self.keep_client();
                Decision::reply(Progress {
                    begun: Begun {
                        client: self.client.clone(),
                        token: self.token.take(),
                    },
                    sign_in,
                })
                .and(kept)
            }
        };
        if let Some(user) = self.user {
            decision = decision.and(user::change(self.user_before, user, ctx).1);
        }
        if let Some(session) = self.session {
            decision = decision.write(crate::commit::Write::PutSession(Box::new(session)));
        }
        decision.and(self.change)
    }

    fn keep_client(&mut self) -> Commit {
        let (client, commit) = client::change(self.client_before, self.client.clone());
        self.client = client;
        commit
    }
}
