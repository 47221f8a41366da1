use strowger_types::{ClientId, UserId};

use super::{FAMILIARS_MAX, Holder, change};
use crate::commit::{Guard, Write};
use crate::limit::{Counted, Limit};
use crate::policy::{
    CLIENT_TTL_MS, CLIENT_UNUSED_TTL_MS, CLIENTS_PER_IP_MAX, CLIENTS_WINDOW_MS, Environment,
};
use crate::record::{Client, Familiar, Session, SessionStatus, Strategy};
use crate::token::TokenText;
use crate::{Ctx, Decision, Refusal};

/// A client that was just made, with the token that names it.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The client.
    pub client: Client,
    /// The token, if it is new.
    pub token: Option<TokenText>,
}

/// Makes a client in which nothing has begun.
pub fn begin(holder: Holder, ctx: &mut Ctx<'_>) -> Decision<Begun> {
    let (client, token) = blank(holder, ctx);
    Decision::reply(Begun {
        client: client.clone(),
        token: Some(token),
    })
    .write(Write::PutClient(Box::new(client)))
}

/// The limit on clients made for one address.
pub fn clients_limit(ip_key: &str) -> Limit {
    Limit {
        key: format!("clients_ip:{ip_key}"),
        max: CLIENTS_PER_IP_MAX,
        window_ms: CLIENTS_WINDOW_MS,
    }
}

/// The client, made if there is none, as one in which something began: whoever asked for it by name is to see it.
pub fn open(
    client: Option<&Client>,
    made: &Counted,
    holder: Holder,
    ctx: &mut Ctx<'_>,
) -> Decision<Begun> {
    let counts = client.is_none() && ctx.policy.environment == Environment::Production;
    if counts && let Some(retry_after_ms) = made.wait_ms(ctx.now) {
        return Decision::refuse(Refusal::TooManyRequests { retry_after_ms });
    }
    let counting = counts.then(|| made.count(ctx.now));
    opened(client, holder, ctx).and(counting.unwrap_or_default())
}

fn opened(client: Option<&Client>, holder: Holder, ctx: &mut Ctx<'_>) -> Decision<Begun> {
    let (mut opened, token) = match client {
        Some(client) if client.begun => {
            return Decision::reply(Begun {
                client: client.clone(),
                token: None,
            });
        }
        Some(client) => (client.clone(), None),
        None => {
            let (client, token) = blank(holder, ctx);
            (client, Some(token))
        }
    };
    begun(&mut opened, ctx);
    let (opened, commit) = change(client, opened);
    Decision::reply(Begun {
        client: opened,
        token,
    })
    .and(commit)
}

/// Ends the sessions of a client and forgets it. Replies with the client as it was.
pub fn forget(client: &Client, sessions: &[Session], ctx: &mut Ctx<'_>) -> Decision<Client> {
    let mut decision = Decision::reply(client.clone())
        .guard(Guard::ClientVersion {
            id: client.id.clone(),
            version: client.version,
        })
        .write(Write::DeleteClient(client.id.clone()));
    for session in super::live(sessions, ctx.now) {
        decision = decision.and(session.ended(SessionStatus::Ended, ctx));
    }
    decision
}

/// A new client and its token; not kept yet.
pub(crate) fn blank(holder: Holder, ctx: &mut Ctx<'_>) -> (Client, TokenText) {
    let token = TokenText::random(holder.token_prefix(), ctx);
    let client = Client {
        id: ClientId::new(ctx.now.as_ms(), ctx.id_entropy()),
        version: 1,
        token_hash: token.hash(),
        begun: false,
        sign_in: None,
        sign_up: None,
        last_active_session: None,
        last_strategy: None,
        familiars: Vec::new(),
        expire_at: ctx.now.plus_ms(CLIENT_UNUSED_TTL_MS),
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    (client, token)
}

/// Gives a client a new token where the old one may have been planted by somebody else: a browser takes any cookie.
pub(crate) fn rotate(client: &mut Client, holder: Holder, ctx: &mut Ctx<'_>) -> Option<TokenText> {
    match holder {
        Holder::Cookie => {
            let token = TokenText::random(holder.token_prefix(), ctx);
            client.token_hash = token.hash();
            Some(token)
        }
        // What JavaScript or an app keeps itself, nobody else can plant.
        Holder::DevBrowser | Holder::Native => None,
    }
}

/// Records that something begins in a client: it is kept for a while, whether somebody signs in or not.
pub(crate) fn begun(client: &mut Client, ctx: &Ctx<'_>) {
    client.begun = true;
    client.expire_at = client.expire_at.max(ctx.now.plus_ms(CLIENT_UNUSED_TTL_MS));
}

/// Records that a user signed in: the client is a known device from now on.
pub(crate) fn signed_in(
    client: &mut Client,
    user_id: &UserId,
    session: &Session,
    strategy: Strategy,
    ctx: &Ctx<'_>,
) {
    client.last_active_session = Some(session.id.clone());
    client.last_strategy = Some(strategy);
    client.expire_at = ctx.now.plus_ms(CLIENT_TTL_MS);
    client.updated_at = ctx.now;
    let familiar = familiar_mut(client, user_id);
    familiar.signed_in_at = Some(ctx.now);
    familiar.failures = 0;
    familiar.failed_at = None;
}

/// What the client has to do with the account, made if it is new. The one that was silent longest makes room.
pub(super) fn familiar_mut<'a>(client: &'a mut Client, user_id: &UserId) -> &'a mut Familiar {
    let known = client
        .familiars
        .iter()
        .position(|familiar| familiar.user_id == *user_id);
    if let Some(place) = known {
        return &mut client.familiars[place];
    }
    if client.familiars.len() >= FAMILIARS_MAX {
        let silent = client
            .familiars
            .iter()
            .enumerate()
            .min_by_key(|(_, familiar)| familiar.signed_in_at.max(familiar.failed_at))
            .map(|(place, _)| place);
        if let Some(place) = silent {
            client.familiars.remove(place);
        }
    }
    let place = client
        .familiars
        .partition_point(|familiar| familiar.user_id < *user_id);
    client.familiars.insert(
        place,
        Familiar {
            user_id: user_id.clone(),
            signed_in_at: None,
            failures: 0,
            failed_at: None,
        },
    );
    &mut client.familiars[place]
}
