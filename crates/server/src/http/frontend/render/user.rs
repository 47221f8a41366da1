use strowger_core::record::{Number, User};
use strowger_types::Timestamp;
use strowger_types::wire::frontend;

use super::Surroundings;
use crate::http::backend::render as backend;

/// A user, as they see themselves.
pub(in crate::http::frontend) fn user(
    record: &User,
    now: Timestamp,
    around: &Surroundings<'_>,
) -> frontend::User {
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
