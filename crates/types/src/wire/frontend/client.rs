use serde::{Deserialize, Serialize};

use super::{Session, SignIn, SignUp};
use crate::wire::tag;
use crate::{ClientId, SessionId, Timestamp};

tag! {
    /// The tag of [`Client`].
    ClientTag "client";
}

/// An answer of the Frontend API, with the client as it is afterwards.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Envelope<T> {
    /// The answer itself.
    pub response: T,
    /// The client after what was asked for; null where the answer is the client.
    pub client: Option<Client>,
}

/// A browser or device, with its sessions and what is under way in it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Client {
    /// `client`.
    pub object: ClientTag,
    /// Its id.
    pub id: ClientId,
    /// Sessions that work.
    pub sessions: Vec<Session>,
    /// The attempt to sign in that is under way.
    pub sign_in: Option<SignIn>,
    /// The attempt to sign up that is under way.
    pub sign_up: Option<SignUp>,
    /// The session that was used last.
    pub last_active_session_id: Option<SessionId>,
    /// When the browser forgets the client.
    pub cookie_expires_at: Option<Timestamp>,
    /// Always false: there is no captcha.
    pub captcha_bypass: bool,
    /// How its last sign-in was proven.
    pub last_authentication_strategy: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
