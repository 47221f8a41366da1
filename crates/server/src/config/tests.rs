//! What settings make of a server, and which are refused.

use strowger_core::instance::Pinned;
use strowger_core::policy::{Limits, Policy, Preferred, Requirement, SignUpPolicy};

use super::{AppUrls, Config, ConfigError, Database, KEYS, Sources, env_name, example_file};
use crate::frontend_config::SameSite;

fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut sources = Sources::new();
    sources.environment(
        variables
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).into())),
    )?;
    sources.read()
}

#[test]
fn nothing_at_all_makes_a_development_server() {
    let config = read(&[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:4000");
    assert_eq!(config.database, Database::File("./strowger.db".into()));
    assert!(config.policy.test_mode && config.policy.allowed_countries.is_none());
}

#[test]
fn a_database_that_is_no_file_is_refused_and_not_shown() {
    for text in [
        ":memory:",
        "postgres:",
        "postgres://me:hunter2@host/db",
        "sqlite:///x.db",
    ] {
        let error = read(&[("STROWGER_DATABASE", text)])
            .unwrap_err()
            .to_string();
        assert!(error.contains("STROWGER_DATABASE"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
    assert!(read(&[("STROWGER_DATABASE", "./a:b/c.db")]).is_ok());
}

#[test]
fn a_level_of_the_log_that_is_none_is_refused() {
    for level in ["error", "DEBUG", "off", "info,hyper=warn"] {
        assert!(read(&[("STROWGER_LOG_LEVEL", level)]).is_ok(), "{level}");
    }
    for level in ["inof", "warning", "info,wran", "INFO "] {
        assert!(read(&[("STROWGER_LOG_LEVEL", level)]).is_err(), "{level}");
    }
}

#[cfg(unix)]
#[test]
fn a_setting_that_is_not_utf8_is_refused() {
    use std::os::unix::ffi::OsStringExt as _;
    let text = std::ffi::OsString::from_vec(b"production\xff".to_vec());
    let mut sources = Sources::new();
    let read = sources.environment([("STROWGER_MODE".to_owned(), text)].into_iter());
    assert!(read.unwrap_err().to_string().contains("STROWGER_MODE"));
}

#[test]
fn scripts_are_in_a_folder_that_exists_or_at_a_url() {
    for text in [
        ".",
        "https://cdn.jsdelivr.net/npm",
        "https://cdn.example.com/npm/",
        "http://127.0.0.1:8080",
    ] {
        check_taken(&[("STROWGER_COMPONENTS_SCRIPTS", text)]);
    }
    for text in [
        "./there/is/no/such/folder",
        "Cargo.toml",
        "ftp://cdn.example.com/npm",
        "javascript://cdn.example.com/npm",
        "https://",
        "https://me:hunter2@cdn.example.com/npm",
        "https://cdn.example.com/npm?x=1",
        "https://cdn.example.com/npm#x",
        "https://cdn.example.com/npm; script-src *",
        "https://cdn.example.com/a b",
        "cdn.example.com/npm",
    ] {
        check_refused(&[("STROWGER_COMPONENTS_SCRIPTS", text)]);
    }
}

#[test]
fn production_names_what_it_needs() {
    let error = read(&[("STROWGER_MODE", "production")])
        .unwrap_err()
        .to_string();
    assert!(error.contains("STROWGER_MASTER_KEY"), "{error}");
}

#[test]
fn an_error_does_not_show_the_value() {
    let error = read(&[("STROWGER_SECRET_KEY", "hunter2")])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("STROWGER_SECRET_KEY") && !error.contains("hunter2"),
        "{error}"
    );
}

#[test]
fn the_example_file_is_a_file_that_changes_nothing() {
    let example = example_file();
    let uncommented: Vec<&str> = example
        .lines()
        .filter(|line| !line.starts_with("# ") || line.contains(" = "))
        .map(|line| line.trim_start_matches("# "))
        .collect();
    let uncommented = uncommented.join("\n");
    assert!(uncommented.parse::<toml::Table>().is_ok(), "{uncommented}");
    assert!(
        example
            .parse::<toml::Table>()
            .unwrap()
            .values()
            .all(|section| section.as_table().is_some_and(toml::Table::is_empty))
    );
}

/// The variables make a server.
fn check_taken(variables: &[(&str, &str)]) {
    if let Err(error) = read(variables) {
        panic!("{variables:?}: {error}");
    }
}

/// The variables are refused, and the refusal names the last of them and shows none of their values.
fn check_refused(variables: &[(&str, &str)]) {
    let error = match read(variables) {
        Ok(_) => panic!("{variables:?} is taken"),
        Err(error) => error.to_string(),
    };
    let (name, value) = variables.last().expect("there is one");
    assert!(error.starts_with(&format!("{name}:")), "{error}");
    assert!(value.len() < 12 || !error.contains(value), "{error}");
}

#[test]
fn a_default_that_is_given_changes_nothing() {
    let defaults: Vec<_> = KEYS
        .iter()
        .map(|key| (env_name(key.name), key.default.trim_matches('"')))
        .collect();
    let given: Vec<_> = defaults
        .iter()
        .map(|(name, text)| (name.as_str(), *text))
        .collect();
    let shown = |variables: &[(&str, &str)]| {
        let mut config = read(variables).unwrap();
        // What is given is fixed, whatever its value.
        config.pinned = Pinned::default();
        format!("{config:?}")
    };
    assert_eq!(shown(&given), shown(&[]));
}

#[test]
fn nothing_at_all_makes_the_policy_of_a_development_server() {
    let policy = read(&[]).unwrap().policy;
    assert_eq!(
        format!("{policy:?}"),
        format!("{:?}", Policy::development())
    );
}

#[test]
fn every_setting_of_the_policy_reaches_it() {
    let policy = read(&[
        ("STROWGER_SIGN_UP_MODE", "restricted"),
        ("STROWGER_SIGN_UP_PHONE_NUMBER", "optional"),
        ("STROWGER_SIGN_UP_USERNAME", "required"),
        ("STROWGER_SIGN_UP_PASSWORD", "required"),
        ("STROWGER_SIGN_UP_FIRST_NAME", "off"),
        ("STROWGER_SIGN_UP_LAST_NAME", "required"),
        ("STROWGER_SIGN_IN_PREFERRED_STRATEGY", "password"),
        ("STROWGER_SIGN_IN_SECOND_FACTOR", "false"),
        ("STROWGER_SIGN_IN_ENUMERATION_PROTECTION", "true"),
        ("STROWGER_SESSION_MULTIPLE", "true"),
        ("STROWGER_SESSION_LIFETIME_MINUTES", "1"),
        ("STROWGER_SESSION_STEP_UP_MINUTES", "0"),
        ("STROWGER_INSTANCE_DELETE_SELF", "false"),
        ("STROWGER_LIMITS_CREATES_PER_IP", "11"),
        ("STROWGER_LIMITS_ATTEMPTS_PER_CLIENT", "12"),
        ("STROWGER_LIMITS_ATTEMPTS_PER_IP", "13"),
        ("STROWGER_LIMITS_SENDS_PER_CLIENT", "14"),
        ("STROWGER_LIMITS_SENDS_PER_IP", "15"),
    ])
    .unwrap()
    .policy;
    let wanted = Policy {
        sign_up: SignUpPolicy {
            is_open: false,
            phone_number: Requirement::Optional,
            username: Requirement::Required,
            password: Requirement::Required,
            first_name: Requirement::Off,
            last_name: Requirement::Required,
        },
        preferred: Preferred::Password,
        second_factor: false,
        hides_accounts: true,
        multiple_sessions: true,
        session_ttl_ms: 60_000,
        step_up_window_ms: None,
        delete_self: false,
        limits: Limits {
            creates_per_ip_max: 11,
            attempts_per_client_max: 12,
            attempts_per_ip_max: 13,
            sends_per_client_max: 14,
            sends_per_ip_max: 15,
        },
        ..Policy::development()
    };
    assert_eq!(format!("{policy:?}"), format!("{wanted:?}"));
}

#[test]
fn a_number_out_of_its_range_is_refused() {
    for (name, text) in [
        ("STROWGER_SESSION_LIFETIME_MINUTES", "0"),
        ("STROWGER_SESSION_LIFETIME_MINUTES", "5256001"),
        ("STROWGER_SESSION_STEP_UP_MINUTES", "-1"),
        ("STROWGER_SESSION_STEP_UP_MINUTES", "1441"),
        ("STROWGER_LIMITS_CREATES_PER_IP", "0"),
        ("STROWGER_LIMITS_SENDS_PER_IP", "100001"),
        ("STROWGER_LIMITS_ATTEMPTS_PER_IP", "many"),
    ] {
        check_refused(&[(name, text)]);
    }
}

#[test]
fn a_word_that_is_no_choice_is_refused() {
    for (name, text) in [
        ("STROWGER_SIGN_UP_MODE", "waitlist"),
        ("STROWGER_SIGN_UP_PHONE_NUMBER", "off"),
        ("STROWGER_SIGN_UP_PASSWORD", "true"),
        ("STROWGER_SIGN_IN_PREFERRED_STRATEGY", "phone_code"),
        ("STROWGER_SESSION_MULTIPLE", "yes"),
        ("STROWGER_FRONTEND_COOKIE_SAME_SITE", "strict"),
    ] {
        check_refused(&[(name, text)]);
    }
}

#[test]
fn accounts_that_nobody_could_sign_in_to_are_refused() {
    const OPTIONAL: (&str, &str) = ("STROWGER_SIGN_UP_PHONE_NUMBER", "optional");
    const WITH_USERNAME: (&str, &str) = ("STROWGER_SIGN_UP_USERNAME", "optional");
    const NO_PASSWORD: (&str, &str) = ("STROWGER_SIGN_UP_PASSWORD", "off");
    check_refused(&[WITH_USERNAME, NO_PASSWORD, OPTIONAL]);
    check_taken(&[OPTIONAL]);
    check_taken(&[WITH_USERNAME, OPTIONAL]);
    check_taken(&[WITH_USERNAME, NO_PASSWORD]);
    check_refused(&[
        NO_PASSWORD,
        ("STROWGER_SIGN_IN_PREFERRED_STRATEGY", "password"),
    ]);
}

#[test]
fn cookies_that_browsers_would_drop_are_refused() {
    const URL: (&str, &str) = ("STROWGER_PUBLIC_URL", "https://auth.Example.com:8443");
    const PLAIN_URL: (&str, &str) = ("STROWGER_PUBLIC_URL", "http://auth.example.com");
    const NONE: (&str, &str) = ("STROWGER_FRONTEND_COOKIE_SAME_SITE", "none");
    let domain = |text| ("STROWGER_FRONTEND_COOKIE_DOMAIN", text);
    check_refused(&[NONE]);
    check_refused(&[PLAIN_URL, NONE]);
    check_taken(&[URL, NONE]);
    check_taken(&[URL, domain("auth.example.com")]);
    check_refused(&[URL, domain("ample.com")]);
    check_refused(&[URL, domain("www.auth.example.com")]);
    check_refused(&[URL, domain("other.example")]);
    for text in ["com", "-a.com", "a..com", "example.com/", "a b.com"] {
        check_refused(&[URL, domain(text)]);
    }
    check_refused(&[("STROWGER_FRONTEND_COOKIE_DOMAIN", "127.0.0.1")]);
    let config = read(&[URL, domain(".Example.com"), NONE]).unwrap();
    assert_eq!(config.cookie_domain.as_deref(), Some("example.com"));
    assert_eq!(config.cookie_same_site, SameSite::None);
}

#[test]
fn an_origin_has_a_scheme_and_a_host_and_no_path() {
    const NAME: &str = "STROWGER_INSTANCE_ALLOWED_ORIGINS";
    let given = "https://app.example.com, http://localhost:3000/,chrome-extension://abc";
    let origins = read(&[(NAME, given)]).unwrap().allowed_origins.unwrap();
    assert_eq!(
        origins,
        [
            "https://app.example.com",
            "http://localhost:3000/",
            "chrome-extension://abc"
        ]
    );
    for text in [
        "shop.example.org",
        "https://app.example.com/path",
        "https://*.example.com",
        "https://me@app.example.com",
        "https://",
        "null",
        "*",
    ] {
        check_refused(&[(NAME, text)]);
    }
}

#[test]
fn the_public_url_is_an_origin_in_lower_case_and_perhaps_a_path() {
    let url = |text| read(&[("STROWGER_PUBLIC_URL", text)]).unwrap().public_url;
    assert_eq!(
        url("HTTPS://Auth.Example.com:8443/"),
        "https://auth.example.com:8443"
    );
    assert_eq!(url("http://127.0.0.1:4000"), "http://127.0.0.1:4000");
    assert_eq!(
        url("https://App.example.com/__Clerk/"),
        "https://app.example.com/__Clerk"
    );
    for text in [
        "http://localhost:4000",
        "ftp://a.test",
        "https://a.test/?x",
        "https://a.test/x#y",
        "https://a.test/x y",
    ] {
        check_refused(&[("STROWGER_PUBLIC_URL", text)]);
    }
}

#[test]
fn proxies_are_addresses_and_networks() {
    let config = read(&[("STROWGER_TRUSTED_PROXIES", "10.0.0.0/8, ::1")]).unwrap();
    let is_trusted = |text: &str| {
        let address = text.parse().unwrap();
        config
            .trusted_proxies
            .iter()
            .any(|network| network.contains(address))
    };
    assert!(is_trusted("10.1.2.3") && is_trusted("::1") && !is_trusted("127.0.0.1"));
    check_refused(&[("STROWGER_TRUSTED_PROXIES", "10.0.0.0/8,proxy.internal")]);
}

#[test]
fn templates_of_tokens_are_read_at_the_start() {
    const NAME: &str = "STROWGER_SESSION_JWT_TEMPLATES";
    let text = r#"{"a": {"claims": {"role": "user"}, "lifetime": 90}}"#;
    let templates = read(&[(NAME, text)]).unwrap().templates;
    assert_eq!(templates.get("a").unwrap().lifetime_seconds(), 90);
    for text in ["[]", "{", r#"{"a": {"claims": {"sub": "me"}}}"#] {
        check_refused(&[(NAME, text)]);
    }
}

#[test]
fn pages_lie_below_the_home_of_the_app() {
    let urls = |variables: &[(&str, &str)]| read(variables).unwrap().app.urls("http://a.test:1");
    assert_eq!(
        urls(&[]),
        AppUrls {
            home: "http://a.test:1/".to_owned(),
            sign_in: "http://a.test:1/sign-in".to_owned(),
            sign_up: "http://a.test:1/sign-up".to_owned(),
            user_profile: "http://a.test:1/user".to_owned(),
            after_sign_in: "http://a.test:1/".to_owned(),
            after_sign_up: "http://a.test:1/".to_owned(),
            after_sign_out: "http://a.test:1/".to_owned(),
            logo: None,
        }
    );
    let home = ("STROWGER_APP_HOME_URL", "https://b.test/app/?a=/b#c");
    let of_home = urls(&[home, ("STROWGER_APP_AFTER_SIGN_OUT_URL", "https://c.test")]);
    assert_eq!(of_home.home, home.1);
    assert_eq!(of_home.sign_in, "https://b.test/app/sign-in");
    assert_eq!(of_home.after_sign_in, home.1);
    assert_eq!(of_home.after_sign_out, "https://c.test");
}

#[test]
fn a_page_that_is_no_web_page_is_refused() {
    for text in [
        "/app",
        "javascript:alert(1)",
        "myapp://home",
        "https://",
        "https:///app",
        "https://a.test/a b",
    ] {
        check_refused(&[("STROWGER_APP_AFTER_SIGN_IN_URL", text)]);
    }
    let long = format!("https://a.test/{}", "a".repeat(2_048));
    check_refused(&[("STROWGER_APP_LOGO_URL", &long)]);
}
