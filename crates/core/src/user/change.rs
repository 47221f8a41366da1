use crate::commit::{Commit, Guard, Write};
use crate::outbox::Text;
use crate::record::{Number, SecondFactor, User};
use crate::{Change, Ctx};

/// Turns `before` (`None`: there was no such user) into `after` and says what to commit.
///
/// This is the only way in which a user changes, so what must always hold is made to hold here:
/// exactly one default second factor while there is any, a primary number that exists, the times of two factors,
/// `updated_at` that moves exactly when something visible changed, no two holders of one identifier, no backup codes
/// without a second factor, and a notice to every number that stops being one.
///
/// The user's version is guarded even when nothing changed: what else the rule writes was decided on this user.
pub fn change(before: Option<&User>, mut after: User, ctx: &mut Ctx<'_>) -> (User, Change) {
    settle_default_second_factor(&mut after.numbers);
    settle_primaries(&mut after);
    settle_mfa_times(before, &mut after, ctx);
    if !after.two_factor_enabled() {
        after.backup_codes = None;
    }
    for number in &mut after.numbers {
        if number.standing.is_verified() {
            number.sent = None;
        }
    }

    let mut commit = Commit::default();
    commit.guards.extend(before.map(User::guard));
    if before.is_some_and(|before| *before == after) {
        return (after, commit.into());
    }
    guard_identifiers(before, &after, ctx, &mut commit);
    for number in &mut after.numbers {
        let old = before.and_then(|before| before.number(&number.id));
        if old != Some(number) {
            if old.is_some() {
                number.updated_at = ctx.now;
            }
            commit.writes.push(Write::PutNumber(number.clone()));
        }
    }
    for email in &after.emails {
        if !before.is_some_and(|before| before.emails.contains(email)) {
            commit.writes.push(Write::PutEmail(email.clone()));
        }
    }
    if let Some(before) = before {
        let gone = before
            .numbers
            .iter()
            .filter(|number| after.number(&number.id).is_none());
        commit.writes.splice(
            0..0,
            gone.map(|number| Write::DeleteNumber(number.id.clone())),
        );
        after.version = before.version + 1;
        if is_visible(before, &after) {
            after.updated_at = ctx.now;
        }
    }
    // First, since numbers and emails hang from it.
    commit
        .writes
        .insert(0, Write::PutUser(Box::new(after.clone())));
    let texts = before.map_or_else(Vec::new, |before| notices(before, &after, ctx));
    (after, Change { commit, texts })
}

/// Notices to numbers that were second factors and are not any more (NIST SP 800-63B: a change of authenticators is told).
fn notices(before: &User, after: &User, ctx: &mut Ctx<'_>) -> Vec<Text> {
    let gone = before.numbers.iter().filter(|number| {
        let is_still_on = after
            .number(&number.id)
            .is_some_and(|number| number.second_factor.is_on());
        number.second_factor.is_on() && !is_still_on
    });
    gone.filter_map(|number| Text::second_factor_removed(number, ctx))
        .collect()
}

/// Whether anything changed that a reader of the user cares for: a count of wrong tries is not that.
fn is_visible(before: &User, after: &User) -> bool {
    let unseen = User {
        version: before.version,
        failures: before.failures,
        stranger_failures: before.stranger_failures,
        ..after.clone()
    };
    unseen != *before || before.is_locked_out() != after.is_locked_out()
}

fn settle_default_second_factor(numbers: &mut [Number]) {
    let has_default = numbers
        .iter()
        .any(|number| number.second_factor == SecondFactor::Default);
    if !has_default
        && let Some(oldest) = numbers
            .iter_mut()
            .find(|number| number.second_factor.is_on())
    {
        oldest.second_factor = SecondFactor::Default;
    }
}

fn settle_primaries(user: &mut User) {
    if let Some(primary) = &user.primary_number
        && user.number(primary).is_none()
    {
        let oldest_verified = user
            .numbers
            .iter()
            .find(|number| number.standing.is_verified());
        user.primary_number = oldest_verified.map(|number| number.id.clone());
    }
}

fn settle_mfa_times(before: Option<&User>, after: &mut User, ctx: &Ctx<'_>) {
    let was_on = before.is_some_and(User::two_factor_enabled);
    match (was_on, after.two_factor_enabled()) {
        (false, true) => after.mfa_enabled_at = Some(ctx.now),
        (true, false) => after.mfa_disabled_at = Some(ctx.now),
        (false, false) | (true, true) => {}
    }
}

/// Guards what is new or newly held. A number that is only claimed is guarded too: nobody may claim what somebody holds.
///
/// Where accounts are hidden, a claim must not tell whether somebody holds the number; that is judged once it is proven.
fn guard_identifiers(before: Option<&User>, after: &User, ctx: &Ctx<'_>, commit: &mut Commit) {
    for number in &after.numbers {
        let old = before.and_then(|before| before.number(&number.id));
        let is_newly_held =
            number.standing.is_held() && old.is_some_and(|old| !old.standing.is_held());
        let is_new_claim =
            old.is_none() && (number.standing.is_held() || !ctx.policy.hides_accounts);
        if is_new_claim || is_newly_held {
            commit.guards.push(Guard::NumberFree {
                phone_number: number.phone_number.clone(),
                except: after.id.clone(),
            });
        }
    }
    for email in &after.emails {
        if !before.is_some_and(|before| before.emails.contains(email)) {
            commit.guards.push(Guard::EmailFree {
                address: email.address.clone(),
                except: after.id.clone(),
            });
        }
    }
    if let Some(username) = &after.username
        && before.is_none_or(|before| before.username != after.username)
    {
        commit.guards.push(Guard::UsernameFree {
            username: username.clone(),
            except: after.id.clone(),
        });
    }
    if let Some(external_id) = &after.external_id
        && before.is_none_or(|before| before.external_id != after.external_id)
    {
        commit.guards.push(Guard::ExternalIdFree {
            external_id: external_id.clone(),
            except: after.id.clone(),
        });
    }
}
