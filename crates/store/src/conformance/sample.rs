//! Records to check promises with: every field set, each different for a different `n`.

use strowger_core::commit::Write;
use strowger_core::record::{
    CodeMac, Email, Message, MessageState, Number, Password, Purpose, SecondFactor, Session,
    SessionStatus, Settings, SignInToken, SignInTokenStatus, SigningKey, Standing, User,
    Verification, VerificationStatus,
};
use strowger_types::id::ID_ENTROPY_BYTES;
use strowger_types::wire::Metadata;
use strowger_types::{
    ClientId, EmailAddressId, InstanceId, PhoneNumber, PhoneNumberId, SessionId, SignInTokenId,
    SmsMessageId, Timestamp, UserId, VerificationId,
};

const EPOCH_MS: i64 = 1_700_000_000_000;

/// The moment `ms` milliseconds after the beginning of the check.
pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(EPOCH_MS + ms)
}

fn entropy(n: u32) -> [u8; ID_ENTROPY_BYTES] {
    let mut entropy = [0; ID_ENTROPY_BYTES];
    entropy[..4].copy_from_slice(&n.to_be_bytes());
    entropy
}

macro_rules! ids {
    ($($name:ident $kind:ident)+) => {$(
        /// The id of the `n`th: larger for a larger `n`.
        pub(super) fn $name(n: u32) -> $kind {
            $kind::new(EPOCH_MS + i64::from(n), entropy(n))
        }
    )+};
}

ids! {
    user_id UserId
    number_id PhoneNumberId
    email_id EmailAddressId
    verification_id VerificationId
    session_id SessionId
    client_id ClientId
    token_id SignInTokenId
    message_id SmsMessageId
    instance_id InstanceId
}

pub(super) fn phone_number(n: u32) -> PhoneNumber {
    PhoneNumber::parse(&format!("+1415{n:07}")).expect("it is E.164")
}

/// A user with a name and nothing that is unique.
pub(super) fn user(n: u32) -> User {
    User {
        id: user_id(n),
        version: 1,
        username: None,
        first_name: Some(format!("First{n}")),
        last_name: Some(format!("Last{n}")),
        locale: None,
        external_id: None,
        password: None,
        public_metadata: Metadata::default(),
        private_metadata: Metadata::default(),
        unsafe_metadata: Metadata::default(),
        numbers: vec![],
        primary_number: None,
        emails: vec![],
        primary_email: None,
        banned: false,
        locked: false,
        failures: 0,
        delete_self_enabled: true,
        mfa_enabled_at: None,
        mfa_disabled_at: None,
        last_sign_in_at: None,
        last_active_at: None,
        legal_accepted_at: None,
        created_at: at(i64::from(n)),
        updated_at: at(i64::from(n)),
    }
}

