//! Steps that browsers and apps take: what each loads, and which rule it asks, as the server does.

use strowger_core::client::{self, Holder};
use strowger_core::factor::{Offer, Proof, number_to_text, sends_limits, signs_in_with};
use strowger_core::limit::{Counted, Limit};
use strowger_core::phone_number::own::{self, ProofFacts, UpdateOwn};
use strowger_core::policy::{Limits, Requirement};
use strowger_core::record::{
    Client, Factor, Identifier, SentCode, Session, SessionStatus, StepUpLevel, User, Verification,
};
use strowger_core::session::{self, Leaving};
use strowger_core::sign_in::{
    self, Actor, CreateFacts, CreateSignIn, FirstTry, Which, creates_limit, pretended_limit,
    tries_limits,
};
use strowger_core::sign_up::{self, CreateSignUp, SignUpFields};
use strowger_core::user::own::{
    ChangePassword, NewPassword, PasswordFacts, change_password, remove_password,
};
use strowger_core::user::{Edit, NameHolders, PasswordCheck, UpdateUser};
use strowger_core::verification::Code;
use strowger_core::{backup_code, step_up, user};
use strowger_types::{PhoneNumber, PhoneNumberId, SignInId, SignUpId, VerificationId};

use super::words::{self, phone};
use super::world::{Decided, Device, Reply, World};

/// Who is signed in on a device.
struct SignedIn {
    client: Client,
    session: Session,
    user: User,
}

impl World {
    /// A device of this name, with its own address unless the story gives one. Browsers with cookies need no declaration.
    pub(super) fn declare(&mut self, name: &str, holder: &str, ip: &str) {
        let holder = match holder {
            "cookie" => Holder::Cookie,
            "dev" => Holder::DevBrowser,
            "native" => Holder::Native,
            _ => panic!("{holder} holds no client"),
        };
        let device = Device {
            holder,
            ip: ip.to_owned(),
            client: None,
            tokens: Vec::new(),
            newcomer: None,
        };
        self.devices.insert(name.to_owned(), device);
    }

    pub(super) fn configure_for_devices(&mut self, words: &[&str]) {
        let policy = &mut self.policy;
        let requirement = |word| Requirement::parse(word).expect("a requirement");
        let count = |word: &str| word.parse().expect("a count");
        match *words {
            ["strict"] => policy.hides_accounts = true,
            ["session", text] => policy.session_ttl_ms = words::duration_ms(text),
            ["multiple"] => policy.multiple_sessions = true,
            ["restricted"] => policy.sign_up.is_open = false,
            ["window", "none"] => policy.step_up_window_ms = None,
            ["window", text] => policy.step_up_window_ms = Some(words::duration_ms(text)),
            ["no", "limits"] => {
                policy.resend_pause_ms = 0;
                policy.sends_per_number_max = u32::MAX;
                policy.limits = Limits {
                    creates_per_ip_max: u32::MAX,
                    attempts_per_client_max: u32::MAX,
                    attempts_per_ip_max: u32::MAX,
                    sends_per_client_max: u32::MAX,
                    sends_per_ip_max: u32::MAX,
                };
            }
            ["no", "second-factor"] => policy.second_factor = false,
            ["no", "delete-self"] => policy.delete_self = false,
            ["phone", word] => policy.sign_up.phone_number = requirement(word),
            ["username", word] => policy.sign_up.username = requirement(word),
            ["password", word] => policy.sign_up.password = requirement(word),
            ["first-name", word] => policy.sign_up.first_name = requirement(word),
            ["creates", word] => policy.limits.creates_per_ip_max = count(word),
            ["tries-client", word] => policy.limits.attempts_per_client_max = count(word),
            ["tries-ip", word] => policy.limits.attempts_per_ip_max = count(word),
            ["sends-client", word] => policy.limits.sends_per_client_max = count(word),
            ["sends-ip", word] => policy.limits.sends_per_ip_max = count(word),
            _ => panic!("{words:?} is no policy"),
        }
    }

