//! The table of the Backend API.

use strowger_types::wire;

use super::{instance, phone_numbers, sessions, sign_in_tokens, user_forms, user_query, users};
use crate::http::route::{Access, Answer, Handler, Route, Verb};

/// Statuses that operations publish, by family.
const PHONE: &[u16] = &[400, 401, 403, 404];
const PHONE_FORM: &[u16] = &[400, 401, 403, 404, 422];
const PREPARE: &[u16] = &[400, 401, 403, 404, 429];
const USER: &[u16] = &[400, 401, 404];
const USER_FORM: &[u16] = &[400, 401, 403, 404, 409, 422];
const STANDING: &[u16] = &[401, 402, 403, 404];
const PASSWORD: &[u16] = &[400, 401, 403, 404, 422];
const SESSION: &[u16] = &[400, 401, 404];
const SESSION_FORM: &[u16] = &[400, 401, 404, 422];
const TOKEN_FORM: &[u16] = &[400, 401, 403, 404, 422];
const SETTINGS: &[u16] = &[400, 401, 422];

macro_rules! handler {
    ($function:path) => {{
        const HANDLER: Handler = |call| Box::pin($function(call));
        HANDLER
    }};
}

/// A route of the Backend API, without query or body.
const fn route(
    method: Verb,
    path: &'static str,
    operation: &'static str,
    refusals: &'static [u16],
    handler: Handler,
) -> Route {
    Route {
        method,
        path,
        operation,
        about: "",
        access: Access::SecretKey,
        query: &[],
        body: None,
        answer: Answer::Nothing,
        refusals,
        handler,
    }
}

macro_rules! answers {
    ($object:ty) => {
        Answer::Object(|generator| generator.subschema_for::<$object>())
    };
}

