//! The instance and its settings.

use strowger_core::instance::{OpenSignUp, UpdateInstance};
use strowger_core::policy::Preferred;
use strowger_core::user::Edit;
use strowger_types::wire;

use crate::app;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind, TEXT_CHARS_MAX};
use crate::http::form::{Problem, What};
use crate::http::reply::Reply;
use crate::http::route::Call;

const NOT_SERVED: &str = "Taken and ignored: what it is for does not exist here.";

/// The body of [`update`].
pub(super) static UPDATE: &[Field] = &[
    Field::optional(
        "test_mode",
        Kind::Bool,
        "Whether test numbers take the fixed code.",
    ),
    Field::optional(
        "allowed_origins",
        Kind::Texts(TEXT_CHARS_MAX),
        "Origins allowed beyond the server's own.",
    ),
    Field::optional("hibp", Kind::Bool, NOT_SERVED),
    Field::optional("support_email", Kind::Ignored, NOT_SERVED),
    Field::optional("clerk_js_version", Kind::Ignored, NOT_SERVED),
    Field::optional("development_origin", Kind::Ignored, NOT_SERVED),
    Field::optional("cookieless_dev", Kind::Bool, NOT_SERVED),
    Field::optional("url_based_session_syncing", Kind::Bool, NOT_SERVED),
    Field::optional(
        PREFERRED,
        Kind::OneOf(&["password", "otp", ""]),
        "Which first factor forms offer first where passwords are required; an empty text takes the choice back.",
    ),
];

const PREFERRED: &str = "preferred_sign_in_strategy_when_password_required";

const ALLOWLIST: &str = "allowlist";

/// The body of [`update_restrictions`].
pub(super) static UPDATE_RESTRICTIONS: &[Field] = &[
    Field::optional(
        ALLOWLIST,
        Kind::Bool,
        "Whether only who is on a list may sign up. There is no list to be on: true closes sign-ups.",
    ),
    Field::optional("blocklist", Kind::Bool, NOT_SERVED),
    Field::optional(
        "allowlist_blocklist_disabled_on_sign_in",
        Kind::Bool,
        NOT_SERVED,
    ),
    Field::optional("block_email_subaddresses", Kind::Bool, NOT_SERVED),
    Field::optional("block_disposable_email_domains", Kind::Bool, NOT_SERVED),
];

const RESTRICTED: &str = "restricted_to_allowlist";

/// The body of [`update_settings`].
pub(super) static UPDATE_SETTINGS: &[Field] = &[
    Field::optional(
        "test_mode",
        Kind::Bool,
        "Whether test numbers take the fixed code.",
    ),
    Field::optional(
        RESTRICTED,
        Kind::Bool,
        "Whether only who is on a list may sign up. There is no list to be on: true closes sign-ups.",
    ),
    Field::optional("from_email_address", Kind::Ignored, NOT_SERVED),
    Field::optional("progressive_sign_up", Kind::Bool, NOT_SERVED),
];

/// The body of [`update_communication`].
pub(super) static UPDATE_COMMUNICATION: &[Field] = &[Field::optional(
    "blocked_country_codes",
    Kind::Countries,
    "ISO 3166-1 alpha-2 codes of all countries that get no texts.",
)];

pub(super) async fn get(call: Call) -> Result<Reply, Failure> {
    let instance = call.app.instance();
    Ok(Reply::json(&wire::Instance {
        object: wire::InstanceTag::Tag,
        id: instance.settings.id.clone(),
        environment_type: instance.policy.environment.as_str().to_owned(),
        allowed_origins: instance.allowed_origins.clone(),
        workspace_id: None,
    }))
}

pub(super) async fn update(call: Call) -> Result<Reply, Failure> {
    let command = UpdateInstance {
        test_mode: call.body.bool("test_mode"),
        allowed_origins: call.body.texts("allowed_origins"),
        preferred: match call.body.text(PREFERRED) {
            None => Edit::Keep,
            Some(word) => Preferred::parse(word).map_or(Edit::Clear, Edit::Set),
        },
        ..UpdateInstance::default()
    };
    app::update_instance(&call.app, command).await?;
    Ok(Reply::Empty)
}

pub(super) async fn get_communication(call: Call) -> Result<Reply, Failure> {
    let blocked = call
        .app
        .instance()
        .policy
        .blocked_countries
        .iter()
        .cloned()
        .collect();
    Ok(communication(blocked))
}

pub(super) async fn update_communication(call: Call) -> Result<Reply, Failure> {
    const PARAM: &str = "blocked_country_codes";
    let countries = call.body.texts(PARAM);
    if let Some(countries) = &countries {
        let repeated =
            (1..countries.len()).any(|place| countries[..place].contains(&countries[place]));
        if repeated {
            return Err(Failure::Form(vec![Problem::new(PARAM, What::Duplicate)]));
        }
    }
    let command = UpdateInstance {
        blocked_countries: countries,
        ..UpdateInstance::default()
    };
    app::update_instance(&call.app, command).await?;
    get_communication(call).await
}

pub(super) async fn update_restrictions(call: Call) -> Result<Reply, Failure> {
    let command = UpdateInstance {
        sign_up: open_sign_up(&call, ALLOWLIST),
        ..UpdateInstance::default()
    };
    app::update_instance(&call.app, command).await?;
    Ok(Reply::json(&wire::InstanceRestrictions {
        object: wire::InstanceRestrictionsTag::Tag,
        allowlist: !call.app.instance().policy.sign_up.is_open,
        blocklist: false,
        allowlist_blocklist_disabled_on_sign_in: false,
        block_email_subaddresses: false,
        block_disposable_email_domains: false,
    }))
}

pub(super) async fn update_settings(call: Call) -> Result<Reply, Failure> {
    let command = UpdateInstance {
        test_mode: call.body.bool("test_mode"),
        sign_up: open_sign_up(&call, RESTRICTED),
        ..UpdateInstance::default()
    };
    app::update_instance(&call.app, command).await?;
    let instance = call.app.instance();
    Ok(Reply::json(&wire::InstanceSettings {
        object: wire::InstanceSettingsTag::Tag,
        id: instance.settings.id.clone(),
        restricted_to_allowlist: !instance.policy.sign_up.is_open,
        from_email_address: String::new(),
        progressive_sign_up: true,
        enhanced_email_deliverability: false,
    }))
}

fn open_sign_up(call: &Call, param: &'static str) -> Option<OpenSignUp> {
    let is_restricted = call.body.bool(param)?;
    Some(OpenSignUp {
        is_open: !is_restricted,
        param,
    })
}

fn communication(blocked_country_codes: Vec<String>) -> Reply {
    Reply::json(&wire::InstanceCommunication {
        object: wire::InstanceCommunicationTag::Tag,
        blocked_country_codes,
    })
}
