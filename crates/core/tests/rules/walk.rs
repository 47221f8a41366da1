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

const STANDINGS: [&str; 8] = [
    "disable-mfa P",
    "disable-mfa P",
    "ban P",
    "unban P",
    "lock P",
    "unlock P",
    "unlock P",
    "session P",
];

/// Most steps happen within the same millisecond as the one before.
const PAUSES: [&str; 8] = ["0ms", "0ms", "0ms", "0ms", "1ms", "20s", "3m", "5h"];

fn random_step(chance: &mut Seeded) -> String {
    let person = chance.pick(&PEOPLE);
    let step = if chance.next().is_multiple_of(6) {
        chance.pick(&STANDINGS).to_owned()
    } else {
        format!("{person} {}", chance.pick(&CHANGES))
    };
    step.replace('N', chance.pick(&NUMBERS))
        .replace('P', person)
}

fn walk(seed: u64) {
    let mut chance = Seeded(seed);
    let mut world = World::seeded(seed);
    world.tell("policy pause 0s; policy cap 1000");
    for person in PEOPLE {
        world.tell(&format!("new {person} username:{person} password"));
    }
    let mut told: Vec<String> = Vec::new();
    for _ in 0..STEPS {
        let pause = format!("+{}", chance.pick(&PAUSES));
        let one = random_step(&mut chance);
        let other = chance
            .next()
            .is_multiple_of(3)
            .then(|| random_step(&mut chance));
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
}

#[test]
fn no_sequence_of_steps_breaks_a_law() {
    for seed in 1..=4 {
        walk(seed);
    }
}
