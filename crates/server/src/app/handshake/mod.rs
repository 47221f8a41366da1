//! The handshake: an app's server, which cannot tell from its cookies who is signed in, sends the browser here, and the
//! browser comes back with cookies that tell. This hands out tokens that prove sessions, so where browsers go is checked.

mod cookies;
mod place;

use strowger_core::client::{self, Holder};
use strowger_core::policy::Environment;
use strowger_core::record::Client;
use strowger_core::token::TokenText;
use strowger_types::Timestamp;

use super::frontend::{new_client, sessions_held};
use super::{App, fresh_session_token, tokens};
use crate::http::error::Failure;
use crate::http::frontend::Caller;
use cookies::{Told, Way};
use place::Place;

/// How long what is told may be believed, in seconds: as long as a token. Judgement: browsers follow at once.
const HANDSHAKE_TTL_SECONDS: i64 = 60;

/// Where the browser goes, and which cookies it takes along. Both may prove a session: neither is printed.
pub(crate) struct Handshake {
    /// The address, whole.
    pub(crate) location: String,
    /// Lines of cookies.
    pub(crate) cookies: Vec<String>,
}

/// Sends a browser back to the page that it came from, with what that page's server has to know. Somebody who holds no
/// client, or a dead one, is told to be signed out; in development they get a client, for without one they would come again.
pub(crate) async fn handshake(
    app: &App,
    caller: &Caller,
    redirect_url: Option<&str>,
) -> Result<Handshake, Failure> {
    let place = Place::parse(redirect_url)
        .and_then(|place| place.check(|origin| origin.may_use(app)))
        .map_err(Failure::Request)?;
    let environment = app.instance().policy.environment;
    let (client, dev_browser) = match environment {
        Environment::Production => (held(caller, Holder::Cookie), None),
        Environment::Development => {
            let (client, token) = dev_browser(app, caller).await?;
            (Some(client), Some(token))
        }
    };
    let now = app.now();
    let origin = place.origin();
    let signed_in = match client {
        None => None,
        Some(client) => sign_of_life(app, &client, &origin, now).await?,
    };
    let (token, uat) = match &signed_in {
        None => (None, 0),
        Some((token, uat)) => (Some(token.as_str()), *uat),
    };
    let way = match environment {
        // What stands in an address is removed from it there, and here it would be left.
        Environment::Production => Way::to(&place, &app.frontend),
        Environment::Development => Way::Query,
    };
    let told = Told {
        token,
        uat,
        dev_browser: dev_browser.as_ref().map(TokenText::reveal),
        suffix: &app.identity.publishable_key.cookie_suffix(),
        is_secure: place.is_secure(),
        domain: place.shared_domain(&app.frontend),
        way: &way,
    };
    let exp = now.as_seconds() + HANDSHAKE_TTL_SECONDS;
    let payload = tokens::sign_word(app, &told.claims(now.as_seconds(), exp), exp).await?;
    Ok(way.go(place, &payload))
}

/// The token of the client's session, and since when somebody is signed in, in seconds; `None`: nobody is.
async fn sign_of_life(
    app: &App,
    client: &Client,
    origin: &str,
    now: Timestamp,
) -> Result<Option<(String, i64)>, Failure> {
    let sessions = sessions_held(app, client).await?;
    let Some(session) = client::meant(client, &sessions, None, now) else {
        return Ok(None);
    };
    // Not one that was signed before: app servers take tokens that are older than the sign-in for somebody else's.
    let token = fresh_session_token(app, session, Some(origin)).await?;
    Ok(Some((token, client.updated_at.min(now).as_seconds())))
}

/// The caller's client, if it is held in this way.
fn held(caller: &Caller, holder: Holder) -> Option<Client> {
    caller.client.clone().filter(|_| caller.holder == holder)
}

/// The client of a browser in development, and its token; both new if it had none.
async fn dev_browser(app: &App, caller: &Caller) -> Result<(Client, TokenText), Failure> {
    if let (Some(client), Some(token)) = (held(caller, Holder::DevBrowser), &caller.token) {
        return Ok((client, token.clone()));
    }
    let begun = new_client(app, Holder::DevBrowser).await?;
    let token = begun
        .token
        .ok_or(Failure::Internal("a new client has no token"))?;
    Ok((begun.client, token))
}
