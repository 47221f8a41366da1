//! What the console shows instead of the secret key, which it does not keep.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use strowger_types::Timestamp;

use super::{Sealer, SecretKey};

/// What a token of the console begins with.
const PREFIX: &str = "cns_";

/// How long one is good, in milliseconds: half a day, so that nobody types the key twice on one working day. Judgement.
const LIFETIME_MS: i64 = 12 * 60 * 60 * 1_000;

/// A token of the console made now, and when it dies. It is nowhere on record: it is its own end, sealed, and bound to the
/// secret key, with which it dies.
pub(crate) fn issue(sealer: &Sealer, key: &SecretKey, now: Timestamp) -> (String, Timestamp) {
    let expire_at = now.plus_ms(LIFETIME_MS);
    let sealed = sealer.seal(&binding(key), &expire_at.as_ms().to_be_bytes());
    let text = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(sealed));
    (text, expire_at)
}

/// Whether `text` is one that is good now.
pub(crate) fn is_good(text: &str, sealer: &Sealer, key: &SecretKey, now: Timestamp) -> bool {
    expire_at(text, sealer, key).is_some_and(|expire_at| !expire_at.is_past(now))
}

fn expire_at(text: &str, sealer: &Sealer, key: &SecretKey) -> Option<Timestamp> {
    let sealed = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
    let opened = sealer.open(&binding(key), &sealed)?;
    let bytes = opened.as_slice().try_into().ok()?;
    Some(Timestamp::from_ms(i64::from_be_bytes(bytes)))
}

fn binding(key: &SecretKey) -> String {
    format!("console:{}", key.reveal())
}

#[cfg(test)]
mod tests {
    use strowger_core::policy::Environment;

    use super::*;
    use crate::keys::MasterKey;

    const NOW: Timestamp = Timestamp::from_ms(1_000_000);

    #[test]
    fn a_token_is_good_until_its_end_under_its_keys_alone() {
        let sealer = MasterKey::generate().sealer();
        let key = SecretKey::generate(Environment::Production);
        let (text, expire_at) = issue(&sealer, &key, NOW);
        assert_eq!(expire_at, NOW.plus_ms(LIFETIME_MS));
        assert!(is_good(&text, &sealer, &key, NOW));
        assert!(is_good(&text, &sealer, &key, expire_at.plus_ms(-1)));
        assert!(!is_good(&text, &sealer, &key, expire_at));

        let other_key = SecretKey::generate(Environment::Production);
        assert!(!is_good(&text, &sealer, &other_key, NOW));
        let other_sealer = MasterKey::generate().sealer();
        assert!(!is_good(&text, &other_sealer, &key, NOW));
    }

    #[test]
    fn what_is_no_token_is_not_good() {
        let sealer = MasterKey::generate().sealer();
        let key = SecretKey::generate(Environment::Production);
        let (text, _) = issue(&sealer, &key, NOW);
        let sealed_for_else = sealer.seal("secret_key", &[0xff; 8]);
        for wrong in [
            "",
            "cns_",
            "cns_!",
            "cns_AAAA",
            key.reveal(),
            &text[PREFIX.len()..],
            &text[..text.len() - 1],
            &format!("{text}A"),
            &format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(sealed_for_else)),
        ] {
            assert!(!is_good(wrong, &sealer, &key, NOW), "{wrong}");
        }
    }
}
