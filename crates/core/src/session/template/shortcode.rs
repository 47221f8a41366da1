//! The shortcodes that there are, and what each stands for.

use std::cell::OnceCell;

use serde_json::{Map, Value};
use strowger_types::SessionId;
use strowger_types::wire::Metadata;

use crate::record::{Number, User};

/// Something that a template can say of a user or a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shortcode {
    UserId,
    FirstName,
    LastName,
    FullName,
    Username,
    ExternalId,
    PrimaryPhoneNumber,
    PhoneNumberVerified,
    PrimaryEmailAddress,
    TwoFactorEnabled,
    CreatedAt,
    /// What lies at this path in the public metadata; all of it if the path is empty.
    PublicMetadata(Vec<String>),
    /// What lies at this path in the unsafe metadata; all of it if the path is empty.
    UnsafeMetadata(Vec<String>),
    SessionId,
}

impl Shortcode {
    /// The shortcode between the braces. Private metadata has none: tokens are read by browsers.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let named = match text {
            "user.id" => Self::UserId,
            "user.first_name" => Self::FirstName,
            "user.last_name" => Self::LastName,
            "user.full_name" => Self::FullName,
            "user.username" => Self::Username,
            "user.external_id" => Self::ExternalId,
            "user.primary_phone_number" => Self::PrimaryPhoneNumber,
            "user.phone_number_verified" => Self::PhoneNumberVerified,
            "user.primary_email_address" => Self::PrimaryEmailAddress,
            "user.two_factor_enabled" => Self::TwoFactorEnabled,
            "user.created_at" => Self::CreatedAt,
            "session.id" => Self::SessionId,
            _ => return Self::parse_metadata(text),
        };
        Some(named)
    }

    fn parse_metadata(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("user.public_metadata") {
            return Some(Self::PublicMetadata(parse_path(path)?));
        }
        let path = text.strip_prefix("user.unsafe_metadata")?;
        Some(Self::UnsafeMetadata(parse_path(path)?))
    }
}

/// The keys of a path such as `.plan.name`; none for an empty one.
fn parse_path(text: &str) -> Option<Vec<String>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let keys: Vec<String> = text
        .strip_prefix('.')?
        .split('.')
        .map(str::to_owned)
        .collect();
    keys.iter().all(|key| !key.is_empty()).then_some(keys)
}

/// What shortcodes are filled from.
pub(super) struct Facts<'a> {
    user: &'a User,
    session_id: &'a SessionId,
    public: OnceCell<Map<String, Value>>,
    unsafe_: OnceCell<Map<String, Value>>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(user: &'a User, session_id: &'a SessionId) -> Self {
        Self {
            user,
            session_id,
            public: OnceCell::new(),
            unsafe_: OnceCell::new(),
        }
    }

    /// What the shortcode stands for; null for what the user does not have.
    pub(super) fn value(&self, shortcode: &Shortcode) -> Value {
        let user = self.user;
        match shortcode {
            Shortcode::UserId => user.id.as_str().into(),
            Shortcode::FirstName => user.first_name.clone().into(),
            Shortcode::LastName => user.last_name.clone().into(),
            Shortcode::FullName => full_name(user).into(),
            Shortcode::Username => user.username.clone().into(),
            Shortcode::ExternalId => user.external_id.clone().into(),
            Shortcode::PrimaryPhoneNumber => primary_number(user)
                .map(|number| number.phone_number.as_str())
                .into(),
            Shortcode::PhoneNumberVerified => primary_number(user)
                .is_some_and(|number| number.standing.is_verified())
                .into(),
            Shortcode::PrimaryEmailAddress => primary_email(user).into(),
            Shortcode::TwoFactorEnabled => user.two_factor_enabled().into(),
            // Seconds, as all times in tokens.
            Shortcode::CreatedAt => user.created_at.as_seconds().into(),
            Shortcode::PublicMetadata(path) => at_path(&self.public, &user.public_metadata, path),
            Shortcode::UnsafeMetadata(path) => at_path(&self.unsafe_, &user.unsafe_metadata, path),
            Shortcode::SessionId => self.session_id.as_str().into(),
        }
    }
}

fn full_name(user: &User) -> Option<String> {
    let names = [user.first_name.as_deref(), user.last_name.as_deref()];
    let names: Vec<&str> = names.into_iter().flatten().collect();
    (!names.is_empty()).then(|| names.join(" "))
}

fn primary_number(user: &User) -> Option<&Number> {
    user.number(user.primary_number.as_ref()?)
}

fn primary_email(user: &User) -> Option<&str> {
    let id = user.primary_email.as_ref()?;
    let email = user.emails.iter().find(|email| email.id == *id)?;
    Some(&email.address)
}

fn at_path(read: &OnceCell<Map<String, Value>>, metadata: &Metadata, path: &[String]) -> Value {
    let map = read.get_or_init(|| serde_json::from_str(metadata.as_json()).unwrap_or_default());
    let Some((first, rest)) = path.split_first() else {
        return Value::Object(map.clone());
    };
    rest.iter()
        .try_fold(map.get(first), |value, key| Some(value?.get(key)))
        .flatten()
        .cloned()
        .unwrap_or_default()
}
