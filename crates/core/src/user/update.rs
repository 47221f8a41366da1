use strowger_types::{EmailAddressId, PhoneNumberId, Timestamp, UserId};

use super::change;
use crate::commit::Write;
use crate::record::{Password, SessionStatus, User};
use crate::{Ctx, Decision, Refusal};

/// What to do with a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Edit<T> {
    /// Nothing.
    #[default]
    Keep,
    /// Take the value away.
    Clear,
    /// Put this value there.
    Set(T),
}

impl<T> Edit<T> {
    pub(crate) fn apply(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }
}

/// Changes to a user.
#[derive(Clone, Debug, Default)]
pub struct UpdateUser {
    /// First name.
    pub first_name: Edit<String>,
    /// Last name.
    pub last_name: Edit<String>,
    /// Language and region.
    pub locale: Edit<String>,
    /// The app's own id.
    pub external_id: Edit<String>,
    /// The username, checked.
    pub username: Edit<String>,
    /// A new primary number: verified, and the user's.
    pub primary_number: Option<String>,
    /// A new primary email address: verified, and the user's.
    pub primary_email: Option<String>,
    /// A new password's digest.
    pub password_digest: Option<String>,
    /// Whether a new password ends the user's sessions.
    pub sign_out: bool,
    /// Whether the user may delete the account.
    pub delete_self_enabled: Option<bool>,
    /// When the user accepted the legal terms.
    pub legal_accepted_at: Edit<Timestamp>,
    /// When the user signed up.
    pub created_at: Option<Timestamp>,
    /// Changes to metadata: merged, not replaced.
    pub metadata: super::MetadataPatch,
}

/// Who has the names that the user is to get.
#[derive(Clone, Debug, Default)]
pub struct NameHolders {
    /// Who has the username.
    pub username: Option<UserId>,
    /// Who has the external id.
    pub external_id: Option<UserId>,
}

/// Changes a user.
pub fn update(
    before: &User,
    command: UpdateUser,
    holders: &NameHolders,
    ctx: &mut Ctx<'_>,
) -> Decision<User> {
    let mut refusals = Vec::new();
    let mut after = before.clone();
    if holders
        .username
        .as_ref()
        .is_some_and(|holder| *holder != before.id)
    {
        refusals.push(Refusal::IdentifierTaken { param: "username" });
    }
    if holders
        .external_id
        .as_ref()
        .is_some_and(|holder| *holder != before.id)
    {
        refusals.push(Refusal::ExternalIdTaken);
    }
    if let Some(id) = &command.primary_number {
        match primary_number(before, id) {
            Ok(id) => after.primary_number = Some(id),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if let Some(id) = &command.primary_email {
        match primary_email(before, id) {
            Ok(id) => after.primary_email = Some(id),
            Err(refusal) => refusals.push(refusal),
        }
    }
    refusals.extend(command.metadata.apply_to(&mut after));
    if !refusals.is_empty() {
        return Decision::refuse_all(refusals);
    }
    command.first_name.apply(&mut after.first_name);
    command.last_name.apply(&mut after.last_name);
    command.locale.apply(&mut after.locale);
    command.external_id.apply(&mut after.external_id);
    command.username.apply(&mut after.username);
    command
        .legal_accepted_at
        .apply(&mut after.legal_accepted_at);
    if let Some(enabled) = command.delete_self_enabled {
        after.delete_self_enabled = enabled;
    }
    if let Some(created_at) = command.created_at {
        after.created_at = created_at;
    }
    let has_new_password = command.password_digest.is_some();
    if let Some(digest) = command.password_digest {
        after.password = Some(Password::set(digest, before.password.as_ref(), ctx.now));
    }
    if before.is_identified() && !after.is_identified() {
        return Decision::refuse(Refusal::LastIdentificationDeleted);
    }
    let (after, commit) = change(Some(before), after, ctx);
    let decision = Decision::reply(after).and(commit);
    if has_new_password && command.sign_out {
        return decision.write(Write::EndSessions {
            user_id: before.id.clone(),
            except: None,
            status: SessionStatus::Revoked,
            at: ctx.now,
        });
    }
    decision
}

fn primary_number(user: &User, id: &str) -> Result<PhoneNumberId, Refusal> {
    const PARAM: &str = "primary_phone_number_id";
    let number = PhoneNumberId::parse(id).and_then(|id| user.number(&id).cloned());
    let number = number.ok_or(Refusal::ReferenceNotFound { param: PARAM })?;
    if !number.standing.is_verified() {
        return Err(Refusal::VerificationNeeded { param: PARAM });
    }
    Ok(number.id)
}

fn primary_email(user: &User, id: &str) -> Result<EmailAddressId, Refusal> {
    const PARAM: &str = "primary_email_address_id";
    let email = user.emails.iter().find(|email| email.id.as_str() == id);
    let email = email.ok_or(Refusal::ReferenceNotFound { param: PARAM })?;
    if !email.standing.is_verified() {
        return Err(Refusal::VerificationNeeded { param: PARAM });
    }
    Ok(email.id.clone())
}
