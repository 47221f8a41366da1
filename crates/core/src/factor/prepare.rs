use strowger_types::{PhoneNumber, PhoneNumberId, UserId};

use super::Offer;
use crate::client::is_spent;
use crate::limit::{Counted, Limit};
use crate::policy::{KNOWN_SENDS_PER_IP_FACTOR, Policy, SENDS_WINDOW_MS};
use crate::record::{Client, Factor, Purpose, Strategy, User, Verification};
use crate::verification::{Sending, send};
use crate::{Change, Ctx, Refusal};

/// Whom a code of a factor is for.
pub(crate) struct Target<'a> {
    /// Whose account it is; `None`: nobody's, and nothing is sent.
    pub(crate) user: Option<&'a User>,
    /// The client that asks.
    pub(crate) client: &'a Client,
    /// What the code will prove.
    pub(crate) purpose: Purpose,
    /// What may be used.
    pub(crate) offers: &'a [Offer],
    /// The budget that stands in for the account's, where the account is nobody's.
    pub(crate) pretended: Option<&'a Counted>,
    /// The verification of the code before.
    pub(crate) previous: Option<&'a Verification>,
    /// Limits on texts, counted.
    pub(crate) sends: &'a [Counted],
}

/// The limits on texts that a client may cause. Known devices share none with strangers, who could otherwise use up the
/// owner's; but they share one among themselves: an account that makes devices known to itself must not buy texts with them.
pub fn sends_limits(
    phone_number: &PhoneNumber,
    client: Option<&Client>,
    known_to: Option<&UserId>,
    ip_key: &str,
    policy: &Policy,
) -> Vec<Limit> {
    let number = phone_number.as_str();
    let limit = |key, max| Limit {
        key,
        max,
        window_ms: SENDS_WINDOW_MS,
    };
    let is_known = client
        .is_some_and(|client| known_to.is_some_and(|user_id| client.known_to(user_id).is_some()));
    if is_known {
        let key = format!("sends:known:{number}");
        let per_ip = policy
            .limits
            .sends_per_ip_max
            .saturating_mul(KNOWN_SENDS_PER_IP_FACTOR);
        return vec![
            limit(key, policy.sends_per_number_max),
            limit(format!("sends_known_ip:{ip_key}"), per_ip),
        ];
    }
    let mut limits = vec![
        limit(format!("sends:{number}"), policy.sends_per_number_max),
        limit(format!("sends_ip:{ip_key}"), policy.limits.sends_per_ip_max),
    ];
    if let Some(client) = client {
        limits.push(limit(
            format!("sends_client:{}", client.id),
            policy.limits.sends_per_client_max,
        ));
    }
    limits
}

/// Sends a code to one of the offered numbers: the one that is named, or else the first.
pub(crate) fn prepare(
    target: &Target<'_>,
    number_id: Option<&PhoneNumberId>,
    ctx: &mut Ctx<'_>,
) -> Result<(Factor, Change), Refusal> {
    let (number_id, phone_number) = chosen(target.offers, number_id)?;
    let is_spent = match target.user {
        Some(user) => is_spent(user, Some(target.client)),
        None => target
            .pretended
            .is_some_and(|counted| counted.wait_ms(ctx.now).is_some()),
    };
    if is_spent {
        let refusal = Refusal::Locked;
        let user_id = target.user.map(|user| &user.id);
        ctx.note_refused_text(&refusal, phone_number, user_id, user_id.map(|_| number_id));
        return Err(refusal);
    }
    let sending = Sending {
        purpose: target.purpose,
        phone_number,
        user_id: target.user.map(|user| &user.id),
        // What nobody has, the database does not know.
        number_id: target.user.map(|_| number_id),
        previous: target.previous,
        sends: target.sends,
        is_withheld: target.user.is_none(),
    };
    let (verification, change) = send(sending, ctx)?;
    let factor = Factor {
        strategy: Strategy::PhoneCode,
        number_id: Some(number_id.clone()),
        sent: Some(verification.as_sent()),
        verified: false,
    };
    Ok((factor, change))
}

/// The number that a code would go to: the one that is named, or else the one that is offered first.
pub fn number_to_text<'a>(
    offers: &'a [Offer],
    number_id: Option<&PhoneNumberId>,
) -> Option<&'a PhoneNumber> {
    chosen(offers, number_id)
        .ok()
        .map(|(_, phone_number)| phone_number)
}

fn chosen<'a>(
    offers: &'a [Offer],
    wanted: Option<&PhoneNumberId>,
) -> Result<(&'a PhoneNumberId, &'a PhoneNumber), Refusal> {
    let mut numbers = offers.iter().filter_map(|offer| match offer {
        Offer::PhoneCode {
            number_id,
            shown_as,
            phone_number,
            is_first,
        } => Some((number_id, shown_as, phone_number, *is_first)),
        Offer::Password | Offer::BackupCode => None,
    });
    let found = if let Some(wanted) = wanted {
        numbers.find(|(_, shown_as, ..)| *shown_as == wanted)
    } else {
        let all: Vec<_> = numbers.collect();
        let first = all.iter().position(|(.., is_first)| *is_first).unwrap_or(0);
        all.into_iter().nth(first)
    };
    let (number_id, _, phone_number, _) = found.ok_or(Refusal::StrategyNotForUser)?;
    Ok((number_id, phone_number))
}
