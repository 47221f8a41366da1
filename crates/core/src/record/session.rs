use strowger_types::{ClientId, SessionId, StepUpId, Timestamp, UserId};

use super::{Factor, FactorStep};

/// A signed-in session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Grows by one with every change.
    pub version: u64,
    /// Whose it is.
    pub user_id: UserId,
    /// The browser or device that it lives in.
    pub client_id: ClientId,
    /// What was done to it. That it expired follows from `expire_at`.
    pub status: SessionStatus,
    /// When a first factor was last proven in it.
    pub first_factor_at: Timestamp,
    /// When a second factor was last proven in it.
    pub second_factor_at: Option<Timestamp>,
    /// The newest asking again for factors, be it over.
    pub step_up: Option<StepUp>,
    /// Where it was begun.
    pub device: Device,
    /// When it was last used.
    pub last_active_at: Timestamp,
    /// When it ends by itself.
    pub expire_at: Timestamp,
    /// When it is forgotten.
    pub abandon_at: Timestamp,
    /// When it began.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// One asking again for factors within a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepUp {
    /// Its id.
    pub id: StepUpId,
    /// Which factors it takes.
    pub level: StepUpLevel,
    /// How far it got.
    pub step: FactorStep,
    /// The first factor, once one was begun.
    pub first: Option<Factor>,
    /// The second factor, once one was begun.
    pub second: Option<Factor>,
    /// When it began.
    pub created_at: Timestamp,
}

/// Which factors a step-up takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepUpLevel {
    /// A first factor.
    First,
    /// A second factor.
    Second,
    /// Both, one after the other.
    Multi,
}

impl StepUpLevel {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::First, Self::Second, Self::Multi];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first_factor",
            Self::Second => "second_factor",
            Self::Multi => "multi_factor",
        }
    }

    /// The level of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

/// Where a session was begun, as far as its user is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// The address that the request came from.
    pub ip: Option<String>,
    /// What the program said of itself, cut to [`USER_AGENT_CHARS_MAX`].
    pub user_agent: Option<String>,
}

/// Longest name of a program that is kept, in characters. Judgement: the longest real ones have about 300.
pub const USER_AGENT_CHARS_MAX: usize = 512;

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionStatus {
    /// It works.
    Active,
    /// The user signed out of it.
    Ended,
    /// The user signed out of it and took it off the device.
    Removed,
    /// The backend, or a ban, ended it.
    Revoked,
    /// Another session took its place.
    Replaced,
    /// Its time was over. Never stored: [`Session::status_at`] says it.
    Expired,
    /// It was not used for too long. Never stored: [`Session::status_at`] says it.
    Abandoned,
}

impl SessionStatus {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Active,
        Self::Ended,
        Self::Removed,
        Self::Revoked,
        Self::Replaced,
        Self::Expired,
        Self::Abandoned,
    ];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Ended => "ended",
            Self::Removed => "removed",
            Self::Revoked => "revoked",
            Self::Replaced => "replaced",
            Self::Expired => "expired",
            Self::Abandoned => "abandoned",
        }
    }

    /// The status of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

impl Session {
    /// Where the session stands at `now`: an active one whose time is over is abandoned, or else expired.
    pub fn status_at(&self, now: Timestamp) -> SessionStatus {
        if self.status != SessionStatus::Active {
            self.status
        } else if self.abandon_at.is_past(now) {
            SessionStatus::Abandoned
        } else if self.expire_at.is_past(now) {
            SessionStatus::Expired
        } else {
            SessionStatus::Active
        }
    }
}
