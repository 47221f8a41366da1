use std::collections::BTreeSet;

use serde_json::Value;
use strowger_core::policy::{Preferred, SignUpPolicy};

use super::*;
use crate::config::AppConfig;

/// Every field that clients know: where it is, what it holds in a development server without settings, its names.
const FIELDS: &[(&str, &str, &str)] = &[
    ("", "text", "object id"),
    (
        "",
        "object",
        "auth_config display_config user_settings organization_settings fraud_settings commerce_settings api_keys_settings",
    ),
    ("", "null", "protect_config"),
    (
        "",
        "bool",
        "maintenance_mode client_debug_mode partitioned_cookies",
    ),
    (
        "auth_config",
        "text",
        "object id first_name last_name email_address phone_number username password",
    ),
    (
        "auth_config",
        "list",
        "identification_requirements identification_strategies first_factors second_factors email_address_verification_strategies",
    ),
    (
        "auth_config",
        "bool",
        "single_session_mode enhanced_email_deliverability test_mode cookieless_dev url_based_session_syncing reverification",
    ),
    ("auth_config", "null", "claimed_at"),
    ("auth_config", "object", "native_settings"),
    ("auth_config.native_settings", "text", "object"),
    (
        "auth_config.native_settings",
        "bool",
        "api_enabled trusted_device_sign_in_enabled trusted_device_enrollment_prompt_after_sign_in_enabled trusted_device_enrollment_prompt_after_sign_up_enabled",
    ),
    (
        "display_config",
        "text",
        "object id instance_environment_type application_name preferred_sign_in_strategy home_url sign_in_url sign_up_url user_profile_url waitlist_url oauth_consent_url after_sign_in_url after_sign_up_url after_sign_out_one_url after_sign_out_all_url after_switch_session_url after_join_waitlist_url organization_profile_url create_organization_url after_leave_organization_url after_create_organization_url logo_link_url clerk_js_version",
    ),
    (
        "display_config",
        "null",
        "logo_image_url favicon_image_url support_email google_one_tap_client_id help_url privacy_policy_url terms_url logo_url favicon_url logo_image favicon_image captcha_public_key captcha_widget_type captcha_public_key_invisible captcha_provider",
    ),
    (
        "display_config",
        "bool",
        "branded experimental_force_oauth_first show_devmode_warning captcha_heartbeat",
    ),
    ("display_config", "object", "theme"),
    ("display_config", "list", "captcha_oauth_bypass"),
    (
        "user_settings",
        "object",
        "attributes social saml enterprise_sso sign_in sign_up restrictions username_settings actions attack_protection passkey_settings password_settings",
    ),
    ("user_settings.attributes", "object", ATTRIBUTES),
    ("user_settings.saml", "bool", "enabled"),
    (
        "user_settings.enterprise_sso",
        "bool",
        "enabled self_serve_sso",
    ),
    ("user_settings.sign_in", "object", "second_factor"),
    (
        "user_settings.sign_in.second_factor",
        "bool",
        "required enabled",
    ),
    (
        "user_settings.sign_up",
        "bool",
        "captcha_enabled custom_action_required progressive legal_consent_enabled",
    ),
    ("user_settings.sign_up", "text", "captcha_widget_type mode"),
    ("user_settings.restrictions", "object", RESTRICTIONS),
    (
        "user_settings.username_settings",
        "number",
        "min_length max_length",
    ),
    (
        "user_settings.username_settings",
        "bool",
        "allow_extended_special_characters allow_numeric_usernames",
    ),
    (
        "user_settings.actions",
        "bool",
        "delete_self create_organization",
    ),
    (
        "user_settings.actions",
        "null",
        "create_organizations_limit",
    ),
    (
        "user_settings.attack_protection",
        "object",
        "user_lockout pii email_link enumeration_protection",
    ),
    (
        "user_settings.attack_protection.user_lockout",
        "bool",
        "enabled",
    ),
    (
        "user_settings.attack_protection.user_lockout",
        "number",
        "max_attempts duration_in_minutes",
    ),
    ("user_settings.attack_protection.pii", "bool", "enabled"),
    (
        "user_settings.attack_protection.email_link",
        "bool",
        "require_same_client",
    ),
    (
        "user_settings.attack_protection.enumeration_protection",
        "bool",
        "enabled",
    ),
    (
        "user_settings.passkey_settings",
        "bool",
        "allow_autofill show_sign_in_button satisfies_second_factor",
    ),
    (
        "user_settings.password_settings",
        "bool",
        "disable_hibp require_special_char require_numbers require_uppercase require_lowercase show_zxcvbn enforce_hibp_on_sign_in disable_password_reverification",
    ),
    (
        "user_settings.password_settings",
        "number",
        "min_length max_length min_zxcvbn_strength",
    ),
    (
        "user_settings.password_settings",
        "text",
        "allowed_special_characters",
    ),
    (
        "organization_settings",
        "bool",
        "enabled force_organization_selection",
    ),
    ("organization_settings", "number", "max_allowed_memberships"),
    ("organization_settings", "object", "actions domains slug"),
    ("organization_settings", "text", "creator_role"),
    ("organization_settings.actions", "bool", "admin_delete"),
    ("organization_settings.domains", "bool", "enabled"),
    ("organization_settings.domains", "list", "enrollment_modes"),
    ("organization_settings.domains", "text", "default_role"),
    ("organization_settings.slug", "bool", "disabled"),
    ("fraud_settings", "text", "object"),
    ("fraud_settings", "object", "native"),
    ("fraud_settings.native", "text", "device_attestation_mode"),
    ("commerce_settings", "object", "billing"),
    (
        "commerce_settings.billing",
        "null",
        "stripe_publishable_key",
    ),
    (
        "commerce_settings.billing",
        "bool",
        "free_trial_requires_payment_method",
    ),
    ("commerce_settings.billing", "object", "user organization"),
    (
        "commerce_settings.billing.user",
        "bool",
        "enabled has_paid_plans",
    ),
    (
        "commerce_settings.billing.organization",
        "bool",
        "enabled has_paid_plans",
    ),
    (
        "api_keys_settings",
        "bool",
        "enabled user_api_keys_enabled orgs_api_keys_enabled show_in_user_profile show_in_org_profile",
    ),
];

