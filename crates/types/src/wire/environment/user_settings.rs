use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What users have, and may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserSettings {
    /// What an account is made of.
    pub attributes: Attributes,
    /// Accounts elsewhere that sign in here: none.
    pub social: BTreeMap<String, Value>,
    /// Always off.
    pub saml: Switch,
    /// Always off.
    pub enterprise_sso: EnterpriseSso,
    /// How people sign in.
    pub sign_in: SignInSettings,
    /// How people sign up.
    pub sign_up: SignUpSettings,
    /// Lists of who may sign up: none.
    pub restrictions: Restrictions,
    /// What a username may be.
    pub username_settings: UsernameSettings,
    /// What users may do to their accounts.
    pub actions: Actions,
    /// What stands in the way of guessing.
    pub attack_protection: AttackProtection,
    /// Always off.
    pub passkey_settings: PasskeySettings,
    /// What a password may be.
    pub password_settings: PasswordSettings,
}

/// Something that is on or off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Switch {
    /// Whether it is on.
    pub enabled: bool,
}

/// What an account is made of. What an account cannot have is off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attributes {
    /// Always off.
    pub email_address: Attribute,
    /// Phone numbers: never off.
    pub phone_number: Attribute,
    /// The username.
    pub username: Attribute,
    /// Always off.
    pub web3_wallet: Attribute,
    /// The first name.
    pub first_name: Attribute,
    /// The last name.
    pub last_name: Attribute,
    /// The password.
    pub password: Attribute,
    /// Always off.
    pub authenticator_app: Attribute,
    /// Sign-in tokens: nothing that an account has, so off, though they are taken.
    pub ticket: Attribute,
    /// Backup codes.
    pub backup_code: Attribute,
    /// Always off.
    pub passkey: Attribute,
}

/// One of the things that an account is made of; off by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attribute {
    /// Whether accounts may have it.
    pub enabled: bool,
    /// Whether signing up needs it.
    pub required: bool,
    /// Whether a sign-in may begin with it.
    pub used_for_first_factor: bool,
    /// How it is proven at a sign-in.
    pub first_factors: Vec<String>,
    /// Whether it may be the second step of a sign-in.
    pub used_for_second_factor: bool,
    /// How it is proven as a second step.
    pub second_factors: Vec<String>,
    /// How it is proven to be the user's.
    pub verifications: Vec<String>,
    /// Whether signing up proves it.
    pub verify_at_sign_up: bool,
    /// Whether users cannot change it. Always false.
    pub immutable: bool,
}

/// Signing in by somebody else's directory: off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnterpriseSso {
    /// Always false.
    pub enabled: bool,
    /// Always false.
    #[serde(default)]
    pub self_serve_sso: bool,
}

/// How people sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignInSettings {
    /// The second step.
    pub second_factor: SecondFactorSettings,
}

/// The second step of a sign-in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecondFactorSettings {
    /// Whether everybody must have one. Always false.
    pub required: bool,
    /// Whether users may set one up.
    #[serde(default)]
    pub enabled: bool,
}

/// How people sign up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignUpSettings {
    /// Always false.
    pub captcha_enabled: bool,
    /// `smart`, which nothing asks for while the captcha is off.
    pub captcha_widget_type: String,
    /// Always false.
    pub custom_action_required: bool,
    /// Whether what is missing may be given later in the same sign-up. Always true.
    pub progressive: bool,
    /// `public`, or `restricted`: nobody signs up by themselves.
    pub mode: String,
    /// Always false.
    pub legal_consent_enabled: bool,
}

/// Lists of who may sign up: none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Restrictions {
    /// Always off.
    pub allowlist: Switch,
    /// Always off.
    pub blocklist: Switch,
    /// Always off.
    pub allowlist_blocklist_disabled_on_sign_in: Switch,
    /// Always off.
    pub block_email_subaddresses: Switch,
    /// Always off.
    pub block_disposable_email_domains: Switch,
}

/// What a username may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsernameSettings {
    /// Fewest characters.
    pub min_length: Option<u32>,
    /// Most characters.
    pub max_length: Option<u32>,
    /// Always false: letters, digits, `_`, `-` and `.`.
    pub allow_extended_special_characters: bool,
    /// Always false: digits alone may be taken for a phone number.
    pub allow_numeric_usernames: bool,
}

/// What users may do to their accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Actions {
    /// Whether they may delete them.
    pub delete_self: bool,
    /// Always false.
    pub create_organization: bool,
    /// Always null.
    pub create_organizations_limit: Option<bool>,
}

/// What stands in the way of guessing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttackProtection {
    /// When wrong tries lock an account.
    pub user_lockout: UserLockout,
    /// Whether what is shown of an account before its sign-in is masked. Always on.
    pub pii: Switch,
    /// Links by email: none.
    pub email_link: EmailLink,
    /// Whether nobody may learn who has an account.
    pub enumeration_protection: Switch,
}

/// When wrong tries lock an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserLockout {
    /// Always true.
    pub enabled: bool,
    /// Wrong tries in a row.
    pub max_attempts: u32,
    /// Minutes until it unlocks by itself. Always 0: it does not.
    pub duration_in_minutes: u32,
}

/// Links by email: none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmailLink {
    /// Always false.
    pub require_same_client: bool,
}

/// Passkeys: off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeySettings {
    /// Always false.
    pub allow_autofill: bool,
    /// Always false.
    pub show_sign_in_button: bool,
    /// Always false.
    pub satisfies_second_factor: bool,
}

/// What a password may be: any characters, if there are enough of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasswordSettings {
    /// Whether passwords are not looked up among stolen ones. Always true: nothing is sent elsewhere.
    pub disable_hibp: bool,
    /// Fewest characters.
    pub min_length: u32,
    /// Most characters.
    pub max_length: u32,
    /// Always false.
    pub require_special_char: bool,
    /// Always false.
    pub require_numbers: bool,
    /// Always false.
    pub require_uppercase: bool,
    /// Always false.
    pub require_lowercase: bool,
    /// Whether the form estimates how strong it is. Always false.
    pub show_zxcvbn: bool,
    /// Always 0.
    pub min_zxcvbn_strength: u32,
    /// Always false.
    pub enforce_hibp_on_sign_in: bool,
    /// Characters that count as special.
    pub allowed_special_characters: String,
    /// Whether a new password needs no factor proven of late.
    pub disable_password_reverification: bool,
}
