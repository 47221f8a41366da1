use strowger_types::{PhoneNumber, PhoneNumberId, Timestamp, UserId};

use crate::Refusal;

/// A text that was asked for and not made. Whoever runs the server wants to see those too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedText {
    /// Whom it would have been for.
    pub to: PhoneNumber,
    /// Whose number that is, if it is somebody's.
    pub user_id: Option<UserId>,
    /// Which of the user's numbers it is.
    pub phone_number_id: Option<PhoneNumberId>,
    /// Why there is none.
    pub reason: NoText,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// Why no text was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoText {
    /// No texts go to numbers of this country.
    CountryBlocked,
    /// The number does not exist, or is of a kind that gets none.
    NotTextable,
    /// The one before is too young.
    TooSoon,
    /// A limit of the day is used up.
    TooManySends,
    /// Account or number are locked.
    Locked,
    /// There is nobody to send texts.
    NoSender,
}

impl NoText {
    /// The reason in a refusal; `None` if it is about something else than texts.
    pub fn of(refusal: &Refusal) -> Option<Self> {
        // Of all refusals these are about texts; a new one that is has to be added here.
        match refusal {
            Refusal::CountryBlocked { .. } => Some(Self::CountryBlocked),
            Refusal::NumberNotTextable => Some(Self::NotTextable),
            Refusal::TooSoon { .. } => Some(Self::TooSoon),
            Refusal::TooManySends { .. } => Some(Self::TooManySends),
            Refusal::Locked => Some(Self::Locked),
            Refusal::NoSender => Some(Self::NoSender),
            _ => None,
        }
    }

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CountryBlocked => "country_blocked",
            Self::NotTextable => "not_textable",
            Self::TooSoon => "too_soon",
            Self::TooManySends => "too_many_sends",
            Self::Locked => "locked",
            Self::NoSender => "no_sender",
        }
    }
}
