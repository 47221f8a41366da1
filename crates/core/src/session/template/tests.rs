use serde_json::json;
use strowger_types::wire::Metadata;
use strowger_types::{EmailAddressId, PhoneNumber, PhoneNumberId, Timestamp, UserId};

use super::*;
use crate::record::{Email, Number, SecondFactor, Standing};

const CREATED: Timestamp = Timestamp::from_ms(1_790_000_000_999);

fn user_id() -> UserId {
    UserId::parse("user_ada").expect("it is one")
}

fn metadata(text: &str) -> Metadata {
    Metadata::from_json_object(text.to_owned()).expect("it is JSON")
}

/// Somebody who has an id and nothing else.
fn nobody() -> User {
    User {
        id: user_id(),
        version: 1,
        username: None,
        first_name: None,
        last_name: None,
        locale: None,
        external_id: None,
        password: None,
        backup_codes: None,
        public_metadata: Metadata::default(),
        private_metadata: Metadata::default(),
        unsafe_metadata: Metadata::default(),
        numbers: Vec::new(),
        primary_number: None,
        emails: Vec::new(),
        primary_email: None,
        banned: false,
        locked: false,
        failures: 0,
        stranger_failures: 0,
        unlocked_at: None,
        delete_self_enabled: true,
        mfa_enabled_at: None,
        mfa_disabled_at: None,
        last_sign_in_at: None,
        last_active_at: None,
        legal_accepted_at: None,
        created_at: CREATED,
        updated_at: CREATED,
    }
}

