//! Gets committed texts to their sender, at least once, across crashes; or leaves them in the inbox.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use strowger_core::Entropy as _;
use strowger_core::commit::{Commit, Guard, Write};
use strowger_core::outbox::{Delivery, FIRST_LEASE_MS, RefusedText, is_wanted, settle};
use strowger_core::record::{Message, MessageState};
use strowger_sms::{SEND_TIMEOUT_MS, SendOutcome, Sms, SmsSender};
use strowger_store::{CommitError, Store};
use strowger_types::id::ID_ENTROPY_BYTES;
use strowger_types::{SmsMessageId, Timestamp};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tracing::{error, warn};
use zeroize::Zeroizing;

use crate::clock::{Clock, SystemEntropy};
use crate::keys::Sealer;

/// Deliveries at a time. An endpoint that takes a second gets 32 texts a second; the rest wait in the database.
const DELIVERIES_AT_ONCE: usize = 32;

/// Texts that are handed over in memory; what does not fit is found in the database when its lease is over.
const NUDGES_MAX: usize = 1_024;

/// How often the database is searched for texts that are due, in milliseconds. A new text does not wait for it.
const SEARCH_INTERVAL_MS: u64 = 1_000;

/// Texts taken from the database at a time.
const SEARCH_LIMIT: u32 = 128;

/// How much of its lease a text must have left when it is handed over, in milliseconds: the time that the sender has,
/// and two seconds to record what came of it. With less, another search would find it due while it is on its way.
const LEASE_LEFT_MIN_MS: i64 = SEND_TIMEOUT_MS.cast_signed() + 2_000;

/// Refused texts that are remembered, until the server stops. They cost memory and nothing else: whoever is refused again and
/// again must not cost a commit each time.
const REFUSED_MAX: usize = 1_000;

/// How long a refused text stands for all that are refused as it was, in milliseconds. Otherwise a stranger who asks again and
/// again for one number would push out within seconds what others were refused, and have every open console drawn anew each
/// time. Judgement: a person who tries again later is seen to.
const SAME_REFUSAL_MS: i64 = 10_000;

/// How long deliveries may take to finish when the server stops, in milliseconds: as long as connections may.
const DRAIN_MS: u64 = 8_000;

/// Gets committed texts to their sender.
pub(crate) struct Outbox {
    /// Where new texts are announced; `None`: they stay in the inbox.
    nudges: Option<mpsc::Sender<Message>>,
    changes: Changes,
    refused: Mutex<VecDeque<(SmsMessageId, RefusedText)>>,
}

/// Counts what happens to texts in this process. It begins anywhere, so that a count of the process before is seldom one of this.
#[derive(Clone)]
pub(crate) struct Changes(watch::Sender<u64>);

impl Changes {
    fn new() -> Self {
        let mut start = [0; 4];
        SystemEntropy.fill(&mut start);
        Self(watch::Sender::new(u64::from(u32::from_ne_bytes(start))))
    }

    /// Wakes whoever waits for something to happen.
    fn tell(&self) {
        self.0.send_modify(|count| *count += 1);
    }
}

impl Outbox {
    /// An outbox that leaves every text in the inbox.
    pub(crate) fn inbox() -> Self {
        Self {
            nudges: None,
            changes: Changes::new(),
            refused: Mutex::default(),
        }
    }

    /// An outbox that announces new texts, and where they are announced.
    pub(crate) fn sending() -> (Self, mpsc::Receiver<Message>) {
        let (nudges, announced) = mpsc::channel(NUDGES_MAX);
        (
            Self {
                nudges: Some(nudges),
                changes: Changes::new(),
                refused: Mutex::default(),
            },
            announced,
        )
    }

    /// Whether texts stay in the inbox.
    pub(crate) fn is_inbox(&self) -> bool {
        self.nudges.is_none()
    }

    /// Announces a text that was just committed.
    pub(crate) fn nudge(&self, message: Message) {
        if let Some(nudges) = &self.nudges {
            // A full channel loses nothing: the text is found when its lease is over.
            drop(nudges.try_send(message));
        }
        self.changes.tell();
    }

