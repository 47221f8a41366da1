//! What each step of a story loads, and which rule it asks: as the server does, without the bytes.

use serde_json::{Map, Value};
use strowger_core::instance::{self, OpenSignUp, Pinned, UpdateInstance};
use strowger_core::outbox;
use strowger_core::phone_number::{self, CreateNumber, ReplaceNumber, UpdateNumber};
use strowger_core::policy::Environment;
use strowger_core::policy::Preferred;
use strowger_core::record::Standing;
use strowger_core::token::TokenText;
use strowger_core::user::{
    self, CreateUser, Edit, Holders, MetadataPatch, NameHolders, NewEmail, NewNumber,
    PasswordCheck, UpdateUser,
};
use strowger_core::verification::{self, AttemptFacts, Code, CodeKeys, PrepareFacts};
use strowger_core::{session, sign_in_token};
use strowger_types::{PhoneNumber, PhoneNumberId, UserId};

use super::words::{self, phone};
use super::world::{Decided, Reply, Sent, World};

impl World {
    /// Steps that ask no rule: time, configuration, a look around, many tries at once.
    pub(super) fn step_outside_of_rules(&mut self, step: &str) -> Option<String> {
        let words: Vec<&str> = step.split_whitespace().collect();
        match words[..] {
            [pause] if pause.starts_with('+') => {
                self.now = self.now.plus_ms(words::duration_ms(&pause[1..]));
            }
            [pause] if pause.starts_with('-') => {
                self.now = self.now.plus_ms(-words::duration_ms(&pause[1..]));
            }
            ["key", id] => self.keys = CodeKeys::new(&[(1, [1; 32]), key(id)]),
            ["only", "key", id] => self.keys = CodeKeys::new(&[key(id)]),
            ["policy", ref rest @ ..] => self.configure(rest),
            ["device", name, holder] => self.declare(name, holder, name),
            ["device", name, holder, ip] => self.declare(name, holder, ip),
            ["strangers", "fail", ref rest @ ..] => return Some(self.strangers_fail(rest)),
            [name, "fails", number, times] => {
                let times = times.parse().expect("a count");
                return Some(self.fail(name, number, times));
            }
            _ => return None,
        }
        Some(String::new())
    }

    /// Asks a rule.
    pub(super) fn decide(&mut self, step: &str) -> Decided {
        let words: Vec<&str> = step.split_whitespace().collect();
        let is_gone = |word: &&str| self.people.contains_key(*word) && self.user(word).is_none();
        if words.iter().any(is_gone) {
            return Decided::said("nobody");
        }
        match words[..] {
            ["new", name, ref rest @ ..] => self.new_user(name, rest),
            ["show", name] => Decided::said(
                self.user(name)
                    .map_or("nobody".to_owned(), |user| words::of_user(&user)),
            ),
            ["failures", number] => Decided::said(self.failures(&phone(number)).to_string()),
            ["holder", number] => {
                let holder = self.holder(&phone(number));
                let name = self
                    .people
                    .iter()
                    .find(|(_, id)| Some(*id) == holder.as_ref());
                Decided::said(name.map_or("nobody", |(name, _)| name))
            }
            ["notices"] => {
                let told: Vec<_> = self.notices.iter().map(words::phone_name).collect();
                Decided::said(told.join(", "))
            }
            ["wanted", code] => self.is_wanted(code),
            ["sessions"] => self.all_sessions(),
            ["session", name] => {
                let user = self.known(name);
                Decided::of(session::create(&user, &mut self.ctx()), |session| {
                    Reply::Session(Box::new(session))
                })
            }
            ["token", name, ttl] => {
                let user = self.known(name);
                let ttl_seconds = words::duration_ms(ttl) / 1_000;
                let decision = sign_in_token::create(&user, ttl_seconds, &mut self.ctx());
                if let Ok((token, text)) = &decision.outcome {
                    let shown = TokenText::shown(text.reveal());
                    assert_eq!(token.token_hash, shown.hash(), "only the hash is kept");
                    self.ticket_texts.insert(token.id.clone(), shown);
                }
                Decided::of(decision, |(token, _)| Reply::Token(token))
            }
            ["revoke", what] => self.revoke(what),
            ["instance", ref rest @ ..] => self.update_instance(rest),
            [
                verb @ ("ban" | "unban" | "lock" | "unlock" | "disable-mfa" | "delete"),
                name,
            ] => self.standing(verb, name),
            [name, verb @ ("merges" | "replaces-metadata"), kind, json] => {
                self.metadata(name, verb, kind, json)
            }
            [name, "enters", word] => {
                let user = self.known(name);
                let check = match word {
                    "right" => PasswordCheck::Right,
                    _ => PasswordCheck::Wrong,
                };
                let decision = user::verify_password(&user, check, &mut self.ctx());
                Decided::of(decision, |()| Reply::Right)
            }
            [name, "updates", ref rest @ ..] => self.update_user(name, rest),
            [name, verb, ref rest @ ..] if !self.people.contains_key(name) => {
                self.device_step(name, verb, rest)
            }
            [name, verb, number, ref rest @ ..] => self.number_step(name, verb, number, rest),
            _ => panic!("{step:?} is no step of a story"),
        }
    }