    /// Wrong tries from devices that nobody ever saw, each with codes of its own, a day's worth of texts a day.
    pub(super) fn strangers_fail(&mut self, words: &[&str]) -> String {
        let (begin, try_wrong, times) = match *words {
            ["sign-up", number, times] => (
                format!("signs-up {number} code"),
                "tries sign-up wrong",
                times,
            ),
            [identifier, times] => (
                format!("signs-in {identifier} code"),
                "tries first wrong",
                times,
            ),
            _ => panic!("{words:?}: whom do strangers fail?"),
        };
        let times: u32 = times.parse().expect("a count");
        let mut answer = String::new();
        let until = self.wrong_tries + times;
        while self.wrong_tries < until {
            self.step("+2h");
            let name = format!("stranger{}", self.devices.len());
            answer = self.step(&format!("{name} {begin}"));
            assert!(answer.starts_with("code"), "{answer}");
            for _ in 0..5.min(until - self.wrong_tries) {
                self.step("+10s");
                answer = self.step(&format!("{name} {try_wrong}"));
            }
        }
        answer
    }

    pub(super) fn device_step(&mut self, name: &str, verb: &str, words: &[&str]) -> Decided {
        if !self.devices.contains_key(name) {
            self.declare(name, "cookie", name);
        }
        let decided = match (verb, words) {
            ("begins", []) => {
                let holder = self.devices[name].holder;
                let decision = client::begin(holder, &mut self.ctx());
                let begun = decision
                    .outcome
                    .as_ref()
                    .expect("anybody may begin")
                    .clone();
                let device = self.devices.get_mut(name).expect("it is there");
                device.client = Some(begun.client.id);
                device.tokens.extend(begun.token);
                Decided::of(decision, |_| Reply::Said("begun".to_owned()))
            }
            ("signs-in", words) => self.sign_in(name, words),
            ("signs-up", words) => self.sign_up(name, words),
            ("gives", words) => self.update_sign_up(name, words),
            ("asks", words) => self.ask(name, words),
            ("tries", words) => self.attempt(name, words),
            ("shows", []) => Decided::said(self.shown(name)),
            ("tokens", []) => Decided::said(self.shown_tokens(name)),
            ("forgets", []) => {
                let Some(client) = self.client(name) else {
                    return Decided::said("no client");
                };
                let sessions = self.store.sessions_of(&client.id);
                let decision = client::forget(&client, &sessions, &mut self.ctx());
                let device = name.to_owned();
                Decided::of(decision, |_| Reply::Gone(device))
            }
            (verb, words) => match self.who(name) {
                Some(signed_in) => self.signed_in_step(name, &signed_in, verb, words),
                None => Decided::said("signed out"),
            },
        };
        decided.held_by(self.devices[name].holder)
    }

    fn client(&self, name: &str) -> Option<Client> {
        let client = self
            .store
            .clients
            .get(self.devices[name].client.as_ref()?)?;
        (!client.expire_at.is_past(self.now)).then(|| client.clone())
    }

    fn sessions_of(&self, client: Option<&Client>) -> Vec<Session> {
        client.map_or_else(Vec::new, |client| self.store.sessions_of(&client.id))
    }

    fn who(&self, name: &str) -> Option<SignedIn> {
        let client = self.client(name)?;
        let sessions = self.store.sessions_of(&client.id);
        let session = client::acting(&client, &sessions, None, self.now)?.clone();
        let user = self.store.users.get(&session.user_id)?.clone();
        Some(SignedIn {
            client,
            session,
            user,
        })
    }

    fn actor(&self, name: &str) -> Actor {
        let device = &self.devices[name];
        Actor {
            holder: device.holder,
            device: strowger_core::record::Device {
                ip: Some(device.ip.clone()),
                user_agent: None,
            },
        }
    }

    pub(super) fn counted(&self, limit: Limit) -> Counted {
        Counted {
            count: self.store.counter(&limit.key, self.now),
            limit,
        }
    }

    fn all_counted(&self, limits: Vec<Limit>) -> Vec<Counted> {
        limits
            .into_iter()
            .map(|limit| self.counted(limit))
            .collect()
    }

    fn creates(&self, name: &str) -> Vec<Counted> {
        self.all_counted(vec![creates_limit(&self.devices[name].ip, &self.policy)])
    }

    fn tries(&self, name: &str, client: Option<&Client>) -> Vec<Counted> {
        self.all_counted(tries_limits(client, &self.devices[name].ip, &self.policy))
    }

