//! Tokens that were signed a moment ago: every answer that shows a session carries one, and each costs half a
//! millisecond of a core.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use strowger_types::{SessionId, Timestamp};

/// How long a token is given again, in milliseconds. Short enough that nobody gets one that is about to die, and that
/// what it says of factors is not stale; long enough for the burst of requests with which a page begins.
pub(super) const TOKEN_REUSE_MS: i64 = 5_000;

/// Parts of the cache, each behind a lock of its own, so that threads seldom meet.
const SHARDS: usize = 16;

/// Tokens in one generation of a part; all in all 16,384 of about a kilobyte. More sessions than that, signed for within
/// five seconds, keep more cores busy than such a machine has.
const SHARD_TOKENS_MAX: usize = 512;

/// What a token says: one that says the same and is new enough serves as well.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Saying {
    /// The session.
    pub(super) session_id: SessionId,
    /// The origin that asked.
    pub(super) azp: Option<String>,
    /// Ages of the factors, in minutes.
    pub(super) fva: [i64; 2],
    /// The session's status.
    pub(super) sts: &'static str,
    /// The key that signs.
    pub(super) kid: String,
}

/// Tokens that were signed a moment ago. None of them can be printed.
pub(super) struct TokenCache {
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
}

/// Two generations: when the young one is full, or old, it takes the place of the old one.
#[derive(Default)]
struct Shard {
    young: HashMap<Saying, Kept>,
    old: HashMap<Saying, Kept>,
    young_since: Timestamp,
}

#[derive(Clone)]
struct Kept {
    token: String,
    signed_at: Timestamp,
}

impl TokenCache {
    /// An empty cache.
    pub(super) fn new() -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::default()),
            hasher: RandomState::new(),
        }
    }

    /// The token that says this, if one was signed less than [`TOKEN_REUSE_MS`] ago and not before the second of `since`.
    pub(super) fn get(&self, saying: &Saying, since: Timestamp, now: Timestamp) -> Option<String> {
        let shard = self.shard(saying);
        let kept = shard.young.get(saying).or_else(|| shard.old.get(saying))?;
        // Not one of the future either: the clock was set back.
        let is_new = (0..TOKEN_REUSE_MS).contains(&now.ms_since(kept.signed_at))
            && kept.signed_at.as_seconds() >= since.as_seconds();
        is_new.then(|| kept.token.clone())
    }

    /// Keeps a token that was just signed.
    pub(super) fn put(&self, saying: Saying, token: String, signed_at: Timestamp) {
        let mut shard = self.shard(&saying);
        let is_old = !(0..TOKEN_REUSE_MS).contains(&signed_at.ms_since(shard.young_since));
        if is_old || shard.young.len() >= SHARD_TOKENS_MAX {
            shard.old = std::mem::take(&mut shard.young);
            shard.young_since = signed_at;
        }
        shard.young.insert(saying, Kept { token, signed_at });
    }

    fn shard(&self, saying: &Saying) -> MutexGuard<'_, Shard> {
        let hash = self.hasher.hash_one(&saying.session_id);
        let place = usize::try_from(hash % SHARDS as u64).unwrap_or(0);
        // A panic inside can lose a token, which is then signed again.
        let shard = &self.shards[place];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_ms(1_790_000_000_000 + ms)
    }

    fn saying(n: u64) -> Saying {
        Saying {
            session_id: SessionId::parse(&format!("sess_{n}")).expect("it is one"),
            azp: None,
            fva: [0, -1],
            sts: "active",
            kid: "ins_1".to_owned(),
        }
    }

    fn get(cache: &TokenCache, saying: &Saying, now_ms: i64) -> Option<String> {
        cache.get(saying, Timestamp::from_ms(0), at(now_ms))
    }

    fn cache_with(saying: Saying) -> TokenCache {
        let cache = TokenCache::new();
        cache.put(saying, "token".to_owned(), at(0));
        cache
    }

    #[test]
    fn a_token_is_given_again_for_five_seconds() {
        let cache = cache_with(saying(1));
        assert_eq!(get(&cache, &saying(1), 0).as_deref(), Some("token"));
        assert_eq!(get(&cache, &saying(1), 4_999).as_deref(), Some("token"));
        assert_eq!(get(&cache, &saying(1), 5_000), None);
        assert_eq!(get(&cache, &saying(1), -1), None, "the clock was set back");
    }

    #[test]
    fn a_token_serves_only_who_would_get_the_same() {
        let cache = cache_with(saying(1));
        let others = [
            saying(2),
            Saying {
                azp: Some("https://app.example.test".to_owned()),
                ..saying(1)
            },
            Saying {
                fva: [1, -1],
                ..saying(1)
            },
            Saying {
                sts: "pending",
                ..saying(1)
            },
            Saying {
                kid: "ins_2".to_owned(),
                ..saying(1)
            },
        ];
        for other in others {
            assert_eq!(get(&cache, &other, 1), None);
        }
    }

    #[test]
    fn no_token_is_older_than_was_asked_for() {
        let cache = TokenCache::new();
        cache.put(saying(1), "token".to_owned(), at(1_500));
        assert!(
            cache.get(&saying(1), at(1_900), at(2_500)).is_some(),
            "the same second"
        );
        assert!(cache.get(&saying(1), at(2_000), at(2_500)).is_none());
    }

    #[test]
    fn a_newer_token_takes_the_place_of_an_older_one() {
        let cache = cache_with(saying(1));
        cache.put(saying(1), "newer".to_owned(), at(3_000));
        assert_eq!(get(&cache, &saying(1), 6_000).as_deref(), Some("newer"));
    }

    #[test]
    fn the_cache_does_not_grow_without_end() {
        let cache = TokenCache::new();
        for n in 0..50_000 {
            cache.put(saying(n), String::new(), at(0));
        }
        let kept: usize = cache
            .shards
            .iter()
            .map(|shard| {
                let shard = shard.lock().expect("nobody panicked");
                shard.young.len() + shard.old.len()
            })
            .sum();
        assert!(kept <= SHARDS * SHARD_TOKENS_MAX * 2, "{kept}");
        cache.put(saying(1), String::new(), at(20_000));
        assert!(get(&cache, &saying(1), 20_000).is_some());
    }

    #[test]
    fn tokens_are_not_printed() {
        let cache = cache_with(saying(1));
        assert_eq!(format!("{cache:?}"), "TokenCache(..)");
    }
}
