//! Somebody may have planted a token in the browser of somebody else, and have requests under way with it when they sign in.

use std::sync::Arc;

use strowger_core::client::Holder;
use strowger_core::commit::{Commit, Write};
use strowger_core::record::{Client, Device, Session, SessionStatus};
use strowger_core::token::TokenText;
use strowger_core::user::CreateUser;
use strowger_types::SessionId;

use super::asking::client_and_sessions;
use super::{new_client, view};
use crate::app::{App, create_user};
use crate::config::Sources;
use crate::http::frontend::Caller;
use crate::start;

async fn app() -> Arc<App> {
    let mut sources = Sources::new();
    let memory = ("STROWGER_DATABASE".to_owned(), "memory:".into());
    sources.environment([memory].into_iter()).unwrap();
    let config = sources.read().unwrap();
    let (app, _) = start::open(config, "http://127.0.0.1:4000").await.unwrap();
    Arc::new(app)
}

fn holding(client: &Client) -> Caller {
    Caller {
        holder: Holder::Cookie,
        client: Some(client.clone()),
        token: None,
        origin: None,
        ip: None,
        user_agent: None,
        session: None,
        invalid_session: false,
    }
}

/// Somebody signs in, in this client, which gets another token.
async fn sign_in(app: &App, client: &Client) -> Client {
    let command = CreateUser {
        username: Some("ada_1843".to_owned()),
        ..CreateUser::default()
    };
    let user = create_user(app, command).await.unwrap();
    let now = app.now();
    let session = Session {
        id: SessionId::new(now.as_ms(), [1; 14]),
        version: 1,
        user_id: user.id,
        client_id: client.id.clone(),
        status: SessionStatus::Active,
        first_factor_at: now,
        second_factor_at: None,
        step_up: None,
        device: Device::default(),
        last_active_at: now,
        expire_at: now.plus_ms(60_000),
        abandon_at: now.plus_ms(60_000),
        created_at: now,
        updated_at: now,
    };
    let after = Client {
        version: client.version + 1,
        token_hash: TokenText::shown("clt_another").hash(),
        last_active_session: Some(session.id.clone()),
        ..client.clone()
    };
    let writes = vec![
        Write::PutClient(Box::new(after.clone())),
        Write::PutSession(Box::new(session)),
    ];
    let guards = Vec::new();
    app.store.commit(Commit { guards, writes }).await.unwrap();
    after
}

#[tokio::test]
async fn a_request_under_way_with_a_token_that_was_replaced_since_is_nobodys() {
    let app = app().await;
    let before = new_client(&app, Holder::Cookie).await.unwrap().client;
    let planted = holding(&before);
    let after = sign_in(&app, &before).await;

    let (client, sessions) = client_and_sessions(&app, &planted).await.unwrap();
    assert!(client.is_none() && sessions.is_empty());
    let (client, sessions) = client_and_sessions(&app, &holding(&after)).await.unwrap();
    assert!(client.is_some() && sessions.len() == 1);
}

#[tokio::test]
async fn whoever_held_a_client_before_somebody_signed_in_sees_none_of_its_sessions() {
    let app = app().await;
    let before = new_client(&app, Holder::Cookie).await.unwrap().client;
    let after = sign_in(&app, &before).await;
    assert!(view(&app, before, None).await.unwrap().sessions.is_empty());
    assert_eq!(view(&app, after, None).await.unwrap().sessions.len(), 1);
}