    fn sends(
        &self,
        name: &str,
        to: Option<&PhoneNumber>,
        client: Option<&Client>,
        user: Option<&User>,
    ) -> Vec<Counted> {
        let Some(to) = to else { return Vec::new() };
        let known_to = user.map(|user| &user.id);
        let ip = &self.devices[name].ip;
        self.all_counted(sends_limits(to, client, known_to, ip, &self.policy))
    }

    fn pretended(&self, identifier: Option<&Identifier>, user: Option<&User>) -> Option<Counted> {
        let identifier = identifier.filter(|_| user.is_none())?;
        Some(self.counted(pretended_limit(identifier)))
    }

    fn verification_of(&self, sent: Option<&SentCode>) -> Option<Verification> {
        self.store
            .verifications
            .get(&sent?.verification_id)
            .cloned()
    }

    fn who_signs_in(&self, identifier: &Identifier) -> Option<User> {
        let id = match identifier {
            Identifier::PhoneNumber(number) => self.store.holder(number),
            Identifier::Username(name) if self.policy.sign_up.username.is_on() => {
                self.store.user_of_username(name)
            }
            Identifier::Username(_) => None,
        };
        let user = self.store.users.get(&id?)?;
        signs_in_with(user, identifier).then(|| user.clone())
    }

    fn sign_in(&mut self, name: &str, words: &[&str]) -> Decided {
        let mut identifier = None;
        let mut first_try = None;
        let mut ticket = None;
        let mut user = None;
        for word in words {
            match word.split_once(':') {
                Some(("name", username)) => {
                    identifier = Some(Identifier::Username(username.to_owned()));
                }
                Some(("password", "right")) => {
                    first_try = Some(FirstTry::Password(PasswordCheck::Right));
                }
                Some(("password", _)) => {
                    first_try = Some(FirstTry::Password(PasswordCheck::Wrong));
                }
                Some(("ticket", place)) => {
                    first_try = Some(FirstTry::Ticket);
                    ticket = self.ticket(place);
                }
                _ if *word == "code" => first_try = Some(FirstTry::PhoneCode),
                _ => identifier = Some(Identifier::PhoneNumber(phone(word))),
            }
        }
        if let Some(ticket) = &ticket {
            user = self.store.users.get(&ticket.user_id).cloned();
        } else if let Some(identifier) = &identifier {
            user = self.who_signs_in(identifier);
        }
        if user.as_ref().is_none_or(|user| user.password.is_none()) {
            // As the shell compares: nobody's password is wrong.
            if matches!(first_try, Some(FirstTry::Password(_))) {
                first_try = Some(FirstTry::Password(PasswordCheck::Wrong));
            }
        }
        let client = self.client(name);
        let offers = strowger_core::factor::first_factors(
            user.as_ref(),
            identifier.as_ref(),
            &self.policy,
            &self.keys,
        );
        let to = number_to_text(&offers, None).filter(|_| first_try == Some(FirstTry::PhoneCode));
        let facts = CreateFacts {
            sessions: self.sessions_of(client.as_ref()),
            creates: self.creates(name),
            sends: self.sends(name, to, client.as_ref(), user.as_ref()),
            pretended: self.pretended(identifier.as_ref(), user.as_ref()),
            client,
            user,
            ticket,
        };
        let command = CreateSignIn {
            actor: self.actor(name),
            identifier,
            first_try,
        };
        let decision = sign_in::create(&facts, &command, &mut self.ctx());
        let device = name.to_owned();
        Decided::of(decision, |progress| {
            Reply::SignIn(device, Box::new(progress))
        })
    }

    fn ticket(&self, place: &str) -> Option<strowger_core::record::SignInToken> {
        let place: usize = place[1..].parse().expect("a place");
        let text = &self.ticket_texts[self.tokens.get(place - 1)?];
        let mut tokens = self.store.sign_in_tokens.values();
        tokens
            .find(|token| token.token_hash == text.hash())
            .cloned()
    }

