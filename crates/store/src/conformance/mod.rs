//! What every store promises, as tests: one function per promise, and [`conformance_suite!`](crate::conformance_suite)
//! to run them all.
//!
//! A store passes all of it or is not a store: there is nothing to switch off. Each promise gets an empty store,
//! is told no clock and never sleeps.

#![expect(missing_docs, reason = "the name of a promise is the promise")]

pub mod blank;
pub mod cascades;
pub mod clients;
pub mod counters;
pub mod expiry;
pub mod guards;
pub mod inbox;
pub mod life;
pub mod neighbours;
pub mod outbox;
pub mod races;
pub mod reads;
mod sample;
pub mod sessions;
pub mod uniqueness;
pub mod user_filters;
pub mod user_orders;
pub mod user_texts;
pub mod verifications;

use std::sync::Arc;

use strowger_core::commit::{Commit, Guard, Write};
use strowger_core::record::{Client, Session};

use crate::{CommitError, Store};

/// One `#[tokio::test]` per promise, on four threads, each in a module named after the promise's file.
///
/// Takes the name of an `async fn() -> (Arc<impl Store>, impl Sized)` that makes an empty store; the second value
/// lives as long as the store does (a folder to be deleted, say; `()` if there is nothing).
/// The crate that calls it depends on `tokio` with its macros and its runtime of several threads.
#[macro_export]
macro_rules! conformance_suite {
    ($make:ident) => {
        $crate::conformance_suite! { @modules $make
            cascades {
                a_deleted_number_takes_its_verifications_along
                a_deleted_user_takes_everything_along
                a_deleted_user_is_no_clients_familiar_any_more
                deleting_what_is_not_there_changes_nothing
                nothing_hangs_from_a_user_that_is_not_there
            }
            clients {
                a_client_comes_back_whole
                an_attempt_to_sign_in_comes_back_whole
                every_factor_comes_back
                an_attempt_to_sign_up_comes_back_whole
                familiars_come_by_user_id
                a_client_is_replaced_whole
                a_token_that_was_replaced_finds_nothing
                a_token_names_one_client
                a_deleted_client_leaves_its_sessions
            }
            counters {
                a_counter_counts_within_its_window
                a_window_that_is_over_starts_anew
                failures_are_set_and_forgotten
            }
            expiry {
                dead_verifications_are_forgotten
                counters_whose_window_is_over_are_forgotten
                clients_whose_token_died_are_forgotten
                clients_in_which_nothing_began_are_forgotten
                abandoned_sessions_are_forgotten
                a_client_in_which_something_began_lasts
            }
            guards {
                a_commit_without_guards_is_carried_out
                one_guard_that_fails_is_enough
                guards_are_judged_before_the_writes
                user_version
                number_free
                username_free
                external_id_free
                email_free
                verification_version
                newest_verification
                client_version
                session_version
                sign_in_token_version
                settings_version
                failures_are
                counter_below
                message_lease
            }
            inbox {
                only_delivered_texts_with_content_are_in_the_inbox
                the_newest_text_comes_first
                the_inbox_of_one_number
                texts_in_every_state_are_listed_newest_first_and_page_by_page
                texts_of_one_number_of_one_user_in_some_states
                only_texts_after_the_last_one_seen
            }
            life {
                an_open_store_is_healthy
                a_closed_store_takes_no_commits
                closing_twice_is_harmless
            }
            neighbours {
                a_refused_commit_leaves_its_neighbours_alone
                a_refused_commit_leaves_no_trace
            }
            outbox {
                queued_texts_are_due_when_their_lease_is_over
                the_oldest_lease_comes_first
                a_settled_text_is_due_no_more_and_loses_its_content
                a_text_that_is_tried_again_keeps_its_content
                settling_an_unknown_text_changes_nothing
                texts_beyond_the_newest_are_swept
                old_texts_are_swept
                queued_texts_are_never_swept
            }
            races {
                one_of_many_gets_a_number
                one_of_many_gets_a_username
                one_of_many_changes_a_user
                one_of_many_changes_a_client_at_each_version
                one_of_many_uses_a_verification
                one_of_many_makes_the_newest_verification
                one_of_many_takes_a_lease
                one_of_many_makes_the_settings
                a_counter_lets_exactly_its_limit_through
                readers_never_see_half_a_commit
            }
            reads {
                an_empty_store_knows_nothing
                a_user_comes_back_whole
                backup_codes_are_used_up_one_by_one
                a_user_is_replaced_whole
                numbers_and_emails_come_oldest_first
                a_user_is_found_by_a_number_id
                every_standing_comes_back
                a_code_that_was_sent_comes_back_with_its_number
                a_sign_in_token_comes_back_whole
                a_sign_in_token_is_found_by_its_hash
                settings_come_back_whole
                signing_keys_come_newest_first
                a_signing_key_comes_back_whole
                a_deleted_signing_key_is_gone
                a_text_comes_back_whole
                a_commit_is_seen_at_once_from_everywhere
            }
            sessions {
                a_session_comes_back_whole
                a_step_up_comes_back_whole
                active_sessions_of_a_client_come_oldest_first
                active_sessions_of_a_user_come_newest_first
                an_active_session_is_one_whose_status_says_so
                active_sessions_are_read_up_to_a_bound
                a_session_that_moves_is_found_where_it_is
                the_newest_session_comes_first
                sessions_of_one_user_or_client
                sessions_of_a_status_at_a_moment
                the_total_counts_all_pages
                only_active_sessions_end
                the_session_that_is_left_out_lives_on
            }
            uniqueness {
                a_held_number_has_one_holder
                an_unverified_number_is_held_by_nobody
                a_number_is_free_again_when_it_is_let_go
                usernames_are_compared_without_case
                a_username_is_free_again_when_it_is_changed
                a_user_may_change_the_case_of_the_username
                external_ids_are_unique_and_compared_with_case
                a_hash_names_one_sign_in_token
                a_held_email_has_one_holder
            }
            user_filters {
                no_filter_passes_everybody
                by_id
                by_external_id
                by_phone_number_in_whatever_standing
                by_email_address
                by_username_without_case
                by_ban
                by_time_of_creation
                by_time_of_last_activity
                by_time_of_last_sign_in
                nobody_passes_nobody
                every_condition_has_to_pass
                an_unfiltered_count_follows_every_change
            }
            user_orders {
                by_creation
                by_text
                what_is_not_set_sorts_first
                usernames_sort_without_case
                equals_sort_by_id_in_the_same_direction
                pages_follow_each_other
                pages_continue_behind_a_user
                a_full_page_has_all_identifications
            }
            user_texts {
                a_query_searches_everything_that_identifies
                a_query_is_taken_literally
                an_email_query_searches_emails_alone
                a_number_query_searches_numbers_alone
                a_username_query_searches_usernames_alone
                a_name_query_searches_names_alone
            }
            verifications {
                a_verification_comes_back_whole
                a_code_may_go_to_a_number_that_is_nobodys
                the_newest_verification_is_the_one_with_the_largest_id
                only_those_for_the_backend_are_the_newest
            }
        }
    };
    (@modules $make:ident $($module:ident { $($promise:ident)+ })+) => {
        $(mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $promise() {
                    let (store, _kept) = super::$make().await;
                    let store: std::sync::Arc<dyn $crate::Store> = store;
                    $crate::conformance::$module::$promise(std::sync::Arc::clone(&store)).await;
                    $crate::Store::close(&*store).await;
                }
            )+
        })+
    };
}

/// Commits writes without guards.
async fn put(store: &dyn Store, writes: Vec<Write>) {
    commit(store, vec![], writes)
        .await
        .expect("nothing stands against the writes");
}

async fn put_client(store: &dyn Store, client: &Client) {
    put(store, vec![Write::PutClient(Box::new(client.clone()))]).await;
}

async fn put_session(store: &dyn Store, session: &Session) {
    put(store, vec![Write::PutSession(Box::new(session.clone()))]).await;
}

async fn commit(
    store: &dyn Store,
    guards: Vec<Guard>,
    writes: Vec<Write>,
) -> Result<(), CommitError> {
    store.commit(Commit { guards, writes }).await
}

/// Commits and expects to be refused.
async fn refused(store: &dyn Store, guards: Vec<Guard>, writes: Vec<Write>) {
    let result = commit(store, guards, writes).await;
    assert!(
        matches!(result, Err(CommitError::Conflict)),
        "expected a conflict, got {result:?}"
    );
}

/// The store that a promise is checked on.
type Tested = Arc<dyn Store>;
