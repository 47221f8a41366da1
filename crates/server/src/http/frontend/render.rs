//! Records as the Frontend API shows them.

use strowger_core::factor::{Offer, first_factors, second_factors};
use strowger_core::number::masked_for_people;
use strowger_core::policy::{Policy, Requirement};
use strowger_core::record::{
    Factor, FactorStep, Identifier, Number, Session, SignIn, SignUp, StepUp, StepUpLevel, Strategy,
    User,
};
use strowger_core::session::factor_ages;
use strowger_core::sign_up::{missing_fields, unverified_fields};
use strowger_core::verification::CodeKeys;
use strowger_types::wire::{self, frontend};
use strowger_types::{PhoneNumberId, Timestamp};

use super::device;
use crate::app::frontend::{LiveSession, View};
use crate::app::{App, Instance};
use crate::http::backend::render as backend;
use crate::http::own::AVATAR_PATH;

/// What rendering asks of the server.
pub(super) struct Surroundings<'a> {
    pub(super) image_url: String,
    pub(super) policy: &'a Policy,
    pub(super) code_keys: &'a CodeKeys,
}

impl<'a> Surroundings<'a> {
    /// What there is to ask of this server, under these settings.
    pub(super) fn of(app: &'a App, instance: &'a Instance) -> Self {
        Self {
            image_url: format!("{}{AVATAR_PATH}", app.frontend.own_origin),
            policy: &instance.policy,
            code_keys: &app.code_keys,
        }
    }
}

/// A client.
pub(super) fn client(view: &View, around: &Surroundings<'_>) -> frontend::Client {
    let record = &view.client;
    frontend::Client {
        object: frontend::ClientTag::Tag,
        id: record.id.clone(),
        sessions: view
            .sessions
            .iter()
            .map(|live| live_session(live, view.now, around))
            .collect(),
        sign_in: record
            .running_sign_in(view.now)
            .map(|attempt| sign_in(attempt, view.sign_in_user.as_ref(), view.now, around)),
        sign_up: record
            .running_sign_up(view.now)
            .map(|attempt| sign_up(attempt, view.now, around)),
        last_active_session_id: meant_session(view).map(|session| session.id.clone()),
        cookie_expires_at: Some(record.expire_at),
        captcha_bypass: false,
        last_authentication_strategy: record
            .last_strategy
            .map(|strategy| strategy.as_str().to_owned()),
        created_at: record.created_at,
        updated_at: record.updated_at,
    }
}

/// The session that is meant where none is named.
fn meant_session(view: &View) -> Option<&Session> {
    let sessions = || view.sessions.iter().map(|live| &live.session);
    let last = view.client.last_active_session.as_ref();
    sessions()
        .find(|session| Some(&session.id) == last)
        .or_else(|| sessions().max_by_key(|session| session.last_active_at))
}

