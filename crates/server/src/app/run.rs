//! Load, decide, commit: the one loop that every command goes through.

use strowger_core::commit::{Commit, Write};
use strowger_core::outbox::{FIRST_LEASE_MS, Text};
use strowger_core::record::{Message, MessageState};
use strowger_core::{Ctx, Decision};
use strowger_store::CommitError;
use strowger_types::Timestamp;
use tracing::warn;

use super::App;
use crate::clock::SystemEntropy;
use crate::http::error::Failure;
use crate::outbox::{Content, binding};

/// How often a decision is made anew because others were faster. Among fifty at once on one user, each round lets one
/// through at least; the bound keeps a hot spot from turning into a pile.
const DECISIONS_MAX: u32 = 64;

/// Loads facts, has them decided on, and commits the decision; starts over when a guard did not hold.
///
/// The outcome, be it a refusal, is told only once what was decided is durable.
pub(crate) async fn run<F, T, L>(
    app: &App,
    load: impl Fn(Timestamp) -> L,
    decide: impl Fn(F, &mut Ctx<'_>) -> Decision<T>,
) -> Result<T, Failure>
where
    L: Future<Output = Result<F, Failure>> + Send,
{
    let now = app.now();
    for _ in 0..DECISIONS_MAX {
        let facts = load(now).await?;
        let (decision, refused_texts) = {
            let instance = app.instance();
            let mut entropy = SystemEntropy;
            let mut ctx = Ctx {
                now,
                entropy: &mut entropy,
                policy: &instance.policy,
                code_keys: &app.code_keys,
                refused_texts: Vec::new(),
            };
            let decision = decide(facts, &mut ctx);
            (decision, ctx.refused_texts)
        };
        let Decision {
            outcome,
            mut commit,
            texts,
        } = decision;
        let messages: Vec<_> = texts.into_iter().map(|text| seal(app, text)).collect();
        commit.writes.extend(
            messages
                .iter()
                .map(|message| Write::PutMessage(message.clone())),
        );
        match commit_if_any(app, commit).await {
            Ok(()) => {
                for message in messages {
                    if message.state == MessageState::Withheld {
                        continue;
                    }
                    app.outbox.nudge(message);
                }
                for text in refused_texts {
                    app.outbox.refuse(text);
                }
                return outcome.map_err(Failure::Refused);
            }
            Err(CommitError::Conflict) => {}
            Err(CommitError::Overloaded) => return Err(Failure::Busy),
            Err(CommitError::Store(error)) => return Err(Failure::Store(error)),
        }
    }
    warn!(
        decisions = DECISIONS_MAX,
        "gave up on a decision that others always overtook"
    );
    Err(Failure::Busy)
}

async fn commit_if_any(app: &App, commit: Commit) -> Result<(), CommitError> {
    // Without writes there is nothing that the guards could protect.
    if commit.writes.is_empty() {
        Ok(())
    } else {
        app.store.commit(commit).await
    }
}

/// The text as it is kept: unreadable without the master key. An inbox has it at once; a sender gets the first lease.
fn seal(app: &App, text: Text) -> Message {
    let content = Content {
        body: text.body,
        code: text.code.map(|code| code.reveal().to_owned()),
    };
    let sealed = app.sealer.seal(&binding(&text.id), &content.to_json());
    let (state, sealed) = match (text.is_withheld, app.outbox.is_inbox()) {
        (true, _) => (MessageState::Withheld, None),
        (false, true) => (MessageState::Delivered, Some(sealed)),
        (false, false) => (MessageState::Queued, Some(sealed)),
    };
    Message {
        to: text.to,
        user_id: text.user_id,
        phone_number_id: text.phone_number_id,
        verification_id: text.verification_id,
        sealed,
        state,
        tries: 0,
        lease_until: text.created_at.plus_ms(FIRST_LEASE_MS),
        expire_at: text.expire_at,
        created_at: text.created_at,
        id: text.id,
    }
}
