//! What holds after every step of every story, whatever it is about.

use std::collections::BTreeSet;

use strowger_core::Refusal;
use strowger_core::backup_code::BACKUP_CODES;
use strowger_core::client::{FAMILIARS_MAX, Holder};
use strowger_core::commit::{Commit, Guard, Write};
use strowger_core::outbox::Text;
use strowger_core::policy::{ATTEMPTS_MAX, FAILURES_MAX, Policy};
use strowger_core::record::{
    Client, FactorStep, Familiar, Number, Purpose, SecondFactor, Session, SessionStatus, User,
    Verification, VerificationStatus,
};
use strowger_core::verification::Outcome;
use strowger_types::{ClientId, PhoneNumber, SessionId, Timestamp, UserId, VerificationId};

use super::store::Store;

/// What a commit is about to touch, as it was before.
pub(super) struct Before {
    users: Vec<User>,
    clients: Vec<Client>,
    sessions: Vec<Session>,
    verifications: Vec<Verification>,
    failures: Vec<(PhoneNumber, u32)>,
    touched: Touched,
}

/// What happened in one step.
pub(super) struct Happened<'a> {
    pub(super) commit: &'a Commit,
    pub(super) texts: &'a [Text],
    pub(super) refusals: &'a [Refusal],
    pub(super) holder: Option<Holder>,
    pub(super) policy: &'a Policy,
    pub(super) now: Timestamp,
}

#[derive(Default)]
struct Touched {
    users: BTreeSet<UserId>,
    clients: BTreeSet<ClientId>,
    sessions: BTreeSet<SessionId>,
    verifications: BTreeSet<VerificationId>,
}

impl Before {
    pub(super) fn of(store: &Store, commit: &Commit) -> Self {
        let touched = touched(store, commit);
        let failures = commit.writes.iter().filter_map(|write| match write {
            Write::SetFailures { phone_number, .. } => {
                Some((phone_number.clone(), store.failures(phone_number)))
            }
            _ => None,
        });
        Self {
            failures: failures.collect(),
            users: kept(&store.users, &touched.users),
            clients: kept(&store.clients, &touched.clients),
            sessions: kept(&store.sessions, &touched.sessions),
            verifications: kept(&store.verifications, &touched.verifications),
            touched,
        }
    }
}

fn kept<K: Ord, V: Clone>(map: &std::collections::BTreeMap<K, V>, ids: &BTreeSet<K>) -> Vec<V> {
    ids.iter().filter_map(|id| map.get(id).cloned()).collect()
}

fn touched(store: &Store, commit: &Commit) -> Touched {
    let mut touched = Touched::default();
    for write in &commit.writes {
        match write {
            Write::PutUser(user) => drop(touched.users.insert(user.id.clone())),
            Write::DeleteUser(id) | Write::EndSessions { user_id: id, .. } => {
                touched.users.insert(id.clone());
                let own = store.sessions.values().filter(|own| own.user_id == *id);
                touched.sessions.extend(own.map(|own| own.id.clone()));
            }
            Write::PutNumber(number) => drop(touched.users.insert(number.user_id.clone())),
            Write::DeleteNumber(id) => {
                let mut users = store.users.values();
                let owner = users.find(|user| user.number(id).is_some());
                touched.users.extend(owner.map(|user| user.id.clone()));
            }
            Write::PutEmail(email) => drop(touched.users.insert(email.user_id.clone())),
            Write::PutVerification(verification) => {
                touched.verifications.insert(verification.id.clone());
            }
            Write::PutClient(client) => drop(touched.clients.insert(client.id.clone())),
            Write::DeleteClient(id) => drop(touched.clients.insert(id.clone())),
            Write::PutSession(session) => {
                touched.sessions.insert(session.id.clone());
                touched.users.insert(session.user_id.clone());
            }
            Write::PutSignInToken(_)
            | Write::PutSettings(_)
            | Write::PutSigningKey(_)
            | Write::DeleteSigningKey { .. }
            | Write::SetFailures { .. }
            | Write::Count { .. }
            | Write::PutMessage(_)
            | Write::SettleMessage { .. }
            | Write::SweepMessages { .. }
            | Write::SweepExpired { .. } => {}
        }
    }
    touched
}

