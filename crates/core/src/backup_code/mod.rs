//! Rules about backup codes: shown once, each good once in place of the second factor.

use strowger_types::BackupCodesId;

use crate::record::{BackupCodes, Session, User};
use crate::step_up;
use crate::user::change;
use crate::verification::Code;
use crate::{Ctx, Decision, Refusal};

/// Codes of a set: the contract's ten.
pub const BACKUP_CODES: usize = 10;

/// Characters of a code: 8 of 32 are 40 bits, more than a hundred tries can find.
pub const BACKUP_CODE_CHARS: usize = 8;

/// Crockford's 32: no letters that read as digits.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Codes in the clear, for the one answer that shows them. They cannot be printed.
#[derive(Clone)]
pub struct ShownCodes(Vec<String>);

impl ShownCodes {
    /// The codes.
    pub fn reveal(&self) -> &[String] {
        &self.0
    }
}

impl std::fmt::Debug for ShownCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShownCodes(..)")
    }
}

/// Makes a new set of codes for a user who has a second factor. The old ones die.
pub fn regenerate(
    user: &User,
    session: &Session,
    ctx: &mut Ctx<'_>,
) -> Decision<(BackupCodes, ShownCodes)> {
    if let Err(refusal) = step_up::check(user, session, ctx) {
        return Decision::refuse(refusal);
    }
    if !user.two_factor_enabled() {
        return Decision::refuse(Refusal::BackupCodesNotAvailable);
    }
    let (codes, shown) = make(user, ctx);
    let mut after = user.clone();
    after.backup_codes = Some(codes.clone());
    let (_, changed) = change(Some(user), after, ctx);
    Decision::reply((codes, shown)).and(changed)
}

/// A set of codes, as it is kept and as it is shown.
pub(crate) fn make(user: &User, ctx: &mut Ctx<'_>) -> (BackupCodes, ShownCodes) {
    let mut macs = Vec::with_capacity(BACKUP_CODES);
    let mut shown = Vec::with_capacity(BACKUP_CODES);
    let mut key_id = 0;
    for _ in 0..BACKUP_CODES {
        let bytes: [u8; BACKUP_CODE_CHARS] = ctx.random();
        // 256 is a multiple of 32: every character is equally likely.
        let code: String = bytes
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
            .collect();
        let sealed = ctx.code_keys.seal_backup_code(&code, &user.id);
        key_id = sealed.key_id;
        macs.push(sealed.mac);
        shown.push(code);
    }
    let codes = BackupCodes {
        id: BackupCodesId::new(ctx.now.as_ms(), ctx.id_entropy()),
        key_id,
        macs,
        created_at: ctx.now,
    };
    (codes, ShownCodes(shown))
}

/// Uses a code up, if it is one of the user's. People type capitals, spaces and dashes.
pub(crate) fn spend(user: &mut User, code: &Code, ctx: &Ctx<'_>) -> bool {
    let plain: String = code
        .reveal()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_lowercase())
        .collect();
    let Some(codes) = &mut user.backup_codes else {
        return false;
    };
    let Some(place) = ctx.code_keys.find_backup_code(&plain, codes, &user.id) else {
        return false;
    };
    codes.macs.remove(place);
    if codes.macs.is_empty() {
        user.backup_codes = None;
    }
    true
}
