//! Every key that signs or signed, as one process knows them.

use std::sync::Arc;

use strowger_core::record::SigningKey;
use strowger_core::signing_key;
use strowger_types::Timestamp;
use strowger_types::wire::Jwks;

use super::Signer;

/// Every key that signs or signed, as they were at one moment. Never empty.
#[derive(Debug)]
pub(crate) struct KeyRing {
    /// The version of the settings under which the keys were read, or an older one.
    version: u64,
    /// Newest first.
    records: Vec<SigningKey>,
    /// One per record.
    signers: Vec<Arc<Signer>>,
}

impl KeyRing {
    /// A ring of these keys, newest first; `None` without any.
    pub(crate) fn new(version: u64, keys: Vec<(SigningKey, Arc<Signer>)>) -> Option<Self> {
        let (records, signers): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
        (!records.is_empty()).then_some(Self {
            version,
            records,
            signers,
        })
    }

    /// The version of the settings under which the keys were read, or an older one.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// The keys as they are kept, newest first.
    pub(crate) fn records(&self) -> &[SigningKey] {
        &self.records
    }

    /// The key of this name.
    pub(crate) fn signer(&self, kid: &str) -> Option<&Arc<Signer>> {
        self.signers.iter().find(|signer| signer.kid() == kid)
    }

    /// The key that signs at `now`, with its record.
    pub(crate) fn signing(&self, now: Timestamp) -> (&SigningKey, &Arc<Signer>) {
        let signing = signing_key::signs(&self.records, now);
        signing
            .and_then(|record| Some((record, self.signer(&record.kid)?)))
            .expect("a ring is not empty and has a signer for each record")
    }

    /// The key that was made last, be it too new to sign.
    pub(crate) fn newest(&self) -> &Signer {
        self.signers.first().expect("a ring is not empty")
    }

    /// The public halves of all keys that are published at `now`, newest first.
    pub(crate) fn jwks(&self, now: Timestamp) -> Jwks {
        let published = signing_key::published(&self.records, now);
        let signers = published.filter_map(|record| self.signer(&record.kid));
        Jwks {
            keys: signers.map(|signer| signer.jwk().clone()).collect(),
        }
    }
}
