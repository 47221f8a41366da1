//! Thousands of random steps, some of them raced, none of which may break a law of [`crate::story`].

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::story::World;
use crate::story::chance::Seeded;

const STEPS: usize = 3_000;

const PEOPLE: [&str; 3] = ["ada", "bob", "cy"];

const NUMBERS: [&str; 5] = ["A", "B", "C", "D", "Test"];

const CHANGES: [&str; 24] = [
    "adds N",
    "adds N verified",
    "adds N verified primary",
    "adds N verified second",
    "adds N verified second",
    "sets N verified",
    "sets N verified primary",
    "sets N unverified",
    "sets N unverified not-second",
    "sets N second",
    "sets N verified second",
    "sets N not-second",
    "removes N",
    "removes N",
    "replaces N verified",
    "replaces N reserved",
    "updates primary:N",
    "updates username:P",
    "updates -username",
    "prepares N",
    "prepares N",
    "tries N right",
    "tries N wrong",
    "enters wrong",
];

const STANDINGS: [&str; 9] = [
    "token P 7d",
    "disable-mfa P",
    "disable-mfa P",
    "ban P",
    "unban P",
    "lock P",
    "unlock P",
    "unlock P",
    "session P",
];

/// What browsers and apps do; `D` is one of them.
const ON_DEVICES: [&str; 49] = [
    "D signs-in N",
    "D signs-in N code",
    "D signs-in N code",
    "D signs-in name:P password:right",
    "D signs-in name:P password:wrong",
    "D signs-in ticket:t1",
    "D asks first",
    "D asks first N",
    "D asks second",
    "D tries first right",
    "D tries first right",
    "D tries first right",
    "D tries first wrong",
    "D tries first password:right",
    "D tries second right",
    "D tries second right",
    "D tries second wrong",
    "D tries second backup:nonsense",
    "D signs-up N code as:P",
    "D signs-up N username:P password",
    "D gives N",
    "D asks sign-up",
    "D tries sign-up right",
    "D tries sign-up wrong",
    "D steps-up second",
    "D steps-up multi",
    "D asks up-first",
    "D asks up-second",
    "D tries up-first right",
    "D tries up-second right",
    "D tries up-second wrong",
    "D adds-own N",
    "D asks own N",
    "D tries own N right",
    "D tries own N wrong",
    "D sets-own N second",
    "D sets-own N not-second",
    "D sets-own N default",
    "D removes-own N",
    "D updates-me primary:N",
    "D makes-backup-codes",
    "D changes-password password:right",
    "D changes-password password:right sign-out",
    "D changes-password password:wrong sign-out",
    "D removes-password password:right",
    "D touches",
    "D leaves",
    "D forgets",
    "D deletes-me",
];

/// What people do from beginning to end, unless something is in the way.
const WAYS: [&str; 8] = [
    "unban P; unlock P; P adds N verified; P adds M verified second; D signs-in N code; D tries first right; D asks second; D tries second right",
    "unban P; unlock P; P adds M verified; P sets M verified second",
    "D signs-in N code; D tries first right; D asks second; D tries second right",
    "D signs-in name:P password:right; D asks second; D tries second right",
    "D signs-up N code as:P; D tries sign-up right",
    "D signs-up N username:P password code as:P; D tries sign-up right",
    "D steps-up multi; D asks up-first; D tries up-first right; D asks up-second; D tries up-second right",
    "D adds-own N; D asks own N; D tries own N right; D sets-own N second",
];

const DEVICES: [&str; 4] = ["web", "app", "dev", "tv"];

/// Most steps happen within the same millisecond as the one before.
const PAUSES: [&str; 8] = ["0ms", "0ms", "0ms", "0ms", "1ms", "20s", "3m", "5h"];

fn random_step(chance: &mut Seeded, devices_in_ten: u64) -> String {
    let person = chance.pick(&PEOPLE);
    let device = chance.pick(&DEVICES);
    let step = if chance.next() % 10 < devices_in_ten {
        chance.pick(&ON_DEVICES).replace('D', device)
    } else if chance.next().is_multiple_of(6) {
        chance.pick(&STANDINGS).to_owned()
    } else {
        format!("{person} {}", chance.pick(&CHANGES))
    };
    step.replace('N', chance.pick(&NUMBERS))
        .replace('P', person)
}

fn walk(seed: u64, devices_in_ten: u64, policy: &str) {
    let mut chance = Seeded(seed);
    let mut world = World::seeded(seed);
    world.tell("policy no limits; device app native; device dev dev");
    world.tell(policy);
    for person in PEOPLE {
        world.tell(&format!("new {person} username:{person} password"));
    }
    let mut told: Vec<String> = Vec::new();
    for _ in 0..STEPS {
        let pause = format!("+{}", chance.pick(&PAUSES));
        if devices_in_ten > 0 && chance.next().is_multiple_of(4) {
            let way = chance.pick(&WAYS).replace('D', chance.pick(&DEVICES));
            let way = way.replace('N', chance.pick(&NUMBERS));
            let way = way.replace('M', chance.pick(&NUMBERS));
            world.tell(&way.replace('P', chance.pick(&PEOPLE)));
        }
        let one = random_step(&mut chance, devices_in_ten);
        let other = chance
            .next()
            .is_multiple_of(3)
            .then(|| random_step(&mut chance, devices_in_ten));
        told.push(match &other {
            Some(other) => format!("{pause}; {one} while {other}"),
            None => format!("{pause}; {one}"),
        });
        let happened = catch_unwind(AssertUnwindSafe(|| {
            world.step(&pause);
            match &other {
                Some(other) => world.race(&one, other),
                None => world.step(&one),
            }
        }));
        if let Err(broken) = happened {
            let last = told.len().saturating_sub(12);
            eprintln!("seed {seed}, the last steps: {:#?}", &told[last..]);
            resume_unwind(broken);
        }
    }
    assert!(
        world.sessions_begun() > 20,
        "a walk on which hardly anybody signs in tests little"
    );
}

#[test]
fn no_sequence_of_steps_breaks_a_law() {
    for seed in 1..=4 {
        walk(seed, 0, "");
    }
}

#[test]
fn no_sequence_of_steps_on_devices_breaks_a_law() {
    let named = "policy username optional; policy phone optional";
    walk(5, 9, named);
    walk(6, 8, &format!("{named}; policy multiple"));
    walk(7, 9, &format!("{named}; policy strict; policy window none"));
    walk(
        8,
        7,
        &format!("{named}; policy strict; policy multiple; policy no second-factor"),
    );
}
