//! The inbox of development: texts that were "sent".

use std::time::Duration;

use strowger_store::InboxQuery;
use strowger_types::wire::{Inbox, InboxMessage, SmsMessageTag};

use super::App;
use crate::http::error::Failure;
use crate::outbox::{Content, binding};

/// Most texts in one answer.
pub(crate) const INBOX_LIMIT_MAX: i64 = 100;

/// The longest wait for a text, in milliseconds: shorter than the minute after which proxies give up.
pub(crate) const INBOX_WAIT_MS_MAX: i64 = 50_000;

/// Texts that fit the query, newest first. When there is none, waits for one at most `wait`.
pub(crate) async fn inbox(app: &App, query: &InboxQuery, wait: Duration) -> Result<Inbox, Failure> {
    let mut stopping = app.stopping();
    let mut arrivals = app.outbox.changes();
    let deadline = tokio::time::Instant::now() + wait;
    loop {
        // Seen before the look: a text that comes in between wakes the wait below.
        arrivals.mark_unchanged();
        let data = look(app, query).await?;
        if !data.is_empty() || *stopping.borrow() {
            return Ok(Inbox { data });
        }
        tokio::select! {
            arrived = arrivals.changed() => if arrived.is_err() { return Ok(Inbox { data }) },
            _ = stopping.changed() => return Ok(Inbox { data }),
            () = tokio::time::sleep_until(deadline) => return Ok(Inbox { data }),
        }
    }
}

async fn look(app: &App, query: &InboxQuery) -> Result<Vec<InboxMessage>, Failure> {
    let messages = app.store.inbox(query).await?;
    let readable = messages.into_iter().filter_map(|message| {
        let sealed = message.sealed.as_deref()?;
        let content = Content::open(&app.sealer, &binding(&message.id), sealed)?;
        Some(InboxMessage {
            id: message.id,
            object: SmsMessageTag::Tag,
            to_phone_number: message.to,
            message: content.body,
            otp_code: content.code,
            user_id: message.user_id,
            phone_number_id: message.phone_number_id,
            created_at: message.created_at,
        })
    });
    Ok(readable.collect())
}