    fn configure(&mut self, words: &[&str]) {
        let policy = &mut self.policy;
        match *words {
            ["production"] => {
                policy.environment = Environment::Production;
                policy.test_mode = false;
            }
            ["test-mode", word] => policy.test_mode = word == "on",
            ["blocked", alpha2] => drop(policy.blocked_countries.insert(alpha2.to_owned())),
            ["allowed", alpha2] => {
                policy.allowed_countries = Some([alpha2.to_owned()].into());
            }
            ["pause", text] => policy.resend_pause_ms = words::duration_ms(text),
            ["cap", count] => policy.sends_per_number_max = count.parse().expect("a count"),
            ["no", "sender"] => policy.can_send = false,
            ["landlines"] => policy.text_landlines = true,
            _ => self.configure_for_devices(words),
        }
    }

    /// Wrong tries, with a new code whenever the last is spent.
    fn fail(&mut self, name: &str, number: &str, times: u32) -> String {
        let mut answer = String::new();
        for _ in 0..times {
            let before = self.failures(&phone(number));
            answer = self.step(&format!("{name} tries {number} wrong"));
            if self.failures(&phone(number)) == before {
                self.step("+2h");
                self.step(&format!("{name} prepares {number}"));
                answer = self.step(&format!("{name} tries {number} wrong"));
            }
        }
        answer
    }

    fn known(&self, name: &str) -> strowger_core::record::User {
        self.user(name).expect("the story made this person")
    }

    pub(super) fn holder(&self, number: &PhoneNumber) -> Option<UserId> {
        self.store.holder(number)
    }

    pub(super) fn failures(&self, number: &PhoneNumber) -> u32 {
        self.store.failures(number)
    }

    fn new_user(&mut self, name: &str, words: &[&str]) -> Decided {
        let mut command = CreateUser {
            without_identification: true,
            ..CreateUser::default()
        };
        let mut holders = Holders::default();
        for word in words {
            match word.split_once(':') {
                Some(("username", name)) => {
                    holders.username = self.store.user_of_username(name);
                    command.username = Some(name.to_owned());
                }
                Some(("external", id)) => {
                    holders.external_id = self.store.user_of_external_id(id);
                    command.external_id = Some(id.to_owned());
                }
                Some(("email", address)) => {
                    let holder = self.store.holder_of_email(address);
                    holders.emails.push(holder);
                    command.emails.push(NewEmail {
                        address: address.to_owned(),
                        standing: Standing::VerifiedByAdmin,
                    });
                }
                _ if words::is_phone(word) => {
                    holders.numbers.push(self.holder(&phone(word)));
                    command.numbers.push(NewNumber {
                        phone_number: phone(word),
                        standing: Standing::VerifiedByAdmin,
                    });
                }
                _ => match *word {
                    "password" => command.password_digest = Some("digest".to_owned()),
                    "banned" => command.banned = true,
                    "locked" => command.locked = true,
                    "identified" => command.without_identification = false,
                    standing => {
                        let number = command.numbers.last_mut().expect("a number stands before");
                        number.standing = words::standing(standing);
                    }
                },
            }
        }
        let name = name.to_owned();
        let decision = user::create(command, &holders, &mut self.ctx());
        Decided::of(decision, |user| Reply::User(name, Box::new(user)))
    }

