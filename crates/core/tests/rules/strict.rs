//! Where accounts are hidden: a stranger who asks about a number that somebody has hears what one hears about a number
//! that nobody has (S11), and only who proves to have the number learns that it is taken.

use strowger_core::factor::{Offer, first_factors};
use strowger_core::record::Identifier;
use strowger_core::verification::CodeKeys;
use strowger_types::PhoneNumber;

use crate::story::{World, check};

/// All that a stranger is told in the course of a story, step by step.
fn heard(before: &str, story: &str) -> Vec<String> {
    let mut world = World::new();
    world.tell(&format!("policy strict; {before}"));
    let steps = story.split(';').map(str::trim);
    steps
        .flat_map(|step| [world.tell(step), world.tell("web shows")])
        .map(|told| told.replace("tried ada, failures ", "tried somebody, failures "))
        .collect()
}

/// What is told about A is the same whether Ada has it, in whatever way, or nobody does.
#[track_caller]
fn alike(story: &str) {
    let for_nobody = heard("new bob B", story);
    for ada in [
        "new ada A",
        "new ada A password",
        "new ada A reserved",
        "new ada A C password",
        "new ada A C; ada sets C second",
        "new ada A banned",
        "new ada C A; ada sets A second",
        "new ada C A unverified",
    ] {
        let told = heard(&format!("new bob B; {ada}"), story);
        // Whom a client tried is kept for its budget and shown to nobody.
        let unseen = |told: &String| match told.split_once("; tried") {
            Some((seen, _)) => seen.to_owned(),
            None => told.clone(),
        };
        let told: Vec<_> = told.iter().map(unseen).collect();
        assert_eq!(told, for_nobody, "{ada}: {story}");
    }
}

#[test]
fn s11_a_sign_in_tells_a_stranger_nothing_of_who_has_an_account() {
    alike("web signs-in A");
    alike("web signs-in A code");
    alike(
        "web signs-in A; web asks first; web asks first; +29s; web asks first; +1s; web asks first",
    );
    alike("web signs-in A; web asks first B; web asks second; web tries second 123456");
    alike(
        "web signs-in A code; web tries first wrong; web tries first wrong; web tries first 12; +10m; web tries first wrong",
    );
    alike("web signs-in A password:wrong; web signs-in A; web tries first password:wrong");
    alike("web signs-in A code; web tries first password:wrong; web tries first backup:nonsense");
    alike("web signs-in A; +1d; web asks first");
}

#[test]
fn s11_five_wrong_tries_end_a_code_that_was_never_sent_too() {
    let five = "+10s; web tries first wrong; ".repeat(5);
    alike(&format!(
        "web signs-in A code; {five} web tries first wrong; +30s; web asks first"
    ));
}

#[test]
fn s11_limits_on_texts_hold_for_texts_that_are_never_sent() {
    let codes = "+10s; web signs-in A code; ".repeat(21);
    alike(&format!("policy cap 3; {codes} web signs-in B code"));
    alike(&format!("{codes} web signs-in B code"));
    alike("policy blocked NL; web signs-in Dutch code; web signs-in Premium code");
}

#[test]
fn s11_a_budget_is_spent_after_a_hundred_where_there_is_no_account_too() {
    let mut stories = Vec::new();
    for before in ["new bob B", "new bob B; new ada A password"] {
        let mut world = World::new();
        world.tell(&format!("policy strict; {before}"));
        let mut told = vec![world.tell("strangers fail A 60")];
        for _ in 0..45 {
            told.push(world.tell("+10s; web signs-in A password:wrong"));
        }
        told.push(world.tell("+1d; web signs-in A; web asks first"));
        told.push(world.tell("web tries first password:wrong"));
        told.push(world.tell("+300d; app signs-in A; app tries first password:wrong"));
        assert_eq!(world.wrong_tries, 100);
        stories.push(told);
    }
    assert_eq!(stories[0], stories[1]);
    assert_eq!(
        stories[0].last().map(String::as_str),
        Some("refused: Locked")
    );
}

