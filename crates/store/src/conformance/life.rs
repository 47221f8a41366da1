//! Opening and closing.

use strowger_core::commit::Write;

use super::sample;
use super::{Tested, commit, put};
use crate::CommitError;

pub async fn an_open_store_is_healthy(store: Tested) {
    store.check_health().await.expect("healthy");
    put(&*store, vec![Write::PutSettings(sample::settings())]).await;
    store.check_health().await.expect("healthy");
}

pub async fn a_closed_store_takes_no_commits(store: Tested) {
    store.close().await;
    let result = commit(
        &*store,
        vec![],
        vec![Write::PutSettings(sample::settings())],
    )
    .await;
    assert!(matches!(result, Err(CommitError::Store(_))), "{result:?}");
    assert!(store.check_health().await.is_err());
}

pub async fn closing_twice_is_harmless(store: Tested) {
    store.close().await;
    store.close().await;
}