    fn number_step(&mut self, name: &str, verb: &str, number: &str, rest: &[&str]) -> Decided {
        let user = self.known(name);
        let phone_number = phone(number);
        let own = user
            .numbers
            .iter()
            .find(|own| own.phone_number == phone_number);
        let id = own.map_or(PhoneNumberId::new(0, [0; 14]), |own| own.id.clone());
        let holder = self.holder(&phone_number);
        let has = |word: &str| rest.contains(&word);
        let person = name.to_owned();
        match verb {
            "adds" => {
                let command = CreateNumber {
                    phone_number,
                    verified: has("verified"),
                    primary: has("primary"),
                    second_factor: has("second"),
                };
                let decision =
                    phone_number::create(&user, holder.as_ref(), command, &mut self.ctx());
                Decided::of(decision, |_| Reply::Person(person))
            }
            "sets" => {
                let either = |yes: &str, no: &str| match (has(yes), has(no)) {
                    (true, _) => Some(true),
                    (_, true) => Some(false),
                    (false, false) => None,
                };
                let command = UpdateNumber {
                    verified: either("verified", "unverified"),
                    primary: either("primary", "not-primary"),
                    second_factor: either("second", "not-second"),
                };
                let decision =
                    phone_number::update(&user, &id, holder.as_ref(), command, &mut self.ctx());
                Decided::of(decision, |_| Reply::Person(person))
            }
            "removes" => {
                let decision = phone_number::delete(&user, &id, &mut self.ctx());
                Decided::of(decision, |()| Reply::Person(person))
            }
            "replaces" => {
                let command = ReplaceNumber {
                    phone_number,
                    standing: words::standing(rest[0]),
                };
                let decision =
                    phone_number::replace(&user, holder.as_ref(), command, &mut self.ctx());
                Decided::of(decision, |_| Reply::Person(person))
            }
            "prepares" => {
                let limit = verification::sends_limit(&phone_number, &self.policy);
                let facts = PrepareFacts {
                    user,
                    holder,
                    newest: self.store.newest_verification(&id),
                    failures: self.failures(&phone_number),
                    sends: self.counted(limit),
                };
                let decision = verification::prepare(&facts, &id, &mut self.ctx());
                Decided::of(decision, |_| Reply::Sent)
            }
            "tries" => {
                let (target, code) = self.what_is_tried(name, &phone_number, rest);
                let verification =
                    target.and_then(|sent| self.store.verifications.get(&sent.verification));
                let facts = AttemptFacts {
                    user,
                    verification: verification.cloned(),
                    holder,
                    failures: self.failures(&phone_number),
                };
                let decision = verification::attempt(&facts, &id, &code, &mut self.ctx());
                Decided::of(decision, Reply::Tried)
            }
            _ => panic!("{verb} is no verb of these stories"),
        }
    }

    /// Which verification, by default the number's last; and which code: the right one of it, a wrong one, another's, or digits.
    fn what_is_tried(&self, name: &str, to: &PhoneNumber, words: &[&str]) -> (Option<Sent>, Code) {
        let last = || {
            let mut sent = self.sent.iter().rev();
            sent.find(|sent| sent.to == name && sent.number == *to)
        };
        let target = match words {
            [_, "on", code] => Some(self.sent_as(code)),
            _ => last(),
        };
        let right = target.map_or("", |sent| &sent.code);
        let code = match words[0] {
            "right" => right,
            "wrong" if right == "000000" => "000001",
            "wrong" => "000000",
            other if other.starts_with("code") => &self.sent_as(other).code,
            digits => digits,
        };
        (target.cloned(), Code::submitted(code))
    }

    pub(super) fn sent_as(&self, code: &str) -> &Sent {
        let place: usize = code["code".len()..].parse().expect("a place");
        &self.sent[place - 1]
    }

    fn is_wanted(&mut self, code: &str) -> Decided {
        let sent = self.sent_as(code);
        let message = &self.store.messages[&sent.message];
        let verification = self.store.verifications.get(&sent.verification);
        let is_wanted = outbox::is_wanted(message, verification, self.now);
        Decided::said(if is_wanted { "yes" } else { "no" })
    }

    fn all_sessions(&mut self) -> Decided {
        let told =
            self.sessions
                .iter()
                .enumerate()
                .map(|(place, id)| match self.store.sessions.get(id) {
                    Some(session) => words::of_session(place, session, self.now),
                    None => format!("s{} gone", place + 1),
                });
        Decided::said(told.collect::<Vec<_>>().join(", "))
    }

    fn revoke(&mut self, what: &str) -> Decided {
        let place: usize = what[1..].parse().expect("a place");
        if what.starts_with('s') {
            let session = self.store.sessions[&self.sessions[place - 1]].clone();
            Decided::of(session::revoke(&session, &mut self.ctx()), |session| {
                Reply::Session(Box::new(session))
            })
        } else {
            let token = self.store.sign_in_tokens[&self.tokens[place - 1]].clone();
            Decided::of(sign_in_token::revoke(&token, &mut self.ctx()), Reply::Token)
        }
    }