    /// Remembers a text that was asked for and not made, unless the like was just remembered.
    pub(crate) fn refuse(&self, text: RefusedText) {
        let mut entropy = [0; ID_ENTROPY_BYTES];
        SystemEntropy.fill(&mut entropy);
        let id = SmsMessageId::new(text.created_at.as_ms(), entropy);
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if stands_for(&refused, &text) {
            return;
        }
        if refused.len() == REFUSED_MAX {
            refused.pop_back();
        }
        refused.push_front((id, text));
        drop(refused);
        self.changes.tell();
    }

    /// The newest texts that were asked for and not made, newest first.
    pub(crate) fn refused(&self) -> Vec<(SmsMessageId, RefusedText)> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.iter().cloned().collect()
    }

    /// Changes with everything that happens to a text in this process.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.0.subscribe()
    }

    /// Where whoever delivers texts tells what happens to them.
    pub(crate) fn teller(&self) -> Changes {
        self.changes.clone()
    }
}

/// Whether one of the refused texts, newest first, stands for this one, too.
fn stands_for(refused: &VecDeque<(SmsMessageId, RefusedText)>, text: &RefusedText) -> bool {
    refused
        .iter()
        .map(|(_, known)| known)
        .take_while(|known| text.created_at.ms_since(known.created_at) < SAME_REFUSAL_MS)
        .any(|known| {
            known.to == text.to
                && known.reason == text.reason
                && known.user_id == text.user_id
                && known.phone_number_id == text.phone_number_id
        })
}

/// What a text says, as it is sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Content {
    /// The whole text.
    pub(crate) body: String,
    /// The code in it.
    pub(crate) code: Option<String>,
}

impl Content {
    /// The bytes to seal.
    pub(crate) fn to_json(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(serde_json::to_vec(self).expect("a text is JSON"))
    }

    /// What was sealed; `None` if the master key is another.
    pub(crate) fn open(sealer: &Sealer, binding: &str, sealed: &[u8]) -> Option<Self> {
        serde_json::from_slice(&sealer.open(binding, sealed)?).ok()
    }
}

/// What the content of a text is sealed to.
pub(crate) fn binding(id: &SmsMessageId) -> String {
    format!("sms:{id}")
}

/// Delivers texts until it is told to stop.
pub(crate) struct Deliverer {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) sender: Arc<dyn SmsSender>,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) changes: Changes,
}

impl Deliverer {
    /// Delivers announced texts at once and searches for others, until `stopping` turns true; then finishes what it began.
    pub(crate) async fn run(
        self,
        mut announced: mpsc::Receiver<Message>,
        mut stopping: watch::Receiver<bool>,
    ) {
        let this = Arc::new(self);
        let room = Arc::new(Semaphore::new(DELIVERIES_AT_ONCE));
        let mut running = JoinSet::new();
        let mut searches = tokio::time::interval(Duration::from_millis(SEARCH_INTERVAL_MS));
        searches.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut stopped = stopping.clone();
        loop {
            tokio::select! {
                biased;
                () = told(&mut stopping) => break,
                Some(message) = announced.recv() => {
                    this.start(&mut running, &room, &mut stopped, message).await;
                }
                _ = searches.tick() => for message in this.search().await {
                    this.start(&mut running, &room, &mut stopped, message).await;
                },
            }
            while running.try_join_next().is_some() {}
        }
        let finished = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(Duration::from_millis(DRAIN_MS), finished)
            .await
            .is_err()
        {
            warn!(
                "deliveries were cut that did not finish in time: those texts are sent again after the next start"
            );
        }
    }

    async fn start(
        self: &Arc<Self>,
        running: &mut JoinSet<()>,
        room: &Arc<Semaphore>,
        stopping: &mut watch::Receiver<bool>,
        message: Message,
    ) {
        let permit = tokio::select! {
            biased;
            // What is not begun stays in the database.
            () = told(stopping) => return,
            permit = Arc::clone(room).acquire_owned() => permit,
        };
        let Ok(permit) = permit else {
            return;
        };
        let this = Arc::clone(self);
        running.spawn(async move {
            this.deliver(message).await;
            drop(permit);
        });
    }

