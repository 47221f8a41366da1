//! Records as the Backend API shows them.

use strowger_core::record::{
    Email, Number, SecondFactor, SentCode, Session, SignInToken, Standing, User,
};
use strowger_core::verification::Attempt;
use strowger_types::{Timestamp, wire};

/// The strategy of codes that come by text.
const PHONE_CODE: &str = "phone_code";

/// A phone number.
pub(crate) fn phone_number(number: Number, now: Timestamp) -> wire::PhoneNumber {
    wire::PhoneNumber {
        id: number.id,
        object: wire::PhoneNumberTag::Tag,
        phone_number: number.phone_number,
        reserved_for_second_factor: number.second_factor.is_on(),
        default_second_factor: number.second_factor == SecondFactor::Default,
        reserved: number.standing == Standing::Reserved,
        verification: standing(number.standing).or_else(|| sent(number.sent.as_ref(), now)),
        linked_to: Vec::new(),
        backup_codes: None,
        created_at: number.created_at,
        updated_at: number.updated_at,
    }
}

/// The code that is out for a number.
fn sent(sent: Option<&SentCode>, now: Timestamp) -> Option<wire::NumberVerification> {
    sent.map(|sent| wire::NumberVerification::Code {
        status: sent.outcome_at(now).as_str().to_owned(),
        strategy: PHONE_CODE.to_owned(),
        attempts: Some(sent.attempts),
        expire_at: Some(sent.expire_at),
    })
}

fn standing(standing: Standing) -> Option<wire::NumberVerification> {
    match standing {
        Standing::Unverified | Standing::Reserved => None,
        Standing::VerifiedByAdmin => Some(wire::NumberVerification::Admin {
            status: "verified".to_owned(),
            strategy: "admin".to_owned(),
            attempts: None,
            expire_at: None,
        }),
        Standing::VerifiedByCode {
            attempts,
            expire_at,
        } => Some(wire::NumberVerification::Code {
            status: "verified".to_owned(),
            strategy: PHONE_CODE.to_owned(),
            attempts: Some(attempts),
            expire_at: Some(expire_at),
        }),
    }
}

/// A verification after a try at it, or before the first.
pub(super) fn verification(attempt: Attempt) -> wire::Verification {
    wire::Verification {
        object: wire::VerificationTag::Tag,
        id: attempt.verification.id,
        status: attempt.outcome.as_str().to_owned(),
        strategy: PHONE_CODE.to_owned(),
        attempts: attempt.verification.attempts,
        expire_at: attempt.verification.expire_at,
        channel: "sms".to_owned(),
    }
}

/// A user.
pub(crate) fn user(user: User, now: Timestamp) -> wire::User {
    let locked = user.is_locked_out();
    let tries_left = user.tries_left();
    let two_factor_enabled = user.two_factor_enabled();
    wire::User {
        object: wire::UserTag::Tag,
        image_url: String::new(),
        has_image: false,
        primary_email_address_id: user.primary_email,
        primary_phone_number_id: user.primary_number,
        primary_web3_wallet_id: None,
        password_enabled: user.password.is_some(),
        password_last_updated_at: user.password.map(|password| password.set_at),
        two_factor_enabled,
        totp_enabled: false,
        backup_code_enabled: user.backup_codes.is_some(),
        email_addresses: user.emails.into_iter().map(email_address).collect(),
        phone_numbers: user
            .numbers
            .into_iter()
            .map(|number| phone_number(number, now))
            .collect(),
        web3_wallets: Vec::new(),
        passkeys: Vec::new(),
        external_accounts: Vec::new(),
        saml_accounts: Vec::new(),
        enterprise_accounts: Vec::new(),
        organization_memberships: Vec::new(),
        public_metadata: user.public_metadata,
        private_metadata: user.private_metadata,
        unsafe_metadata: user.unsafe_metadata,
        external_id: user.external_id,
        last_sign_in_at: user.last_sign_in_at,
        banned: user.banned,
        locked,
        lockout_expires_in_seconds: None,
        verification_attempts_remaining: Some(tries_left),
        created_at: user.created_at,
        updated_at: user.updated_at,
        delete_self_enabled: user.delete_self_enabled,
        create_organization_enabled: false,
        last_active_at: user.last_active_at,
        mfa_enabled_at: user.mfa_enabled_at,
        mfa_disabled_at: user.mfa_disabled_at,
        legal_accepted_at: user.legal_accepted_at,
        id: user.id,
        username: user.username,
        first_name: user.first_name,
        last_name: user.last_name,
        locale: user.locale,
    }
}

fn email_address(email: Email) -> wire::EmailAddress {
    wire::EmailAddress {
        id: email.id,
        object: wire::EmailAddressTag::Tag,
        email_address: email.address,
        reserved: email.standing == Standing::Reserved,
        verification: standing(email.standing),
        linked_to: Vec::new(),
        created_at: email.created_at,
        updated_at: email.updated_at,
    }
}

/// A session, as it stands at `now`.
pub(super) fn session(session: Session, now: Timestamp) -> wire::Session {
    wire::Session {
        object: wire::SessionTag::Tag,
        status: session.status_at(now).as_str().to_owned(),
        id: session.id,
        user_id: session.user_id,
        client_id: session.client_id,
        actor: None,
        last_active_organization_id: None,
        last_active_at: session.last_active_at,
        expire_at: session.expire_at,
        abandon_at: session.abandon_at,
        updated_at: session.updated_at,
        created_at: session.created_at,
    }
}

/// A sign-in token; `token` is there in the answer that creates it.
pub(super) fn sign_in_token(record: SignInToken, token: Option<String>) -> wire::SignInToken {
    wire::SignInToken {
        object: wire::SignInTokenTag::Tag,
        id: record.id,
        user_id: record.user_id,
        token,
        status: record.status.as_str().to_owned(),
        url: None,
        created_at: record.created_at,
        updated_at: record.updated_at,
    }
}
