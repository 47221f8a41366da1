//! The master key: the one secret outside the database, from which all others are derived or under which they are wrapped.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf;
use zeroize::Zeroizing;

/// Bytes of the master key.
const KEY_BYTES: usize = 32;

/// First byte of everything sealed: which form it has and which key sealed it.
const SEALED_FORM: u8 = 1;

/// Bytes of the nonce in front of a sealed text.
const NONCE_BYTES: usize = 12;

/// 32 secret bytes that never lie in the database. They cannot be printed.
pub(crate) struct MasterKey(Zeroizing<[u8; KEY_BYTES]>);

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The text is not 64 hexadecimal digits.
    #[error(
        "the master key must be 64 hexadecimal digits (32 bytes), for example from: openssl rand -hex 32"
    )]
    Form,
    /// The key file cannot be read or made.
    #[error("cannot read or make the key file {path}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// There is neither a key nor a place to keep one.
    #[error("there is no master key")]
    Missing,
}

impl MasterKey {
    /// The key in 64 hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let text = text.trim().as_bytes();
        // Checked here: what parses numbers takes a sign too.
        if text.len() != KEY_BYTES * 2 || !text.iter().all(u8::is_ascii_hexdigit) {
            return Err(MasterKeyError::Form);
        }
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        for (byte, pair) in key.iter_mut().zip(text.chunks_exact(2)) {
            let digits = std::str::from_utf8(pair).map_err(|_| MasterKeyError::Form)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| MasterKeyError::Form)?;
        }
        Ok(Self(key))
    }

    /// A new random key.
    pub(crate) fn generate() -> Self {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(key.as_mut()).expect("the system has randomness");
        Self(key)
    }

    /// The key of codes.
    pub(crate) fn code_key(&self) -> [u8; 32] {
        self.derive(b"strowger code pepper 1")
    }

    /// What wraps secrets in the database.
    pub(crate) fn sealer(&self) -> Sealer {
        let key = Zeroizing::new(self.derive(b"strowger wrap 1"));
        Sealer(RandomizedNonceKey::new(&AES_256_GCM, key.as_ref()).expect("32 bytes are a key"))
    }

    fn derive(&self, purpose: &[u8]) -> [u8; 32] {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"strowger");
        let secret = salt.extract(self.0.as_ref());
        let mut out = [0; 32];
        let info = [purpose];
        secret
            .expand(&info, hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut out))
            .expect("32 bytes can be derived");
        out
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

/// The master key of a development server: in a file that only its owner can read, made at the first start.
pub(crate) fn load_or_make(path: &Path) -> Result<MasterKey, MasterKeyError> {
    let failed = |source| MasterKeyError::File {
        path: path.display().to_string(),
        source,
    };
    match std::fs::File::open(path) {
        Ok(mut file) => {
            let mut text = Zeroizing::new(String::new());
            file.read_to_string(&mut text).map_err(failed)?;
            MasterKey::parse(&text)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = MasterKey::generate();
            match write_new(path, &key) {
                Ok(()) => Ok(key),
                // Another process was faster: its key is the one.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => load_or_make(path),
                Err(error) => Err(failed(error)),
            }
        }
        Err(error) => Err(failed(error)),
    }
}

/// Makes the file with the whole key in it, or not at all: half a key would lock the database's owner out.
fn write_new(path: &Path, key: &MasterKey) -> io::Result<()> {
    let mut suffix = [0; 8];
    getrandom::fill(&mut suffix).expect("the system has randomness");
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{:x}", u64::from_ne_bytes(suffix)));
    let unfinished = Path::new(&name);
    write_key(unfinished, key)?;
    let made = match std::fs::hard_link(unfinished, path) {
        // Some file systems have no links.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => write_key(path, key),
        made => made,
    };
    let removed = std::fs::remove_file(unfinished);
    made.and(removed)?;
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    std::fs::File::open(directory)?.sync_all()
}

fn write_key(path: &Path, key: &MasterKey) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let mut text = Zeroizing::new(String::with_capacity(KEY_BYTES * 2 + 1));
    for byte in key.0.iter() {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).expect("below 16"));
        }
    }
    text.push('\n');
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Seals and opens secrets that lie in the database: AES-256-GCM, bound to what the secret is and whose.
pub(crate) struct Sealer(RandomizedNonceKey);

impl Sealer {
    /// The secret, unreadable. It opens only under the same `binding`.
    pub(crate) fn seal(&self, binding: &str, secret: &[u8]) -> Vec<u8> {
        let mut sealed = secret.to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(binding.as_bytes()), &mut sealed)
            .expect("a short text can be sealed");
        let mut out = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        out.push(SEALED_FORM);
        out.extend_from_slice(nonce.as_ref());
        out.append(&mut sealed);
        out
    }

    /// The secret that was sealed under this `binding`; `None` if the master key, the binding or a byte is another.
    pub(crate) fn open(&self, binding: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let body = sealed.strip_prefix(&[SEALED_FORM])?;
        let (nonce, text) = body.split_at_checked(NONCE_BYTES)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = Zeroizing::new(text.to_vec());
        let length = self
            .0
            .open_in_place(nonce, Aad::from(binding.as_bytes()), &mut text)
            .ok()?
            .len();
        text.truncate(length);
        Some(text)
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_under_the_same_key_and_binding_only() {
        let sealer = MasterKey::generate().sealer();
        let mut sealed = sealer.seal("sms:1", b"123456");
        assert_eq!(
            sealer.open("sms:1", &sealed).as_deref().map(Vec::as_slice),
            Some(b"123456".as_slice())
        );
        assert!(sealer.open("sms:2", &sealed).is_none());
        assert!(
            MasterKey::generate()
                .sealer()
                .open("sms:1", &sealed)
                .is_none()
        );
        *sealed.last_mut().unwrap() ^= 1;
        assert!(sealer.open("sms:1", &sealed).is_none());
        assert!(sealer.open("sms:1", &[]).is_none());
    }

    #[test]
    fn a_master_key_is_64_hexadecimal_digits() {
        assert!(MasterKey::parse(&"aF".repeat(32)).is_ok());
        for text in ["", &"a".repeat(63), &"+a".repeat(32), &"0x".repeat(32)] {
            assert!(MasterKey::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn of_many_who_make_a_key_file_at_once_all_get_the_same_key() {
        let directory = std::env::temp_dir().join(format!("strowger-keys-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let path = directory.join("test.key");
        let keys: Vec<_> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| load_or_make(&path).unwrap().code_key()))
                .collect();
            makers
                .into_iter()
                .map(|maker| maker.join().unwrap())
                .collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
        assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 1);
        std::fs::remove_dir_all(&directory).unwrap();
    }

    #[test]
    fn a_key_file_is_made_once_and_only_its_owner_reads_it() {
        let directory = std::env::temp_dir().join(format!("strowger-key-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let path = directory.join("test.key");
        let made = load_or_make(&path).unwrap();
        let read = load_or_make(&path).unwrap();
        assert_eq!(made.code_key(), read.code_key());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
