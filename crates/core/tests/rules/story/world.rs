//! The world that stories happen in: a store, a clock, a policy, and names for what was made.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use strowger_core::commit::{Commit, Write};
use strowger_core::outbox::{FIRST_LEASE_MS, Text};
use strowger_core::phone_number::{self, CreateNumber};
use strowger_core::policy::Policy;
use strowger_core::record::{
    Message, MessageState, Session, Settings, SignInToken, User, Verification,
};
use strowger_core::verification::{Attempt, CodeKeys};
use strowger_core::{Ctx, Decision, Refusal};
use strowger_store::memory::MemoryStore;
use strowger_store::{CommitError, Store, UserFilter, UserOrder, UserOrderField, UserQuery};
use strowger_types::{
    InstanceId, PhoneNumber, SessionId, SignInTokenId, SmsMessageId, Timestamp, UserId,
    VerificationId,
};

use super::chance::Seeded;
use super::laws::{self, Picture};
use super::words;

/// How many of the newest codes the laws look at: older ones are dead by age.
const CODES_WATCHED: usize = 40;

/// The world of a story.
pub(crate) struct World {
    pub(super) store: MemoryStore,
    pub(super) now: Timestamp,
    pub(super) entropy: Seeded,
    pub(super) policy: Policy,
    pub(super) keys: CodeKeys,
    pub(super) people: BTreeMap<String, UserId>,
    pub(super) sent: Vec<Sent>,
    pub(super) sessions: Vec<SessionId>,
    pub(super) tokens: Vec<SignInTokenId>,
}

/// A code that went out.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) to: String,
    pub(super) number: PhoneNumber,
    pub(super) verification: VerificationId,
    pub(super) code: String,
    pub(super) message: SmsMessageId,
}

/// What a step came to, not yet committed.
pub(super) struct Decided {
    outcome: Result<Reply, Vec<Refusal>>,
    commit: Commit,
    texts: Vec<Text>,
}

/// A reply, and about whom.
pub(super) enum Reply {
    User(String, Box<User>),
    Person(String),
    Sent(String),
    Tried(Attempt),
    Right,
    Session(Session),
    Token(SignInToken),
    Settings(Settings),
    Said(String),
}

impl Decided {
    pub(super) fn of<T: Debug>(decision: Decision<T>, reply: impl FnOnce(T) -> Reply) -> Self {
        for text in &decision.texts {
            let printed = format!("{decision:?} {text:?}");
            for secret in [text.code.reveal(), &text.body] {
                assert!(!printed.contains(secret), "Debug shows {secret}: {printed}");
            }
        }
        Self {
            outcome: decision.outcome.map(reply),
            commit: decision.commit,
            texts: decision.texts,
        }
    }

    pub(super) fn said(text: impl Into<String>) -> Self {
        Self {
            outcome: Ok(Reply::Said(text.into())),
            commit: Commit::default(),
            texts: Vec::new(),
        }
    }
}

struct Conflict;

impl World {
    pub(crate) fn new() -> Self {
        Self::seeded(0x5eed)
    }

    pub(crate) fn seeded(seed: u64) -> Self {
        let world = Self {
            store: MemoryStore::new(),
            now: Timestamp::from_ms(1_767_225_599_123),
            entropy: Seeded(seed),
            policy: Policy::development(),
            keys: CodeKeys::new(&[(1, [1; 32])]),
            people: BTreeMap::new(),
            sent: Vec::new(),
            sessions: Vec::new(),
            tokens: Vec::new(),
        };
        let settings = Settings {
            id: InstanceId::new(0, [0; 14]),
            version: 1,
            sealed_secret_key: Vec::new(),
            test_mode: None,
            blocked_countries: None,
            allowed_origins: None,
            created_at: world.now,
        };
        ready(world.store.commit(Commit {
            guards: Vec::new(),
            writes: vec![Write::PutSettings(settings)],
        }))
        .expect("an empty store takes settings");
        world
    }