/// Holds one commit against the laws. Answers how many wrong tries it judged.
pub(super) fn uphold(before: &Before, store: &Store, happened: &Happened<'_>) -> u32 {
    let after = Before::of(store, happened.commit);
    let now = happened.now;
    for user in kept(&store.users, &before.touched.users) {
        a_user_is_sound(&user);
        match before.users.iter().find(|old| old.id == user.id) {
            Some(old) => {
                a_change_is_recorded(old, &user, happened.commit, now);
                who_is_no_second_factor_any_more_is_told(old, &user, happened);
                what_strangers_used_up_is_given_back_to_who_used_it(before, old, &user);
            }
            None => assert_eq!(user.version, 1),
        }
        the_banned_have_no_session(store, &user);
    }
    what_is_newly_held_is_guarded(&before.users, &after.users, happened.commit);
    for verification in &after.verifications {
        let mut old = before.verifications.iter();
        let old = old.find(|old| old.id == verification.id);
        a_code_is_judged_in_its_time(old, verification, now);
        a_number_has_one_live_code_the_newest(store, verification, now);
    }
    for client in &after.clients {
        let mut old = before.clients.iter();
        let old = old.find(|old| old.id == client.id);
        a_client_is_sound(client, store, now);
        a_token_changes_when_somebody_signs_in(old, client, happened);
    }
    for session in &after.sessions {
        let mut old = before.sessions.iter();
        let old = old.find(|old| old.id == session.id);
        a_session_is_sound(old, session, store, happened);
    }
    for text in happened.texts {
        a_text_goes_where_it_may(text, &after, happened);
    }
    every_wrong_try_counts(before, &after, happened)
}

fn a_client_is_sound(client: &Client, store: &Store, now: Timestamp) {
    assert!(client.familiars.len() <= FAMILIARS_MAX);
    let ids = client.familiars.iter().map(|familiar| &familiar.user_id);
    assert!(ids.is_sorted_by(|a, b| a < b), "each familiar once, by id");
    for familiar in &client.familiars {
        assert!(
            familiar.failures <= FAILURES_MAX,
            "no try behind a spent budget"
        );
        assert_eq!(familiar.failures > 0, familiar.failed_at.is_some());
    }
    if let Some(sign_in) = &client.sign_in {
        assert_eq!(
            sign_in.step == FactorStep::Complete,
            sign_in.created_session.is_some(),
            "complete is with a session"
        );
    }
    let is_known = |id: &UserId| {
        let mut familiars = client.familiars.iter();
        familiars.any(|own| own.user_id == *id && own.signed_in_at.is_some())
    };
    for session in store.sessions.values() {
        if session.client_id == client.id && session.created_at == now {
            assert!(
                is_known(&session.user_id),
                "who signed in here is known here"
            );
        }
    }
}

/// A browser takes any cookie, so that the one from before may be somebody else's; other tokens cannot be planted.
fn a_token_changes_when_somebody_signs_in(
    before: Option<&Client>,
    after: &Client,
    happened: &Happened<'_>,
) {
    let Some(before) = before else {
        assert_eq!(after.version, 1);
        return;
    };
    assert_eq!(
        after.version,
        before.version + 1,
        "one version more for each change"
    );
    assert!(after.begun || !before.begun, "what began has begun");
    let begins_session = happened.commit.writes.iter().any(
        |write| matches!(write, Write::PutSession(session) if session.version == 1 && session.client_id == after.id),
    );
    let changes = before.token_hash != after.token_hash;
    assert_eq!(
        changes,
        begins_session && happened.holder == Some(Holder::Cookie),
        "the token of a cookie changes when somebody signs in, and only then"
    );
    assert!(
        after.expire_at >= before.expire_at || begins_session,
        "nothing shortens the life of a client"
    );
    assert!(
        after.updated_at == happened.now
            || after.updated_at == before.updated_at && !begins_session,
        "signing in is told by the time of the last change"
    );
}

fn a_session_is_sound(
    before: Option<&Session>,
    after: &Session,
    store: &Store,
    happened: &Happened<'_>,
) {
    assert!(
        store.users.contains_key(&after.user_id),
        "a session is somebody's who exists"
    );
    let now = happened.now;
    match before {
        Some(before) => {
            assert!(
                after.version == before.version + 1 || after == before,
                "one version more for each change"
            );
            assert!(
                before.status == SessionStatus::Active || after.status == before.status,
                "a session that has ended stays as it ended"
            );
            assert_eq!(after.expire_at, before.expire_at, "use does not prolong it");
            let moved = |old: Option<Timestamp>, new| old == new || new == Some(now);
            assert!(moved(
                Some(before.first_factor_at),
                Some(after.first_factor_at)
            ));
            assert!(moved(before.second_factor_at, after.second_factor_at));
            let is_fresher = before.first_factor_at != after.first_factor_at
                || before.second_factor_at != after.second_factor_at;
            assert!(
                !is_fresher || happened.refusals.is_empty(),
                "a wrong try makes nothing fresh"
            );
        }
        None => assert_eq!((after.version, after.status), (1, SessionStatus::Active)),
    }
}

