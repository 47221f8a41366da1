use strowger_core::factor::{first_factors, second_factors};
use strowger_core::policy::Policy;
use strowger_core::record::{FactorStep, Identifier, SignIn, User};
use strowger_types::Timestamp;
use strowger_types::wire::frontend;

use super::Surroundings;
use super::factor::{first_factor, second_factor, verification};

/// An attempt to sign in. Names are shown once the first factor is proven: before, anybody could ask for them.
pub(in crate::http::frontend) fn sign_in(
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