    fn sign_in_facts(
        &self,
        name: &str,
        which: Which,
        wanted: Option<&PhoneNumberId>,
    ) -> Option<(SignInId, sign_in::Facts)> {
        let client = self.client(name)?;
        let sign_in = client.sign_in.clone()?;
        let user = sign_in.user_id.as_ref();
        let user = user.and_then(|id| self.store.users.get(id)).cloned();
        let factor = match which {
            Which::First => sign_in.first.as_ref(),
            Which::Second => sign_in.second.as_ref(),
        };
        let offers = self.offers_of(&sign_in);
        let to = number_to_text(&offers, wanted);
        let facts = sign_in::Facts {
            sessions: self.sessions_of(Some(&client)),
            verification: self.verification_of(factor.and_then(|factor| factor.sent.as_ref())),
            tries: self.tries(name, Some(&client)),
            sends: self.sends(name, to, Some(&client), user.as_ref()),
            pretended: self.pretended(sign_in.identifier.as_ref(), user.as_ref()),
            client,
            user,
        };
        Some((sign_in.id, facts))
    }

    fn sign_up_fields(&mut self, name: &str, words: &[&str]) -> (SignUpFields, bool) {
        let mut fields = SignUpFields::default();
        let mut sends_code = false;
        for word in words {
            match word.split_once(':') {
                Some(("username", text)) => fields.username = Edit::Set(text.to_owned()),
                Some(("first", text)) => fields.first_name = Edit::Set(text.to_owned()),
                Some(("as", newcomer)) => {
                    let device = self.devices.get_mut(name).expect("it is there");
                    device.newcomer = Some(newcomer.to_owned());
                }
                _ if *word == "code" => sends_code = true,
                _ if *word == "password" => fields.password_digest = Some("digest".to_owned()),
                _ if *word == "-phone" => fields.phone_number = Edit::Clear,
                _ => fields.phone_number = Edit::Set(phone(word)),
            }
        }
        (fields, sends_code)
    }

    fn sign_up(&mut self, name: &str, words: &[&str]) -> Decided {
        let (fields, sends_code) = self.sign_up_fields(name, words);
        let (_, facts) = self.sign_up_facts(name, &fields, true);
        let command = CreateSignUp {
            actor: self.actor(name),
            fields,
            sends_code,
        };
        let decision = sign_up::create(&facts, &command, &mut self.ctx());
        let device = name.to_owned();
        Decided::of(decision, |progress| {
            Reply::SignUp(device, Box::new(progress))
        })
    }

    fn update_sign_up(&mut self, name: &str, words: &[&str]) -> Decided {
        let (fields, _) = self.sign_up_fields(name, words);
        let (id, facts) = self.sign_up_facts(name, &fields, false);
        let actor = self.actor(name);
        let decision = sign_up::update(&facts, &id, &fields, &actor, &mut self.ctx());
        let device = name.to_owned();
        Decided::of(decision, |progress| {
            Reply::SignUp(device, Box::new(progress))
        })
    }

    fn sign_up_facts(
        &self,
        name: &str,
        fields: &SignUpFields,
        is_new: bool,
    ) -> (SignUpId, sign_up::Facts) {
        let client = self.client(name);
        let begun = client.as_ref().and_then(|client| client.sign_up.as_ref());
        let begun = begun.filter(|_| !is_new);
        let number = match &fields.phone_number {
            Edit::Set(number) => Some(number.clone()),
            Edit::Keep => begun.and_then(|sign_up| sign_up.phone_number.clone()),
            Edit::Clear => None,
        };
        let username = match &fields.username {
            Edit::Set(username) => Some(username.clone()),
            Edit::Keep => begun.and_then(|sign_up| sign_up.username.clone()),
            Edit::Clear => None,
        };
        let id = begun.map_or(SignUpId::new(0, [0; 14]), |sign_up| sign_up.id.clone());
        let facts = sign_up::Facts {
            sessions: self.sessions_of(client.as_ref()),
            holder: number.as_ref().and_then(|number| self.store.holder(number)),
            username_holder: username.and_then(|name| self.store.user_of_username(&name)),
            verification: self.verification_of(begun.and_then(|sign_up| sign_up.sent.as_ref())),
            failures: number
                .as_ref()
                .map_or(0, |number| self.store.failures(number)),
            creates: self.creates(name),
            tries: self.tries(name, client.as_ref()),
            sends: self.sends(name, number.as_ref(), client.as_ref(), None),
            client,
        };
        (id, facts)
    }