    /// The answer to the last step.
    pub(crate) fn tell(&mut self, story: &str) -> String {
        let mut answer = String::new();
        for step in story
            .split(';')
            .map(str::trim)
            .filter(|step| !step.is_empty())
        {
            if step.contains(" adds ") {
                // Numbers of one millisecond are in no order that a story could tell.
                self.now = self.now.plus_ms(1);
            }
            answer = self.step(step);
        }
        answer
    }

    /// The answer to one step.
    pub(crate) fn step(&mut self, step: &str) -> String {
        if let Some(answer) = self.step_outside_of_rules(step) {
            return answer;
        }
        let decided = self.decide(step);
        match self.commit(decided) {
            Ok(answer) => answer,
            Err(Conflict) => panic!("nobody else was there, and still a guard failed: {step}"),
        }
    }

    /// Two steps decided on the same facts.
    pub(crate) fn race(&mut self, first: &str, second: &str) -> String {
        let one = self.decide(first);
        let other = self.decide(second);
        let first = match self.commit(one) {
            Ok(answer) => answer,
            Err(Conflict) => panic!("the first one meets no conflict: {first}"),
        };
        let second = match self.commit(other) {
            Ok(answer) => answer,
            Err(Conflict) => format!("again: {}", self.step(second)),
        };
        format!("{first} / {second}")
    }

    /// Adds a number that has no name here; answers why not, if not.
    pub(crate) fn add(&mut self, name: &str, number: &str) -> Option<String> {
        let user = self.user(name).expect("the story made this person");
        let command = CreateNumber {
            phone_number: PhoneNumber::parse(number).expect("E.164"),
            verified: false,
            primary: false,
            second_factor: false,
        };
        let decision = phone_number::create(&user, None, command, &mut self.ctx());
        let decided = Decided::of(decision, |_| Reply::Said(String::new()));
        match self.commit(decided) {
            Ok(answer) => (!answer.is_empty()).then_some(answer),
            Err(Conflict) => panic!("nobody else was there"),
        }
    }

    /// How the codes that went out are kept.
    pub(crate) fn kept_codes(&self) -> Vec<[u8; 32]> {
        let kept = self.sent.iter().map(|sent| self.verification(sent));
        kept.map(|kept| kept.expect("it is kept").code.mac)
            .collect()
    }

    /// Debug output of all that is kept of the code that went out at this place.
    pub(crate) fn printed(&self, place: usize) -> String {
        let sent = &self.sent[place - 1];
        let message = ready(self.store.message(&sent.message)).expect("memory reads");
        let verification = self.verification(sent);
        format!("{verification:?} {message:?}")
    }

    fn verification(&self, sent: &Sent) -> Option<Verification> {
        ready(self.store.verification(&sent.verification)).expect("memory reads")
    }

