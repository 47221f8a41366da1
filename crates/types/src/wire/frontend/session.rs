use serde::{Deserialize, Serialize};

use super::{Factor, FactorVerification, User};
use crate::wire::{SessionTag, Token, tag};
use crate::{BackupCodesId, SessionId, StepUpId, Timestamp, UserId};

tag! {
    /// The tag of [`SessionVerification`].
    SessionVerificationTag "session_reverification";
    /// The tag of [`LatestActivity`].
    LatestActivityTag "session_activity";
    /// The tag of [`BackupCodes`].
    BackupCodesTag "backup_code";
}

/// A signed-in session, as its user sees it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// `session`.
    pub object: SessionTag,
    /// Its id.
    pub id: SessionId,
    /// `active`, `ended`, `expired`, `removed`, `replaced`, `revoked` or `abandoned`.
    pub status: String,
    /// When it ends by itself.
    pub expire_at: Timestamp,
    /// When it is forgotten.
    pub abandon_at: Timestamp,
    /// When it was last used.
    pub last_active_at: Timestamp,
    /// Always null: there are no organizations.
    pub last_active_organization_id: Option<String>,
    /// Always null: nobody acts as somebody else.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")
    )]
    pub actor: Option<serde_json::Value>,
    /// Whose it is; null in lists of a user's sessions.
    pub user: Option<User>,
    /// What others may see of whose it is.
    pub public_user_data: PublicUserData,
    /// Minutes since the first and the second factor were proven; -1 is never.
    pub factor_verification_age: [i64; 2],
    /// Always null: nothing is left to do after signing in.
    pub tasks: Option<Vec<String>>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// A token that proves it; null once it ended.
    pub last_active_token: Option<Token>,
}

/// One of a user's sessions, with where it was begun.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserSession {
    /// The session.
    #[serde(flatten)]
    pub session: Session,
    /// Where it was begun.
    pub latest_activity: LatestActivity,
}

/// Where a session was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LatestActivity {
    /// `session_activity`.
    pub object: LatestActivityTag,
    /// Its id.
    pub id: String,
    /// The system, such as `Linux`.
    pub device_type: Option<String>,
    /// Whether it is a phone or a tablet.
    pub is_mobile: bool,
    /// The browser, such as `Chrome`.
    pub browser_name: Option<String>,
    /// The browser's main version.
    pub browser_version: Option<String>,
    /// The address.
    pub ip_address: Option<String>,
    /// Always null: addresses are not looked up.
    pub city: Option<String>,
    /// Always null.
    pub country: Option<String>,
}

/// What others may see of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublicUserData {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Where the user's picture is.
    pub image_url: String,
    /// Whether the user has a picture of their own.
    pub has_image: bool,
    /// What the user signs in with.
    pub identifier: String,
    /// The user.
    pub user_id: UserId,
}

/// An asking again for factors within a session.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionVerification {
    /// `session_reverification`.
    pub object: SessionVerificationTag,
    /// Its id.
    pub id: StepUpId,
    /// `needs_first_factor`, `needs_second_factor` or `complete`.
    pub status: String,
    /// `first_factor`, `second_factor` or `multi_factor`.
    pub level: String,
    /// What may be used as first factor; null if none is asked for.
    pub supported_first_factors: Option<Vec<Factor>>,
    /// What may be used as second factor; null if none is asked for.
    pub supported_second_factors: Option<Vec<Factor>>,
    /// How the first factor stands; null until it was begun.
    pub first_factor_verification: Option<FactorVerification>,
    /// How the second factor stands; null until it was begun.
    pub second_factor_verification: Option<FactorVerification>,
    /// The session.
    pub session: Session,
}

/// Backup codes, in the one answer that shows them.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BackupCodes {
    /// `backup_code`.
    pub object: BackupCodesTag,
    /// The id of the set.
    pub id: BackupCodesId,
    /// The codes.
    pub codes: Vec<String>,
    /// When they were made.
    pub created_at: Timestamp,
    /// The same.
    pub updated_at: Timestamp,
}
