use strowger_core::factor::{first_factors, second_factors};
use strowger_core::record::{Session, StepUp, StepUpLevel, User};
use strowger_core::session::factor_ages;
use strowger_types::Timestamp;
use strowger_types::wire::{self, frontend};

use super::factor::{first_factor, second_factor, verification};
use super::{Surroundings, user};
use crate::app::frontend::LiveSession;
use crate::http::frontend::device;

/// A session that works, with its token.
pub(in crate::http::frontend) fn live_session(
    live: &LiveSession,
    now: Timestamp,
    around: &Surroundings<'_>,
) -> frontend::Session {
    let mut shown = session(&live.session, &live.user, now, around);
    shown.last_active_token = Some(wire::Token {
        object: wire::TokenTag::Tag,
        jwt: live.token.clone(),
    });
    shown
}

/// A session, as it stands at `now`, without a token.
pub(in crate::http::frontend) fn session(
    record: &Session,
    owner: &User,
    now: Timestamp,
    around: &Surroundings<'_>,
) -> frontend::Session {
    frontend::Session {
        object: wire::SessionTag::Tag,
        id: record.id.clone(),
        status: record.status_at(now).as_str().to_owned(),
        expire_at: record.expire_at,
        abandon_at: record.abandon_at,
        last_active_at: record.last_active_at,
        last_active_organization_id: None,
        actor: None,
        public_user_data: public_user_data(owner, around),
        user: Some(user(owner, now, around)),
        factor_verification_age: factor_ages(record, now),
        tasks: None,
        created_at: record.created_at,
        updated_at: record.updated_at,
        last_active_token: None,
    }
}

/// One of a user's sessions, with where it was begun.
pub(in crate::http::frontend) fn user_session(
    record: &Session,
    owner: &User,
    token: Option<String>,
    now: Timestamp,
    around: &Surroundings<'_>,
) -> frontend::UserSession {
    let mut shown = session(record, owner, now, around);
    shown.user = None;
    shown.last_active_token = token.map(|jwt| wire::Token {
        object: wire::TokenTag::Tag,
        jwt,
    });
    frontend::UserSession {
        session: shown,
        latest_activity: device::latest_activity(record),
    }
}

fn public_user_data(user: &User, around: &Surroundings<'_>) -> frontend::PublicUserData {
    let primary = user
        .primary_number
        .as_ref()
        .and_then(|id| user.number(id))
        .or_else(|| user.numbers.first());
    let identifier = match (primary, &user.username) {
        (Some(number), _) => number.phone_number.as_str().to_owned(),
        (None, Some(username)) => username.clone(),
        (None, None) => user.emails.first().map_or_else(
            || user.id.as_str().to_owned(),
            |email| email.address.clone(),
        ),
    };
    frontend::PublicUserData {
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        image_url: around.image_url.clone(),
        has_image: false,
        identifier,
        user_id: user.id.clone(),
    }
}

/// A step-up, with its session as it is by now.
pub(in crate::http::frontend) fn step_up(
    record: &StepUp,
    shown: frontend::Session,
    owner: &User,
    now: Timestamp,
    around: &Surroundings<'_>,
) -> frontend::SessionVerification {
    let firsts = first_factors(Some(owner), None, around.policy, around.code_keys);
    let seconds = second_factors(owner, around.policy);
    let asks_first = record.level != StepUpLevel::Second;
    let asks_second = record.level != StepUpLevel::First;
    frontend::SessionVerification {
        object: frontend::SessionVerificationTag::Tag,
        id: record.id.clone(),
        status: record.step.as_str().to_owned(),
        level: record.level.as_str().to_owned(),
        supported_first_factors: asks_first.then(|| firsts.into_iter().map(first_factor).collect()),
        supported_second_factors: asks_second
            .then(|| seconds.into_iter().map(second_factor).collect()),
        first_factor_verification: record
            .first
            .as_ref()
            .map(|factor| verification(factor, now)),
        second_factor_verification: record
            .second
            .as_ref()
            .map(|factor| verification(factor, now)),
        session: shown,
    }
}
