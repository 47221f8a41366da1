//! Records to check promises with: every field set, each different for a different `n`.

use strowger_core::commit::Write;
use strowger_core::policy::Preferred;
use strowger_core::record::{
    BackupCodes, Client, CodeMac, Device, Email, Factor, FactorStep, Familiar, Identifier, Message,
    MessageState, Number, Password, Purpose, SentCode, Session, SessionStatus, Settings, SignIn,
    SignInToken, SignInTokenStatus, SignUp, SigningKey, Standing, StepUp, StepUpLevel, Strategy,
    User, Verification, VerificationStatus,
};
use strowger_types::id::ID_ENTROPY_BYTES;
use strowger_types::wire::Metadata;
use strowger_types::{
    BackupCodesId, ClientId, EmailAddressId, InstanceId, PhoneNumber, PhoneNumberId, SessionId,
    SignInId, SignInTokenId, SignUpId, SmsMessageId, StepUpId, Timestamp, UserId, VerificationId,
};

use super::blank;

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
    sign_in_id SignInId
    sign_up_id SignUpId
    step_up_id StepUpId
    backup_codes_id BackupCodesId
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
        first_name: Some(format!("First{n}")),
        last_name: Some(format!("Last{n}")),
        ..blank::user(user_id(n), at(i64::from(n)))
    }
}

