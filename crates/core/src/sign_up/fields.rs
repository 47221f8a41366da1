use strowger_types::{PhoneNumber, UserId, wire::Metadata};

use super::Facts;
use crate::policy::{Environment, Policy, Requirement};
use crate::record::SignUp;
use crate::user::Edit;
use crate::{Ctx, Refusal};

/// What somebody who signs up gives, or changes. What the instance does not ask for is passed over.
#[derive(Clone, Debug, Default)]
pub struct SignUpFields {
    /// The phone number.
    pub phone_number: Edit<PhoneNumber>,
    /// The username, checked.
    pub username: Edit<String>,
    /// The password's digest.
    pub password_digest: Option<String>,
    /// First name.
    pub first_name: Edit<String>,
    /// Last name.
    pub last_name: Edit<String>,
    /// Language and region.
    pub locale: Edit<String>,
    /// Metadata that the user will have.
    pub unsafe_metadata: Option<Metadata>,
    /// Whether the legal terms are accepted.
    pub legal_accepted: bool,
}

impl SignUpFields {
    /// Whether limits on requests hold for whoever gives these: in development only for numbers that could get a text.
    pub fn are_limited(&self, policy: &Policy) -> bool {
        match &self.phone_number {
            Edit::Set(phone_number) => policy.is_limited(phone_number),
            Edit::Keep | Edit::Clear => policy.environment == Environment::Production,
        }
    }

    /// Whether the answer to these tells whether somebody has an account, or took as long to make as a password takes to hash.
    pub(super) fn cost_something(&self) -> bool {
        matches!(self.phone_number, Edit::Set(_))
            || matches!(self.username, Edit::Set(_))
            || self.password_digest.is_some()
    }

    /// The attempt with these fields, or every reason against one.
    pub(super) fn apply(
        &self,
        sign_up: &mut SignUp,
        facts: &Facts,
        ctx: &mut Ctx<'_>,
    ) -> Result<(), Vec<Refusal>> {
        let mut refusals = Vec::new();
        if let Edit::Set(phone_number) = &self.phone_number
            && let Err(refusal) = check_number(phone_number, facts.holder.as_ref(), ctx)
        {
            refusals.push(refusal);
        }
        let takes_username = ctx.policy.sign_up.username.is_on();
        if takes_username
            && matches!(self.username, Edit::Set(_))
            && facts.username_holder.is_some()
        {
            refusals.push(Refusal::IdentifierTaken { param: "username" });
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let number_before = sign_up.phone_number.clone();
        self.phone_number.clone().apply(&mut sign_up.phone_number);
        if sign_up.phone_number != number_before {
            // What was proven, or is being proven, is the other number.
            sign_up.sent = None;
        }
        let policy = &ctx.policy.sign_up;
        set(policy.username, &self.username, &mut sign_up.username);
        set(policy.first_name, &self.first_name, &mut sign_up.first_name);
        set(policy.last_name, &self.last_name, &mut sign_up.last_name);
        self.locale.clone().apply(&mut sign_up.locale);
        if let Some(digest) = self
            .password_digest
            .clone()
            .filter(|_| policy.password.is_on())
        {
            sign_up.password_digest = Some(digest);
        }
        if let Some(metadata) = &self.unsafe_metadata {
            sign_up.unsafe_metadata = metadata.clone();
        }
        if self.legal_accepted {
            sign_up.legal_accepted_at = Some(ctx.now);
        }
        Ok(())
    }
}

fn set(requirement: Requirement, edit: &Edit<String>, field: &mut Option<String>) {
    if requirement.is_on() {
        edit.clone().apply(field);
    }
}

/// Whether somebody may sign up with this number. Where accounts are hidden, that it is taken is told to who proves to have it.
fn check_number(
    phone_number: &PhoneNumber,
    holder: Option<&UserId>,
    ctx: &mut Ctx<'_>,
) -> Result<(), Refusal> {
    if !ctx.policy.is_test_number(phone_number) {
        ctx.check_can_be_texted(phone_number, None)?;
    }
    if holder.is_some() && !ctx.policy.hides_accounts {
        return Err(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    }
    Ok(())
}

/// What has still to be given, by its names on the wire.
pub fn missing_fields(sign_up: &SignUp, policy: &Policy) -> Vec<&'static str> {
    let has_number = sign_up.phone_number.is_some();
    let is_identified = has_number || sign_up.username.is_some();
    let is_required = |requirement| requirement == Requirement::Required;
    let fields = [
        (
            "phone_number",
            is_required(policy.sign_up.phone_number) || !is_identified,
            has_number,
        ),
        (
            "username",
            is_required(policy.sign_up.username),
            sign_up.username.is_some(),
        ),
        (
            "password",
            // Without a number there would be no way in.
            is_required(policy.sign_up.password) || (is_identified && !has_number),
            sign_up.password_digest.is_some(),
        ),
        (
            "first_name",
            is_required(policy.sign_up.first_name),
            sign_up.first_name.is_some(),
        ),
        (
            "last_name",
            is_required(policy.sign_up.last_name),
            sign_up.last_name.is_some(),
        ),
    ];
    let missing = fields
        .into_iter()
        .filter(|(_, is_needed, is_there)| *is_needed && !is_there);
    missing.map(|(name, ..)| name).collect()
}

/// What was given and has still to be proven, by its names on the wire.
pub fn unverified_fields(sign_up: &SignUp) -> Vec<&'static str> {
    if sign_up.phone_number.is_some() && !sign_up.is_number_verified() {
        vec!["phone_number"]
    } else {
        Vec::new()
    }
}
