//! Settings that the backend may change.

use crate::story::check;

#[test]
fn a_setting_is_kept_and_counted() {
    check(
        "instance test-mode:off blocked:NL",
        "v2 test-mode off, blocked [NL], origins unset",
    );
    check(
        "instance origins:https://a.example",
        "v2 test-mode unset, blocked unset, origins [https://a.example]",
    );
    check(
        "instance blocked:",
        "v2 test-mode unset, blocked [], origins unset",
    );
}

#[test]
fn sign_ups_are_closed_and_opened_again() {
    check(
        "instance sign-up:closed",
        "v2 test-mode unset, blocked unset, origins unset, sign-up closed",
    );
    check(
        "instance sign-up:closed; instance sign-up:open",
        "v3 test-mode unset, blocked unset, origins unset, sign-up open",
    );
}

#[test]
fn a_preferred_factor_is_kept_until_it_is_taken_back() {
    check(
        "instance preferred:password",
        "v2 test-mode unset, blocked unset, origins unset, preferred password",
    );
    check(
        "instance preferred:password; instance preferred:",
        "v3 test-mode unset, blocked unset, origins unset",
    );
}

#[test]
fn the_same_again_changes_nothing() {
    check(
        "instance blocked:NL,US; instance blocked:US,NL",
        "v2 test-mode unset, blocked [NL US], origins unset",
    );
    check(
        "instance blocked:NL; instance blocked:NL,NL",
        "v2 test-mode unset, blocked [NL], origins unset",
    );
    check(
        "instance",
        "v1 test-mode unset, blocked unset, origins unset",
    );
}

#[test]
fn countries_that_no_number_can_have_are_dropped() {
    check(
        "instance blocked:US,XX,us,UK,AQ,NL",
        "v2 test-mode unset, blocked [NL US], origins unset",
    );
}

#[test]
fn what_is_pinned_from_outside_is_refused_all_at_once() {
    check(
        "instance pinned test-mode:off blocked:US origins:https://a.example sign-up:closed preferred:otp",
        "refused: SettingPinned(param: test_mode) + SettingPinned(param: blocked_country_codes) + SettingPinned(param: allowed_origins) + SettingPinned(param: allowlist) + SettingPinned(param: preferred_sign_in_strategy_when_password_required)",
    );
    check(
        "instance pinned",
        "v1 test-mode unset, blocked unset, origins unset",
    );
}

#[test]
fn nobody_switches_test_mode_on_in_production() {
    check(
        "policy production; instance test-mode:on",
        "refused: NotInProduction",
    );
    check(
        "policy production; instance test-mode:off",
        "v2 test-mode off, blocked unset, origins unset",
    );
    check(
        "instance test-mode:on",
        "v2 test-mode on, blocked unset, origins unset",
    );
}
