//! What a session token says of its session.

use strowger_types::Timestamp;

use crate::policy::TOKEN_TTL_MS;
use crate::record::Session;

/// The age of a factor that was never shown.
const NEVER: i64 = -1;

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60 * 1_000;

/// How long ago the first and the second factor were last shown, in whole minutes; -1 is never. A factor that was shown
/// by a clock that was ahead was shown just now.
pub fn factor_ages(session: &Session, now: Timestamp) -> [i64; 2] {
    let age = |at: Timestamp| now.ms_since(at).max(0) / MINUTE_MS;
    [
        age(session.first_factor_at),
        session.second_factor_at.map_or(NEVER, age),
    ]
}

/// When a usual token that is made at `now` dies, in seconds: after [`TOKEN_TTL_MS`], or with its session if that comes
/// first, rounded up.
///
/// Who verifies a token asks nobody whether its session lives, so a token must not say so beyond the session's end,
/// which is known in advance. That a session is ended early is seen up to a minute late.
pub fn token_expires_at_seconds(session: &Session, now: Timestamp) -> i64 {
    let usual = now.as_seconds() + TOKEN_TTL_MS / 1_000;
    // Rounded down, the last token of a session could be dead before it was made.
    usual.min(session.expire_at.plus_ms(999).as_seconds())
}

#[cfg(test)]
mod tests {
    use strowger_types::{ClientId, SessionId, UserId};

    use super::*;
    use crate::record::{Device, SessionStatus};

    fn session(first_ms: i64, second_ms: Option<i64>) -> Session {
        let began = Timestamp::from_ms(0);
        Session {
            id: SessionId::new(0, [0; 14]),
            version: 1,
            user_id: UserId::new(0, [0; 14]),
            client_id: ClientId::new(0, [0; 14]),
            status: SessionStatus::Active,
            first_factor_at: Timestamp::from_ms(first_ms),
            second_factor_at: second_ms.map(Timestamp::from_ms),
            step_up: None,
            device: Device::default(),
            last_active_at: began,
            expire_at: Timestamp::from_ms(1_000_000),
            abandon_at: Timestamp::from_ms(2_000_000),
            created_at: began,
            updated_at: began,
        }
    }

    fn check_ages(first_ms: i64, second_ms: Option<i64>, now_ms: i64, ages: [i64; 2]) {
        let session = session(first_ms, second_ms);
        assert_eq!(factor_ages(&session, Timestamp::from_ms(now_ms)), ages);
    }

    #[test]
    fn ages_are_whole_minutes_since_each_factor() {
        check_ages(0, None, 0, [0, -1]);
        check_ages(0, None, 59_999, [0, -1]);
        check_ages(0, Some(60_000), 60_000, [1, 0]);
        check_ages(0, Some(0), 599_999, [9, 9]);
        check_ages(0, Some(0), 600_000, [10, 10]);
    }

    #[test]
    fn a_factor_of_the_future_was_shown_just_now() {
        check_ages(90_000, Some(90_000), 10_000, [0, 0]);
    }

    #[test]
    fn a_usual_token_lives_a_minute_and_never_longer_than_its_session() {
        let dies_at =
            |now_ms| token_expires_at_seconds(&session(0, None), Timestamp::from_ms(now_ms));
        assert_eq!(dies_at(0), 60);
        assert_eq!(dies_at(999), 60);
        assert_eq!(dies_at(940_000), 1_000);
        assert_eq!(dies_at(999_999), 1_000);
    }

    #[test]
    fn the_last_token_of_a_session_is_not_dead_before_it_is_made() {
        let mut session = session(0, None);
        session.expire_at = Timestamp::from_ms(10_500);
        assert_eq!(
            token_expires_at_seconds(&session, Timestamp::from_ms(10_499)),
            11
        );
    }
}
