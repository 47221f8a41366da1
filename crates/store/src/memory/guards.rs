//! Whether a guard holds.

use strowger_core::commit::Guard;
use strowger_core::record::MessageState;

use super::state::State;

impl State {
    /// Whether the guard holds now.
    pub(super) fn holds(&self, guard: &Guard) -> bool {
        match guard {
            Guard::UserVersion { id, version } => self
                .users
                .get(id)
                .is_some_and(|user| user.version == *version),
            Guard::NumberFree {
                phone_number,
                except,
            } => self
                .holder(phone_number)
                .is_none_or(|holder| holder == except),
            Guard::UsernameFree { username, except } => self
                .user_of_username(username)
                .is_none_or(|holder| holder == except),
            Guard::ExternalIdFree {
                external_id,
                except,
            } => self
                .external_ids
                .get(external_id)
                .is_none_or(|holder| holder == except),
            Guard::EmailFree { address, except } => self
                .holder_of_email(address)
                .is_none_or(|holder| holder == except),
            Guard::VerificationVersion { id, version } => self
                .verifications
                .get(id)
                .is_some_and(|verification| verification.version == *version),
            Guard::NewestVerification {
                phone_number_id,
                newest,
            } => {
                let found = self.newest_verification(phone_number_id);
                found.map(|verification| &verification.id) == newest.as_ref()
            }
            Guard::ClientVersion { id, version } => self
                .clients
                .get(id)
                .is_some_and(|client| client.version == *version),
            Guard::SessionVersion { id, version } => self
                .sessions
                .get(id)
                .is_some_and(|session| session.version == *version),
            Guard::SignInTokenVersion { id, version } => self
                .sign_in_tokens
                .get(id)
                .is_some_and(|token| token.version == *version),
            Guard::SettingsVersion { version } => {
                self.settings
                    .as_ref()
                    .map_or(0, |settings| settings.version)
                    == *version
            }
            Guard::FailuresAre {
                phone_number,
                failures,
            } => self.failures(phone_number) == *failures,
            Guard::CounterBelow { key, limit, now } => {
                self.counter(key, *now).map_or(0, |(count, _)| count) < *limit
            }
            Guard::MessageLease { id, lease_until } => {
                self.messages.get(id).is_some_and(|message| {
                    message.state == MessageState::Queued && message.lease_until == *lease_until
                })
            }
        }
    }
}
