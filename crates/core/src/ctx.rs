//! What a rule is given besides its facts: the time, randomness, the policy and the keys of codes.

use strowger_types::id::ID_ENTROPY_BYTES;
use strowger_types::{PhoneNumber, PhoneNumberId, Timestamp, UserId};

use crate::Refusal;
use crate::outbox::{NoText, RefusedText};
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
    /// Texts that were asked for and not made. It decides nothing: the shell shows them to whoever runs the server.
    pub refused_texts: Vec<RefusedText>,
}

impl Ctx<'_> {
    /// `N` random bytes.
    pub fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// Whether a text may go to the number that somebody gives. If not, that is noted: nobody will come to ask for one.
    pub(crate) fn check_can_be_texted(
        &mut self,
        phone_number: &PhoneNumber,
        user_id: Option<&UserId>,
    ) -> Result<(), Refusal> {
        let checked = self.policy.check_can_be_texted(phone_number);
        if let Err(refusal) = &checked {
            self.note_refused_text(refusal, phone_number, user_id, None);
        }
        checked
    }

    /// Notes that no text was made, if that is what the refusal says.
    pub(crate) fn note_refused_text(
        &mut self,
        refusal: &Refusal,
        to: &PhoneNumber,
        user_id: Option<&UserId>,
        phone_number_id: Option<&PhoneNumberId>,
    ) {
        let Some(reason) = NoText::of(refusal) else {
            return;
        };
        let refused = RefusedText {
            to: to.clone(),
            user_id: user_id.cloned(),
            phone_number_id: phone_number_id.cloned(),
            reason,
            created_at: self.now,
        };
        self.refused_texts.push(refused);
    }

    /// Random bytes for a new id.
    pub fn id_entropy(&mut self) -> [u8; ID_ENTROPY_BYTES] {
        self.random()
    }
}