/// Somebody who has everything that a shortcode can say.
fn ada() -> User {
    let number_id = PhoneNumberId::parse("idn_1").expect("it is one");
    let email_id = EmailAddressId::parse("idn_2").expect("it is one");
    User {
        username: Some("ada_1843".to_owned()),
        first_name: Some("Ada".to_owned()),
        last_name: Some("King".to_owned()),
        external_id: Some("7".to_owned()),
        public_metadata: metadata(r#"{"plan":{"name":"gold","seats":3},"tags":["a"],"none":null}"#),
        private_metadata: metadata(r#"{"secret":1}"#),
        unsafe_metadata: metadata(r#"{"theme":"dark"}"#),
        numbers: vec![Number {
            id: number_id.clone(),
            user_id: user_id(),
            phone_number: PhoneNumber::parse("+14155550100").expect("it is one"),
            standing: Standing::VerifiedByAdmin,
            sent: None,
            second_factor: SecondFactor::Default,
            created_at: CREATED,
            updated_at: CREATED,
        }],
        primary_number: Some(number_id),
        emails: vec![Email {
            id: email_id.clone(),
            user_id: user_id(),
            address: "ada@example.test".to_owned(),
            standing: Standing::VerifiedByAdmin,
            created_at: CREATED,
            updated_at: CREATED,
        }],
        primary_email: Some(email_id),
        ..nobody()
    }
}

fn filled(claims: &Value, user: &User) -> Value {
    let text = json!({ "t": { "claims": claims } }).to_string();
    let templates = Templates::parse(&text).unwrap_or_else(|error| panic!("{error}"));
    let session_id = SessionId::parse("sess_1").expect("it is one");
    let template = templates.get("t").expect("it is there");
    Value::Object(template.claims(user, &session_id))
}

/// What a claim of this value becomes.
fn check(claim: &Value, becomes: &Value) {
    assert_eq!(
        filled(&json!({ "c": claim }), &ada()),
        json!({ "c": becomes })
    );
}

fn check_nobodys(claim: &str, becomes: &Value) {
    assert_eq!(
        filled(&json!({ "c": claim }), &nobody()),
        json!({ "c": becomes })
    );
}

fn check_refused(text: &str, why: &str) {
    let error = Templates::parse(text).expect_err(text);
    assert_eq!(error.to_string(), why);
}

#[test]
fn a_claim_that_is_one_shortcode_keeps_its_type() {
    for (claim, becomes) in [
        ("{{user.id}}", json!("user_ada")),
        ("{{ user.first_name }}", json!("Ada")),
        ("{{user.last_name}}", json!("King")),
        ("{{user.full_name}}", json!("Ada King")),
        ("{{user.username}}", json!("ada_1843")),
        ("{{user.external_id}}", json!("7")),
        ("{{user.primary_phone_number}}", json!("+14155550100")),
        ("{{user.phone_number_verified}}", json!(true)),
        ("{{user.primary_email_address}}", json!("ada@example.test")),
        ("{{user.two_factor_enabled}}", json!(true)),
        ("{{user.created_at}}", json!(1_790_000_000)),
        ("{{session.id}}", json!("sess_1")),
        ("{{user.unsafe_metadata}}", json!({ "theme": "dark" })),
        (
            "{{user.public_metadata.plan}}",
            json!({ "name": "gold", "seats": 3 }),
        ),
        ("{{user.public_metadata.plan.seats}}", json!(3)),
        ("{{user.public_metadata.tags}}", json!(["a"])),
    ] {
        check(&json!(claim), &becomes);
    }
}

#[test]
fn within_text_a_shortcode_is_text() {
    check(
        &json!("{{user.first_name}} <{{user.primary_email_address}}>"),
        &json!("Ada <ada@example.test>"),
    );
    check(&json!("id: {{user.id}}"), &json!("id: user_ada"));
    check(
        &json!("{{user.two_factor_enabled}}/{{user.created_at}}"),
        &json!("true/1790000000"),
    );
    check(
        &json!("plan={{user.public_metadata.plan}}"),
        &json!(r#"plan={"name":"gold","seats":3}"#),
    );
}

#[test]
fn what_a_user_does_not_have_is_null_and_nothing_within_text() {
    for claim in [
        "{{user.first_name}}",
        "{{user.full_name}}",
        "{{user.primary_phone_number}}",
        "{{user.primary_email_address}}",
        "{{user.public_metadata.plan}}",
        "{{user.public_metadata.plan.name.deeper}}",
    ] {
        check_nobodys(claim, &json!(null));
    }
    check_nobodys("{{user.phone_number_verified}}", &json!(false));
    check_nobodys("{{user.two_factor_enabled}}", &json!(false));
    check_nobodys("{{user.public_metadata}}", &json!({}));
    check_nobodys("hello {{user.first_name}}!", &json!("hello !"));
    check(
        &json!("{{user.public_metadata.plan.name.deeper}}"),
        &json!(null),
    );
    check(&json!("{{user.public_metadata.none}}"), &json!(null));
}

#[test]
fn a_full_name_may_be_half_a_name() {
    let user = User {
        last_name: Some("King".to_owned()),
        ..nobody()
    };
    let claims = filled(&json!({ "c": "{{user.full_name}}" }), &user);
    assert_eq!(claims, json!({ "c": "King" }));
}

#[test]
fn what_a_user_says_is_not_read_as_a_shortcode() {
    let user = User {
        first_name: Some("{{user.external_id}}".to_owned()),
        external_id: Some("7".to_owned()),
        ..nobody()
    };
    let claims = filled(
        &json!({ "c": "{{user.first_name}}", "t": "hi {{user.first_name}}" }),
        &user,
    );
    assert_eq!(
        claims,
        json!({ "c": "{{user.external_id}}", "t": "hi {{user.external_id}}" })
    );
}

#[test]
fn claims_without_shortcodes_and_nested_ones_stay_as_they_are() {
    check(&json!(null), &json!(null));
    check(&json!(1.5), &json!(1.5));
    check(&json!("a } b { c }}"), &json!("a } b { c }}"));
    check(
        &json!({ "roles": ["user", "{{user.public_metadata.plan.name}}"], "id": "{{user.id}}" }),
        &json!({ "roles": ["user", "gold"], "id": "user_ada" }),
    );
}

#[test]
fn a_lifetime_is_a_minute_unless_it_says_otherwise() {
    let text = r#"{"a":{"claims":{}},"b":{"claims":{},"lifetime":30},"c":{"claims":{},"lifetime":315360000}}"#;
    let templates = Templates::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let lifetime = |name| templates.get(name).map(Template::lifetime_seconds);
    assert_eq!(lifetime("a"), Some(60));
    assert_eq!(lifetime("b"), Some(30));
    assert_eq!(lifetime("c"), Some(315_360_000));
    assert_eq!(lifetime("d"), None);
    for lifetime in ["29", "315360001", "60.5", "\"60\"", "null"] {
        check_refused(
            &format!(r#"{{"a":{{"claims":{{}},"lifetime":{lifetime}}}}}"#),
            r#"JWT template "a": lifetime must be 30 to 315360000 seconds"#,
        );
    }
}

#[test]
fn claims_that_are_the_servers_own_are_refused() {
    for claim in [
        "exp", "iat", "iss", "jti", "nbf", "sub", "azp", "sid", "sts", "fva", "v", "act",
    ] {
        check_refused(
            &format!(r#"{{"a":{{"claims":{{"{claim}":1}}}}}}"#),
            &format!(r#"JWT template "a": the claim "{claim}" is reserved: the server sets it"#),
        );
    }
    check(&json!({ "sub": 1 }), &json!({ "sub": 1 }));
}

#[test]
fn what_is_no_template_is_refused_with_its_place() {
    check_refused("{", "JWT templates: no JSON (line 1, column 1)");
    check_refused("[]", "JWT templates: the whole must be a JSON object");
    check_refused(
        r#"{"a":1}"#,
        r#"JWT template "a": a template must be a JSON object"#,
    );
    check_refused(r#"{"a":{}}"#, r#"JWT template "a": claims are missing"#);
    check_refused(
        r#"{"a":{"claims":[]}}"#,
        r#"JWT template "a": claims must be a JSON object"#,
    );
    check_refused(
        r#"{"a":{"claims":{},"life":1}}"#,
        r#"JWT template "a": it has claims and lifetime, and no "life""#,
    );
    check_refused(
        r#"{"a b":{"claims":{}}}"#,
        r#"JWT template "a b": a name has 1 to 64 letters, digits, _ and -"#,
    );
}

#[test]
fn shortcodes_that_do_not_exist_are_refused() {
    for shortcode in [
        "",
        "user",
        "user.name",
        "user.private_metadata",
        "user.private_metadata.secret",
        "user.public_metadata.",
        "user.public_metadata..a",
        "user.public_metadatas",
        "session.user",
    ] {
        check_refused(
            &format!(r#"{{"a":{{"claims":{{"c":"{{{{{shortcode}}}}}"}}}}}}"#),
            &format!(r#"JWT template "a": there is no shortcode {{{{{shortcode}}}}}"#),
        );
    }
    check_refused(
        r#"{"a":{"claims":{"c":"{{user.id"}}}"#,
        r#"JWT template "a": "{{user.id" opens a shortcode and does not close it"#,
    );
}

#[test]
fn everything_has_a_limit() {
    let many: Map<_, _> = (0..65)
        .map(|n| (n.to_string(), json!({ "claims": {} })))
        .collect();
    check_refused(
        &Value::Object(many).to_string(),
        "JWT templates: there may be 64 at most",
    );
    let long = "{{user.id}} ".repeat(65);
    check_refused(
        &json!({ "a": { "claims": { "c": long } } }).to_string(),
        r#"JWT template "a": there may be 64 shortcodes at most"#,
    );
    let deep = (0..8).fold(json!(1), |inner, _| json!([inner]));
    check_refused(
        &json!({ "a": { "claims": { "c": deep } } }).to_string(),
        r#"JWT template "a": claims are nested more than 8 deep"#,
    );
}