fn a_code_is_judged_in_its_time(
    before: Option<&Verification>,
    after: &Verification,
    now: Timestamp,
) {
    let Some(before) = before else {
        assert_eq!((after.version, after.attempts), (1, 0));
        assert_eq!(after.status, VerificationStatus::Unverified);
        return;
    };
    assert_eq!(
        after.version,
        before.version + 1,
        "one version more for each change"
    );
    assert_eq!(
        before.status,
        VerificationStatus::Unverified,
        "a code is accepted once, and never once it is dead"
    );
    assert!(
        after.status == VerificationStatus::Superseded || !before.expire_at.is_past(now),
        "no code is judged at its deadline"
    );
    assert!(after.attempts <= before.attempts + 1 && after.attempts <= ATTEMPTS_MAX);
    let unjudged = Verification {
        version: before.version,
        status: before.status,
        attempts: before.attempts,
        ..after.clone()
    };
    assert_eq!(unjudged, *before, "nothing else of a code changes");
}

/// Counts wrong tries by what they leave behind, and that each was charged to a budget in the commit that refused it.
fn every_wrong_try_counts(before: &Before, after: &Before, happened: &Happened<'_>) -> u32 {
    let judged_codes = after.verifications.iter().filter(|verification| {
        let mut old = before.verifications.iter();
        let old = old.find(|old| old.id == verification.id);
        old.is_some_and(|old| verification.attempts > old.attempts)
    });
    let wrong_codes = judged_codes.filter(|code| code.status != VerificationStatus::Verified);
    let wrong_codes = u32::try_from(wrong_codes.count()).expect("it fits");
    let was_refused = happened.refusals.iter().any(|refusal| {
        matches!(
            refusal,
            Refusal::CodeIncorrect
                | Refusal::PasswordIncorrect
                | Refusal::IncorrectPassword
                | Refusal::CurrentPasswordIncorrect
        )
    });
    let wrong = wrong_codes.max(u32::from(was_refused));
    assert!(wrong <= 1, "one try at a time");
    let charged = charges(before, after, happened.commit);
    assert!(
        (wrong == 1) == (charged > 0),
        "a wrong try is charged in the commit that refuses it, and nothing else is: {charged}"
    );
    wrong
}

/// How many budgets were charged.
fn charges(before: &Before, after: &Before, commit: &Commit) -> usize {
    let grew = |old: u32, new: u32| usize::from(new > old);
    let accounts = after.users.iter().map(|user| {
        let mut old = before.users.iter();
        let old = old.find(|old| old.id == user.id);
        old.map_or(0, |old| {
            grew(old.failures, user.failures) + grew(old.stranger_failures, user.stranger_failures)
        })
    });
    let devices = after.clients.iter().map(|client| {
        let mut old = before.clients.iter();
        let old = old.find(|old| old.id == client.id);
        let familiar = |familiar: &Familiar| {
            let was = old.and_then(|old| {
                let mut familiars = old.familiars.iter();
                familiars
                    .find(|was| was.user_id == familiar.user_id)
                    .cloned()
            });
            // After an unlock a budget begins anew: then the time of the last try moves, not the count.
            let was = was.map_or((0, None), |was| (was.failures, was.failed_at));
            usize::from(familiar.failures > 0 && (familiar.failures, familiar.failed_at) != was)
        };
        client.familiars.iter().map(familiar).sum::<usize>()
    });
    let numbers = before.failures.iter().map(|(number, old)| {
        let mut new = after.failures.iter();
        let new = new.find(|(other, _)| other == number);
        assert!(
            new.is_none_or(|(_, new)| *new <= FAILURES_MAX),
            "no try behind a spent budget"
        );
        new.map_or(0, |(_, new)| grew(*old, *new))
    });
    let pretended = commit
        .writes
        .iter()
        .filter(|write| matches!(write, Write::Count { key, .. } if key.starts_with("pretended:")));
    accounts.sum::<usize>() + devices.sum::<usize>() + numbers.sum::<usize>() + pretended.count()
}

