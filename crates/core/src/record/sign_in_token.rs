use strowger_types::{SignInTokenId, Timestamp, UserId};

/// A token that signs a user in once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInToken {
    /// Its id.
    pub id: SignInTokenId,
    /// Grows by one with every change.
    pub version: u64,
    /// Whom it signs in.
    pub user_id: UserId,
    /// SHA-256 of the token: 256 random bits need no slower hash.
    pub token_hash: [u8; 32],
    /// What became of it.
    pub status: SignInTokenStatus,
    /// When it dies.
    pub expire_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What became of a sign-in token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInTokenStatus {
    /// Nobody used it yet.
    Pending,
    /// It signed its user in.
    Accepted,
    /// The backend took it back.
    Revoked,
}

impl SignInTokenStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Accepted, Self::Revoked];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Revoked => "revoked",
        }
    }
}
