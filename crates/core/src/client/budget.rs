use crate::Ctx;
use crate::policy::FAILURES_MAX;
use crate::record::{Client, User};

use super::begin::familiar_mut;

/// Whether factors of the account are refused to this client. A known device spends a budget of its own, so that a
/// stranger cannot lock its owner out of it; everybody else shares the account's.
pub(crate) fn is_spent(user: &User, client: Option<&Client>) -> bool {
    if user.locked {
        return true;
    }
    match client.and_then(|client| known_failures(user, client)) {
        Some(failures) => failures >= FAILURES_MAX,
        None => user.is_locked_out(),
    }
}

/// Counts a wrong try.
pub(crate) fn count_wrong(user: &mut User, client: Option<&mut Client>, ctx: &Ctx<'_>) {
    let is_known = client
        .as_deref()
        .is_some_and(|client| known_failures(user, client).is_some());
    if !is_known {
        user.stranger_failures = user.stranger_failures.saturating_add(1);
    }
    if let Some(client) = client {
        let forgiven_at = user.unlocked_at;
        let familiar = familiar_mut(client, &user.id);
        if familiar.failed_at <= forgiven_at {
            familiar.failures = 0;
        }
        familiar.failures = familiar.failures.saturating_add(1);
        // Behind the unlock even if it came in the same millisecond, or if the clock was set back since: a try that
        // seems forgiven already would never count.
        let unlocked_at = forgiven_at.map(|at| at.plus_ms(1));
        familiar.failed_at = unlocked_at.max(Some(ctx.now));
    }
}

/// Gives back what this client had used up, no more: were a success to give back what strangers used up, they could
/// guess a hundred times for each of the owner's sign-ins.
pub(crate) fn give_back(user: &mut User, client: &mut Client) {
    let is_known = known_failures(user, client).is_some();
    let familiar = familiar_mut(client, &user.id);
    let counts = familiar.failed_at > user.unlocked_at;
    if counts && !is_known {
        user.stranger_failures = user.stranger_failures.saturating_sub(familiar.failures);
    }
    familiar.failures = 0;
    familiar.failed_at = None;
}

/// Wrong tries of a known device since an admin's last unlock; `None` for any other client.
fn known_failures(user: &User, client: &Client) -> Option<u32> {
    let familiar = client.known_to(&user.id)?;
    Some(if familiar.failed_at > user.unlocked_at {
        familiar.failures
    } else {
        0
    })
}