    /// The surroundings of a decision.
    pub(super) fn ctx(&mut self) -> Ctx<'_> {
        Ctx {
            now: self.now,
            entropy: &mut self.entropy,
            policy: &self.policy,
            code_keys: &self.keys,
        }
    }

    pub(super) fn user(&self, name: &str) -> Option<User> {
        ready(self.store.user(self.people.get(name)?)).expect("memory reads")
    }

    fn commit(&mut self, decided: Decided) -> Result<String, Conflict> {
        let Decided {
            outcome,
            mut commit,
            texts,
        } = decided;
        let messages: Vec<_> = texts.iter().map(seal).collect();
        commit
            .writes
            .extend(messages.into_iter().map(Write::PutMessage));
        for text in &texts {
            let printed = format!("{commit:?}");
            assert!(!printed.contains(text.code.reveal()), "{printed}");
        }
        // As the server does: without writes there is nothing that guards could protect.
        let wrote = !commit.writes.is_empty();
        if wrote {
            let before = self.picture();
            match ready(self.store.commit(commit.clone())) {
                Ok(()) => {}
                Err(CommitError::Conflict) => return Err(Conflict),
                Err(error) => panic!("memory does not fail: {error}"),
            }
            laws::uphold(&before, &self.picture(), &commit, self.now);
        }
        for text in texts {
            let name = self.people.iter().find(|(_, id)| **id == text.user_id);
            self.sent.push(Sent {
                to: name.expect("codes go to people").0.clone(),
                number: text.to.clone(),
                verification: text.verification_id.clone(),
                code: text.code.reveal().to_owned(),
                message: text.id.clone(),
            });
        }
        Ok(match outcome {
            Ok(reply) => self.answer(reply, wrote),
            Err(refusals) => words::of_refusals(&refusals),
        })
    }

    /// Says a reply. One that wrote is held against what is kept now; another may be overtaken.
    fn answer(&mut self, reply: Reply, wrote: bool) -> String {
        match reply {
            Reply::User(name, user) => {
                self.people.insert(name.clone(), user.id.clone());
                let kept = self.user(&name);
                assert!(!wrote || kept.as_ref() == Some(&*user), "the reply is kept");
                words::of_user(&user)
            }
            Reply::Person(name) => match self.user(&name) {
                Some(user) => words::of_user(&user),
                None => "nobody".to_owned(),
            },
            Reply::Sent(number) => format!("code{} to {number}", self.sent.len()),
            Reply::Tried(attempt) => {
                let verification = &attempt.verification;
                let kept = ready(self.store.verification(&verification.id));
                let kept = kept.expect("memory reads");
                assert!(
                    !wrote || kept.as_ref() == Some(verification),
                    "the reply is kept"
                );
                format!(
                    "{} after {}",
                    attempt.outcome.as_str(),
                    verification.attempts
                )
            }
            Reply::Right => "right".to_owned(),
            Reply::Session(session) => {
                let place = place_of(&mut self.sessions, &session.id);
                words::of_session(place, &session, self.now)
            }
            Reply::Token(token) => {
                let place = place_of(&mut self.tokens, &token.id);
                format!("t{} {}", place + 1, token.status.as_str())
            }
            Reply::Settings(settings) => words::of_settings(&settings),
            Reply::Said(text) => text,
        }
    }

    fn picture(&self) -> Picture {
        let query = UserQuery {
            filter: UserFilter::default(),
            order: UserOrder {
                field: UserOrderField::CreatedAt,
                descending: false,
            },
            limit: 500,
            offset: 0,
            starting_after: None,
        };
        let watched = self.sent.len().saturating_sub(CODES_WATCHED);
        let session = |id| ready(self.store.session(id)).expect("memory reads");
        Picture {
            users: ready(self.store.users(&query)).expect("memory reads"),
            verifications: self.sent[watched..]
                .iter()
                .filter_map(|sent| self.verification(sent))
                .collect(),
            sessions: self.sessions.iter().filter_map(session).collect(),
        }
    }
}

fn place_of<T: PartialEq + Clone>(known: &mut Vec<T>, id: &T) -> usize {
    if let Some(place) = known.iter().position(|known| known == id) {
        return place;
    }
    known.push(id.clone());
    known.len() - 1
}

/// The text as the server keeps it, but readable.
fn seal(text: &Text) -> Message {
    Message {
        id: text.id.clone(),
        to: text.to.clone(),
        user_id: Some(text.user_id.clone()),
        phone_number_id: Some(text.phone_number_id.clone()),
        verification_id: Some(text.verification_id.clone()),
        sealed: Some(text.body.clone().into_bytes()),
        state: MessageState::Queued,
        tries: 0,
        lease_until: text.created_at.plus_ms(FIRST_LEASE_MS),
        expire_at: text.expire_at,
        created_at: text.created_at,
    }
}

/// The outcome of a future that never waits, as those of the memory store.
pub(super) fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("the memory store never waits"),
    }
}
