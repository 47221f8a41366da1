//! The world that stories happen in: a store, a clock, a policy, and names for what was made.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use strowger_core::backup_code::ShownCodes;
use strowger_core::client::{Begun, Holder};
use strowger_core::commit::{Commit, Write};
use strowger_core::factor;
use strowger_core::outbox::{FIRST_LEASE_MS, Text};
use strowger_core::phone_number::{self, CreateNumber};
use strowger_core::policy::Policy;
use strowger_core::record::{
    Message, MessageState, Session, Settings, SignInToken, User, Verification,
};
use strowger_core::sign_in::Which;
use strowger_core::token::TokenText;
use strowger_core::verification::{Attempt, Code, CodeKeys};
use strowger_core::{Ctx, Decision, Refusal, sign_in, sign_up, step_up};
use strowger_types::{
    ClientId, InstanceId, PhoneNumber, SessionId, SignInTokenId, SmsMessageId, Timestamp, UserId,
    VerificationId,
};

use super::chance::Seeded;
use super::laws::{self, Before};
use super::store::{Conflict, Store};
use super::words;

/// The world of a story.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) now: Timestamp,
    pub(super) entropy: Seeded,
    pub(crate) policy: Policy,
    pub(super) keys: CodeKeys,
    pub(super) people: BTreeMap<String, UserId>,
    pub(super) devices: BTreeMap<String, Device>,
    /// Texts with codes that went out.
    pub(super) sent: Vec<Sent>,
    /// Numbers that got a text without a code.
    pub(super) notices: Vec<PhoneNumber>,
    pub(super) sessions: Vec<SessionId>,
    pub(super) tokens: Vec<SignInTokenId>,
    pub(super) ticket_texts: HashMap<SignInTokenId, TokenText>,
    pub(super) backup_codes: HashMap<UserId, Vec<String>>,
    /// Wrong tries that were judged since the world began.
    pub(crate) wrong_tries: u32,
}

/// Something that holds a client: a browser or an app.
pub(super) struct Device {
    pub(super) holder: Holder,
    pub(super) ip: String,
    pub(super) client: Option<ClientId>,
    /// Every token that it was given, the newest last.
    pub(super) tokens: Vec<TokenText>,
    /// What the person is called who signs up here.
    pub(super) newcomer: Option<String>,
}

/// A code that went out.
#[derive(Clone)]
pub(super) struct Sent {
    /// Whose number it is, by name; empty at sign-up and for nobody.
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
    /// How the client is held that it happened in.
    holder: Option<Holder>,
}

/// A reply, and about whom.
pub(super) enum Reply {
    User(String, Box<User>),
    Person(String),
    Sent,
    Tried(Attempt),
    Right,
    Session(Box<Session>),
    Token(SignInToken),
    Settings(Settings),
    SignIn(String, Box<sign_in::Progress>),
    SignUp(String, Box<sign_up::Progress>),
    StepUp(Box<step_up::Progress>),
    /// The user, as they are kept.
    Me(UserId),
    /// The user, after a change of the password.
    Password(Box<User>),
    BackupCodes(UserId, ShownCodes),
    Gone(String),
    Said(String),
}

impl Decided {
    pub(super) fn of<T: Debug>(decision: Decision<T>, reply: impl FnOnce(T) -> Reply) -> Self {
        for text in &decision.texts {
            let printed = format!("{decision:?} {text:?}");
            let code = text.code.as_ref().map(Code::reveal);
            for secret in code.into_iter().chain([text.body.as_str()]) {
                assert!(!shows(&printed, secret), "Debug shows {secret}: {printed}");
            }
        }
        Self {
            outcome: decision.outcome.map(reply),
            commit: decision.commit,
            texts: decision.texts,
            holder: None,
        }
    }

    pub(super) fn held_by(self, holder: Holder) -> Self {
        Self {
            holder: Some(holder),
            ..self
        }
    }

    pub(super) fn said(text: impl Into<String>) -> Self {
        Self {
            outcome: Ok(Reply::Said(text.into())),
            commit: Commit::default(),
            texts: Vec::new(),
            holder: None,
        }
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::seeded(0x5eed)
    }

