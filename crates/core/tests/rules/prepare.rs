//! Sending codes: to whom, how often, what it replaces.

use crate::story::check;

#[test]
fn another_code_goes_out_after_the_pause() {
    let sent = "new ada A; ada prepares A";
    check(sent, "code1 to A");
    check(
        &format!("{sent}; ada prepares A"),
        "refused: TooSoon(retry_after_ms: 30000)",
    );
    check(
        &format!("{sent}; +29s999ms; ada prepares A"),
        "refused: TooSoon(retry_after_ms: 1)",
    );
    check(&format!("{sent}; +30s; ada prepares A"), "code2 to A");
}

#[test]
fn a_code_that_failed_does_not_shorten_the_pause_and_one_that_was_right_ends_it() {
    check(
        "new ada A; ada prepares A; ada fails A 5; ada prepares A",
        "refused: TooSoon(retry_after_ms: 30000)",
    );
    check(
        "new ada A; ada prepares A; ada tries A right; ada prepares A",
        "code2 to A",
    );
}

#[test]
fn a_number_gets_so_many_texts_a_day_and_no_more() {
    let three = "policy cap 3; new ada A; ada prepares A; +1m; ada prepares A; +1m; ada prepares A";
    check(three, "code3 to A");
    check(
        &format!("{three}; +1m; ada prepares A"),
        "refused: TooManySends(retry_after_ms: 86220000)",
    );
    check(
        &format!("{three}; +23h57m59s999ms; ada prepares A"),
        "refused: TooManySends(retry_after_ms: 1)",
    );
    check(&format!("{three}; +23h58m; ada prepares A"), "code4 to A");
}

#[test]
fn the_cap_of_a_number_is_one_for_all_accounts() {
    check(
        "policy cap 2; new ada A unverified; new bob A unverified; ada prepares A; bob prepares A; new cy A unverified; cy prepares A",
        "refused: TooManySends(retry_after_ms: 86400000)",
    );
    check(
        "policy cap 1; new ada A B; ada prepares A; ada removes A; ada adds A; ada prepares A",
        "refused: TooManySends(retry_after_ms: 86399999)",
    );
}

#[test]
fn no_text_goes_to_a_country_that_is_blocked_or_not_allowed() {
    let blocked = "refused: CountryBlocked(alpha2: NL, calling_code: 31, name: Netherlands)";
    check(
        "policy blocked NL; new ada Dutch; ada prepares Dutch",
        blocked,
    );
    check(
        "policy allowed US; new ada Dutch; ada prepares Dutch",
        blocked,
    );
    check(
        "policy allowed NL; new ada Dutch; ada prepares Dutch",
        "code1 to Dutch",
    );
}

#[test]
fn no_text_goes_to_what_cannot_get_one_or_costs_more() {
    for number in ["Premium", "Nowhere", "Landline"] {
        check(
            &format!("new ada {number}; ada prepares {number}"),
            "refused: NumberNotTextable",
        );
    }
    check(
        "policy landlines; new ada Landline; ada prepares Landline",
        "code1 to Landline",
    );
}

#[test]
fn nobody_to_send_is_said_before_anything_is_queued() {
    check(
        "policy no sender; new ada A; ada prepares A",
        "refused: NoSender",
    );
    check(
        "policy no sender; new ada Test; ada prepares Test",
        "code1 to Test",
    );
}

#[test]
fn a_locked_account_gets_no_code() {
    check("new ada A; lock ada; ada prepares A", "refused: Locked");
    check(
        "new ada A; lock ada; unlock ada; ada prepares A",
        "code1 to A",
    );
}

#[test]
fn a_test_number_takes_the_fixed_code() {
    check(
        "new ada Test unverified; ada prepares Test; ada tries Test 424242",
        "verified after 1",
    );
    check(
        "new ada A unverified; ada prepares A; ada tries A 424242",
        "unverified after 1",
    );
}

#[test]
fn a_test_number_has_no_limits_in_development() {
    check(
        "policy cap 1; new ada Test; ada prepares Test; ada prepares Test; ada prepares Test",
        "code3 to Test",
    );
}

#[test]
fn a_test_number_has_limits_in_production() {
    check(
        "policy production; policy test-mode on; new ada Test; ada prepares Test; ada prepares Test",
        "refused: TooSoon(retry_after_ms: 30000)",
    );
    check(
        "policy production; policy test-mode on; policy cap 1; new ada Test; ada prepares Test; +1m; ada prepares Test",
        "refused: TooManySends(retry_after_ms: 86340000)",
    );
}

#[test]
fn a_test_number_is_a_number_like_others_when_test_mode_is_off() {
    check(
        "policy production; new ada Test unverified; ada prepares Test; ada tries Test 424242",
        "unverified after 1",
    );
    check(
        "policy test-mode off; new ada Test unverified; ada prepares Test; ada tries Test 424242",
        "unverified after 1",
    );
    check(
        "policy test-mode off; new ada Test; ada prepares Test; ada prepares Test",
        "refused: TooSoon(retry_after_ms: 30000)",
    );
}

#[test]
fn a_code_made_in_test_mode_is_refused_by_nobody_later() {
    // The code was fixed when it was sent; that test mode ended since does not change it, its ten minutes do.
    check(
        "new ada Test; ada prepares Test; policy test-mode off; ada tries Test 424242",
        "verified after 1",
    );
}

#[test]
fn each_number_has_its_own_pause() {
    check("new ada A B; ada prepares A; ada prepares B", "code2 to B");
}