#[test]
fn s11_a_username_tells_nothing_either() {
    for story in [
        "policy username optional; web signs-in name:lovelace",
        "policy username optional; web signs-in name:lovelace password:wrong",
        "policy username optional; web signs-in name:lovelace code",
        "policy username optional; web signs-in name:lovelace; web asks first; web tries first password:wrong",
    ] {
        let nobody = heard("new bob B", story);
        for ada in [
            "new ada A username:lovelace password",
            "new ada A username:lovelace",
        ] {
            let told = heard(&format!("new bob B; {ada}"), story);
            let told: Vec<_> = told
                .iter()
                .map(|told| told.split("; tried").next().unwrap_or("").to_owned())
                .collect();
            assert_eq!(told, nobody, "{ada}: {story}");
        }
    }
}

#[test]
fn no_code_of_a_text_that_was_withheld_is_right() {
    check(
        "policy strict; web signs-in A code; web tries first right",
        "refused: CodeIncorrect",
    );
    check(
        "policy strict; web signs-in Test code; web tries first 424242",
        "refused: CodeIncorrect",
    );
}

#[test]
fn who_has_the_account_signs_in_as_ever() {
    check(
        "policy strict; new ada A; web signs-in A code; web tries first right",
        "complete, s1",
    );
    check(
        "policy strict; new ada A password; web signs-in A; web tries first password:right",
        "complete, s1",
    );
    check(
        "policy strict; new ada A B; ada sets B second; web signs-in A code; web tries first right; web asks second; web tries second right",
        "complete, s1",
    );
}

#[test]
fn a_ban_is_told_to_who_proves_to_be_the_person() {
    check(
        "policy strict; new ada A banned; web signs-in A code",
        "code1 to A",
    );
    check(
        "policy strict; new ada A banned; web signs-in A code; web tries first right",
        "refused: Banned",
    );
}

#[test]
fn a_sign_up_goes_on_to_the_code_and_only_the_right_one_tells_that_the_number_is_taken() {
    let story = "web signs-up A code; web tries sign-up wrong; web tries sign-up wrong; +30s; web asks sign-up; web tries sign-up wrong";
    assert_eq!(
        heard("new bob B", story),
        heard("new bob B; new ada A", story)
    );
    check(
        "policy strict; new ada A; web signs-up A code; web tries sign-up right",
        "refused: IdentifierTaken(param: phone_number)",
    );
    // Even where more than the number is missing.
    check(
        "policy strict; policy username required; new ada A; web signs-up A code; web tries sign-up right",
        "refused: IdentifierTaken(param: phone_number)",
    );
    check(
        "policy strict; new ada A; web signs-up A code; web tries sign-up right; show ada",
        "A verified primary",
    );
}

#[test]
fn a_number_may_be_claimed_and_only_its_right_code_tells_that_it_is_taken() {
    let in_ = "web signs-in B code; web tries first right; web adds-own A; web asks own A; web tries own A wrong; web asks own A";
    assert_eq!(heard("new bob B", in_), heard("new bob B; new ada A", in_));
    check(
        "policy strict; new ada A; new bob B; web signs-in B code; web tries first right; web adds-own A; web asks own A; web tries own A right",
        "refused: IdentifierTaken(param: phone_number)",
    );
    check(
        "policy strict; new ada A; new bob B; web signs-in B code; web tries first right; web adds-own A; web asks own A; web tries own A right; holder A",
        "ada",
    );
}

/// Ids tell when they were made, and one of last week would be somebody's.
#[test]
fn s11_a_number_goes_by_the_same_id_whether_somebody_has_it_or_nobody() {
    let mut world = World::new();
    world.tell("policy strict; new ada A password");
    let ada = world.store.users.values().next().expect("there is Ada");
    let number = ada.numbers[0].phone_number.clone();
    let keys = CodeKeys::new(&[(1, [7; 32])]);
    let shown = |user, number: &PhoneNumber| {
        let identifier = Identifier::PhoneNumber(number.clone());
        let offers = first_factors(user, Some(&identifier), &world.policy, &keys);
        let shown = offers.into_iter().find_map(|offer| match offer {
            Offer::PhoneCode { shown_as, .. } => Some(shown_as),
            Offer::Password | Offer::BackupCode => None,
        });
        shown.expect("a number is offered")
    };
    assert_eq!(shown(Some(ada), &number), shown(None, &number));
    assert_ne!(shown(Some(ada), &number), ada.numbers[0].id);
}
