//! The table of the Frontend API.

use strowger_types::wire::{self, frontend};

use super::{
    clients, dev_browser, handshake, me, my_password, phone_numbers, sessions, sign_ins, sign_ups,
};
use crate::http::field::Field;
use crate::http::openapi::HEAD_TOO_LARGE;
use crate::http::route::{Access, Answer, Handler, Route, Verb};

/// Statuses that operations publish, by family.
const READ: &[u16] = &[400, 401, 404];
const FORM: &[u16] = &[400, 401, 403, 404, 422, 429];
const CHANGE: &[u16] = &[400, 401, 403, 404];

macro_rules! handler {
    ($function:path) => {{
        const HANDLER: Handler = |call| Box::pin($function(call));
        HANDLER
    }};
}

macro_rules! answers {
    ($object:ty) => {
        Answer::Object(|generator| generator.subschema_for::<$object>())
    };
}

macro_rules! envelopes {
    ($object:ty) => {
        answers!(frontend::Envelope<$object>)
    };
}

/// A route of the Frontend API without query, body or answer.
const fn route(
    method: Verb,
    path: &'static str,
    operation: &'static str,
    about: &'static str,
    handler: Handler,
) -> Route {
    Route {
        method,
        path,
        operation,
        about,
        access: Access::Frontend,
        query: &[],
        body: None,
        answer: Answer::Nothing,
        refusals: match method {
            Verb::Get => READ,
            Verb::Post | Verb::Patch | Verb::Put | Verb::Delete => CHANGE,
        },
        handler,
    }
}

/// The same, with a body.
const fn form(route: Route, body: &'static [Field]) -> Route {
    Route {
        body: Some(body),
        refusals: FORM,
        ..route
    }
}

