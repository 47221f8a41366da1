use strowger_core::factor::Offer;
use strowger_core::number::masked_for_people;
use strowger_core::record::{Factor, Strategy};
use strowger_types::wire::frontend;
use strowger_types::{PhoneNumberId, Timestamp};

/// An offer, as a first factor.
pub(super) fn first_factor(offer: Offer) -> frontend::Factor {
    match offer {
        Offer::PhoneCode {
            shown_as,
            phone_number,
            is_first,
            ..
        } => frontend::Factor {
            primary: Some(is_first),
            ..phone_code(shown_as, &phone_number)
        },
        Offer::Password => without_number(Strategy::Password),
        Offer::BackupCode => without_number(Strategy::BackupCode),
    }
}

/// An offer, as a second factor.
pub(super) fn second_factor(offer: Offer) -> frontend::Factor {
    match offer {
        Offer::PhoneCode {
            shown_as,
            phone_number,
            is_first,
            ..
        } => frontend::Factor {
            default: Some(is_first),
            ..phone_code(shown_as, &phone_number)
        },
        Offer::Password => without_number(Strategy::Password),
        Offer::BackupCode => without_number(Strategy::BackupCode),
    }
}

fn phone_code(
    number_id: PhoneNumberId,
    phone_number: &strowger_types::PhoneNumber,
) -> frontend::Factor {
    frontend::Factor {
        safe_identifier: Some(masked_for_people(phone_number)),
        phone_number_id: Some(number_id),
        ..without_number(Strategy::PhoneCode)
    }
}

fn without_number(strategy: Strategy) -> frontend::Factor {
    frontend::Factor {
        strategy: strategy.as_str().to_owned(),
        safe_identifier: None,
        phone_number_id: None,
        primary: None,
        default: None,
    }
}

/// How a factor stands.
pub(super) fn verification(factor: &Factor, now: Timestamp) -> frontend::FactorVerification {
    let object = match factor.strategy {
        Strategy::PhoneCode => "verification_otp",
        Strategy::Password => "verification_password",
        Strategy::Ticket => "verification_ticket",
        Strategy::BackupCode => "verification_backup_code",
    };
    let status = match &factor.sent {
        Some(sent) => sent.outcome_at(now).as_str(),
        None if factor.verified => "verified",
        None => "unverified",
    };
    frontend::FactorVerification {
        object: object.to_owned(),
        status: status.to_owned(),
        strategy: factor.strategy.as_str().to_owned(),
        attempts: factor.sent.as_ref().map(|sent| sent.attempts),
        expire_at: factor.sent.as_ref().map(|sent| sent.expire_at),
    }
}
