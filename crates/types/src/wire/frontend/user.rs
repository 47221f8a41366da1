use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::wire::{
    EmailAddress, IdentificationLink, Metadata, NumberVerification, PhoneNumberTag, UserTag,
};
use crate::{EmailAddressId, PhoneNumberId, Timestamp, UserId};

/// A user, as they see themselves. What this server has none of is there and empty, as clients need it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// `user`.
    pub object: UserTag,
    /// A unique name to sign in with.
    pub username: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Where the user's picture is.
    pub image_url: String,
    /// Whether the user has a picture of their own.
    pub has_image: bool,
    /// The main email address.
    pub primary_email_address_id: Option<EmailAddressId>,
    /// The main phone number.
    pub primary_phone_number_id: Option<PhoneNumberId>,
    /// Always null.
    pub primary_web3_wallet_id: Option<String>,
    /// Whether there is a password.
    pub password_enabled: bool,
    /// Whether signing in takes two factors.
    pub two_factor_enabled: bool,
    /// Always false.
    pub totp_enabled: bool,
    /// Whether there are backup codes.
    pub backup_code_enabled: bool,
    /// Email addresses: kept, never a way in.
    pub email_addresses: Vec<EmailAddress>,
    /// Phone numbers, oldest first.
    pub phone_numbers: Vec<PhoneNumber>,
    /// Always empty.
    pub web3_wallets: Vec<Value>,
    /// Always empty.
    pub passkeys: Vec<Value>,
    /// Always empty.
    pub external_accounts: Vec<Value>,
    /// Always empty.
    pub saml_accounts: Vec<Value>,
    /// Always empty.
    pub enterprise_accounts: Vec<Value>,
    /// Always empty.
    pub organization_memberships: Vec<Value>,
    /// Metadata that backend and frontend see and only the backend writes.
    pub public_metadata: Metadata,
    /// Metadata that backend and frontend see and write.
    pub unsafe_metadata: Metadata,
    /// The app's own id of the user.
    pub external_id: Option<String>,
    /// When the user last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Whether the user may not sign in, and has no session.
    pub banned: bool,
    /// Whether the user may not sign in until an admin unlocks the account.
    pub locked: bool,
    /// Always null: a lock does not end by itself.
    pub lockout_expires_in_seconds: Option<i64>,
    /// Wrong tries left until the account locks.
    pub verification_attempts_remaining: Option<u32>,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When the user last changed.
    pub updated_at: Timestamp,
    /// Whether the user may delete the account.
    pub delete_self_enabled: bool,
    /// Always false: there are no organizations.
    pub create_organization_enabled: bool,
    /// The last day the user was active.
    pub last_active_at: Option<Timestamp>,
    /// When two factors were last switched on.
    pub mfa_enabled_at: Option<Timestamp>,
    /// When two factors were last switched off.
    pub mfa_disabled_at: Option<Timestamp>,
    /// When the user accepted the legal terms.
    pub legal_accepted_at: Option<Timestamp>,
}

/// A phone number within a user: never with backup codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhoneNumber {
    /// Its id.
    pub id: PhoneNumberId,
    /// `phone_number`.
    pub object: PhoneNumberTag,
    /// The number in E.164 form.
    pub phone_number: crate::PhoneNumber,
    /// Whether a code to this number is a second factor.
    pub reserved_for_second_factor: bool,
    /// Whether it is the second factor that is offered first. At most one of a user's numbers.
    pub default_second_factor: bool,
    /// Whether the number is unverified and yet held: usable for sign-in, and nobody else can have it.
    pub reserved: bool,
    /// How it was, or is being, proven; null until a code was sent.
    pub verification: Option<NumberVerification>,
    /// Links to other identifications: none for phone numbers.
    pub linked_to: Vec<IdentificationLink>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
