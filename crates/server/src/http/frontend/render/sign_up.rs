use strowger_core::policy::Requirement;
use strowger_core::record::{SignUp, Strategy};
use strowger_core::sign_up::{missing_fields, unverified_fields};
use strowger_types::Timestamp;
use strowger_types::wire::{self, frontend};

use super::Surroundings;

/// An attempt to sign up.
pub(in crate::http::frontend) fn sign_up(
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
