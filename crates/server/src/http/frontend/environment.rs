//! The environment document: the policy and the pages of the app, in the words that browsers and apps read.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use strowger_core::policy::{
    Environment, FAILURES_MAX, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, Policy, Requirement,
};
use strowger_core::user::{USERNAME_CHARS_MAX, USERNAME_CHARS_MIN};
use strowger_types::wire::environment::{
    Actions, ApiKeysSettings, AttackProtection, Attribute, Attributes, AuthConfig, AuthConfigTag,
    CommerceSettings, DisplayConfig, DisplayConfigTag, EmailLink, EnterpriseSso, EnvironmentTag,
    FraudSettings, FraudSettingsTag, NativeFraudSettings, NativeSettings, NativeSettingsTag,
    OrganizationSettings, PasskeySettings, PasswordSettings, Restrictions, SecondFactorSettings,
    SignInSettings, SignUpSettings, SlugSettings, Switch, UserLockout, UserSettings,
    UsernameSettings,
};
use strowger_types::{InstanceId, wire};

use crate::app::App;
use crate::config::AppUrls;

/// The generation of clerk-js that the document was tried with.
const CLERK_JS_VERSION: &str = "6";

const PHONE_NUMBER: &str = "phone_number";
const PHONE_CODE: &str = "phone_code";
const USERNAME: &str = "username";
const PASSWORD: &str = "password";
const BACKUP_CODE: &str = "backup_code";

/// The document, as the policy is now, for a page of this origin.
pub(crate) fn environment(app: &App, page: Option<&str>) -> wire::Environment {
    let instance = app.instance();
    let home = home(instance.policy.environment, page, &app.frontend.own_origin);
    let urls = app.pages.urls(home);
    document(&instance.policy, &urls, &instance.settings.id)
}

/// The origin that the app's home is taken to have where nobody said. In development that is the page that asks: with keys
/// for development, and a server under any name but one of Clerk's, clerk-js fails at the first link that leaves the page's origin.
fn home<'a>(environment: Environment, page: Option<&'a str>, own_origin: &'a str) -> &'a str {
    match (environment, page) {
        (Environment::Development, Some(page)) if page.starts_with("http") => page,
        (Environment::Development | Environment::Production, _) => own_origin,
    }
}

fn document(policy: &Policy, urls: &AppUrls, instance_id: &InstanceId) -> wire::Environment {
    let body = instance_id.as_str();
    let body = body.strip_prefix(InstanceId::PREFIX).unwrap_or(body);
    wire::Environment {
        object: EnvironmentTag::Tag,
        id: format!("env_{body}"),
        auth_config: auth_config(policy, body),
        display_config: display_config(policy, urls, body),
        user_settings: user_settings(policy),
        organization_settings: OrganizationSettings {
            slug: SlugSettings { disabled: true },
            ..OrganizationSettings::default()
        },
        fraud_settings: FraudSettings {
            object: FraudSettingsTag::Tag,
            native: NativeFraudSettings {
                device_attestation_mode: "disabled".to_owned(),
            },
        },
        commerce_settings: CommerceSettings::default(),
        api_keys_settings: ApiKeysSettings::default(),
        protect_config: None,
        maintenance_mode: false,
        client_debug_mode: false,
        partitioned_cookies: false,
    }
}

fn auth_config(policy: &Policy, body: &str) -> AuthConfig {
    let sign_up = &policy.sign_up;
    let has_username = sign_up.username.is_on();
    AuthConfig {
        object: AuthConfigTag::Tag,
        id: format!("aconf_{body}"),
        first_name: on_off_required(sign_up.first_name),
        last_name: on_off_required(sign_up.last_name),
        email_address: on_off_required(Requirement::Off),
        phone_number: on_off_required(sign_up.phone_number),
        username: on_off_required(sign_up.username),
        password: on_off_required(sign_up.password),
        identification_requirements: vec![
            names(&[(PHONE_NUMBER, sign_up.phone_number == Requirement::Required)]),
            names(&[(USERNAME, sign_up.username == Requirement::Required)]),
        ],
        identification_strategies: names(&[(PHONE_NUMBER, true), (USERNAME, has_username)]),
        first_factors: names(&[(PHONE_CODE, true), (PASSWORD, sign_up.password.is_on())]),
        second_factors: names(&[
            (PHONE_CODE, policy.second_factor),
            (BACKUP_CODE, policy.second_factor),
        ]),
        email_address_verification_strategies: Vec::new(),
        single_session_mode: !policy.multiple_sessions,
        enhanced_email_deliverability: false,
        test_mode: policy.test_mode,
        cookieless_dev: false,
        url_based_session_syncing: true,
        claimed_at: None,
        reverification: policy.step_up_window_ms.is_some(),
        native_settings: NativeSettings {
            object: NativeSettingsTag::Tag,
            api_enabled: true,
            trusted_device_sign_in_enabled: false,
            trusted_device_enrollment_prompt_after_sign_in_enabled: false,
            trusted_device_enrollment_prompt_after_sign_up_enabled: false,
        },
    }
}