    fn ask(&mut self, name: &str, words: &[&str]) -> Decided {
        let device = name.to_owned();
        match *words {
            [part @ ("first" | "second"), ref number @ ..] => {
                let which = which(part);
                let wanted = number.first().map(|number| self.id_of(name, number));
                let facts = self.sign_in_facts(name, which, wanted.as_ref());
                let Some((id, facts)) = facts else {
                    return Decided::said("no sign-in");
                };
                let actor = self.actor(name);
                let decision =
                    sign_in::prepare(&facts, &id, which, wanted.as_ref(), &actor, &mut self.ctx());
                Decided::of(decision, |progress| {
                    Reply::SignIn(device, Box::new(progress))
                })
            }
            ["sign-up"] => {
                let (id, facts) = self.sign_up_facts(name, &SignUpFields::default(), false);
                let actor = self.actor(name);
                let decision = sign_up::prepare(&facts, &id, &actor, &mut self.ctx());
                Decided::of(decision, |progress| {
                    Reply::SignUp(device, Box::new(progress))
                })
            }
            [part @ ("up-first" | "up-second"), ref number @ ..] => {
                let Some(signed_in) = self.who(name) else {
                    return Decided::said("signed out");
                };
                let which = which(part);
                let own = |number: &&str| {
                    let mut numbers = signed_in.user.numbers.iter();
                    let own = numbers.find(|own| own.phone_number == phone(number));
                    own.map_or(nobodys(), |own| own.id.clone())
                };
                let wanted = number.first().map(own);
                let offers = step_up::offers(&signed_in.user, which, &self.ctx());
                let to = number_to_text(&offers, wanted.as_ref()).cloned();
                let mut facts = self.step_up_facts(name, signed_in, which);
                facts.sends = self.sends(name, to.as_ref(), Some(&facts.client), Some(&facts.user));
                let decision = step_up::prepare(&facts, which, wanted.as_ref(), &mut self.ctx());
                Decided::of(decision, |progress| Reply::StepUp(Box::new(progress)))
            }
            ["own", number] => match self.proof_facts(name, number) {
                Some((id, facts)) => {
                    let decision = own::prepare(&facts, &id, &mut self.ctx());
                    let user_id = facts.user.id;
                    Decided::of(decision, |_| Reply::Me(user_id))
                }
                None => Decided::said("signed out"),
            },
            _ => panic!("{words:?}: what is asked for?"),
        }
    }

    fn attempt(&mut self, name: &str, words: &[&str]) -> Decided {
        let device = name.to_owned();
        match *words {
            [part @ ("first" | "second"), word] => {
                let which = which(part);
                let Some((id, facts)) = self.sign_in_facts(name, which, None) else {
                    return Decided::said("no sign-in");
                };
                let sign_in = facts.client.sign_in.as_ref().expect("it is there");
                let factor = match which {
                    Which::First => sign_in.first.as_ref(),
                    Which::Second => sign_in.second.as_ref(),
                };
                let proof = self.proof(word, factor, facts.user.as_ref());
                let actor = self.actor(name);
                let decision =
                    sign_in::attempt(&facts, &id, which, &proof, &actor, &mut self.ctx());
                Decided::of(decision, |progress| {
                    Reply::SignIn(device, Box::new(progress))
                })
            }
            ["sign-up", word] => {
                let (id, facts) = self.sign_up_facts(name, &SignUpFields::default(), false);
                let sent = facts.verification.as_ref().map(|sent| &sent.id);
                let code = self.code(word, sent);
                let actor = self.actor(name);
                let decision = sign_up::attempt(&facts, &id, &code, &actor, &mut self.ctx());
                Decided::of(decision, |progress| {
                    Reply::SignUp(device, Box::new(progress))
                })
            }
            [part @ ("up-first" | "up-second"), word] => {
                let Some(signed_in) = self.who(name) else {
                    return Decided::said("signed out");
                };
                let which = which(part);
                let facts = self.step_up_facts(name, signed_in, which);
                let factor = factor_of(&facts.session, which);
                let proof = self.proof(word, factor.as_ref(), Some(&facts.user));
                let decision = step_up::attempt(&facts, which, &proof, &mut self.ctx());
                Decided::of(decision, |progress| Reply::StepUp(Box::new(progress)))
            }
            ["own", number, word] => match self.proof_facts(name, number) {
                Some((id, facts)) => {
                    let sent = facts.verification.as_ref().map(|sent| &sent.id);
                    let code = self.code(word, sent);
                    let decision = own::attempt(&facts, &id, &code, &mut self.ctx());
                    let user_id = facts.user.id;
                    Decided::of(decision, |_| Reply::Me(user_id))
                }
                None => Decided::said("signed out"),
            },
            _ => panic!("{words:?}: what is tried?"),
        }
    }

