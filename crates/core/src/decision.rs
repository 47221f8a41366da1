//! What a rule answers: a reply or refusals, what to commit, and what to send afterwards.

use crate::commit::{Commit, Guard, Write};
use crate::outbox::Text;
use crate::refusal::Refusal;

/// What a rule decided. A refusal is a decision too and may write: a wrong try is counted in the commit that refuses it.
#[derive(Debug)]
#[must_use]
pub struct Decision<T> {
    /// The reply, or every reason against one.
    pub outcome: Result<T, Vec<Refusal>>,
    /// What to commit before anybody hears of the outcome.
    pub commit: Commit,
    /// Texts to queue in the same commit.
    pub texts: Vec<Text>,
}

/// What a change of a record comes to: what to commit, and whom to tell.
#[derive(Debug, Default)]
#[must_use]
pub struct Change {
    /// What to commit.
    pub commit: Commit,
    /// Texts to queue in the same commit.
    pub texts: Vec<Text>,
}

impl From<Commit> for Change {
    fn from(commit: Commit) -> Self {
        Self {
            commit,
            texts: Vec::new(),
        }
    }
}

impl<T> Decision<T> {
    /// A reply that changes nothing.
    pub fn reply(reply: T) -> Self {
        Self {
            outcome: Ok(reply),
            commit: Commit::default(),
            texts: Vec::new(),
        }
    }

    /// A refusal that changes nothing.
    pub fn refuse(refusal: Refusal) -> Self {
        Self::refuse_all(vec![refusal])
    }

    /// Several refusals at once that change nothing.
    pub fn refuse_all(refusals: Vec<Refusal>) -> Self {
        Self {
            outcome: Err(refusals),
            commit: Commit::default(),
            texts: Vec::new(),
        }
    }

    /// The same decision with another reply.
    pub fn map<U>(self, reply: impl FnOnce(T) -> U) -> Decision<U> {
        Decision {
            outcome: self.outcome.map(reply),
            commit: self.commit,
            texts: self.texts,
        }
    }

    /// The same decision under one more guard.
    pub fn guard(mut self, guard: Guard) -> Self {
        self.commit.guards.push(guard);
        self
    }

    /// The same decision with one more write.
    pub fn write(mut self, write: Write) -> Self {
        self.commit.writes.push(write);
        self
    }

    /// The same decision with all of a change, or of a commit.
    pub fn and(mut self, change: impl Into<Change>) -> Self {
        let Change { commit, texts } = change.into();
        self.commit.guards.extend(commit.guards);
        self.commit.writes.extend(commit.writes);
        self.texts.extend(texts);
        self
    }

    /// The same decision behind all of a change, whose writes the decision's own hang from.
    pub fn behind(mut self, change: impl Into<Change>) -> Self {
        let Change { mut commit, texts } = change.into();
        commit.guards.append(&mut self.commit.guards);
        commit.writes.append(&mut self.commit.writes);
        self.commit = commit;
        self.texts.extend(texts);
        self
    }

    /// The same decision with one more text.
    pub fn text(mut self, text: Text) -> Self {
        self.texts.push(text);
        self
    }
}