/// A user with every field set, a verified number and a verified email.
pub(super) fn full_user(n: u32) -> User {
    User {
        version: 7,
        username: Some(format!("User_{n}")),
        locale: Some("en-GB".to_owned()),
        external_id: Some(format!("ext-{n}")),
        password: Some(Password {
            digest: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".to_owned(),
            set_at: at(5),
        }),
        backup_codes: Some(BackupCodes {
            id: backup_codes_id(n),
            key_id: 3,
            macs: vec![[1; 32], [0; 32], [0xff; 32]],
            created_at: at(6),
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
        stranger_failures: 18,
        unlocked_at: Some(at(10)),
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

fn metadata(text: &str) -> Metadata {
    Metadata::from_json_object(text.to_owned()).expect("it is JSON")
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
        standing,
        sent: Some(sent(n)),
        updated_at: at(i64::from(n) + 1),
        ..blank::number(number_id(n), user_id(of), phone_number(n), at(i64::from(n)))
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
        user_id: Some(user_id(of)),
        phone_number_id: Some(number_id(of)),
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
        first_factor_at: at(3),
        second_factor_at: None,
        step_up: None,
        device: Device::default(),
        last_active_at: at(1),
        expire_at: at(1_000),
        abandon_at: at(2_000),
        created_at: at(i64::from(n)),
        updated_at: at(2),
    }
}

/// The `n`th session with every field set.
pub(super) fn full_session(n: u32, of: u32) -> Session {
    Session {
        second_factor_at: Some(at(4)),
        step_up: Some(step_up(n)),
        device: Device {
            ip: Some("2001:db8::1".to_owned()),
            user_agent: Some("Mozilla/5.0 (☎)".to_owned()),
        },
        ..session(n, of)
    }
}

/// The `n`th step-up, with both factors.
pub(super) fn step_up(n: u32) -> StepUp {
    StepUp {
        id: step_up_id(n),
        level: StepUpLevel::Multi,
        step: FactorStep::Second,
        first: Some(factor(n)),
        second: Some(factor(n + 1)),
        created_at: at(31),
    }
}

/// A factor by a code to the `n`th number.
pub(super) fn factor(n: u32) -> Factor {
    Factor {
        strategy: Strategy::PhoneCode,
        number_id: Some(number_id(n)),
        sent: Some(sent(n)),
        verified: true,
    }
}

/// The code of the `n`th verification.
pub(super) fn sent(n: u32) -> SentCode {
    SentCode {
        verification_id: verification_id(n),
        status: VerificationStatus::Verified,
        attempts: n,
        expire_at: at(i64::from(n) + 600_000),
    }
}

/// The hash of the `n`th token.
pub(super) fn token_hash(n: u32) -> [u8; 32] {
    let mut hash = [0x5a; 32];
    hash[28..].copy_from_slice(&n.to_be_bytes());
    hash
}

/// The `n`th client: nothing began in it.
pub(super) fn client(n: u32) -> Client {
    Client {
        id: client_id(n),
        version: 1,
        token_hash: token_hash(n),
        begun: false,
        sign_in: None,
        sign_up: None,
        last_active_session: None,
        last_strategy: None,
        familiars: vec![],
        expire_at: at(1_000),
        created_at: at(i64::from(n)),
        updated_at: at(i64::from(n)),
    }
}

/// The `n`th client with every field set, and the user `n` for a familiar.
pub(super) fn full_client(n: u32) -> Client {
    Client {
        version: 7,
        begun: true,
        sign_in: Some(full_sign_in(n)),
        sign_up: Some(full_sign_up(n)),
        last_active_session: Some(session_id(n)),
        last_strategy: Some(Strategy::BackupCode),
        familiars: vec![familiar(n)],
        updated_at: at(i64::from(n) + 1),
        ..client(n)
    }
}

/// The user `n`, who signed in and then mistyped.
pub(super) fn familiar(n: u32) -> Familiar {
    Familiar {
        user_id: user_id(n),
        signed_in_at: Some(at(41)),
        failures: 3,
        failed_at: Some(at(42)),
    }
}

/// The `n`th attempt to sign in, just begun.
pub(super) fn sign_in(n: u32) -> SignIn {
    SignIn {
        id: sign_in_id(n),
        identifier: None,
        user_id: None,
        step: FactorStep::Identifier,
        first: None,
        second: None,
        password_set_at: None,
        created_session: None,
        abandon_at: at(2_000),
        created_at: at(i64::from(n)),
    }
}

/// The `n`th attempt to sign in with every field set.
pub(super) fn full_sign_in(n: u32) -> SignIn {
    SignIn {
        identifier: Some(Identifier::PhoneNumber(phone_number(n))),
        user_id: Some(user_id(n)),
        step: FactorStep::Complete,
        first: Some(factor(n)),
        second: Some(factor(n + 1)),
        password_set_at: Some(at(51)),
        created_session: Some(session_id(n)),
        ..sign_in(n)
    }
}

/// The `n`th attempt to sign up, just begun.
pub(super) fn sign_up(n: u32) -> SignUp {
    SignUp {
        id: sign_up_id(n),
        phone_number: None,
        sent: None,
        username: None,
        password_digest: None,
        first_name: None,
        last_name: None,
        locale: None,
        unsafe_metadata: Metadata::default(),
        legal_accepted_at: None,
        created_user: None,
        created_session: None,
        abandon_at: at(2_000),
        created_at: at(i64::from(n)),
    }
}

/// The `n`th attempt to sign up with every field set.
pub(super) fn full_sign_up(n: u32) -> SignUp {
    SignUp {
        phone_number: Some(phone_number(n)),
        sent: Some(sent(n)),
        username: Some(format!("New_{n}")),
        password_digest: Some("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".to_owned()),
        first_name: Some("Almon".to_owned()),
        last_name: Some("Strowger".to_owned()),
        locale: Some("en-US".to_owned()),
        unsafe_metadata: metadata(r#"{"theme":"dark"}"#),
        legal_accepted_at: Some(at(51)),
        created_user: Some(user_id(n)),
        created_session: Some(session_id(n)),
        ..sign_up(n)
    }
}

/// The `n`th sign-in token, of the user `of`.
pub(super) fn sign_in_token(n: u32, of: u32) -> SignInToken {
    SignInToken {
        id: token_id(n),
        version: 1,
        user_id: user_id(of),
        token_hash: token_hash(n),
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
        sign_up_is_open: Some(false),
        preferred: Some(Preferred::Password),
        created_at: at(1),
    }
}

pub(super) fn signing_key(n: u32) -> SigningKey {
    SigningKey {
        kid: format!("ins_{n}"),
        sealed_private_key: vec![0, 200, 1],
        created_at: at(i64::from(n)),
        used_until: None,
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
