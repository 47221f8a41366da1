//! What a decision wants done: one commit of guards and writes, judged and carried out in one atomic step.

use strowger_types::{
    ClientId, PhoneNumber, PhoneNumberId, SessionId, SignInTokenId, SmsMessageId, Timestamp,
    UserId, VerificationId,
};

use crate::record::{
    Client, Email, Message, MessageState, Number, Session, SessionStatus, Settings, SignInToken,
    SigningKey, User, Verification,
};

/// Guards and writes that belong together: all of it happens, durably, or nothing does.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// What must still be true.
    pub guards: Vec<Guard>,
    /// What to write, in order.
    pub writes: Vec<Write>,
}

/// Something that must still be true at the moment of the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The user exists and nothing about it has changed.
    UserVersion {
        /// The user.
        id: UserId,
        /// The version that was read.
        version: u64,
    },
    /// Nobody but this user holds the number, verified or reserved.
    NumberFree {
        /// The number.
        phone_number: PhoneNumber,
        /// Who may hold it.
        except: UserId,
    },
    /// Nobody but this user has the username (compared without case).
    UsernameFree {
        /// The username.
        username: String,
        /// Who may have it.
        except: UserId,
    },
    /// Nobody but this user has the external id.
    ExternalIdFree {
        /// The external id.
        external_id: String,
        /// Who may have it.
        except: UserId,
    },
    /// Nobody but this user holds the email address, verified or reserved.
    EmailFree {
        /// The address, in lower case.
        address: String,
        /// Who may hold it.
        except: UserId,
    },
    /// The verification exists and has not changed.
    VerificationVersion {
        /// The verification.
        id: VerificationId,
        /// The version that was read.
        version: u64,
    },
    /// No verification of this number for the backend was made after the one that was read (`None`: there was none).
    NewestVerification {
        /// The number.
        phone_number_id: PhoneNumberId,
        /// The newest that was read.
        newest: Option<VerificationId>,
    },
    /// The client exists, and neither it nor what is under way in it has changed.
    ClientVersion {
        /// The client.
        id: ClientId,
        /// The version that was read.
        version: u64,
    },
    /// The session exists and has not changed.
    SessionVersion {
        /// The session.
        id: SessionId,
        /// The version that was read.
        version: u64,
    },
    /// The sign-in token exists and has not changed.
    SignInTokenVersion {
        /// The sign-in token.
        id: SignInTokenId,
        /// The version that was read.
        version: u64,
    },
    /// The settings have not changed; version 0 means that there are none yet.
    SettingsVersion {
        /// The version that was read.
        version: u64,
    },
    /// The number's consecutive failures are still as many.
    FailuresAre {
        /// The number.
        phone_number: PhoneNumber,
        /// The count that was read.
        failures: u32,
    },
    /// The counter is below its limit, or its window is over.
    CounterBelow {
        /// The counter.
        key: String,
        /// The limit.
        limit: u32,
        /// The moment of the decision.
        now: Timestamp,
    },
    /// The text waits in the queue under this lease: nobody else has taken it.
    MessageLease {
        /// The text.
        id: SmsMessageId,
        /// The lease that was read.
        lease_until: Timestamp,
    },
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Keeps the user's own fields. Numbers and emails have writes of their own and are ignored here.
    PutUser(Box<User>),
    /// Forgets a user and everything that hangs from it: numbers, emails, verifications, sessions, sign-in tokens.
    DeleteUser(UserId),
    /// Keeps a number.
    PutNumber(Number),
    /// Forgets a number and its verifications.
    DeleteNumber(PhoneNumberId),
    /// Keeps an email address.
    PutEmail(Email),
    /// Keeps a verification.
    PutVerification(Verification),
    /// Keeps a client with its attempts and familiars, and nothing of them that it has no more.
    PutClient(Box<Client>),
    /// Forgets a client with its attempts and familiars. Its sessions stay.
    DeleteClient(ClientId),
    /// Keeps a session.
    PutSession(Box<Session>),
    /// Gives every active session of a user but one this status.
    EndSessions {
        /// The user.
        user_id: UserId,
        /// The one that lives on, if one does.
        except: Option<SessionId>,
        /// Their new status.
        status: SessionStatus,
        /// When that happens: their new `updated_at`.
        at: Timestamp,
    },
    /// Keeps a sign-in token.
    PutSignInToken(SignInToken),
    /// Keeps the settings.
    PutSettings(Settings),
    /// Keeps a signing key.
    PutSigningKey(SigningKey),
    /// Forgets a signing key.
    DeleteSigningKey {
        /// Names the key.
        kid: String,
    },
    /// Sets a number's consecutive failures; 0 forgets them.
    SetFailures {
        /// The number.
        phone_number: PhoneNumber,
        /// The new count.
        failures: u32,
    },
    /// Adds one to a counter, or starts its next window if the last one is over.
    Count {
        /// The counter.
        key: String,
        /// The moment of the decision.
        now: Timestamp,
        /// How long a window lasts, in milliseconds.
        window_ms: i64,
    },
    /// Keeps a text.
    PutMessage(Message),
    /// Records how a delivery went. A text that was delivered outside, failed or dropped loses its content.
    SettleMessage {
        /// The text.
        id: SmsMessageId,
        /// How far it got.
        state: MessageState,
        /// Deliveries tried.
        tries: u32,
        /// When it is due again, if it is still queued.
        lease_until: Timestamp,
    },
    /// Forgets texts that are not queued: all but the newest `keep`, and those made before `before`.
    SweepMessages {
        /// Texts older than this go.
        before: Timestamp,
        /// How many of the newest stay.
        keep: u32,
    },
    /// Forgets verifications that died before `before`, counters whose window was over by then, clients whose token
    /// had died by then, clients in which nothing had begun and nothing changed since then, and sessions that were
    /// abandoned by then and began [`SESSION_ABANDON_MS`](crate::policy::SESSION_ABANDON_MS) earlier or before.
    SweepExpired {
        /// What was over before this moment goes.
        before: Timestamp,
    },
}