    fn step_up_facts(&self, name: &str, signed_in: SignedIn, which: Which) -> step_up::Facts {
        let factor = factor_of(&signed_in.session, which);
        let sent = factor.as_ref().and_then(|factor| factor.sent.as_ref());
        step_up::Facts {
            verification: self.verification_of(sent),
            tries: self.tries(name, Some(&signed_in.client)),
            sends: Vec::new(),
            client: signed_in.client,
            session: signed_in.session,
            user: signed_in.user,
        }
    }

    fn proof_facts(&self, name: &str, number: &str) -> Option<(PhoneNumberId, ProofFacts)> {
        let signed_in = self.who(name)?;
        let phone_number = phone(number);
        let mut numbers = signed_in.user.numbers.iter();
        let own = numbers.find(|own| own.phone_number == phone_number);
        let client = Some(&signed_in.client);
        let facts = ProofFacts {
            holder: self.store.holder(&phone_number),
            verification: self.verification_of(own.and_then(|own| own.sent.as_ref())),
            failures: self.store.failures(&phone_number),
            tries: self.tries(name, client),
            // Nobody's number yet, so nobody's known device either.
            sends: self.sends(name, Some(&phone_number), client, None),
            user: signed_in.user.clone(),
        };
        Some((own.map_or(nobodys(), |own| own.id.clone()), facts))
    }

    /// The id by which an attempt offers a number.
    fn id_of(&self, name: &str, number: &str) -> PhoneNumberId {
        let sign_in = self.client(name).and_then(|client| client.sign_in);
        let offers = sign_in.map_or_else(Vec::new, |sign_in| self.offers_of(&sign_in));
        let offered = offers.iter().find_map(|offer| match offer {
            Offer::PhoneCode {
                shown_as,
                phone_number,
                ..
            } if *phone_number == phone(number) => Some(shown_as.clone()),
            Offer::PhoneCode { .. } | Offer::Password | Offer::BackupCode => None,
        });
        offered.unwrap_or_else(|| {
            // Of the user's, though not offered; or nobody's.
            let mut numbers = self.store.users.values().flat_map(|user| &user.numbers);
            let own = numbers.find(|own| own.phone_number == phone(number));
            own.map_or(nobodys(), |own| own.id.clone())
        })
    }

    fn proof(&self, word: &str, factor: Option<&Factor>, user: Option<&User>) -> Proof {
        let backup = |place: &str| {
            let codes = user.and_then(|user| self.backup_codes.get(&user.id));
            let shown = |place: usize| codes.expect("they were shown")[place - 1].clone();
            match (
                place.parse::<usize>(),
                place.strip_suffix("-as-people-type"),
            ) {
                (Ok(place), _) => shown(place),
                (Err(_), Some(place)) => {
                    let code = shown(place.parse().expect("a place")).to_uppercase();
                    format!(" {}-{}", &code[..4], &code[4..])
                }
                (Err(_), None) => place.to_owned(),
            }
        };
        match word.split_once(':') {
            Some(("password", "right")) if user.is_some_and(|user| user.password.is_some()) => {
                Proof::Password(PasswordCheck::Right)
            }
            Some(("password", _)) => Proof::Password(PasswordCheck::Wrong),
            Some(("backup", place)) => Proof::BackupCode(Code::submitted(&backup(place))),
            _ => {
                let sent = factor.and_then(|factor| factor.sent.as_ref());
                Proof::PhoneCode(self.code(word, sent.map(|sent| &sent.verification_id)))
            }
        }
    }

    /// The right code of a verification, a wrong one, another's, or digits.
    fn code(&self, word: &str, verification: Option<&VerificationId>) -> Code {
        let mut sent = self.sent.iter().rev();
        let right = sent.find(|sent| Some(&sent.verification) == verification);
        let right = right.map_or("", |sent| sent.code.as_str());
        let text = match word {
            "right" => right,
            "wrong" if right == "000000" => "000001",
            "wrong" => "000000",
            other if other.starts_with("code") => &self.sent_as(other).code,
            digits => digits,
        };
        Code::submitted(text)
    }