    /// Texts that are due and whose lease this process has got.
    async fn search(&self) -> Vec<Message> {
        let now = self.clock.now();
        let due = match self.store.due_messages(now, SEARCH_LIMIT).await {
            Ok(due) => due,
            Err(error) => {
                error!(%error, "cannot search for texts to deliver");
                return Vec::new();
            }
        };
        let mut claimed = Vec::new();
        for mut message in due {
            if self.claim(&mut message, now).await {
                claimed.push(message);
            }
        }
        claimed
    }

    /// Takes a new lease on a text. False: somebody else has the text by now.
    async fn claim(&self, message: &mut Message, now: Timestamp) -> bool {
        let lease_until = now.plus_ms(FIRST_LEASE_MS);
        let claim = Commit {
            guards: vec![Guard::MessageLease {
                id: message.id.clone(),
                lease_until: message.lease_until,
            }],
            writes: vec![Write::SettleMessage {
                id: message.id.clone(),
                state: MessageState::Queued,
                tries: message.tries,
                lease_until,
            }],
        };
        let is_claimed = self.store.commit(claim).await.is_ok();
        if is_claimed {
            message.lease_until = lease_until;
        }
        is_claimed
    }

    async fn deliver(&self, mut message: Message) {
        let now = self.clock.now();
        // It waited for its turn.
        if message.lease_until.ms_since(now) < LEASE_LEFT_MIN_MS
            && !self.claim(&mut message, now).await
        {
            return;
        }
        let delivery = self.try_once(&message, now).await;
        let settled = self
            .store
            .commit(settle(&message, delivery, self.clock.now()))
            .await;
        match settled {
            Ok(()) | Err(CommitError::Conflict) => self.changes.tell(),
            Err(error) => {
                warn!(id = %message.id, %error, "a delivery could not be recorded: the text may be sent again");
            }
        }
    }

    async fn try_once(&self, message: &Message, now: Timestamp) -> Delivery {
        let verification = match &message.verification_id {
            Some(id) => match self.store.verification(id).await {
                Ok(verification) => verification,
                Err(_) => return Delivery::Unavailable,
            },
            None => None,
        };
        if !is_wanted(message, verification.as_ref(), now) {
            return Delivery::Unwanted;
        }
        let content = message
            .sealed
            .as_deref()
            .and_then(|sealed| Content::open(&self.sealer, &binding(&message.id), sealed));
        let Some(content) = content else {
            error!(id = %message.id, "a text cannot be read with this master key");
            return Delivery::Unreadable;
        };
        let sms = Sms {
            id: message.id.clone(),
            to: message.to.clone(),
            user_id: message.user_id.clone(),
            phone_number_id: message.phone_number_id.clone(),
            body: content.body,
            code: content.code,
            created_at: message.created_at,
        };
        match self.sender.send(&sms, now).await {
            SendOutcome::Accepted => Delivery::Accepted,
            SendOutcome::Refused => Delivery::Refused,
            SendOutcome::Unavailable => Delivery::Unavailable,
        }
    }
}

/// Waits until the server stops.
async fn told(stopping: &mut watch::Receiver<bool>) {
    // An error means that whoever could say so is gone, which is as good as said.
    drop(stopping.wait_for(|stopped| *stopped).await);
}

#[cfg(test)]
mod tests {
    use strowger_core::outbox::NoText;
    use strowger_store::memory::MemoryStore;
    use strowger_types::PhoneNumber;

    use super::*;
    use crate::keys::MasterKey;

    const NOW: Timestamp = Timestamp::from_ms(1_000_000);

    fn refused(number: &str, at: Timestamp) -> RefusedText {
        RefusedText {
            to: PhoneNumber::parse(number).unwrap(),
            user_id: None,
            phone_number_id: None,
            reason: NoText::TooSoon,
            created_at: at,
        }
    }

