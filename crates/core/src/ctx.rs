//! What a rule is given besides its facts: the time, randomness, the policy and the keys of codes.

use strowger_types::Timestamp;
use strowger_types::id::ID_ENTROPY_BYTES;

use crate::policy::Policy;
use crate::verification::CodeKeys;

/// A source of random bytes. Production draws from the system, tests from a seed.
pub trait Entropy {
    /// Fills `bytes` with random bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The surroundings of one decision. One request has one `now`.
pub struct Ctx<'a> {
    /// The moment of the request.
    pub now: Timestamp,
    /// Randomness for ids, codes and tokens.
    pub entropy: &'a mut (dyn Entropy + Send),
    /// Limits and settings in force.
    pub policy: &'a Policy,
    /// Keys under which codes are stored.
    pub code_keys: &'a CodeKeys,
}

impl Ctx<'_> {
    /// `N` random bytes.
    pub fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// Random bytes for a new id.
    pub fn id_entropy(&mut self) -> [u8; ID_ENTROPY_BYTES] {
        self.random()
    }
}