    fn signed_in_step(
        &mut self,
        name: &str,
        signed_in: &SignedIn,
        verb: &str,
        words: &[&str],
    ) -> Decided {
        let SignedIn {
            client,
            session,
            user,
        } = signed_in;
        let me = user.id.clone();
        let own_number = |number: &str| {
            let mut numbers = user.numbers.iter();
            let own = numbers.find(|own| own.phone_number == phone(number));
            own.map_or(nobodys(), |own| own.id.clone())
        };
        match (verb, words) {
            ("steps-up", words) => {
                let level = match words {
                    ["first"] => StepUpLevel::First,
                    ["multi"] => StepUpLevel::Multi,
                    _ => StepUpLevel::Second,
                };
                let decision = step_up::start(client, session, user, level, &mut self.ctx());
                Decided::of(decision, |progress| Reply::StepUp(Box::new(progress)))
            }
            ("adds-own", [number, rest @ ..]) => {
                let mut creates = self.creates(name);
                let facts = own::CreateFacts {
                    holder: self.store.holder(&phone(number)),
                    creates: creates.remove(0),
                    user: user.clone(),
                    session: session.clone(),
                };
                let is_second = rest.contains(&"second");
                let decision = own::create(&facts, phone(number), is_second, &mut self.ctx());
                Decided::of(decision, |_| Reply::Me(me))
            }
            ("sets-own", [number, rest @ ..]) => {
                let command = UpdateOwn {
                    second_factor: match (rest.contains(&"second"), rest.contains(&"not-second")) {
                        (true, _) => Some(true),
                        (_, true) => Some(false),
                        (false, false) => None,
                    },
                    default_second_factor: if rest.contains(&"default") {
                        Some(true)
                    } else {
                        rest.contains(&"not-default").then_some(false)
                    },
                };
                let id = own_number(number);
                let sends = self.sends(name, Some(&phone(number)), Some(client), Some(user));
                let decision = own::update(user, session, &id, command, &sends, &mut self.ctx());
                Decided::of(decision, |updated| match updated.backup_codes {
                    Some(codes) => Reply::BackupCodes(me, codes),
                    None => Reply::Me(me),
                })
            }
            ("removes-own", [number]) => {
                let id = own_number(number);
                let sends = self.sends(name, Some(&phone(number)), Some(client), Some(user));
                let decision = own::delete(user, session, &id, &sends, &mut self.ctx());
                Decided::of(decision, |()| Reply::Me(me))
            }
            ("updates-me", words) => {
                let mut command = UpdateUser::default();
                let mut holders = NameHolders::default();
                for word in words {
                    match word.split_once(':').unwrap_or((word, "")) {
                        ("primary", number) => {
                            command.primary_number = Some(own_number(number).as_str().to_owned());
                        }
                        ("username", text) => {
                            holders.username = self.store.user_of_username(text);
                            command.username = Edit::Set(text.to_owned());
                        }
                        ("-username", _) => command.username = Edit::Clear,
                        ("first", text) => command.first_name = Edit::Set(text.to_owned()),
                        _ => panic!("{word} is nothing to update"),
                    }
                }
                let creates = self.creates(name).remove(0);
                let decision =
                    user::own::update(user, session, command, &holders, &creates, &mut self.ctx());
                Decided::of(decision, |_| Reply::Me(me))
            }
            ("changes-password" | "removes-password", words) => {
                let current = words
                    .iter()
                    .find_map(|word| word.strip_prefix("password:"))
                    // As the shell compares: only with a password that there is.
                    .filter(|_| user.password.is_some())
                    .map(|word| match word {
                        "right" => PasswordCheck::Right,
                        _ => PasswordCheck::Wrong,
                    });
                let facts = PasswordFacts {
                    tries: self.tries(name, Some(client)),
                    client: client.clone(),
                    session: session.clone(),
                    user: user.clone(),
                };
                let decision = if verb == "removes-password" {
                    remove_password(&facts, current, &mut self.ctx())
                } else {
                    let command = ChangePassword {
                        current,
                        new: if words.contains(&"same") {
                            NewPassword::SameAsCurrent
                        } else {
                            NewPassword::Hashed(format!("digest of version {}", user.version))
                        },
                        sign_out: words.contains(&"sign-out"),
                    };
                    change_password(&facts, &command, &mut self.ctx())
                };
                Decided::of(decision, |user| Reply::Password(Box::new(user)))
            }
            ("deletes-me", []) => {
                let decision = user::own::delete(user, session, &mut self.ctx());
                Decided::of(decision, |()| Reply::Me(me))
            }
            ("makes-backup-codes", []) => {
                let decision = backup_code::regenerate(user, session, &mut self.ctx());
                Decided::of(decision, |(_, shown)| Reply::BackupCodes(me, shown))
            }
            ("touches", []) => {
                let decision = session::touch((client, session, user), &mut self.ctx());
                Decided::of(decision, |(_, session)| Reply::Session(Box::new(session)))
            }
            ("leaves" | "removes-session", words) => {
                let leaving = match verb {
                    "leaves" => Leaving::Ending,
                    _ => Leaving::Removing,
                };
                let id = match words {
                    [place] => self.session_as(place).id.clone(),
                    _ => session.id.clone(),
                };
                let sessions = self.store.sessions_of(&client.id);
                let decision = session::leave(client, &sessions, &id, leaving, &mut self.ctx());
                Decided::of(decision, |left| Reply::Session(Box::new(left.session)))
            }
            ("leaves-all", []) => {
                let sessions = self.store.sessions_of(&client.id);
                let decision = session::leave_all(client, &sessions, &mut self.ctx());
                Decided::of(decision, |_| Reply::Said("left".to_owned()))
            }
            ("revokes", [place]) => {
                let other = self.session_as(place).clone();
                let decision = session::revoke_own(user, session, &other, &mut self.ctx());
                Decided::of(decision, |session| Reply::Session(Box::new(session)))
            }
            (verb, words) => panic!("{name} {verb} {words:?} is no step of a story"),
        }
    }

