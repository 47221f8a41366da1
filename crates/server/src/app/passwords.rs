//! Passwords: slow on purpose, so away from the threads that answer requests, and few at a time.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use strowger_core::user::PasswordCheck;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::http::error::Failure;

/// Passwords hashed at a time: each takes a core and [`MEMORY_KIB`] for about 30 ms.
const HASHES_AT_ONCE: usize = 2;

/// Hashes that may wait; more are told that the server is busy. At 30 ms each, the last waits two seconds.
const HASHES_WAITING_MAX: usize = 128;

/// Memory of Argon2id, in KiB: OWASP's first recommendation, 19 MiB.
const MEMORY_KIB: u32 = 19 * 1_024;

/// Passes of Argon2id: OWASP's.
const PASSES: u32 = 2;

/// Most memory that an imported digest may ask for, in KiB: 256 MiB, four times what common libraries take. It is
/// allocated at every check, and what cannot be allocated ends the process.
const IMPORTED_MEMORY_KIB_MAX: u32 = 256 * 1_024;

/// Most work of an imported Argon2 digest, in KiB times passes: about two seconds.
const IMPORTED_WORK_MAX: u64 = 1_024 * 1_024;

/// Highest cost of an imported bcrypt digest: about a second. Each step more doubles it; 31, the highest there is, takes a day.
const IMPORTED_COST_MAX: u32 = 14;

/// Hashes and checks passwords.
pub(crate) struct PasswordHasher {
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl PasswordHasher {
    /// A hasher with its limits.
    pub(crate) fn new() -> Self {
        Self {
            running: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
            admitted: Arc::new(Semaphore::new(HASHES_AT_ONCE + HASHES_WAITING_MAX)),
        }
    }

    /// The digest of a new password: Argon2id, as a PHC string.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, Failure> {
        let password = Zeroizing::new(password.to_owned());
        self.work(move || {
            argon2id()
                .hash_password(password.as_bytes())
                .ok()
                .map(|digest| digest.to_string())
        })
        .await?
        .ok_or(Failure::Internal("a password could not be hashed"))
    }

    /// How a password compares with a digest.
    pub(crate) async fn check(
        &self,
        password: &str,
        digest: &str,
    ) -> Result<PasswordCheck, Failure> {
        let password = Zeroizing::new(password.to_owned());
        let digest = Zeroizing::new(digest.to_owned());
        let is_right = self.work(move || is_right(&password, &digest)).await?;
        Ok(if is_right {
            PasswordCheck::Right
        } else {
            PasswordCheck::Wrong
        })
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let _admitted = self.admitted.try_acquire().map_err(|_| Failure::Busy)?;
        let running = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|_| Failure::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let outcome = work();
            // Held until the work is done, even when the request that wanted it is gone.
            drop(running);
            outcome
        });
        done.await
            .map_err(|_| Failure::Internal("hashing a password panicked"))
    }
}

/// Whether the text is a digest that this hasher's name stands for and that can be checked here, at a bearable cost.
pub(crate) fn is_digest_of(hasher: &str, digest: &str) -> bool {
    match hasher {
        "bcrypt" => {
            let parts = digest.parse::<bcrypt::HashParts>();
            is_bcrypt(digest) && parts.is_ok_and(|parts| parts.get_cost() <= IMPORTED_COST_MAX)
        }
        "argon2id" => digest.starts_with("$argon2id$") && is_bearable(digest),
        "argon2i" => digest.starts_with("$argon2i$") && is_bearable(digest),
        _ => false,
    }
}

/// Whether the text is an Argon2 digest whose check takes neither too much memory nor too long.
fn is_bearable(digest: &str) -> bool {
    let params = PasswordHash::new(digest).ok();
    let params = params.and_then(|digest| Params::try_from(&digest).ok());
    params.is_some_and(|params| {
        let work = u64::from(params.m_cost()) * u64::from(params.t_cost());
        params.m_cost() <= IMPORTED_MEMORY_KIB_MAX && work <= IMPORTED_WORK_MAX
    })
}

fn is_right(password: &str, digest: &str) -> bool {
    if is_bcrypt(digest) {
        return bcrypt::verify(password, digest).unwrap_or(false);
    }
    PasswordHash::new(digest).is_ok_and(|digest| {
        argon2id()
            .verify_password(password.as_bytes(), &digest)
            .is_ok()
    })
}

fn is_bcrypt(digest: &str) -> bool {
    ["$2a$", "$2b$", "$2x$", "$2y$"]
        .iter()
        .any(|prefix| digest.starts_with(prefix))
}

fn argon2id() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("the parameters are valid");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_right_for_its_own_digest_only() {
        let hasher = PasswordHasher::new();
        let digest = hasher.hash("correct horse").await.unwrap();
        assert!(
            digest.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{digest}"
        );
        assert_eq!(
            hasher.check("correct horse", &digest).await.unwrap(),
            PasswordCheck::Right
        );
        assert_eq!(
            hasher.check("battery staple", &digest).await.unwrap(),
            PasswordCheck::Wrong
        );
        assert_eq!(
            hasher.check("correct horse", "garbage").await.unwrap(),
            PasswordCheck::Wrong
        );
    }

    #[test]
    fn a_digest_that_costs_too_much_to_check_is_none() {
        let bcrypt = |cost: u32| {
            format!("$2b${cost:02}$EGdrhbKUv8Oc9vGiXX0HQOxSg445d458Muh7DAHskb6QbtCvdxcie")
        };
        assert!(is_digest_of("bcrypt", &bcrypt(IMPORTED_COST_MAX)));
        assert!(!is_digest_of("bcrypt", &bcrypt(IMPORTED_COST_MAX + 1)));
        assert!(!is_digest_of("bcrypt", &bcrypt(31)));
        let argon2 = |memory: u32, passes: u32| {
            format!(
                "$argon2id$v=19$m={memory},t={passes},p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b4dWRWJTmaaJObG"
            )
        };
        assert!(is_digest_of("argon2id", &argon2(65_536, 3)));
        assert!(is_digest_of(
            "argon2id",
            &argon2(IMPORTED_MEMORY_KIB_MAX, 4)
        ));
        assert!(!is_digest_of(
            "argon2id",
            &argon2(IMPORTED_MEMORY_KIB_MAX + 1, 1)
        ));
        assert!(!is_digest_of(
            "argon2id",
            &argon2(IMPORTED_MEMORY_KIB_MAX, 5)
        ));
        assert!(!is_digest_of("argon2id", &argon2(8, u32::MAX)));
        assert!(!is_digest_of("argon2id", &argon2(u32::MAX, 1)));
    }

    #[tokio::test]
    async fn an_imported_bcrypt_digest_works() {
        let digest = "$2b$04$EGdrhbKUv8Oc9vGiXX0HQOxSg445d458Muh7DAHskb6QbtCvdxcie";
        assert!(is_digest_of("bcrypt", digest));
        assert!(!is_digest_of("argon2id", digest));
        assert_eq!(
            PasswordHasher::new()
                .check("correctbatteryhorsestapler", digest)
                .await
                .unwrap(),
            PasswordCheck::Right
        );
    }
}
