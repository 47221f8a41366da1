use serde::{Deserialize, Serialize};

use super::tag;
use crate::{SignInTokenId, Timestamp, UserId};

tag! {
    /// The tag of [`SignInToken`].
    SignInTokenTag "sign_in_token";
    /// The tag of [`TestingToken`].
    TestingTokenTag "testing_token";
}

/// A token that signs a user in once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignInToken {
    /// `sign_in_token`.
    pub object: SignInTokenTag,
    /// Its id.
    pub id: SignInTokenId,
    /// Whom it signs in.
    pub user_id: UserId,
    /// The token itself: only in the answer that creates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub token: Option<String>,
    /// `pending`, `accepted` or `revoked`.
    pub status: String,
    /// Where a browser can use it: only in the answer that creates it.
    pub url: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A token that lets automated tests past bot protection. Here it changes nothing, and tests that send it work.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestingToken {
    /// `testing_token`.
    pub object: TestingTokenTag,
    /// The token.
    pub token: String,
    /// When it dies, in *seconds* since the epoch.
    pub expires_at: i64,
}
