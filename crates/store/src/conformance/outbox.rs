//! Texts that wait to be sent, and what becomes of them.

use strowger_core::commit::Write;
use strowger_core::record::{Message, MessageState};
use strowger_types::SmsMessageId;

use super::sample::{self, at};
use super::{Tested, put};

fn leased(n: u32, lease_until: i64) -> Message {
    Message {
        lease_until: at(lease_until),
        ..sample::message(n)
    }
}

async fn put_messages(store: &Tested, messages: impl IntoIterator<Item = Message>) {
    let writes = messages.into_iter().map(Write::PutMessage).collect();
    put(&**store, writes).await;
}

async fn due(store: &Tested, now: i64, limit: u32) -> Vec<SmsMessageId> {
    let due = store.due_messages(at(now), limit).await.expect("reads");
    due.into_iter().map(|message| message.id).collect()
}

fn ids(numbers: &[u32]) -> Vec<SmsMessageId> {
    numbers.iter().copied().map(sample::message_id).collect()
}

async fn left(store: &Tested, numbers: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut left = vec![];
    for n in numbers {
        let message = store.message(&sample::message_id(n)).await;
        if message.expect("reads").is_some() {
            left.push(n);
        }
    }
    left
}

fn settle(n: u32, state: MessageState) -> Write {
    Write::SettleMessage {
        id: sample::message_id(n),
        state,
        tries: 4,
        lease_until: at(70),
    }
}

pub async fn queued_texts_are_due_when_their_lease_is_over(store: Tested) {
    put_messages(&store, [leased(1, 50), sample::delivered(2)]).await;
    assert_eq!(due(&store, 49, 10).await, ids(&[]));
    assert_eq!(due(&store, 50, 10).await, ids(&[1]));
    let whole = store.due_messages(at(50), 10).await.expect("reads");
    assert_eq!(whole, vec![leased(1, 50)]);
}

pub async fn the_oldest_lease_comes_first(store: Tested) {
    put_messages(
        &store,
        [leased(1, 30), leased(2, 10), leased(3, 20), leased(4, 10)],
    )
    .await;
    assert_eq!(due(&store, 100, 10).await, ids(&[2, 4, 3, 1]));
    assert_eq!(due(&store, 100, 2).await, ids(&[2, 4]));
}

pub async fn a_settled_text_is_due_no_more_and_loses_its_content(store: Tested) {
    let ends = [
        (1, MessageState::Delivered),
        (2, MessageState::Failed),
        (3, MessageState::Dropped),
    ];
    for (n, state) in ends {
        put_messages(&store, [sample::message(n)]).await;
        put(&*store, vec![settle(n, state)]).await;
        let expected = Message {
            state,
            tries: 4,
            lease_until: at(70),
            sealed: None,
            ..sample::message(n)
        };
        let found = store.message(&expected.id).await.expect("reads");
        assert_eq!(found, Some(expected));
    }
    assert_eq!(due(&store, 1_000, 10).await, ids(&[]));
}

pub async fn a_text_that_is_tried_again_keeps_its_content(store: Tested) {
    put_messages(&store, [sample::message(1)]).await;
    put(&*store, vec![settle(1, MessageState::Queued)]).await;
    let expected = Message {
        tries: 4,
        ..leased(1, 70)
    };
    let found = store.message(&expected.id).await.expect("reads");
    assert_eq!(found, Some(expected));
    assert_eq!(due(&store, 69, 10).await, ids(&[]));
    assert_eq!(due(&store, 70, 10).await, ids(&[1]));
}

pub async fn settling_an_unknown_text_changes_nothing(store: Tested) {
    put(&*store, vec![settle(1, MessageState::Failed)]).await;
    assert_eq!(left(&store, [1]).await, [0; 0]);
}

pub async fn texts_beyond_the_newest_are_swept(store: Tested) {
    put_messages(&store, (1..=6).map(sample::delivered)).await;
    let sweep = |keep| Write::SweepMessages {
        before: at(0),
        keep,
    };
    put(&*store, vec![sweep(6)]).await;
    assert_eq!(left(&store, 1..=6).await, [1, 2, 3, 4, 5, 6]);
    put(&*store, vec![sweep(2)]).await;
    assert_eq!(left(&store, 1..=6).await, [5, 6]);
    put(&*store, vec![sweep(0)]).await;
    assert_eq!(left(&store, 1..=6).await, [0; 0]);
}

pub async fn old_texts_are_swept(store: Tested) {
    put_messages(&store, (1..=4).map(sample::delivered)).await;
    let sweep = Write::SweepMessages {
        before: at(3),
        keep: 100,
    };
    put(&*store, vec![sweep]).await;
    assert_eq!(left(&store, 1..=4).await, [3, 4]);
}

pub async fn queued_texts_are_never_swept(store: Tested) {
    let messages = [
        sample::message(1),
        sample::delivered(2),
        sample::message(3),
        sample::delivered(4),
        sample::message(5),
    ];
    put_messages(&store, messages).await;
    // Queued texts do not count towards those that stay, either.
    let sweep = Write::SweepMessages {
        before: at(0),
        keep: 1,
    };
    put(&*store, vec![sweep]).await;
    assert_eq!(left(&store, 1..=5).await, [1, 3, 4, 5]);
    let sweep = Write::SweepMessages {
        before: at(1_000),
        keep: 0,
    };
    put(&*store, vec![sweep]).await;
    assert_eq!(left(&store, 1..=5).await, [1, 3, 5]);
}