    #[test]
    fn who_asks_again_and_again_pushes_nobody_out_and_wakes_nobody() {
        let outbox = Outbox::inbox();
        outbox.refuse(refused("+14155550100", NOW));
        let mut changes = outbox.changes();
        for tried in 0..2 * REFUSED_MAX {
            let at = NOW.plus_ms(i64::try_from(tried).unwrap());
            outbox.refuse(refused("+14155550101", at));
        }
        let numbers: Vec<_> = outbox
            .refused()
            .into_iter()
            .map(|(_, text)| text.to.as_str().to_owned())
            .collect();
        assert_eq!(numbers, ["+14155550101", "+14155550100"]);
        assert!(changes.has_changed().unwrap());
        changes.mark_unchanged();
        outbox.refuse(refused("+14155550101", NOW.plus_ms(SAME_REFUSAL_MS - 1)));
        assert!(!changes.has_changed().unwrap());
        outbox.refuse(refused("+14155550101", NOW.plus_ms(SAME_REFUSAL_MS)));
        assert_eq!(outbox.refused().len(), 3);
    }

    struct StoppedClock;

    impl Clock for StoppedClock {
        fn now(&self) -> Timestamp {
            NOW
        }
    }

    /// Accepts every text, and notes how long its lease runs while it is on its way.
    struct Watching {
        store: Arc<MemoryStore>,
        leases: Mutex<Vec<Timestamp>>,
    }

    #[async_trait::async_trait]
    impl SmsSender for Watching {
        async fn send(&self, sms: &Sms, _: Timestamp) -> SendOutcome {
            let message = self.store.message(&sms.id).await.unwrap().unwrap();
            self.leases.lock().unwrap().push(message.lease_until);
            SendOutcome::Accepted
        }
    }

    fn queued(sealer: &Sealer, lease_left_ms: i64) -> Message {
        let id = SmsMessageId::new(NOW.as_ms(), [7; 14]);
        let content = Content {
            body: "123456 is your code".to_owned(),
            code: Some("123456".to_owned()),
        };
        Message {
            to: PhoneNumber::parse("+14155550100").unwrap(),
            user_id: None,
            phone_number_id: None,
            verification_id: None,
            sealed: Some(sealer.seal(&binding(&id), &content.to_json())),
            state: MessageState::Queued,
            tries: 0,
            lease_until: NOW.plus_ms(lease_left_ms),
            expire_at: NOW.plus_ms(600_000),
            created_at: NOW,
            id,
        }
    }

    async fn put(store: &MemoryStore, message: &Message) {
        let commit = Commit {
            guards: Vec::new(),
            writes: vec![Write::PutMessage(message.clone())],
        };
        store.commit(commit).await.unwrap();
    }

    fn deliverer() -> (Deliverer, Arc<Watching>, Arc<MemoryStore>) {
        let store = Arc::new(MemoryStore::new());
        let sender = Arc::new(Watching {
            store: Arc::clone(&store),
            leases: Mutex::default(),
        });
        let deliverer = Deliverer {
            store: Arc::clone(&store) as Arc<dyn Store>,
            sender: Arc::clone(&sender) as Arc<dyn SmsSender>,
            sealer: Arc::new(MasterKey::generate().sealer()),
            clock: Arc::new(StoppedClock),
            changes: Changes::new(),
        };
        (deliverer, sender, store)
    }

    #[tokio::test]
    async fn a_text_is_leased_for_as_long_as_it_may_be_on_its_way() {
        for lease_left_ms in [FIRST_LEASE_MS, LEASE_LEFT_MIN_MS - 1, 1, 0, -60_000] {
            let (deliverer, sender, store) = deliverer();
            let message = queued(&deliverer.sealer, lease_left_ms);
            put(&store, &message).await;
            deliverer.deliver(message).await;
            let leases = sender.leases.lock().unwrap().clone();
            let enough = NOW.plus_ms(LEASE_LEFT_MIN_MS);
            assert_eq!(leases.len(), 1, "{lease_left_ms}");
            assert!(leases[0] >= enough, "{lease_left_ms}: {leases:?}");
        }
    }

    #[tokio::test]
    async fn a_text_that_somebody_else_took_meanwhile_is_left_to_them() {
        let (deliverer, sender, store) = deliverer();
        let message = queued(&deliverer.sealer, -1);
        put(
            &store,
            &Message {
                lease_until: NOW.plus_ms(FIRST_LEASE_MS),
                ..message.clone()
            },
        )
        .await;
        deliverer.deliver(message).await;
        assert!(sender.leases.lock().unwrap().is_empty());
    }
}
