//! Signing up: step by step, with a number that is proven and free.

use crate::story::{check, race};

const TAKEN: &str = "refused: IdentifierTaken(param: phone_number)";

#[test]
fn a_proven_number_makes_a_user_who_is_signed_in() {
    check("web signs-up A", "missing [], unverified [phone_number]");
    check("web signs-up A; web asks sign-up", "code1 to A");
    let done = "web signs-up A code as:ada; web tries sign-up right";
    check(done, "complete, s1");
    check(&format!("{done}; show ada"), "A proven primary");
    check(
        &format!("{done}; web shows"),
        "s1 last; knows ada, failures 0",
    );
    check(
        &format!("{done}; web tries sign-up right"),
        "refused: SignUpOver",
    );
}

#[test]
fn what_is_asked_for_may_come_step_by_step_in_any_order() {
    let asked = "policy username required; policy password required; policy first-name required";
    check(
        &format!("{asked}; web signs-up"),
        "missing [phone_number username password first_name], unverified []",
    );
    check(
        &format!("{asked}; web signs-up A code; web tries sign-up right"),
        "missing [username password first_name], unverified []",
    );
    check(
        &format!(
            "{asked}; web signs-up A code; web tries sign-up right; web gives username:ada1 password; web gives first:Ada"
        ),
        "complete, s1",
    );
    check(
        &format!(
            "{asked}; web signs-up username:ada1; web gives first:Ada password; web gives A; web asks sign-up; web tries sign-up right"
        ),
        "complete, s1",
    );
}

#[test]
fn another_number_has_to_be_proven_anew() {
    let asked = "policy username required; web signs-up A code; web tries sign-up right";
    check(
        &format!("{asked}; web gives B"),
        "missing [username], unverified [phone_number]",
    );
    check(
        &format!("{asked}; web gives B; web gives A"),
        "missing [username], unverified [phone_number]",
    );
    check(
        &format!("{asked}; web gives A"),
        "missing [username], unverified []",
    );
    check(
        "web signs-up A code; web gives B; web tries sign-up code1",
        "refused: CodeNotSent",
    );
}

#[test]
fn who_has_no_number_needs_username_and_password() {
    let optional = "policy phone optional; policy username optional";
    check(
        &format!("{optional}; web signs-up"),
        "missing [phone_number], unverified []",
    );
    check(
        &format!("{optional}; web signs-up username:ada1"),
        "missing [password], unverified []",
    );
    check(
        &format!("{optional}; web signs-up username:ada1 password"),
        "complete, s1",
    );
}

#[test]
fn a_number_that_somebody_holds_is_taken() {
    check("new ada A; web signs-up A", TAKEN);
    check("new ada A reserved; web signs-up A", TAKEN);
    check(
        "new ada A unverified; web signs-up A",
        "missing [], unverified [phone_number]",
    );
    check("web signs-up A; new ada A; web asks sign-up", TAKEN);
    check(
        "web signs-up A code; new ada A; web tries sign-up right",
        TAKEN,
    );
    check("new ada A; web signs-up B; web gives A", TAKEN);
}

#[test]
fn a_username_that_somebody_has_is_taken() {
    let taken = "refused: IdentifierTaken(param: username)";
    let asked = "policy username required; new ada A username:lovelace";
    check(&format!("{asked}; web signs-up B username:LoveLace"), taken);
    check(
        "policy username required; web signs-up B username:lovelace code; new ada A username:lovelace; web tries sign-up right",
        taken,
    );
    check(
        "policy username required; web signs-up B username:lovelace code; new ada A username:lovelace; web tries sign-up right; web gives username:other",
        "complete, s1",
    );
}

#[test]
fn one_of_two_at_once_gets_the_number() {
    race(
        "web signs-up A code; app signs-up A code",
        "web tries sign-up right",
        "app tries sign-up right",
        &format!("complete, s1 / again: {TAKEN}"),
    );
    race(
        "web signs-up A code; new bob B; app signs-in B code; app tries first right; app adds-own A; app asks own A",
        "web tries sign-up right",
        "app tries own A right",
        &format!("complete, s2 / again: {TAKEN}"),
    );
}

#[test]
fn one_of_two_at_once_gets_the_username() {
    let both = "policy username required; web signs-up A username:ada1 code; app signs-up B username:ADA1 code";
    race(
        both,
        "web tries sign-up right",
        "app tries sign-up right",
        "complete, s1 / again: refused: IdentifierTaken(param: username)",
    );
}

#[test]
fn the_same_right_code_at_once_makes_one_user() {
    race(
        "web signs-up A code",
        "web tries sign-up right",
        "web tries sign-up right",
        "complete, s1 / again: refused: SignUpOver",
    );
}

#[test]
fn nobody_new_where_sign_ups_are_restricted() {
    check(
        "policy restricted; web signs-up A",
        "refused: SignUpRestricted",
    );
}

#[test]
fn an_attempt_that_began_before_sign_ups_were_restricted_is_not_completed() {
    check(
        "web signs-up A code; policy restricted; web tries sign-up right",
        "refused: SignUpRestricted",
    );
}

#[test]
fn what_cannot_get_a_text_signs_nobody_up() {
    for number in ["Premium", "Nowhere", "Landline"] {
        check(
            &format!("web signs-up {number}"),
            "refused: NumberNotTextable",
        );
    }
    check(
        "policy blocked NL; web signs-up Dutch",
        "refused: CountryBlocked(alpha2: NL, calling_code: 31, name: Netherlands)",
    );
    check(
        "policy no sender; web signs-up Test code; web tries sign-up 424242",
        "complete, s1",
    );
}

#[test]
fn a_code_to_sign_up_dies_in_its_time_and_after_five_wrong_tries() {
    let sent = "web signs-up A code";
    check(
        &format!("{sent}; +9m59s999ms; web tries sign-up right"),
        "complete, s1",
    );
    check(
        &format!("{sent}; +10m; web tries sign-up right"),
        "refused: CodeExpired",
    );
    let wrong = "+10s; web tries sign-up wrong; ".repeat(5);
    check(
        &format!("{sent}; {wrong}; +10s; web tries sign-up right"),
        "refused: CodeFailed",
    );
    check(
        &format!("{sent}; +30s; web asks sign-up; web tries sign-up code1"),
        "refused: CodeIncorrect",
    );
}

#[test]
fn an_attempt_is_over_at_its_deadline() {
    check(
        "web signs-up A; +23h59m59s999ms; web asks sign-up",
        "code1 to A",
    );
    check(
        "web signs-up A; +1d; web asks sign-up",
        "refused: SignUpOver",
    );
}

#[test]
fn what_the_instance_does_not_ask_for_is_passed_over() {
    check(
        "policy password off; web signs-up A username:ada1 password code as:ada; web tries sign-up right; app signs-in A",
        "needs_first_factor [A first]",
    );
}
