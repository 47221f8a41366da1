use strowger_types::{
    ClientId, PhoneNumber, SessionId, SignInId, SignUpId, Timestamp, UserId, wire::Metadata,
};

use super::{Factor, SentCode, Strategy};

/// A browser or device, with what is under way in it: the unit that `version` guards. Its sessions have records of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Grows by one with every change of the client or of anything below.
    pub version: u64,
    /// SHA-256 of the token that names it: 256 random bits need no slower hash.
    pub token_hash: [u8; 32],
    /// Whether anything ever began in it: until then browsers are told that there is no client.
    pub begun: bool,
    /// The newest attempt to sign in, be it over.
    pub sign_in: Option<SignIn>,
    /// The newest attempt to sign up, be it over.
    pub sign_up: Option<SignUp>,
    /// The session that was used last; it may have ended.
    pub last_active_session: Option<SessionId>,
    /// How its last sign-in was proven.
    pub last_strategy: Option<Strategy>,
    /// Whose accounts were tried from here, by user id.
    pub familiars: Vec<Familiar>,
    /// When its token dies: long after a sign-in, soon if there was none.
    pub expire_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last signed in or out in it: browsers take tokens that are older for those of somebody else.
    pub updated_at: Timestamp,
}

/// What a client has to do with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Familiar {
    /// The account.
    pub user_id: UserId,
    /// When it was last signed in to from here; `None`: only tried. One that was signed in to makes this a known device.
    pub signed_in_at: Option<Timestamp>,
    /// Wrong tries from here since the last right one. Of a known device they are its own budget; of another they
    /// count at the account too.
    pub failures: u32,
    /// When the last of them was: those before an admin's unlock count no more.
    pub failed_at: Option<Timestamp>,
}

/// One attempt to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Its id.
    pub id: SignInId,
    /// Who somebody says to be.
    pub identifier: Option<Identifier>,
    /// Whose account that is. `None` beside an identifier: nobody's, and the caller is not to learn it.
    pub user_id: Option<UserId>,
    /// How far it got.
    pub step: FactorStep,
    /// The first factor, once one was begun.
    pub first: Option<Factor>,
    /// The second factor, once one was begun.
    pub second: Option<Factor>,
    /// When the password was set that proved the first factor, if one did.
    pub password_set_at: Option<Timestamp>,
    /// The session that it made.
    pub created_session: Option<SessionId>,
    /// When it is too late to go on with it.
    pub abandon_at: Timestamp,
    /// When it began.
    pub created_at: Timestamp,
}

/// What somebody signs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// A phone number.
    PhoneNumber(PhoneNumber),
    /// A username, as it was given.
    Username(String),
}

/// What an attempt that takes factors waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorStep {
    /// Somebody has to say who they are.
    Identifier,
    /// The first factor.
    First,
    /// The second factor.
    Second,
    /// Nothing more.
    Complete,
}

impl FactorStep {
    /// Every step.
    pub const ALL: [Self; 4] = [Self::Identifier, Self::First, Self::Second, Self::Complete];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "needs_identifier",
            Self::First => "needs_first_factor",
            Self::Second => "needs_second_factor",
            Self::Complete => "complete",
        }
    }
}

/// One attempt to sign up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUp {
    /// Its id.
    pub id: SignUpId,
    /// The phone number.
    pub phone_number: Option<PhoneNumber>,
    /// The code that is out for it, or that proved it.
    pub sent: Option<SentCode>,
    /// The username.
    pub username: Option<String>,
    /// The password, as a PHC string.
    pub password_digest: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Language and region.
    pub locale: Option<String>,
    /// Metadata that the user will have.
    pub unsafe_metadata: Metadata,
    /// When the legal terms were accepted.
    pub legal_accepted_at: Option<Timestamp>,
    /// The user that it made.
    pub created_user: Option<UserId>,
    /// The session that it made.
    pub created_session: Option<SessionId>,
    /// When it is too late to go on with it.
    pub abandon_at: Timestamp,
    /// When it began.
    pub created_at: Timestamp,
}
