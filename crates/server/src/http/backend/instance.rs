//! The instance and its settings.

use strowger_core::instance::UpdateInstance;
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
        "preferred_sign_in_strategy_when_password_required",
        Kind::Ignored,
        NOT_SERVED,
    ),
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
        blocked_countries: None,
        allowed_origins: call.body.texts("allowed_origins"),
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

fn communication(blocked_country_codes: Vec<String>) -> Reply {
    Reply::json(&wire::InstanceCommunication {
        object: wire::InstanceCommunicationTag::Tag,
        blocked_country_codes,
    })
}