/// Every operation of the Frontend API. Paths are served with and without a slash at the end.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        access: Access::FrontendOpen,
        answer: answers!(wire::Environment),
        ..route(
            Verb::Get,
            "/v1/environment",
            "getEnvironment",
            "What the instance asks of its users, and what its components show.",
            handler!(clients::get_environment),
        )
    },
    Route {
        access: Access::FrontendOpen,
        answer: answers!(wire::Environment),
        ..route(
            Verb::Patch,
            "/v1/environment",
            "updateEnvironment",
            "The same; browsers of development instances ask this way. Nothing changes.",
            handler!(clients::get_environment),
        )
    },
    Route {
        access: Access::FrontendOpen,
        answer: answers!(wire::DevBrowser),
        ..route(
            Verb::Post,
            "/v1/dev_browser",
            "createDevBrowser",
            "Makes a client for a browser, and the token that names it. Development only.",
            handler!(dev_browser::create),
        )
    },
    Route {
        answer: envelopes!(Option<frontend::Client>),
        ..route(
            Verb::Get,
            "/v1/client",
            "getClient",
            "The client, or null if nothing began in it yet. Apps get a new one if they have none.",
            handler!(clients::get),
        )
    },
    Route {
        answer: envelopes!(Option<frontend::Client>),
        ..route(
            Verb::Post,
            "/v1/client",
            "createClient",
            "The client; a new one if there is none.",
            handler!(clients::create),
        )
    },
    Route {
        answer: envelopes!(Option<frontend::Client>),
        ..route(
            Verb::Put,
            "/v1/client",
            "putClient",
            "The same.",
            handler!(clients::create),
        )
    },
    Route {
        answer: envelopes!(Option<frontend::Client>),
        ..route(
            Verb::Delete,
            "/v1/client",
            "deleteClient",
            "Signs out of every session of the client and forgets it.",
            handler!(clients::delete),
        )
    },
    Route {
        access: Access::FrontendOpen,
        query: handshake::QUERY,
        answer: Answer::Elsewhere,
        refusals: &[400, 422, HEAD_TOO_LARGE],
        ..route(
            Verb::Get,
            "/v1/client/handshake",
            "handshake",
            "Sends a browser back to its page with what an app server needs to know of its client.",
            handler!(handshake::handshake),
        )
    },
    Route {
        answer: envelopes!(frontend::SignIn),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sign_ins",
                "createSignIn",
                "Begins to sign in.",
                handler!(sign_ins::create),
            ),
            sign_ins::CREATE,
        )
    },
    Route {
        answer: envelopes!(frontend::SignIn),
        ..route(
            Verb::Get,
            "/v1/client/sign_ins/{sign_in_id}",
            "getSignIn",
            "An attempt to sign in.",
            handler!(sign_ins::get),
        )
    },
    Route {
        answer: envelopes!(frontend::SignIn),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sign_ins/{sign_in_id}/prepare_first_factor",
                "prepareSignInFirstFactor",
                "Sends a code for the first factor.",
                handler!(sign_ins::prepare_first),
            ),
            sign_ins::PREPARE,
        )
    },
    Route {
        answer: envelopes!(frontend::SignIn),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sign_ins/{sign_in_id}/attempt_first_factor",
                "attemptSignInFirstFactor",
                "Tries the first factor.",
                handler!(sign_ins::attempt_first),
            ),
            sign_ins::ATTEMPT,
        )
    },
    Route {
        answer: envelopes!(frontend::SignIn),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sign_ins/{sign_in_id}/prepare_second_factor",
                "prepareSignInSecondFactor",
                "Sends a code for the second factor.",
                handler!(sign_ins::prepare_second),
            ),
            sign_ins::PREPARE,
        )
    },
    Route {
        answer: envelopes!(frontend::SignIn),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sign_ins/{sign_in_id}/attempt_second_factor",
                "attemptSignInSecondFactor",
                "Tries the second factor.",
                handler!(sign_ins::attempt_second),
            ),
            sign_ins::ATTEMPT,
        )
    },
    Route {
        answer: envelopes!(frontend::SignUp),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sign_ups",
                "createSignUp",
                "Begins to sign up.",
                handler!(sign_ups::create),
            ),
            sign_ups::FIELDS,
        )
    },
    Route {
        answer: envelopes!(frontend::SignUp),
        ..route(
            Verb::Get,
            "/v1/client/sign_ups/{sign_up_id}",
            "getSignUp",
            "An attempt to sign up.",
            handler!(sign_ups::get),
        )
    },
    Route {
        answer: envelopes!(frontend::SignUp),
        ..form(
            route(
                Verb::Patch,
                "/v1/client/sign_ups/{sign_up_id}",
                "updateSignUp",
                "Adds to what was given, or changes it.",
                handler!(sign_ups::update),
            ),
            sign_ups::FIELDS,
        )
    },
    Route {
        answer: envelopes!(frontend::SignUp),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sign_ups/{sign_up_id}/prepare_verification",
                "prepareSignUpVerification",
                "Sends a code to the number.",
                handler!(sign_ups::prepare),
            ),
            sign_ups::PREPARE,
        )
    },
    Route {
        answer: envelopes!(frontend::SignUp),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sign_ups/{sign_up_id}/attempt_verification",
                "attemptSignUpVerification",
                "Tries a code. The right one may be all that was missing.",
                handler!(sign_ups::attempt),
            ),
            sign_ups::ATTEMPT,
        )
    },
    Route {
        answer: envelopes!(Option<frontend::Client>),
        ..route(
            Verb::Delete,
            "/v1/client/sessions",
            "removeClientSessions",
            "Signs out of every session of the client.",
            handler!(sessions::leave_all),
        )
    },
    Route {
        answer: envelopes!(frontend::Session),
        ..route(
            Verb::Get,
            "/v1/client/sessions/{session_id}",
            "getClientSession",
            "A session of the client.",
            handler!(sessions::get),
        )
    },
    Route {
        answer: envelopes!(frontend::Session),
        ..route(
            Verb::Post,
            "/v1/client/sessions/{session_id}/touch",
            "touchSession",
            "Uses a session: it becomes the one that was used last.",
            handler!(sessions::touch),
        )
    },
    Route {
        answer: envelopes!(frontend::Session),
        ..route(
            Verb::Post,
            "/v1/client/sessions/{session_id}/end",
            "endSession",
            "Signs out of a session.",
            handler!(sessions::end),
        )
    },
    Route {
        answer: envelopes!(frontend::Session),
        ..route(
            Verb::Post,
            "/v1/client/sessions/{session_id}/remove",
            "removeSession",
            "Signs out of a session and takes it off the device.",
            handler!(sessions::remove),
        )
    },
    Route {
        answer: answers!(wire::Token),
        ..route(
            Verb::Post,
            "/v1/client/sessions/{session_id}/tokens",
            "createClientSessionToken",
            "A token that proves a session.",
            handler!(sessions::mint),
        )
    },
    Route {
        answer: answers!(wire::Token),
        ..route(
            Verb::Post,
            "/v1/client/sessions/{session_id}/tokens/{template_name}",
            "createClientSessionTokenWithTemplate",
            "A token that says what a template says.",
            handler!(sessions::mint),
        )
    },
    Route {
        answer: envelopes!(frontend::SessionVerification),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sessions/{session_id}/verify",
                "startSessionVerification",
                "Begins to ask again for factors.",
                handler!(sessions::start_step_up),
            ),
            sessions::VERIFY,
        )
    },
    Route {
        answer: envelopes!(frontend::SessionVerification),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sessions/{session_id}/verify/prepare_first_factor",
                "prepareSessionVerificationFirstFactor",
                "Sends a code for the first factor.",
                handler!(sessions::prepare_first),
            ),
            sign_ins::PREPARE,
        )
    },
    Route {
        answer: envelopes!(frontend::SessionVerification),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sessions/{session_id}/verify/attempt_first_factor",
                "attemptSessionVerificationFirstFactor",
                "Tries the first factor.",
                handler!(sessions::attempt_first),
            ),
            sign_ins::ATTEMPT,
        )
    },
    Route {
        answer: envelopes!(frontend::SessionVerification),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sessions/{session_id}/verify/prepare_second_factor",
                "prepareSessionVerificationSecondFactor",
                "Sends a code for the second factor.",
                handler!(sessions::prepare_second),
            ),
            sign_ins::PREPARE,
        )
    },
    Route {
        answer: envelopes!(frontend::SessionVerification),
        ..form(
            route(
                Verb::Post,
                "/v1/client/sessions/{session_id}/verify/attempt_second_factor",
                "attemptSessionVerificationSecondFactor",
                "Tries the second factor.",
                handler!(sessions::attempt_second),
            ),
            sign_ins::ATTEMPT,
        )
    },
    Route {
        answer: envelopes!(frontend::User),
        ..route(
            Verb::Get,
            "/v1/me",
            "getMe",
            "Who is signed in.",
            handler!(me::get),
        )
    },
    Route {
        answer: envelopes!(frontend::User),
        ..form(
            route(
                Verb::Patch,
                "/v1/me",
                "updateMe",
                "Changes names, username, primary number and metadata of who is signed in.",
                handler!(me::update),
            ),
            me::UPDATE,
        )
    },
    Route {
        answer: envelopes!(wire::DeletedObject),
        ..route(
            Verb::Delete,
            "/v1/me",
            "deleteMe",
            "Forgets who is signed in.",
            handler!(me::delete),
        )
    },
    Route {
        answer: answers!(Vec<frontend::UserSession>),
        ..route(
            Verb::Get,
            "/v1/me/sessions",
            "getMySessions",
            "Sessions of who is signed in, everywhere.",
            handler!(me::sessions),
        )
    },
    Route {
        answer: answers!(Vec<frontend::UserSession>),
        ..route(
            Verb::Get,
            "/v1/me/sessions/active",
            "getMyActiveSessions",
            "The same: only those that work are kept.",
            handler!(me::sessions),
        )
    },
    Route {
        answer: envelopes!(frontend::UserSession),
        ..route(
            Verb::Post,
            "/v1/me/sessions/{session_id}/revoke",
            "revokeMySession",
            "Ends a session elsewhere.",
            handler!(me::revoke_session),
        )
    },
    Route {
        answer: envelopes!(frontend::BackupCodes),
        ..route(
            Verb::Post,
            "/v1/me/backup_codes",
            "createBackupCodes",
            "Makes new backup codes; the old ones die.",
            handler!(me::create_backup_codes),
        )
    },
    Route {
        answer: envelopes!(frontend::User),
        ..form(
            route(
                Verb::Post,
                "/v1/me/change_password",
                "changeMyPassword",
                "Sets the password of who is signed in.",
                handler!(my_password::change),
            ),
            my_password::CHANGE,
        )
    },
    Route {
        answer: envelopes!(frontend::User),
        ..form(
            route(
                Verb::Post,
                "/v1/me/remove_password",
                "removeMyPassword",
                "Takes the password of who is signed in away.",
                handler!(my_password::remove),
            ),
            my_password::REMOVE,
        )
    },
    Route {
        answer: answers!(Vec<wire::PhoneNumber>),
        ..route(
            Verb::Get,
            "/v1/me/phone_numbers",
            "getMyPhoneNumbers",
            "Phone numbers of who is signed in.",
            handler!(phone_numbers::list),
        )
    },
    Route {
        answer: envelopes!(wire::PhoneNumber),
        ..form(
            route(
                Verb::Post,
                "/v1/me/phone_numbers",
                "createMyPhoneNumber",
                "Adds a phone number.",
                handler!(phone_numbers::create),
            ),
            phone_numbers::CREATE,
        )
    },
    Route {
        answer: envelopes!(wire::PhoneNumber),
        ..route(
            Verb::Get,
            "/v1/me/phone_numbers/{phone_number_id}",
            "getMyPhoneNumber",
            "A phone number.",
            handler!(phone_numbers::get),
        )
    },
    Route {
        answer: envelopes!(wire::PhoneNumber),
        ..form(
            route(
                Verb::Patch,
                "/v1/me/phone_numbers/{phone_number_id}",
                "updateMyPhoneNumber",
                "Makes a phone number a second factor, or the one that is offered first, or none.",
                handler!(phone_numbers::update),
            ),
            phone_numbers::UPDATE,
        )
    },
    Route {
        answer: envelopes!(wire::DeletedObject),
        ..route(
            Verb::Delete,
            "/v1/me/phone_numbers/{phone_number_id}",
            "deleteMyPhoneNumber",
            "Takes a phone number away.",
            handler!(phone_numbers::delete),
        )
    },
    Route {
        answer: envelopes!(wire::PhoneNumber),
        ..form(
            route(
                Verb::Post,
                "/v1/me/phone_numbers/{phone_number_id}/prepare_verification",
                "prepareMyPhoneNumberVerification",
                "Sends a code to a phone number.",
                handler!(phone_numbers::prepare),
            ),
            phone_numbers::PREPARE,
        )
    },
    Route {
        answer: envelopes!(wire::PhoneNumber),
        ..form(
            route(
                Verb::Post,
                "/v1/me/phone_numbers/{phone_number_id}/attempt_verification",
                "attemptMyPhoneNumberVerification",
                "Tries a code.",
                handler!(phone_numbers::attempt),
            ),
            phone_numbers::ATTEMPT,
        )
    },
];