/// A user with every field set, a verified number and a verified email.
pub(super) fn full_user(n: u32) -> User {
    let metadata = |text: &str| Metadata::from_json_object(text.to_owned()).expect("it is JSON");
    User {
        version: 7,
        username: Some(format!("User_{n}")),
        locale: Some("en-GB".to_owned()),
        external_id: Some(format!("ext-{n}")),
        password: Some(Password {
            digest: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".to_owned(),
            set_at: at(5),
        }),
        public_metadata: metadata(r#"{"plan":"gold","nested":{"a":[1,2.50]}}"#),
        private_metadata: metadata(r#"{"note":"Zo\u00eb ☎"}"#),
        unsafe_metadata: metadata(r#"{ "b": 1, "a": 2 }"#),
        numbers: vec![number(n, n, Standing::VerifiedByAdmin)],
        primary_number: Some(number_id(n)),
        emails: vec![email(n, n, Standing::VerifiedByAdmin)],
        primary_email: Some(email_id(n)),
        banned: true,
        locked: true,
        failures: 17,
        delete_self_enabled: false,
        mfa_enabled_at: Some(at(11)),
        mfa_disabled_at: Some(at(12)),
        last_sign_in_at: Some(at(13)),
        last_active_at: Some(at(14)),
        legal_accepted_at: Some(at(15)),
        updated_at: at(16),
        ..user(n)
    }
}

/// The writes that keep the user with numbers and emails.
pub(super) fn whole(user: &User) -> Vec<Write> {
    let numbers = user.numbers.iter().cloned().map(Write::PutNumber);
    let emails = user.emails.iter().cloned().map(Write::PutEmail);
    std::iter::once(Write::PutUser(Box::new(user.clone())))
        .chain(numbers)
        .chain(emails)
        .collect()
}

/// The `n`th number, of the user `of`.
pub(super) fn number(n: u32, of: u32, standing: Standing) -> Number {
    Number {
        id: number_id(n),
        user_id: user_id(of),
        phone_number: phone_number(n),
        standing,
        second_factor: SecondFactor::Off,
        created_at: at(i64::from(n)),
        updated_at: at(i64::from(n) + 1),
    }
}

/// The `n`th email, of the user `of`.
pub(super) fn email(n: u32, of: u32, standing: Standing) -> Email {
    Email {
        id: email_id(n),
        user_id: user_id(of),
        address: format!("user{n}@example.com"),
        standing,
        created_at: at(i64::from(n)),
        updated_at: at(i64::from(n) + 1),
    }
}

/// The `n`th verification, of number `of` of user `of`.
pub(super) fn verification(n: u32, of: u32) -> Verification {
    Verification {
        id: verification_id(n),
        version: 1,
        purpose: Purpose::BackendProof,
        user_id: user_id(of),
        phone_number_id: number_id(of),
        phone_number: phone_number(of),
        status: VerificationStatus::Unverified,
        attempts: 2,
        code: CodeMac {
            key_id: 3,
            mac: [0xa5; 32],
        },
        created_at: at(i64::from(n)),
        expire_at: at(i64::from(n) + 600_000),
    }
}

/// The `n`th session, of the user `of` on the client `of`.
pub(super) fn session(n: u32, of: u32) -> Session {
    Session {
        id: session_id(n),
        version: 1,
        user_id: user_id(of),
        client_id: client_id(of),
        status: SessionStatus::Active,
        last_active_at: at(1),
        expire_at: at(1_000),
        abandon_at: at(2_000),
        created_at: at(i64::from(n)),
        updated_at: at(2),
    }
}

/// The `n`th sign-in token, of the user `of`.
pub(super) fn sign_in_token(n: u32, of: u32) -> SignInToken {
    SignInToken {
        id: token_id(n),
        version: 1,
        user_id: user_id(of),
        token_hash: [0x5a; 32],
        status: SignInTokenStatus::Pending,
        expire_at: at(1_000),
        created_at: at(1),
        updated_at: at(2),
    }
}

pub(super) fn settings() -> Settings {
    Settings {
        id: instance_id(1),
        version: 1,
        sealed_secret_key: vec![0, 1, 2, 255],
        test_mode: Some(false),
        blocked_countries: Some(vec!["DE".to_owned(), "FR".to_owned()]),
        allowed_origins: Some(vec!["https://app.example.com".to_owned()]),
        created_at: at(1),
    }
}

pub(super) fn signing_key(n: u32) -> SigningKey {
    SigningKey {
        kid: format!("ins_{n}"),
        sealed_private_key: vec![0, 200, 1],
        created_at: at(i64::from(n)),
    }
}

/// The `n`th text, queued and due at once, to the `n`th number.
pub(super) fn message(n: u32) -> Message {
    Message {
        id: message_id(n),
        to: phone_number(n),
        user_id: Some(user_id(n)),
        phone_number_id: Some(number_id(n)),
        verification_id: Some(verification_id(n)),
        sealed: Some(vec![0, 9, 8]),
        state: MessageState::Queued,
        tries: 0,
        lease_until: at(0),
        expire_at: at(600_000),
        created_at: at(i64::from(n)),
    }
}

/// A text that lies in the inbox.
pub(super) fn delivered(n: u32) -> Message {
    Message {
        state: MessageState::Delivered,
        ..message(n)
    }
}