const ATTRIBUTES: &str = "email_address phone_number username web3_wallet first_name last_name password authenticator_app ticket backup_code passkey";

const RESTRICTIONS: &str = "allowlist blocklist allowlist_blocklist_disabled_on_sign_in block_email_subaddresses block_disposable_email_domains";

/// Fields of every attribute.
const OF_ATTRIBUTE: &[(&str, &str)] = &[
    (
        "bool",
        "enabled required used_for_first_factor used_for_second_factor verify_at_sign_up immutable",
    ),
    ("list", "first_factors second_factors verifications"),
];

fn wanted() -> BTreeSet<(String, &'static str)> {
    let mut wanted = BTreeSet::new();
    let mut add = |place: &str, kind: &'static str, names: &str| {
        for name in names.split(' ') {
            let place = if place.is_empty() {
                name.to_owned()
            } else {
                format!("{place}.{name}")
            };
            assert!(wanted.insert((place, kind)), "{name} stands there twice");
        }
    };
    for (place, kind, names) in FIELDS {
        add(place, kind, names);
    }
    for attribute in ATTRIBUTES.split(' ') {
        for (kind, names) in OF_ATTRIBUTE {
            add(
                &format!("user_settings.attributes.{attribute}"),
                kind,
                names,
            );
        }
    }
    for restriction in RESTRICTIONS.split(' ') {
        let place = format!("user_settings.restrictions.{restriction}");
        add(&place, "bool", "enabled");
    }
    wanted
}

fn found(place: &str, value: &Value, fields: &mut BTreeSet<(String, &'static str)>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let place = if place.is_empty() {
            name.clone()
        } else {
            format!("{place}.{name}")
        };
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "text",
            Value::Array(_) => "list",
            Value::Object(_) => "object",
        };
        found(&place, value, fields);
        fields.insert((place, kind));
    }
}

#[test]
fn in_development_the_app_is_where_the_page_that_asks_is() {
    const OWN: &str = "http://127.0.0.1:4000";
    const PAGE: &str = "http://localhost:5173";
    use Environment::{Development, Production};
    assert_eq!(home(Development, Some(PAGE), OWN), PAGE);
    assert_eq!(home(Development, None, OWN), OWN);
    assert_eq!(home(Development, Some("capacitor://localhost"), OWN), OWN);
    assert_eq!(home(Production, Some(PAGE), OWN), OWN);
}

