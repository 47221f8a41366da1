use serde::{Deserialize, Serialize};

use super::tag;
use crate::{ClientId, SessionId, Timestamp, UserId};

tag! {
    /// The tag of [`Session`].
    SessionTag "session";
    /// The tag of [`Token`].
    TokenTag "token";
}

/// A signed-in session, as the Backend API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// `session`.
    pub object: SessionTag,
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// The browser or device that it lives in.
    pub client_id: ClientId,
    /// Always null: nobody acts as somebody else.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")
    )]
    pub actor: Option<serde_json::Value>,
    /// `active`, `ended`, `expired`, `removed`, `replaced`, `revoked` or `abandoned`.
    pub status: String,
    /// Always null: there are no organizations.
    pub last_active_organization_id: Option<String>,
    /// When it was last used.
    pub last_active_at: Timestamp,
    /// When it ends by itself.
    pub expire_at: Timestamp,
    /// When it is forgotten.
    pub abandon_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it began.
    pub created_at: Timestamp,
}

/// One page of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionPage {
    /// The sessions of this page.
    pub data: Vec<Session>,
    /// How many there are on all pages.
    pub total_count: u64,
}

/// A signed token.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Token {
    /// `token`.
    pub object: TokenTag,
    /// The JSON Web Token.
    pub jwt: String,
}