/// Every operation of the Backend API.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        about: "Adds a phone number to a user.",
        body: Some(phone_numbers::CREATE),
        answer: answers!(wire::PhoneNumber),
        ..route(
            Verb::Post,
            "/v1/phone_numbers",
            "CreatePhoneNumber",
            PHONE_FORM,
            handler!(phone_numbers::create),
        )
    },
    Route {
        about: "Reads a phone number.",
        answer: answers!(wire::PhoneNumber),
        ..route(
            Verb::Get,
            "/v1/phone_numbers/{phone_number_id}",
            "GetPhoneNumber",
            PHONE,
            handler!(phone_numbers::get),
        )
    },
    Route {
        about: "Changes a phone number.",
        body: Some(phone_numbers::UPDATE),
        answer: answers!(wire::PhoneNumber),
        ..route(
            Verb::Patch,
            "/v1/phone_numbers/{phone_number_id}",
            "UpdatePhoneNumber",
            PHONE,
            handler!(phone_numbers::update),
        )
    },
    Route {
        about: "Takes a phone number from its user.",
        answer: answers!(wire::DeletedObject),
        ..route(
            Verb::Delete,
            "/v1/phone_numbers/{phone_number_id}",
            "DeletePhoneNumber",
            PHONE,
            handler!(phone_numbers::delete),
        )
    },
    Route {
        about: "Sends a code to a phone number.",
        answer: answers!(wire::Verification),
        ..route(
            Verb::Post,
            "/v1/phone_numbers/{phone_number_id}/prepare_verification",
            "PreparePhoneNumberVerification",
            PREPARE,
            handler!(phone_numbers::prepare),
        )
    },
    Route {
        about: "Tries a code. A wrong, dead or spent code is told by the status of the answer.",
        body: Some(phone_numbers::ATTEMPT),
        answer: answers!(wire::Verification),
        ..route(
            Verb::Post,
            "/v1/phone_numbers/{phone_number_id}/attempt_verification",
            "AttemptPhoneNumberVerification",
            PHONE,
            handler!(phone_numbers::attempt),
        )
    },
    Route {
        about: "Makes a user.",
        body: Some(user_forms::CREATE),
        answer: answers!(wire::User),
        ..route(
            Verb::Post,
            "/v1/users",
            "CreateUser",
            &[400, 401, 402, 403, 422],
            handler!(users::create),
        )
    },
    Route {
        about: "Lists users.",
        query: user_query::USERS,
        answer: answers!(Vec<wire::User>),
        ..route(
            Verb::Get,
            "/v1/users",
            "GetUserList",
            &[400, 401, 422],
            handler!(users::list),
        )
    },
    Route {
        about: "Counts users.",
        query: user_query::USERS,
        answer: answers!(wire::TotalCount),
        ..route(
            Verb::Get,
            "/v1/users/count",
            "GetUsersCount",
            &[400, 401, 422],
            handler!(users::count),
        )
    },
    Route {
        about: "Reads a user.",
        answer: answers!(wire::User),
        ..route(
            Verb::Get,
            "/v1/users/{user_id}",
            "GetUser",
            USER,
            handler!(users::get),
        )
    },
    Route {
        about: "Changes a user.",
        body: Some(user_forms::UPDATE),
        answer: answers!(wire::User),
        ..route(
            Verb::Patch,
            "/v1/users/{user_id}",
            "UpdateUser",
            USER_FORM,
            handler!(users::update),
        )
    },
    Route {
        about: "Forgets a user and everything that hangs from it.",
        answer: answers!(wire::DeletedObject),
        ..route(
            Verb::Delete,
            "/v1/users/{user_id}",
            "DeleteUser",
            USER,
            handler!(users::delete),
        )
    },
    Route {
        about: "Merges metadata into a user's; null takes a key away.",
        body: Some(user_forms::METADATA),
        answer: answers!(wire::User),
        ..route(
            Verb::Patch,
            "/v1/users/{user_id}/metadata",
            "UpdateUserMetadata",
            USER_FORM,
            handler!(users::merge_metadata),
        )
    },
    Route {
        about: "Replaces each kind of metadata that is given.",
        body: Some(user_forms::METADATA),
        answer: answers!(wire::User),
        ..route(
            Verb::Put,
            "/v1/users/{user_id}/metadata",
            "ReplaceUserMetadata",
            USER_FORM,
            handler!(users::replace_metadata),
        )
    },
    Route {
        about: "Takes all phone numbers from a user and adds one.",
        body: Some(phone_numbers::REPLACE),
        answer: answers!(wire::PhoneNumber),
        ..route(
            Verb::Put,
            "/v1/users/{user_id}/phone_number",
            "ReplaceUserPhoneNumber",
            PHONE_FORM,
            handler!(phone_numbers::replace),
        )
    },
    Route {
        about: "Bans a user and ends every session.",
        answer: answers!(wire::User),
        ..route(
            Verb::Post,
            "/v1/users/{user_id}/ban",
            "BanUser",
            STANDING,
            handler!(users::ban),
        )
    },
    Route {
        about: "Lets a banned user in again.",
        answer: answers!(wire::User),
        ..route(
            Verb::Post,
            "/v1/users/{user_id}/unban",
            "UnbanUser",
            STANDING,
            handler!(users::unban),
        )
    },
    Route {
        about: "Locks a user: no more tries at any factor, live sessions go on.",
        answer: answers!(wire::User),
        ..route(
            Verb::Post,
            "/v1/users/{user_id}/lock",
            "LockUser",
            STANDING,
            handler!(users::lock),
        )
    },
    Route {
        about: "Unlocks a user.",
        answer: answers!(wire::User),
        ..route(
            Verb::Post,
            "/v1/users/{user_id}/unlock",
            "UnlockUser",
            STANDING,
            handler!(users::unlock),
        )
    },
    Route {
        about: "Tries a user's password.",
        body: Some(user_forms::VERIFY_PASSWORD),
        answer: answers!(wire::PasswordVerified),
        ..route(
            Verb::Post,
            "/v1/users/{user_id}/verify_password",
            "VerifyPassword",
            PASSWORD,
            handler!(users::verify_password),
        )
    },
    Route {
        about: "Switches every second factor of a user off.",
        answer: answers!(wire::MfaDisabled),
        ..route(
            Verb::Delete,
            "/v1/users/{user_id}/mfa",
            "DisableMFA",
            &[401, 404],
            handler!(users::disable_mfa),
        )
    },
    Route {
        about: "Makes a token that signs a user in once.",
        body: Some(sign_in_tokens::CREATE),
        answer: answers!(wire::SignInToken),
        ..route(
            Verb::Post,
            "/v1/sign_in_tokens",
            "CreateSignInToken",
            TOKEN_FORM,
            handler!(sign_in_tokens::create),
        )
    },
    Route {
        about: "Takes a sign-in token back that nobody has used.",
        answer: answers!(wire::SignInToken),
        ..route(
            Verb::Post,
            "/v1/sign_in_tokens/{sign_in_token_id}/revoke",
            "RevokeSignInToken",
            SESSION,
            handler!(sign_in_tokens::revoke),
        )
    },
    Route {
        about: "Makes a testing token.",
        answer: answers!(wire::TestingToken),
        ..route(
            Verb::Post,
            "/v1/testing_tokens",
            "CreateTestingToken",
            &[401],
            handler!(sign_in_tokens::create_testing_token),
        )
    },
    Route {
        about: "Lists sessions, newest first.",
        query: sessions::LIST,
        answer: Answer::Object(|generator| {
            let list = generator.subschema_for::<Vec<wire::Session>>();
            let page = generator.subschema_for::<wire::SessionPage>();
            schemars::json_schema!({ "anyOf": [list, page] })
        }),
        ..route(
            Verb::Get,
            "/v1/sessions",
            "GetSessionList",
            SESSION_FORM,
            handler!(sessions::list),
        )
    },
    Route {
        about: "Signs a user in, for tests: development only.",
        body: Some(sessions::CREATE),
        answer: answers!(wire::Session),
        ..route(
            Verb::Post,
            "/v1/sessions",
            "createSession",
            TOKEN_FORM,
            handler!(sessions::create),
        )
    },
    Route {
        about: "Reads a session.",
        answer: answers!(wire::Session),
        ..route(
            Verb::Get,
            "/v1/sessions/{session_id}",
            "GetSession",
            SESSION,
            handler!(sessions::get),
        )
    },
    Route {
        about: "Ends a session.",
        answer: answers!(wire::Session),
        ..route(
            Verb::Post,
            "/v1/sessions/{session_id}/revoke",
            "RevokeSession",
            SESSION,
            handler!(sessions::revoke),
        )
    },
    Route {
        about: "Signs a token that proves a live session.",
        body: Some(sessions::TOKEN),
        answer: answers!(wire::Token),
        ..route(
            Verb::Post,
            "/v1/sessions/{session_id}/tokens",
            "CreateSessionToken",
            SESSION,
            handler!(sessions::mint_token),
        )
    },
    Route {
        about: "Signs a token with the claims of a template.",
        body: Some(sessions::TEMPLATE_TOKEN),
        answer: answers!(wire::Token),
        ..route(
            Verb::Post,
            "/v1/sessions/{session_id}/tokens/{template_name}",
            "CreateSessionTokenFromTemplate",
            SESSION,
            handler!(sessions::mint_template_token),
        )
    },
    Route {
        about: "The public keys that session tokens are verified with.",
        answer: answers!(wire::Jwks),
        ..route(
            Verb::Get,
            "/v1/jwks",
            "GetJWKS",
            &[401],
            handler!(sessions::jwks),
        )
    },
    Route {
        about: "Reads the instance.",
        answer: answers!(wire::Instance),
        ..route(
            Verb::Get,
            "/v1/instance",
            "GetInstance",
            &[401],
            handler!(instance::get),
        )
    },
    Route {
        about: "Changes settings of the instance.",
        body: Some(instance::UPDATE),
        ..route(
            Verb::Patch,
            "/v1/instance",
            "UpdateInstance",
            SETTINGS,
            handler!(instance::update),
        )
    },
    Route {
        about: "Reads where texts may not go.",
        answer: answers!(wire::InstanceCommunication),
        ..route(
            Verb::Get,
            "/v1/instance/communication",
            "GetInstanceCommunication",
            &[401],
            handler!(instance::get_communication),
        )
    },
    Route {
        about: "Says where texts may not go.",
        body: Some(instance::UPDATE_COMMUNICATION),
        answer: answers!(wire::InstanceCommunication),
        ..route(
            Verb::Patch,
            "/v1/instance/communication",
            "UpdateInstanceCommunication",
            SETTINGS,
            handler!(instance::update_communication),
        )
    },
    Route {
        about: "Says who may not sign up.",
        body: Some(instance::UPDATE_RESTRICTIONS),
        answer: answers!(wire::InstanceRestrictions),
        ..route(
            Verb::Patch,
            "/v1/instance/restrictions",
            "UpdateInstanceRestrictions",
            SETTINGS,
            handler!(instance::update_restrictions),
        )
    },
    Route {
        about: "Changes settings of the instance, and answers with them.",
        body: Some(instance::UPDATE_SETTINGS),
        answer: answers!(wire::InstanceSettings),
        ..route(
            Verb::Patch,
            "/v1/beta_features/instance_settings",
            "UpdateInstanceAuthConfig",
            SETTINGS,
            handler!(instance::update_settings),
        )
    },
    Route {
        about: "Same as GetJWKS, for everybody.",
        access: Access::Open,
        answer: answers!(wire::Jwks),
        ..route(
            Verb::Get,
            "/.well-known/jwks.json",
            "GetPublicJWKS",
            &[],
            handler!(sessions::jwks),
        )
    },
];