    fn session_as(&self, place: &str) -> &Session {
        let place: usize = place[1..].parse().expect("a place");
        &self.store.sessions[&self.sessions[place - 1]]
    }

    /// What an onlooker of the device sees: its sessions, its attempt to sign in, whom it knows.
    fn shown(&self, name: &str) -> String {
        let Some(client) = self.client(name) else {
            return "no client".to_owned();
        };
        let mut parts = Vec::new();
        for (place, id) in self.sessions.iter().enumerate() {
            let session = self.store.sessions.get(id);
            let session = session.filter(|session| session.client_id == client.id);
            if let Some(session) = session
                && session.status_at(self.now) == SessionStatus::Active
            {
                let is_last = client.last_active_session.as_ref() == Some(id);
                let mark = if is_last { " last" } else { "" };
                parts.push(format!("s{}{mark}", place + 1));
            }
        }
        if let Some(sign_in) = &client.sign_in {
            let offers = self.offers_of(sign_in);
            parts.push(words::of_step(sign_in.step, &offers, None));
            for factor in [&sign_in.first, &sign_in.second].into_iter().flatten() {
                parts.push(words::of_factor(factor, self.now));
            }
        }
        for familiar in &client.familiars {
            let mut people = self.people.iter();
            let person = people.find(|(_, id)| **id == familiar.user_id);
            let verb = if familiar.signed_in_at.is_some() {
                "knows"
            } else {
                "tried"
            };
            let name = person.map_or("somebody", |(name, _)| name);
            parts.push(format!("{verb} {name}, failures {}", familiar.failures));
        }
        parts.join("; ")
    }

    fn shown_tokens(&self, name: &str) -> String {
        let tokens = self.devices[name].tokens.iter().map(|token| {
            match self.store.client_of_token(&token.hash()) {
                Some(_) => "alive",
                None => "dead",
            }
        });
        tokens.collect::<Vec<_>>().join(", ")
    }
}

fn which(part: &str) -> Which {
    match part {
        "first" | "up-first" => Which::First,
        _ => Which::Second,
    }
}

fn factor_of(session: &Session, which: Which) -> Option<Factor> {
    let step_up = session.step_up.as_ref()?;
    match which {
        Which::First => step_up.first.clone(),
        Which::Second => step_up.second.clone(),
    }
}

/// The id of a number that does not exist.
fn nobodys() -> PhoneNumberId {
    PhoneNumberId::new(0, [0; 14])
}