    fn update_instance(&mut self, words: &[&str]) -> Decided {
        let mut command = UpdateInstance::default();
        let mut pinned = Pinned::default();
        for word in words {
            let list = |text: &str| {
                let items = text.split(',').filter(|item| !item.is_empty());
                Some(items.map(str::to_owned).collect())
            };
            match word.split_once(':').unwrap_or((word, "")) {
                ("test-mode", value) => command.test_mode = Some(value == "on"),
                ("blocked", countries) => command.blocked_countries = list(countries),
                ("origins", origins) => command.allowed_origins = list(origins),
                ("sign-up", value) => {
                    command.sign_up = Some(OpenSignUp {
                        is_open: value == "open",
                        param: "allowlist",
                    });
                }
                ("preferred", name) => {
                    command.preferred = Preferred::parse(name).map_or(Edit::Clear, Edit::Set);
                }
                ("pinned", _) => {
                    pinned = Pinned {
                        test_mode: true,
                        blocked_countries: true,
                        allowed_origins: true,
                        sign_up: true,
                        preferred: true,
                    };
                }
                _ => panic!("{word} is no setting"),
            }
        }
        let before = self.store.settings.clone();
        let before = before.expect("every story has settings");
        let decision = instance::update(&before, command, pinned, &mut self.ctx());
        Decided::of(decision, Reply::Settings)
    }

    fn standing(&mut self, verb: &str, name: &str) -> Decided {
        let user = self.known(name);
        let person = name.to_owned();
        let mut ctx = self.ctx();
        let decision = match verb {
            "ban" => user::ban(&user, &mut ctx),
            "unban" => user::unban(&user, &mut ctx),
            "lock" => user::lock(&user, &mut ctx),
            "unlock" => user::unlock(&user, &mut ctx),
            "delete" => return Decided::of(user::delete(&user), |()| Reply::Person(person)),
            _ => {
                let decision = user::disable_mfa(&user, &mut ctx);
                return Decided::of(decision, |()| Reply::Person(person));
            }
        };
        Decided::of(decision, |user| Reply::User(person, Box::new(user)))
    }

    fn metadata(&mut self, name: &str, verb: &str, kind: &str, json: &str) -> Decided {
        let user = self.known(name);
        let map: Map<String, Value> = serde_json::from_str(json).expect("an object");
        let mut patch = MetadataPatch::default();
        match kind {
            "public" => patch.public = Some(map),
            "private" => patch.private = Some(map),
            _ => patch.unsafe_ = Some(map),
        }
        let decision = if verb == "merges" {
            user::merge_metadata(&user, &patch, &mut self.ctx())
        } else {
            user::replace_metadata(&user, &patch, &mut self.ctx())
        };
        Decided::of(decision, |user| {
            Reply::Said(format!(
                "public {}, private {}, unsafe {}",
                user.public_metadata.as_json(),
                user.private_metadata.as_json(),
                user.unsafe_metadata.as_json()
            ))
        })
    }

    fn update_user(&mut self, name: &str, words: &[&str]) -> Decided {
        let user = self.known(name);
        let mut command = UpdateUser::default();
        let mut holders = NameHolders::default();
        for word in words {
            match word.split_once(':').unwrap_or((word, "")) {
                ("primary", number) => {
                    let owns = |user: &strowger_core::record::User| {
                        let mut numbers = user.numbers.iter();
                        let number = numbers.find(|own| own.phone_number == phone(number));
                        number.map(|number| number.id.as_str().to_owned())
                    };
                    let others = || self.people.keys().filter_map(|name| self.user(name));
                    let id = owns(&user).or_else(|| others().find_map(|other| owns(&other)));
                    command.primary_number = Some(id.unwrap_or("idn_none".to_owned()));
                }
                ("username", name) => {
                    holders.username = self.store.user_of_username(name);
                    command.username = Edit::Set(name.to_owned());
                }
                ("external", id) => {
                    holders.external_id = self.store.user_of_external_id(id);
                    command.external_id = Edit::Set(id.to_owned());
                }
                ("first", name) => command.first_name = Edit::Set(name.to_owned()),
                ("-username", _) => command.username = Edit::Clear,
                ("password", digest) => command.password_digest = Some(digest.to_owned()),
                ("sign-out", _) => command.sign_out = true,
                _ => panic!("{word} is nothing to update"),
            }
        }
        let name = name.to_owned();
        let decision = user::update(&user, command, &holders, &mut self.ctx());
        Decided::of(decision, |user| Reply::User(name, Box::new(user)))
    }
}

fn key(id: &str) -> (u32, [u8; 32]) {
    let id: u8 = id.parse().expect("a small number");
    (u32::from(id), [id; 32])
}