/// Were anything else given back, a stranger could guess a hundred times for each of the owner's sign-ins.
fn what_strangers_used_up_is_given_back_to_who_used_it(before: &Before, old: &User, new: &User) {
    let given = old.stranger_failures.saturating_sub(new.stranger_failures);
    if given == 0 || new.unlocked_at != old.unlocked_at {
        return;
    }
    let of_client = |client: &Client| {
        let mut familiars = client.familiars.iter();
        let familiar = familiars.find(|familiar| familiar.user_id == new.id);
        familiar.map_or(0, |familiar| familiar.failures)
    };
    let used = before.clients.iter().map(of_client).max().unwrap_or(0);
    assert!(given <= used, "a success gives back its own tries alone");
}

/// A change of authenticators is told to the one that goes (S7).
fn who_is_no_second_factor_any_more_is_told(old: &User, new: &User, happened: &Happened<'_>) {
    for number in old.numbers.iter().filter(|n| n.second_factor.is_on()) {
        let is_on = new.number(&number.id).map(|n| n.second_factor.is_on());
        let is_told = happened
            .texts
            .iter()
            .any(|text| text.code.is_none() && text.to == number.phone_number);
        let may_be_told = happened.policy.is_test_number(&number.phone_number)
            || happened
                .policy
                .check_can_be_texted(&number.phone_number)
                .is_ok();
        assert_eq!(
            is_told,
            is_on != Some(true) && may_be_told,
            "who stops being a second factor is told"
        );
    }
}

fn a_text_goes_where_it_may(text: &Text, after: &Before, happened: &Happened<'_>) {
    let policy = happened.policy;
    assert!(
        policy.is_test_number(&text.to) || policy.check_can_be_texted(&text.to).is_ok(),
        "texts go to test numbers and to what may be texted"
    );
    assert_eq!(text.code.is_some(), text.verification_id.is_some());
    let Some(id) = &text.verification_id else {
        assert!(!text.is_withheld, "a notice is for somebody");
        return;
    };
    let mut made = after.verifications.iter();
    let made = made.find(|made| made.id == *id);
    let made = made.expect("a text and its verification are of one commit");
    assert_eq!(made.user_id, text.user_id, "a text is for whom its code is");
    let is_for_nobody = made.purpose == Purpose::SignInFirst && made.user_id.is_none();
    assert_eq!(
        text.is_withheld, is_for_nobody,
        "texts are withheld for nobody's account, and for no other"
    );
    assert_eq!(
        made.user_id.is_none(),
        is_for_nobody || made.purpose == Purpose::SignUp
    );
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
    assert!(
        user.stranger_failures <= FAILURES_MAX,
        "no try behind a spent budget"
    );
    if let Some(codes) = &user.backup_codes {
        assert!(
            user.two_factor_enabled(),
            "no backup codes without a second factor"
        );
        assert!((1..=BACKUP_CODES).contains(&codes.macs.len()));
    }
    for number in &user.numbers {
        assert!(
            number.sent.is_none() || !number.standing.is_verified(),
            "what is proven waits for no code"
        );
    }
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
        stranger_failures: before.stranger_failures,
        updated_at: before.updated_at,
        ..after.clone()
    };
    let is_seen_as_before = before.is_locked_out() == after.is_locked_out();
    let updated_at = if unseen == *before && is_seen_as_before {
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
fn what_is_newly_held_is_guarded(before: &[User], after: &[User], commit: &Commit) {
    let held = |users: &[User]| -> Vec<Number> {
        let numbers = users.iter().flat_map(|user| user.numbers.clone());
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

/// For the backend, whose codes a number has one at a time. Those of attempts are found through their attempt alone.
fn a_number_has_one_live_code_the_newest(
    store: &Store,
    verification: &Verification,
    now: Timestamp,
) {
    let is_for_backend = verification.purpose == Purpose::BackendProof;
    let Some(id) = verification
        .phone_number_id
        .as_ref()
        .filter(|_| is_for_backend)
    else {
        return;
    };
    let newest = store.newest_verification(id).expect("this one is there");
    assert!(
        newest.id == verification.id || verification.outcome_at(now) != Outcome::Unverified,
        "a newer code kills the older"
    );
}

fn the_banned_have_no_session(store: &Store, user: &User) {
    let mut sessions = store.sessions.values();
    assert!(
        !user.banned
            || sessions.all(
                |session| session.user_id != user.id || session.status != SessionStatus::Active
            ),
        "the banned have no session"
    );
}
