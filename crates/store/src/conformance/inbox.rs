//! The inbox of a development server.

use strowger_core::commit::Write;
use strowger_core::record::{Message, MessageState};
use strowger_types::SmsMessageId;

use super::sample;
use super::{Tested, put};
use crate::{InboxQuery, MessageQuery};

async fn inbox(
    store: &Tested,
    to: Option<u32>,
    after: Option<u32>,
    limit: u32,
) -> Vec<SmsMessageId> {
    let query = InboxQuery {
        to: to.map(sample::phone_number),
        after: after.map(sample::message_id),
        limit,
    };
    let texts = store.inbox(&query).await.expect("reads");
    texts.into_iter().map(|message| message.id).collect()
}

fn ids(numbers: &[u32]) -> Vec<SmsMessageId> {
    numbers.iter().copied().map(sample::message_id).collect()
}

async fn put_messages(store: &Tested, messages: impl IntoIterator<Item = Message>) {
    let writes = messages.into_iter().map(Write::PutMessage).collect();
    put(&**store, writes).await;
}

pub async fn only_delivered_texts_with_content_are_in_the_inbox(store: Tested) {
    let in_state = |n, state| Message {
        state,
        ..sample::message(n)
    };
    let erased = Message {
        sealed: None,
        ..sample::delivered(5)
    };
    let messages = [
        in_state(1, MessageState::Queued),
        in_state(2, MessageState::Failed),
        in_state(3, MessageState::Dropped),
        sample::delivered(4),
        erased,
    ];
    put_messages(&store, messages).await;
    assert_eq!(inbox(&store, None, None, 10).await, ids(&[4]));
    let query = InboxQuery {
        to: None,
        after: None,
        limit: 10,
    };
    let texts = store.inbox(&query).await.expect("reads");
    assert_eq!(texts, vec![sample::delivered(4)]);
}

pub async fn the_newest_text_comes_first(store: Tested) {
    put_messages(&store, [2, 3, 1].map(sample::delivered)).await;
    assert_eq!(inbox(&store, None, None, 10).await, ids(&[3, 2, 1]));
    assert_eq!(inbox(&store, None, None, 2).await, ids(&[3, 2]));
}

pub async fn the_inbox_of_one_number(store: Tested) {
    let to_first = |n| Message {
        to: sample::phone_number(1),
        ..sample::delivered(n)
    };
    put_messages(&store, [to_first(1), sample::delivered(2), to_first(3)]).await;
    assert_eq!(inbox(&store, Some(1), None, 10).await, ids(&[3, 1]));
    assert_eq!(inbox(&store, Some(9), None, 10).await, ids(&[]));
}

pub async fn only_texts_after_the_last_one_seen(store: Tested) {
    put_messages(&store, [1, 2, 3].map(sample::delivered)).await;
    assert_eq!(inbox(&store, None, Some(1), 10).await, ids(&[3, 2]));
    assert_eq!(inbox(&store, Some(3), Some(1), 10).await, ids(&[3]));
    assert_eq!(inbox(&store, None, Some(3), 10).await, ids(&[]));
}

async fn listed(store: &Tested, query: MessageQuery) -> Vec<SmsMessageId> {
    let texts = store.messages(&query).await.expect("reads");
    texts.into_iter().map(|message| message.id).collect()
}

fn all() -> MessageQuery {
    MessageQuery {
        to: None,
        user_id: None,
        states: Vec::new(),
        before: None,
        limit: 10,
    }
}

pub async fn texts_in_every_state_are_listed_newest_first_and_page_by_page(store: Tested) {
    let messages = MessageState::ALL.iter().zip(1..).map(|(state, n)| Message {
        state: *state,
        ..sample::message(n)
    });
    let messages: Vec<_> = messages.collect();
    put_messages(&store, messages.clone()).await;
    let read = store.messages(&all()).await.expect("reads");
    assert_eq!(read, messages.into_iter().rev().collect::<Vec<_>>());
    let page = |before: Option<u32>, limit| MessageQuery {
        before: before.map(sample::message_id),
        limit,
        ..all()
    };
    assert_eq!(listed(&store, page(None, 3)).await, ids(&[7, 6, 5]));
    assert_eq!(listed(&store, page(Some(5), 3)).await, ids(&[4, 3, 2]));
    assert_eq!(listed(&store, page(Some(1), 3)).await, ids(&[]));
}

pub async fn texts_of_one_number_of_one_user_in_some_states(store: Tested) {
    let text = |n, of, state| Message {
        to: sample::phone_number(of),
        user_id: Some(sample::user_id(of)),
        state,
        ..sample::message(n)
    };
    let nobodys = Message {
        user_id: None,
        ..text(5, 1, MessageState::Delivered)
    };
    let messages = [
        text(1, 1, MessageState::Delivered),
        text(2, 1, MessageState::Failed),
        text(3, 2, MessageState::Delivered),
        text(4, 1, MessageState::Queued),
        nobodys,
    ];
    put_messages(&store, messages).await;
    let to_first = MessageQuery {
        to: Some(sample::phone_number(1)),
        ..all()
    };
    assert_eq!(listed(&store, to_first.clone()).await, ids(&[5, 4, 2, 1]));
    let of_first = MessageQuery {
        user_id: Some(sample::user_id(1)),
        ..all()
    };
    assert_eq!(listed(&store, of_first).await, ids(&[4, 2, 1]));
    let over = MessageQuery {
        states: vec![MessageState::Failed, MessageState::Delivered],
        ..to_first
    };
    assert_eq!(listed(&store, over).await, ids(&[5, 2, 1]));
}
