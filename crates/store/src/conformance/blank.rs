//! Records in which nothing is set that need not be: what samples and benchmarks begin with.

use strowger_core::record::{Number, SecondFactor, Standing, User};
use strowger_types::wire::Metadata;
use strowger_types::{PhoneNumber, PhoneNumberId, Timestamp, UserId};

/// A user with nothing but an id.
pub fn user(id: UserId, created_at: Timestamp) -> User {
    User {
        id,
        version: 1,
        username: None,
        first_name: None,
        last_name: None,
        locale: None,
        external_id: None,
        password: None,
        backup_codes: None,
        public_metadata: Metadata::default(),
        private_metadata: Metadata::default(),
        unsafe_metadata: Metadata::default(),
        numbers: vec![],
        primary_number: None,
        emails: vec![],
        primary_email: None,
        banned: false,
        locked: false,
        failures: 0,
        stranger_failures: 0,
        unlocked_at: None,
        delete_self_enabled: true,
        mfa_enabled_at: None,
        mfa_disabled_at: None,
        last_sign_in_at: None,
        last_active_at: None,
        legal_accepted_at: None,
        created_at,
        updated_at: created_at,
    }
}

/// A number that its user was proven to have.
pub fn number(
    id: PhoneNumberId,
    user_id: UserId,
    phone_number: PhoneNumber,
    created_at: Timestamp,
) -> Number {
    Number {
        id,
        user_id,
        phone_number,
        standing: Standing::VerifiedByAdmin,
        sent: None,
        second_factor: SecondFactor::Off,
        created_at,
        updated_at: created_at,
    }
}
