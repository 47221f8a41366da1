//! Texts, and what became of them: also of those that were refused.

use std::time::Duration;

use strowger_core::outbox::RefusedText;
use strowger_core::record::{Message, MessageState};
use strowger_store::MessageQuery;
use strowger_types::SmsMessageId;
use strowger_types::wire::{SmsMessageRecord, SmsMessageRecordTag, SmsMessages};

use super::App;
use crate::http::error::Failure;
use crate::outbox::{Content, binding};

/// Which texts are wanted.
pub(crate) struct Wanted {
    /// Those that were made.
    pub(crate) made: MessageQuery,
    /// Whether those that were are wanted.
    pub(crate) with_made: bool,
    /// Whether those that were refused are wanted.
    pub(crate) with_refused: bool,
}

/// A wait for something to happen.
pub(crate) struct Awaited {
    /// The revision that is known.
    pub(crate) revision: String,
    /// How long to wait.
    pub(crate) at_most: Duration,
}

/// The texts, newest first; with a revision that is known, once something happened after it or the wait is over.
pub(crate) async fn messages(
    app: &App,
    wanted: &Wanted,
    awaited: Option<Awaited>,
) -> Result<SmsMessages, Failure> {
    let mut changes = app.outbox.changes();
    if let Some(Awaited { revision, at_most }) = awaited {
        let mut stopping = app.stopping();
        let change = changes.wait_for(|count| count.to_string() != revision);
        tokio::select! {
            _ = change => {}
            _ = stopping.wait_for(|stopped| *stopped) => {}
            () = tokio::time::sleep(at_most) => {}
        }
    }
    // Before the look: what happens meanwhile makes the next question answer at once.
    let revision = changes.borrow().to_string();
    let mut data = Vec::new();
    if wanted.with_made {
        let messages = app.store.messages(&wanted.made).await?;
        data.extend(messages.into_iter().map(|message| made(app, message)));
    }
    if wanted.with_refused {
        let texts = app.outbox.refused().into_iter();
        data.extend(
            texts
                .filter(|(id, text)| fits(&wanted.made, id, text))
                .map(refused),
        );
        data.sort_by(|a, b| b.id.cmp(&a.id));
        data.truncate(usize::try_from(wanted.made.limit).unwrap_or(usize::MAX));
    }
    Ok(SmsMessages { data, revision })
}

fn fits(query: &MessageQuery, id: &SmsMessageId, text: &RefusedText) -> bool {
    query.before.as_ref().is_none_or(|before| id < before)
        && query.to.as_ref().is_none_or(|to| *to == text.to)
        && (query.user_id.is_none() || query.user_id == text.user_id)
}

fn made(app: &App, message: Message) -> SmsMessageRecord {
    let (state, reason) = told(message.state);
    let content = message
        .sealed
        .as_deref()
        // What a text says while it is on its way is nobody's business but its reader's.
        .filter(|_| app.outbox.is_inbox())
        .and_then(|sealed| Content::open(&app.sealer, &binding(&message.id), sealed));
    let (body, code) = content.map_or((None, None), |content| (Some(content.body), content.code));
    SmsMessageRecord {
        id: message.id,
        object: SmsMessageRecordTag::Tag,
        to_phone_number: message.to,
        user_id: message.user_id,
        phone_number_id: message.phone_number_id,
        state: state.to_owned(),
        reason: reason.map(str::to_owned),
        tries: message.tries,
        message: body,
        otp_code: code,
        created_at: message.created_at,
        expire_at: Some(message.expire_at),
    }
}

/// The state on the wire, and why a text got no further.
fn told(state: MessageState) -> (&'static str, Option<&'static str>) {
    match state {
        MessageState::Queued => ("queued", None),
        MessageState::Delivered => ("delivered", None),
        MessageState::Failed => ("failed", Some("sender_refused")),
        MessageState::Expired => ("failed", Some("expired")),
        MessageState::Unreadable => ("failed", Some("unreadable")),
        MessageState::Dropped => ("dropped", Some("superseded")),
        MessageState::Withheld => ("dropped", Some("withheld")),
    }
}

/// The states that have this name on the wire.
pub(crate) fn states_told_as(name: &str) -> Vec<MessageState> {
    let all = MessageState::ALL.into_iter();
    all.filter(|state| told(*state).0 == name).collect()
}

fn refused((id, text): (SmsMessageId, RefusedText)) -> SmsMessageRecord {
    SmsMessageRecord {
        id,
        object: SmsMessageRecordTag::Tag,
        to_phone_number: text.to,
        user_id: text.user_id,
        phone_number_id: text.phone_number_id,
        state: "refused".to_owned(),
        reason: Some(text.reason.as_str().to_owned()),
        tries: 0,
        message: None,
        otp_code: None,
        created_at: text.created_at,
        expire_at: None,
    }
}