fn document_of(policy: &Policy) -> wire::Environment {
    let urls = AppConfig::default().urls("http://127.0.0.1:4000");
    let id = InstanceId::parse("ins_1").expect("it is an id");
    document(policy, &urls, &id)
}

/// What stands at `place` under a policy, as JSON.
fn check(policy: &Policy, place: &str, wanted: &str) {
    let document = serde_json::to_value(document_of(policy)).expect("it is JSON");
    let found = document.pointer(place);
    assert_eq!(
        found.map(Value::to_string).as_deref(),
        Some(wanted),
        "{place}"
    );
}

fn with_sign_up(change: impl Fn(&mut SignUpPolicy)) -> Policy {
    let mut policy = Policy::development();
    change(&mut policy.sign_up);
    policy
}

#[test]
fn every_field_that_clients_know_is_there() {
    let document = serde_json::to_value(document_of(&Policy::development())).expect("it is JSON");
    let mut fields = BTreeSet::new();
    found("", &document, &mut fields);
    let wanted = wanted();
    let missing: Vec<_> = wanted.difference(&fields).collect();
    let surplus: Vec<_> = fields.difference(&wanted).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "missing {missing:?}, surplus {surplus:?}"
    );
}

#[test]
fn a_client_reads_what_the_server_writes() {
    let document = document_of(&Policy::development());
    let text = serde_json::to_string(&document).expect("it is JSON");
    let read: wire::Environment = serde_json::from_str(&text).expect("it is the document");
    assert_eq!(read, document);
}