fn display_config(policy: &Policy, urls: &AppUrls, body: &str) -> DisplayConfig {
    // What is for parts that do not exist here.
    let nowhere = String::new;
    DisplayConfig {
        object: DisplayConfigTag::Tag,
        id: format!("display_config_{body}"),
        instance_environment_type: policy.environment.as_str().to_owned(),
        application_name: policy.application_name.clone(),
        theme: BTreeMap::new(),
        preferred_sign_in_strategy: policy.preferred.as_str().to_owned(),
        logo_image_url: urls.logo.clone(),
        favicon_image_url: None,
        home_url: urls.home.clone(),
        sign_in_url: urls.sign_in.clone(),
        sign_up_url: urls.sign_up.clone(),
        user_profile_url: urls.user_profile.clone(),
        waitlist_url: nowhere(),
        oauth_consent_url: nowhere(),
        after_sign_in_url: urls.after_sign_in.clone(),
        after_sign_up_url: urls.after_sign_up.clone(),
        after_sign_out_one_url: urls.after_sign_out.clone(),
        after_sign_out_all_url: urls.after_sign_out.clone(),
        after_switch_session_url: urls.after_sign_in.clone(),
        after_join_waitlist_url: nowhere(),
        organization_profile_url: nowhere(),
        create_organization_url: nowhere(),
        after_leave_organization_url: nowhere(),
        after_create_organization_url: nowhere(),
        logo_link_url: urls.home.clone(),
        support_email: None,
        branded: false,
        experimental_force_oauth_first: false,
        clerk_js_version: Some(CLERK_JS_VERSION.to_owned()),
        show_devmode_warning: policy.environment == Environment::Development,
        google_one_tap_client_id: None,
        help_url: None,
        privacy_policy_url: None,
        terms_url: None,
        logo_url: urls.logo.clone(),
        favicon_url: None,
        logo_image: None,
        favicon_image: None,
        captcha_public_key: None,
        captcha_widget_type: None,
        captcha_public_key_invisible: None,
        captcha_provider: None,
        captcha_oauth_bypass: Vec::new(),
        captcha_heartbeat: Some(false),
    }
}

fn user_settings(policy: &Policy) -> UserSettings {
    let mode = if policy.sign_up.is_open {
        "public"
    } else {
        "restricted"
    };
    UserSettings {
        attributes: attributes(policy),
        social: BTreeMap::new(),
        saml: Switch { enabled: false },
        enterprise_sso: EnterpriseSso::default(),
        sign_in: SignInSettings {
            second_factor: SecondFactorSettings {
                required: false,
                enabled: policy.second_factor,
            },
        },
        sign_up: SignUpSettings {
            captcha_enabled: false,
            captcha_widget_type: "smart".to_owned(),
            custom_action_required: false,
            progressive: true,
            mode: mode.to_owned(),
            legal_consent_enabled: false,
        },
        restrictions: Restrictions::default(),
        username_settings: UsernameSettings {
            min_length: Some(length(USERNAME_CHARS_MIN)),
            max_length: Some(length(USERNAME_CHARS_MAX)),
            allow_extended_special_characters: false,
            allow_numeric_usernames: false,
        },
        actions: Actions {
            delete_self: policy.delete_self,
            create_organization: false,
            create_organizations_limit: None,
        },
        attack_protection: AttackProtection {
            user_lockout: UserLockout {
                enabled: true,
                max_attempts: FAILURES_MAX,
                duration_in_minutes: 0,
            },
            pii: Switch { enabled: true },
            email_link: EmailLink {
                require_same_client: false,
            },
            enumeration_protection: Switch {
                enabled: policy.hides_accounts,
            },
        },
        passkey_settings: PasskeySettings::default(),
        password_settings: password_settings(),
    }
}

fn attributes(policy: &Policy) -> Attributes {
    let sign_up = &policy.sign_up;
    let of = |requirement: Requirement| Attribute {
        enabled: requirement.is_on(),
        required: requirement == Requirement::Required,
        ..Attribute::default()
    };
    Attributes {
        phone_number: Attribute {
            used_for_first_factor: true,
            first_factors: names(&[(PHONE_CODE, true)]),
            used_for_second_factor: policy.second_factor,
            second_factors: names(&[(PHONE_CODE, policy.second_factor)]),
            verifications: names(&[(PHONE_CODE, true)]),
            verify_at_sign_up: true,
            ..of(sign_up.phone_number)
        },
        username: Attribute {
            used_for_first_factor: sign_up.username.is_on(),
            ..of(sign_up.username)
        },
        first_name: of(sign_up.first_name),
        last_name: of(sign_up.last_name),
        password: of(sign_up.password),
        backup_code: Attribute {
            enabled: policy.second_factor,
            used_for_second_factor: policy.second_factor,
            second_factors: names(&[(BACKUP_CODE, policy.second_factor)]),
            ..Attribute::default()
        },
        ..Attributes::default()
    }
}

fn password_settings() -> PasswordSettings {
    PasswordSettings {
        disable_hibp: true,
        min_length: length(PASSWORD_CHARS_MIN),
        max_length: length(PASSWORD_CHARS_MAX),
        require_special_char: false,
        require_numbers: false,
        require_uppercase: false,
        require_lowercase: false,
        show_zxcvbn: false,
        min_zxcvbn_strength: 0,
        enforce_hibp_on_sign_in: false,
        allowed_special_characters: "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~".to_owned(),
        disable_password_reverification: false,
    }
}

fn on_off_required(requirement: Requirement) -> String {
    let word = match requirement {
        Requirement::Off => "off",
        Requirement::Optional => "on",
        Requirement::Required => "required",
    };
    word.to_owned()
}

/// The names of what there is.
fn names(of: &[(&str, bool)]) -> Vec<String> {
    of.iter()
        .filter(|(_, is_there)| *is_there)
        .map(|(name, _)| (*name).to_owned())
        .collect()
}

fn length(chars: usize) -> u32 {
    u32::try_from(chars).expect("lengths of names and passwords are small")
}