    pub(crate) fn seeded(seed: u64) -> Self {
        let mut world = Self {
            store: Store::default(),
            now: Timestamp::from_ms(1_767_225_599_123),
            entropy: Seeded(seed),
            policy: Policy::development(),
            keys: CodeKeys::new(&[(1, [1; 32])]),
            people: BTreeMap::new(),
            devices: BTreeMap::new(),
            sent: Vec::new(),
            notices: Vec::new(),
            sessions: Vec::new(),
            tokens: Vec::new(),
            ticket_texts: HashMap::new(),
            backup_codes: HashMap::new(),
            wrong_tries: 0,
        };
        world.store.settings = Some(Settings {
            id: InstanceId::new(0, [0; 14]),
            version: 1,
            sealed_secret_key: Vec::new(),
            test_mode: None,
            blocked_countries: None,
            allowed_origins: None,
            sign_up_is_open: None,
            preferred: None,
            created_at: world.now,
        });
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
            if step.contains(" adds ") || step.contains(" adds-own ") {
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

    /// Many steps decided on the same facts; those that meet a conflict are decided anew, all together, until none does.
    pub(crate) fn crowd(&mut self, steps: &[String]) -> Vec<String> {
        let mut waiting: Vec<&String> = steps.iter().collect();
        let mut answers = Vec::new();
        while !waiting.is_empty() {
            let decided: Vec<_> = waiting.iter().map(|step| self.decide(step)).collect();
            let mut overtaken = Vec::new();
            for (step, decided) in waiting.into_iter().zip(decided) {
                match self.commit(decided) {
                    Ok(answer) => answers.push(answer),
                    Err(Conflict) => overtaken.push(step),
                }
            }
            waiting = overtaken;
        }
        answers
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

    /// Sessions that ever began.
    pub(crate) fn sessions_begun(&self) -> usize {
        self.sessions.len()
    }

    /// The newest token of a device.
    pub(crate) fn token(&self, device: &str) -> &str {
        let token = self.devices[device].tokens.last();
        token.expect("it has one").reveal()
    }

    /// A backup code that was shown to somebody.
    pub(crate) fn backup_code(&self, name: &str, place: usize) -> String {
        self.backup_codes[&self.people[name]][place - 1].clone()
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
        let message = self.store.messages.get(&sent.message);
        let verification = self.verification(sent);
        format!("{verification:?} {message:?}")
    }

    fn verification(&self, sent: &Sent) -> Option<Verification> {
        self.store.verifications.get(&sent.verification).cloned()
    }

    /// The surroundings of a decision.
    pub(super) fn ctx(&mut self) -> Ctx<'_> {
        Ctx {
            now: self.now,
            entropy: &mut self.entropy,
            policy: &self.policy,
            code_keys: &self.keys,
            refused_texts: Vec::new(),
        }
    }

    pub(super) fn user(&self, name: &str) -> Option<User> {
        self.store.users.get(self.people.get(name)?).cloned()
    }

    fn commit(&mut self, decided: Decided) -> Result<String, Conflict> {
        let Decided {
            outcome,
            mut commit,
            texts,
            holder,
        } = decided;
        for text in &texts {
            commit.writes.push(Write::PutMessage(seal(text)));
        }
        for code in texts.iter().filter_map(|text| text.code.as_ref()) {
            let printed = format!("{commit:?}");
            assert!(!shows(&printed, code.reveal()), "{printed}");
        }
        let wrote = !commit.writes.is_empty();
        let before = Before::of(&self.store, &commit);
        self.store.commit(commit.clone())?;
        let happened = laws::Happened {
            commit: &commit,
            texts: &texts,
            refusals: outcome.as_ref().err().map_or(&[], Vec::as_slice),
            holder,
            policy: &self.policy,
            now: self.now,
        };
        self.wrong_tries += laws::uphold(&before, &self.store, &happened);
        let codes_before = self.sent.len();
        for text in texts {
            self.note(text);
        }
        let code = (self.sent.len() > codes_before).then(|| {
            let number = &self.sent[codes_before].number;
            format!("code{} to {}", self.sent.len(), words::phone_name(number))
        });
        Ok(match outcome {
            Ok(reply) => self.answer(reply, wrote, code),
            Err(refusals) => words::of_refusals(&refusals),
        })
    }

    /// Notes a text that goes out. One that is withheld is told like any other: whoever asked for it sees no difference.
    fn note(&mut self, text: Text) {
        let (Some(code), Some(verification)) = (text.code, text.verification_id) else {
            self.notices.push(text.to);
            return;
        };
        let is_owner = |id: &UserId| Some(id) == text.user_id.as_ref();
        let owner = self.people.iter().find(|(_, id)| is_owner(id));
        self.sent.push(Sent {
            to: owner.map_or(String::new(), |(name, _)| name.clone()),
            number: text.to,
            verification,
            code: code.reveal().to_owned(),
            message: text.id,
        });
    }

    /// Says a reply. One that wrote is held against what is kept now; another may be overtaken.
    fn answer(&mut self, reply: Reply, wrote: bool, code: Option<String>) -> String {
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
            Reply::Sent => code.expect("a code went out"),
            Reply::Tried(attempt) => {
                let verification = &attempt.verification;
                let kept = self.store.verifications.get(&verification.id);
                assert!(!wrote || kept == Some(verification), "the reply is kept");
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
            Reply::SignIn(device, progress) => self.signed_in(&device, &progress, code),
            Reply::SignUp(device, progress) => self.signed_up(&device, &progress, code),
            Reply::StepUp(progress) => {
                let kept = self.store.sessions.get(&progress.session.id);
                assert_eq!(kept, Some(&progress.session), "the reply is kept");
                let user = self.store.users.get(&progress.session.user_id);
                let user = user.expect("a session is somebody's").clone();
                let step = progress.step_up.step;
                let offers = match words::which(step) {
                    Some(which) => step_up::offers(&user, which, &self.ctx()),
                    None => Vec::new(),
                };
                words::of_step(step, &offers, code)
            }
            Reply::Password(user) => {
                let kept = self.store.users.get(&user.id);
                assert_eq!(kept, Some(&*user), "the reply is kept");
                match &user.password {
                    Some(_) => "password".to_owned(),
                    None => "no password".to_owned(),
                }
            }
            Reply::Me(id) => match (self.store.users.get(&id), code) {
                (_, Some(code)) => code,
                (Some(user), None) => words::of_user(user),
                (None, None) => "nobody".to_owned(),
            },
            Reply::BackupCodes(id, shown) => {
                let count = shown.reveal().len();
                self.backup_codes.insert(id, shown.reveal().to_vec());
                format!("{count} backup codes")
            }
            Reply::Gone(device) => {
                let device = self.devices.get_mut(&device).expect("it was there");
                device.client = None;
                "gone".to_owned()
            }
            Reply::Said(text) => text,
        }
    }

    fn signed_in(
        &mut self,
        device: &str,
        progress: &sign_in::Progress,
        code: Option<String>,
    ) -> String {
        self.holds(device, &progress.begun);
        let sign_in = &progress.sign_in;
        if let Some(session) = &sign_in.created_session {
            return format!("complete, s{}", place_of(&mut self.sessions, session) + 1);
        }
        let offers = self.offers_of(sign_in);
        words::of_step(sign_in.step, &offers, code)
    }

    /// What an attempt to sign in may go on with.
    pub(super) fn offers_of(&self, sign_in: &strowger_core::record::SignIn) -> Vec<factor::Offer> {
        let user = sign_in.user_id.as_ref();
        let user = user.and_then(|id| self.store.users.get(id));
        match (words::which(sign_in.step), user) {
            (Some(Which::First), user) => {
                factor::first_factors(user, sign_in.identifier.as_ref(), &self.policy, &self.keys)
            }
            (Some(Which::Second), Some(user)) => factor::second_factors(user, &self.policy),
            (Some(Which::Second), None) | (None, _) => Vec::new(),
        }
    }

    fn signed_up(
        &mut self,
        device: &str,
        progress: &sign_up::Progress,
        code: Option<String>,
    ) -> String {
        self.holds(device, &progress.begun);
        let sign_up = &progress.sign_up;
        if let (Some(user), Some(session)) = (&sign_up.created_user, &sign_up.created_session) {
            let newcomer = self.devices[device].newcomer.clone();
            let name = newcomer.unwrap_or_else(|| format!("{device}-owner"));
            self.people.insert(name, user.clone());
            return format!("complete, s{}", place_of(&mut self.sessions, session) + 1);
        }
        code.unwrap_or_else(|| {
            format!(
                "missing [{}], unverified [{}]",
                sign_up::missing_fields(sign_up, &self.policy).join(" "),
                sign_up::unverified_fields(sign_up).join(" ")
            )
        })
    }

    /// The device has the client, and its token if it is new.
    fn holds(&mut self, device: &str, begun: &Begun) {
        let kept = self.store.clients.get(&begun.client.id);
        assert_eq!(kept, Some(&begun.client), "the reply is kept");
        if let Some(token) = &begun.token {
            let named = self.store.client_of_token(&token.hash());
            assert_eq!(named, Some(&begun.client), "a token names its client");
        }
        let device = self.devices.get_mut(device).expect("it is there");
        device.client = Some(begun.client.id.clone());
        device.tokens.extend(begun.token.clone());
    }
}

/// Whether a secret can be read in a text. Six digits may well be part of an id or of a number.
fn shows(printed: &str, secret: &str) -> bool {
    let is_part = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphanumeric());
    printed.match_indices(secret).any(|(place, _)| {
        let before = printed[..place].chars().next_back();
        let after = printed[place + secret.len()..].chars().next();
        !is_part(before) && !is_part(after)
    })
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
        user_id: text.user_id.clone(),
        phone_number_id: text.phone_number_id.clone(),
        verification_id: text.verification_id.clone(),
        sealed: Some(text.body.clone().into_bytes()),
        state: MessageState::Queued,
        tries: 0,
        lease_until: text.created_at.plus_ms(FIRST_LEASE_MS),
        expire_at: text.expire_at,
        created_at: text.created_at,
    }
}