/// A session that works, with its token.
pub(super) fn live_session(
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
pub(super) fn session(
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
pub(super) fn user_session(
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

/// A user, as they see themselves.
pub(super) fn user(record: &User, now: Timestamp, around: &Surroundings<'_>) -> frontend::User {
    let shown = backend::user(record.clone(), now);
    frontend::User {
        id: shown.id,
        object: shown.object,
        username: shown.username,
        first_name: shown.first_name,
        last_name: shown.last_name,
        image_url: around.image_url.clone(),
        has_image: shown.has_image,
        primary_email_address_id: shown.primary_email_address_id,
        primary_phone_number_id: shown.primary_phone_number_id,
        primary_web3_wallet_id: shown.primary_web3_wallet_id,
        password_enabled: shown.password_enabled,
        two_factor_enabled: shown.two_factor_enabled,
        totp_enabled: shown.totp_enabled,
        backup_code_enabled: shown.backup_code_enabled,
        email_addresses: shown.email_addresses,
        phone_numbers: record
            .numbers
            .iter()
            .map(|number| number_of_user(number, now))
            .collect(),
        web3_wallets: shown.web3_wallets,
        passkeys: shown.passkeys,
        external_accounts: shown.external_accounts,
        saml_accounts: shown.saml_accounts,
        enterprise_accounts: shown.enterprise_accounts,
        organization_memberships: shown.organization_memberships,
        public_metadata: shown.public_metadata,
        unsafe_metadata: shown.unsafe_metadata,
        external_id: shown.external_id,
        last_sign_in_at: shown.last_sign_in_at,
        banned: shown.banned,
        locked: shown.locked,
        lockout_expires_in_seconds: shown.lockout_expires_in_seconds,
        verification_attempts_remaining: shown.verification_attempts_remaining,
        created_at: shown.created_at,
        updated_at: shown.updated_at,
        delete_self_enabled: shown.delete_self_enabled && around.policy.delete_self,
        create_organization_enabled: shown.create_organization_enabled,
        last_active_at: shown.last_active_at,
        mfa_enabled_at: shown.mfa_enabled_at,
        mfa_disabled_at: shown.mfa_disabled_at,
        legal_accepted_at: shown.legal_accepted_at,
    }
}

fn number_of_user(number: &Number, now: Timestamp) -> frontend::PhoneNumber {
    let shown = backend::phone_number(number.clone(), now);
    frontend::PhoneNumber {
        id: shown.id,
        object: shown.object,
        phone_number: shown.phone_number,
        reserved_for_second_factor: shown.reserved_for_second_factor,
        default_second_factor: shown.default_second_factor,
        reserved: shown.reserved,
        verification: shown.verification,
        linked_to: shown.linked_to,
        created_at: shown.created_at,
        updated_at: shown.updated_at,
    }
}

/// An attempt to sign in. Names are shown once the first factor is proven: before, anybody could ask for them.
pub(super) fn sign_in(
    record: &SignIn,
    user: Option<&User>,
    now: Timestamp,
    around: &Surroundings<'_>,
) -> frontend::SignIn {
    let is_said = record.identifier.is_some() || record.user_id.is_some();
    let is_proven = record.first.as_ref().is_some_and(|factor| factor.verified);
    let firsts = first_factors(
        user,
        record.identifier.as_ref(),
        around.policy,
        around.code_keys,
    );
    let wants_second = matches!(record.step, FactorStep::Second) || record.second.is_some();
    let seconds = user
        .filter(|_| wants_second)
        .map(|user| second_factors(user, around.policy));
    let named = user.filter(|_| is_proven);
    let is_over = record.step != FactorStep::Complete && record.abandon_at.is_past(now);
    frontend::SignIn {
        object: frontend::SignInTag::Tag,
        id: record.id.clone(),
        status: if is_over {
            "abandoned".to_owned()
        } else {
            record.step.as_str().to_owned()
        },
        supported_identifiers: identifiers(around.policy),
        supported_first_factors: is_said.then(|| firsts.into_iter().map(first_factor).collect()),
        supported_second_factors: seconds
            .map(|offers| offers.into_iter().map(second_factor).collect()),
        first_factor_verification: record
            .first
            .as_ref()
            .map(|factor| verification(factor, now)),
        second_factor_verification: record
            .second
            .as_ref()
            .map(|factor| verification(factor, now)),
        identifier: record
            .identifier
            .as_ref()
            .map(|identifier| match identifier {
                Identifier::PhoneNumber(phone_number) => phone_number.as_str().to_owned(),
                Identifier::Username(username) => username.clone(),
            }),
        user_data: is_said.then(|| frontend::SignInUserData {
            first_name: named.and_then(|user| user.first_name.clone()),
            last_name: named.and_then(|user| user.last_name.clone()),
            image_url: around.image_url.clone(),
            has_image: false,
        }),
        created_session_id: record.created_session.clone(),
        abandon_at: record.abandon_at,
        client_trust_state: None,
    }
}

fn identifiers(policy: &Policy) -> Vec<String> {
    let username = policy.sign_up.username.is_on().then_some("username");
    ["phone_number"]
        .into_iter()
        .chain(username)
        .map(str::to_owned)
        .collect()
}

fn first_factor(offer: Offer) -> frontend::Factor {
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

fn second_factor(offer: Offer) -> frontend::Factor {
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

fn verification(factor: &Factor, now: Timestamp) -> frontend::FactorVerification {
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

/// An attempt to sign up.
pub(super) fn sign_up(
    record: &SignUp,
    now: Timestamp,
    around: &Surroundings<'_>,
) -> frontend::SignUp {
    let is_complete = record.created_user.is_some();
    let status = if is_complete {
        "complete"
    } else if record.abandon_at.is_past(now) {
        "abandoned"
    } else {
        "missing_requirements"
    };
    let fields = |wanted: Requirement| -> Vec<String> {
        let policy = &around.policy.sign_up;
        let fields = [
            ("phone_number", policy.phone_number),
            ("username", policy.username),
            ("password", policy.password),
            ("first_name", policy.first_name),
            ("last_name", policy.last_name),
        ];
        fields
            .into_iter()
            .filter(|(_, requirement)| *requirement == wanted)
            .map(|(name, _)| name.to_owned())
            .collect()
    };
    let open = |names: Vec<&'static str>| -> Vec<String> {
        let names = if is_complete { Vec::new() } else { names };
        names.into_iter().map(str::to_owned).collect()
    };
    let has_password = record.password_digest.is_some();
    frontend::SignUp {
        object: frontend::SignUpTag::Tag,
        id: record.id.clone(),
        status: status.to_owned(),
        required_fields: fields(Requirement::Required),
        optional_fields: fields(Requirement::Optional),
        missing_fields: open(missing_fields(record, around.policy)),
        unverified_fields: open(unverified_fields(record)),
        verifications: frontend::FieldVerifications {
            email_address: None,
            phone_number: record
                .phone_number
                .as_ref()
                .map(|_| field_verification(record, now)),
            web3_wallet: None,
            external_account: None,
        },
        username: record.username.clone(),
        email_address: None,
        phone_number: record.phone_number.clone(),
        web3_wallet: None,
        password_enabled: has_password,
        has_password,
        first_name: record.first_name.clone(),
        last_name: record.last_name.clone(),
        unsafe_metadata: record.unsafe_metadata.clone(),
        public_metadata: wire::Metadata::default(),
        custom_action: false,
        external_id: None,
        created_session_id: record.created_session.clone(),
        created_user_id: record.created_user.clone(),
        abandon_at: record.abandon_at,
        legal_accepted_at: record.legal_accepted_at,
        locale: record.locale.clone(),
    }
}

fn field_verification(record: &SignUp, now: Timestamp) -> frontend::FieldVerification {
    let strategy = Strategy::PhoneCode.as_str().to_owned();
    let next_action = match &record.sent {
        None => "needs_prepare",
        Some(_) if record.is_number_verified() => "",
        Some(_) => "needs_attempt",
    };
    let mut shown = frontend::FieldVerification {
        next_action: next_action.to_owned(),
        supported_strategies: vec![strategy.clone()],
        object: None,
        strategy: None,
        status: None,
        attempts: None,
        expire_at: None,
    };
    if let Some(sent) = &record.sent {
        shown.object = Some("verification_otp".to_owned());
        shown.strategy = Some(strategy);
        shown.status = Some(sent.outcome_at(now).as_str().to_owned());
        shown.attempts = Some(sent.attempts);
        shown.expire_at = Some(sent.expire_at);
    }
    shown
}

/// A step-up, with its session as it is by now.
pub(super) fn step_up(
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
