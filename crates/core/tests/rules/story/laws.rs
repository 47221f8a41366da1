//! What holds after every step of every story, whatever it is about.

use std::collections::HashMap;

use strowger_core::commit::{Commit, Guard, Write};
use strowger_core::policy::FAILURES_MAX;
use strowger_core::record::{Number, SecondFactor, Session, SessionStatus, User, Verification};
use strowger_core::verification::Outcome;
use strowger_types::{Timestamp, UserId};

/// All that the laws look at, at one moment.
pub(crate) struct Picture {
    pub(crate) users: Vec<User>,
    /// Oldest first.
    pub(crate) verifications: Vec<Verification>,
    pub(crate) sessions: Vec<Session>,
}

/// Holds one commit against the laws.
pub(crate) fn uphold(before: &Picture, after: &Picture, commit: &Commit, now: Timestamp) {
    for user in &after.users {
        a_user_is_sound(user);
        match before.users.iter().find(|old| old.id == user.id) {
            Some(old) => a_change_is_recorded(old, user, commit, now),
            None => assert_eq!(user.version, 1),
        }
    }
    what_is_newly_held_is_guarded(before, after, commit);
    a_number_has_one_holder(&after.users);
    a_number_has_one_live_code_the_newest(&after.verifications, now);
    the_banned_have_no_session(after);
}

fn a_user_is_sound(user: &User) {
    let seconds = || user.numbers.iter().filter(|n| n.second_factor.is_on());
    let defaults = seconds().filter(|n| n.second_factor == SecondFactor::Default);
    assert_eq!(
        defaults.count(),
        usize::from(seconds().count() > 0),
        "one default second factor while there is any"
    );
    assert!(
        seconds().all(|number| number.standing.is_verified()),
        "a second factor is verified"
    );
    assert!(
        user.primary_number
            .as_ref()
            .is_none_or(|id| user.number(id).is_some()),
        "the primary number exists"
    );
    for number in &user.numbers {
        let same = |other: &&Number| other.phone_number == number.phone_number;
        assert_eq!(
            user.numbers.iter().filter(same).count(),
            1,
            "no number twice"
        );
    }
    assert!(
        user.failures < FAILURES_MAX || user.locked,
        "a spent budget locks the account"
    );
}

/// Whether something that is not a second factor tells the user from others.
fn is_identified(user: &User) -> bool {
    let is_first = |number: &Number| !number.second_factor.is_on();
    user.username.is_some() || !user.emails.is_empty() || user.numbers.iter().any(is_first)
}

fn a_change_is_recorded(before: &User, after: &User, commit: &Commit, now: Timestamp) {
    let is_written = commit
        .writes
        .iter()
        .any(|write| matches!(write, Write::PutUser(user) if user.id == after.id));
    assert_eq!(is_written, before != after, "written when it changed");
    assert_eq!(
        after.version,
        before.version + u64::from(is_written),
        "one version more for each change"
    );
    assert!(
        is_identified(after) || !is_identified(before),
        "the last identification stays"
    );

    let was_on = before.two_factor_enabled();
    let is_on = after.two_factor_enabled();
    let moved = |flips, old| if flips { Some(now) } else { old };
    assert_eq!(
        after.mfa_enabled_at,
        moved(!was_on && is_on, before.mfa_enabled_at),
        "mfa_enabled_at moves when two factors go on"
    );
    assert_eq!(
        after.mfa_disabled_at,
        moved(was_on && !is_on, before.mfa_disabled_at),
        "mfa_disabled_at moves when two factors go off"
    );

    let unseen = User {
        version: before.version,
        failures: before.failures,
        updated_at: before.updated_at,
        ..after.clone()
    };
    let updated_at = if unseen == *before {
        before.updated_at
    } else {
        now
    };
    assert_eq!(
        after.updated_at, updated_at,
        "updated_at moves exactly when something visible changed"
    );
    for number in &after.numbers {
        let Some(old) = before.number(&number.id) else {
            continue;
        };
        let mut unstamped = number.clone();
        unstamped.updated_at = old.updated_at;
        let updated_at = if unstamped == *old {
            old.updated_at
        } else {
            now
        };
        assert_eq!(number.updated_at, updated_at, "a number's updated_at too");
        assert_eq!(
            commit.writes.contains(&Write::PutNumber(number.clone())),
            number != old,
            "a number is written when it changed"
        );
    }
}

/// Stores refuse a second holder by themselves too; the rule must not lean on that.
fn what_is_newly_held_is_guarded(before: &Picture, after: &Picture, commit: &Commit) {
    let held = |picture: &Picture| -> Vec<Number> {
        let numbers = picture.users.iter().flat_map(|user| user.numbers.clone());
        numbers.filter(|n| n.standing.is_held()).collect()
    };
    let held_before = held(before);
    for number in held(after) {
        let guard = Guard::NumberFree {
            phone_number: number.phone_number.clone(),
            except: number.user_id.clone(),
        };
        assert!(
            held_before.iter().any(|old| old.id == number.id) || commit.guards.contains(&guard),
            "a number that is newly held is guarded"
        );
    }
}

fn a_number_has_one_holder(users: &[User]) {
    let mut holders: HashMap<&str, &UserId> = HashMap::new();
    for user in users {
        for number in user.numbers.iter().filter(|n| n.standing.is_held()) {
            let other = holders.insert(number.phone_number.as_str(), &user.id);
            assert_eq!(other, None, "one holder of a number");
        }
    }
}

fn a_number_has_one_live_code_the_newest(verifications: &[Verification], now: Timestamp) {
    for (place, verification) in verifications.iter().enumerate() {
        let newer = &verifications[place + 1..];
        let is_newest = newer
            .iter()
            .all(|newer| newer.phone_number_id != verification.phone_number_id);
        assert!(
            is_newest || verification.outcome_at(now) != Outcome::Unverified,
            "a newer code kills the older"
        );
    }
}

fn the_banned_have_no_session(picture: &Picture) {
    for session in &picture.sessions {
        let is_banned = picture
            .users
            .iter()
            .any(|user| user.id == session.user_id && user.banned);
        assert!(
            !is_banned || session.status != SessionStatus::Active,
            "the banned have no session"
        );
    }
}
