//! The inbox of a development server.

use strowger_core::commit::Write;
use strowger_core::record::{Message, MessageState};
use strowger_types::SmsMessageId;

use super::sample;
use super::{Tested, put};
use crate::InboxQuery;

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
