//! Rules about clients: the browsers and devices that sessions live in.

mod begin;
mod budget;
mod change;

pub use begin::{Begun, begin, clients_limit, forget, open};
pub(crate) use begin::{begun, blank, rotate, signed_in};
pub(crate) use budget::{count_wrong, give_back, is_spent};
pub use change::change;

use strowger_types::{SessionId, Timestamp, UserId};

use crate::record::{Client, FactorStep, Familiar, Session, SessionStatus, SignIn, SignUp};

/// How somebody holds a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A browser, by a cookie.
    Cookie,
    /// A browser in development, by a token in the query.
    DevBrowser,
    /// An app, by a token in a header.
    Native,
}

impl Holder {
    /// What every token begins with that is held this way. One kind is never taken for the other: tokens of dev
    /// browsers stand in URLs, and so in histories and logs.
    pub const fn token_prefix(self) -> &'static str {
        match self {
            Self::Cookie | Self::Native => "clt_",
            Self::DevBrowser => "dvb_",
        }
    }
}

/// Accounts that a client remembers. Judgement: nobody shares a browser with more people.
pub const FAMILIARS_MAX: usize = 16;

impl Client {
    /// What the client has to do with an account that was signed in to from here: it is a known device of its owner.
    pub fn known_to(&self, user_id: &UserId) -> Option<&Familiar> {
        self.familiars
            .iter()
            .find(|familiar| familiar.user_id == *user_id && familiar.signed_in_at.is_some())
    }

    /// The attempt to sign in that is under way at `now`.
    pub fn running_sign_in(&self, now: Timestamp) -> Option<&SignIn> {
        self.sign_in
            .as_ref()
            .filter(|sign_in| sign_in.is_running(now))
    }

    /// The attempt to sign up that is under way at `now`.
    pub fn running_sign_up(&self, now: Timestamp) -> Option<&SignUp> {
        self.sign_up
            .as_ref()
            .filter(|sign_up| sign_up.is_running(now))
    }
}

impl SignIn {
    /// Whether it can still be gone on with.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.step != FactorStep::Complete && !self.abandon_at.is_past(now)
    }
}

impl SignUp {
    /// Whether it can still be gone on with.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.created_user.is_none() && !self.abandon_at.is_past(now)
    }
}

/// The sessions of a client that work at `now`, out of those that are stored as active.
pub fn live(sessions: &[Session], now: Timestamp) -> impl Iterator<Item = &Session> {
    sessions
        .iter()
        .filter(move |session| session.status_at(now) == SessionStatus::Active)
}

/// The session of a client that a request to change something is for: the one that it names, or else the one that was used
/// last. Never another: what somebody wants to do to themselves must not be done to who is signed in beside them.
pub fn acting<'a>(
    client: &Client,
    sessions: &'a [Session],
    named: Option<&SessionId>,
    now: Timestamp,
) -> Option<&'a Session> {
    let wanted = named.or(client.last_active_session.as_ref())?;
    live(sessions, now).find(|session| session.id == *wanted)
}

/// The session of a client that a request to see something is for: as [`acting`], and where none is named and the one
/// that was used last was ended from elsewhere, the next one that was.
pub fn meant<'a>(
    client: &Client,
    sessions: &'a [Session],
    named: Option<&SessionId>,
    now: Timestamp,
) -> Option<&'a Session> {
    let next = || live(sessions, now).max_by_key(|session| session.last_active_at);
    acting(client, sessions, named, now).or_else(|| next().filter(|_| named.is_none()))
}
