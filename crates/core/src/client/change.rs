use crate::commit::{Commit, Guard, Write};
use crate::record::Client;

/// Turns `before` (`None`: there was no such client) into `after` and says what to commit. The client's version is
/// guarded even when nothing changed: what else the rule writes was decided on this client.
pub fn change(before: Option<&Client>, mut after: Client) -> (Client, Commit) {
    let mut commit = Commit::default();
    if let Some(before) = before {
        commit.guards.push(Guard::ClientVersion {
            id: before.id.clone(),
            version: before.version,
        });
        if *before == after {
            return (after, commit);
        }
        after.version = before.version + 1;
    }
    commit
        .writes
        .push(Write::PutClient(Box::new(after.clone())));
    (after, commit)
}