#[test]
fn phone_numbers_sign_up_and_in_by_code() {
    let policy = Policy::development();
    let phone_number = "/user_settings/attributes/phone_number";
    check(&policy, &format!("{phone_number}/enabled"), "true");
    check(&policy, &format!("{phone_number}/required"), "true");
    check(
        &policy,
        &format!("{phone_number}/used_for_first_factor"),
        "true",
    );
    check(
        &policy,
        &format!("{phone_number}/first_factors"),
        r#"["phone_code"]"#,
    );
    check(
        &policy,
        &format!("{phone_number}/verifications"),
        r#"["phone_code"]"#,
    );
    check(&policy, "/auth_config/phone_number", r#""required""#);
    check(
        &policy,
        "/auth_config/identification_requirements",
        r#"[["phone_number"],[]]"#,
    );
    check(
        &policy,
        "/auth_config/identification_strategies",
        r#"["phone_number"]"#,
    );
    check(
        &policy,
        "/auth_config/first_factors",
        r#"["phone_code","password"]"#,
    );
}

#[test]
fn an_optional_number_is_on_and_not_required() {
    let policy = with_sign_up(|it| it.phone_number = Requirement::Optional);
    check(&policy, "/auth_config/phone_number", r#""on""#);
    check(
        &policy,
        "/auth_config/identification_requirements",
        "[[],[]]",
    );
    check(
        &policy,
        "/user_settings/attributes/phone_number/enabled",
        "true",
    );
    check(
        &policy,
        "/user_settings/attributes/phone_number/required",
        "false",
    );
}

#[test]
fn a_username_signs_in_once_accounts_have_one() {
    let policy = Policy::development();
    check(
        &policy,
        "/user_settings/attributes/username/used_for_first_factor",
        "false",
    );
    let policy = with_sign_up(|it| it.username = Requirement::Required);
    check(
        &policy,
        "/user_settings/attributes/username/used_for_first_factor",
        "true",
    );
    check(
        &policy,
        "/user_settings/attributes/username/required",
        "true",
    );
    check(&policy, "/auth_config/username", r#""required""#);
    check(
        &policy,
        "/auth_config/identification_requirements",
        r#"[["phone_number"],["username"]]"#,
    );
    check(
        &policy,
        "/auth_config/identification_strategies",
        r#"["phone_number","username"]"#,
    );
}

#[test]
fn without_passwords_there_is_no_field_for_one() {
    let policy = with_sign_up(|it| it.password = Requirement::Off);
    check(
        &policy,
        "/user_settings/attributes/password/enabled",
        "false",
    );
    check(&policy, "/auth_config/password", r#""off""#);
    check(&policy, "/auth_config/first_factors", r#"["phone_code"]"#);
}

#[test]
fn the_second_step_follows_the_policy() {
    let mut policy = Policy::development();
    for (is_on, factors, codes, backup_codes) in [
        (
            true,
            r#"["phone_code","backup_code"]"#,
            r#"["phone_code"]"#,
            r#"["backup_code"]"#,
        ),
        (false, "[]", "[]", "[]"),
    ] {
        policy.second_factor = is_on;
        let word = is_on.to_string();
        let attributes = "/user_settings/attributes";
        check(&policy, "/auth_config/second_factors", factors);
        check(
            &policy,
            "/user_settings/sign_in/second_factor/enabled",
            &word,
        );
        check(
            &policy,
            &format!("{attributes}/phone_number/used_for_second_factor"),
            &word,
        );
        check(
            &policy,
            &format!("{attributes}/phone_number/second_factors"),
            codes,
        );
        check(&policy, &format!("{attributes}/backup_code/enabled"), &word);
        check(
            &policy,
            &format!("{attributes}/backup_code/second_factors"),
            backup_codes,
        );
    }
}

#[test]
fn the_rest_of_the_policy_is_shown() {
    let policy = Policy {
        environment: Environment::Production,
        test_mode: false,
        application_name: "Exchange".to_owned(),
        preferred: Preferred::Password,
        hides_accounts: true,
        multiple_sessions: true,
        step_up_window_ms: None,
        delete_self: false,
        ..with_sign_up(|it| it.is_open = false)
    };
    check(&policy, "/auth_config/single_session_mode", "false");
    check(&policy, "/auth_config/reverification", "false");
    check(&policy, "/auth_config/test_mode", "false");
    check(
        &policy,
        "/display_config/instance_environment_type",
        r#""production""#,
    );
    check(&policy, "/display_config/show_devmode_warning", "false");
    check(&policy, "/display_config/application_name", r#""Exchange""#);
    check(
        &policy,
        "/display_config/preferred_sign_in_strategy",
        r#""password""#,
    );
    check(&policy, "/user_settings/sign_up/mode", r#""restricted""#);
    check(&policy, "/user_settings/actions/delete_self", "false");
    check(
        &policy,
        "/user_settings/attack_protection/enumeration_protection/enabled",
        "true",
    );
}

#[test]
fn limits_are_those_that_the_server_keeps() {
    let policy = Policy::development();
    check(&policy, "/user_settings/password_settings/min_length", "8");
    check(
        &policy,
        "/user_settings/password_settings/max_length",
        "128",
    );
    check(&policy, "/user_settings/username_settings/min_length", "4");
    check(&policy, "/user_settings/username_settings/max_length", "64");
    check(
        &policy,
        "/user_settings/attack_protection/user_lockout/max_attempts",
        "100",
    );
    check(
        &policy,
        "/user_settings/attack_protection/user_lockout/duration_in_minutes",
        "0",
    );
}

#[test]
fn the_pages_of_the_app_are_shown() {
    let policy = Policy::development();
    check(&policy, "/id", r#""env_1""#);
    check(
        &policy,
        "/display_config/home_url",
        r#""http://127.0.0.1:4000/""#,
    );
    check(
        &policy,
        "/display_config/sign_in_url",
        r#""http://127.0.0.1:4000/sign-in""#,
    );
    let urls = AppConfig {
        after_sign_out: Some("https://a.test/bye".to_owned()),
        logo: Some("https://a.test/logo.png".to_owned()),
        ..AppConfig::default()
    }
    .urls("http://127.0.0.1:4000");
    let id = InstanceId::parse("ins_1").expect("it is an id");
    let shown = document(&policy, &urls, &id).display_config;
    assert_eq!(shown.after_sign_out_all_url, "https://a.test/bye");
    assert_eq!(shown.after_sign_out_one_url, "https://a.test/bye");
    assert_eq!(
        shown.logo_image_url.as_deref(),
        Some("https://a.test/logo.png")
    );
    assert_eq!(shown.logo_url, shown.logo_image_url);
}
