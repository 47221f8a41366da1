//! Codes for whatever purpose, and which of them is the newest.

use strowger_core::commit::Write;
use strowger_core::record::{Purpose, Verification, VerificationStatus};

use super::sample;
use super::{Tested, put};

async fn comes_back(store: &Tested, verification: Verification) {
    put(&**store, vec![Write::PutVerification(verification.clone())]).await;
    let found = store.verification(&verification.id).await;
    assert_eq!(found.expect("reads"), Some(verification));
}

pub async fn a_verification_comes_back_whole(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    for purpose in Purpose::ALL {
        for status in VerificationStatus::ALL {
            let mut verification = sample::verification(1, 1);
            verification.purpose = purpose;
            verification.status = status;
            verification.version += 1;
            comes_back(&store, verification).await;
        }
    }
}

pub async fn a_code_may_go_to_a_number_that_is_nobodys(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    let mut verification = sample::verification(1, 1);
    verification.phone_number_id = None;
    comes_back(&store, verification.clone()).await;
    verification.user_id = None;
    comes_back(&store, verification).await;
}

pub async fn the_newest_verification_is_the_one_with_the_largest_id(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    put(&*store, sample::whole(&sample::full_user(2))).await;
    for (n, of) in [(1, 1), (5, 1), (3, 1), (9, 2)] {
        let verification = sample::verification(n, of);
        put(&*store, vec![Write::PutVerification(verification)]).await;
    }
    let newest = store.newest_verification(&sample::number_id(1)).await;
    assert_eq!(newest.expect("reads"), Some(sample::verification(5, 1)));
}

pub async fn only_those_for_the_backend_are_the_newest(store: Tested) {
    put(&*store, sample::whole(&sample::full_user(1))).await;
    let others = || {
        Purpose::ALL
            .into_iter()
            .filter(|purpose| *purpose != Purpose::BackendProof)
    };
    for (n, purpose) in (10..).zip(others()) {
        let mut other = sample::verification(n, 1);
        other.purpose = purpose;
        put(&*store, vec![Write::PutVerification(other)]).await;
    }
    let newest = store.newest_verification(&sample::number_id(1)).await;
    assert_eq!(newest.expect("reads"), None);
    let proof = sample::verification(5, 1);
    put(&*store, vec![Write::PutVerification(proof.clone())]).await;
    let newest = store.newest_verification(&sample::number_id(1)).await;
    assert_eq!(newest.expect("reads"), Some(proof));
}
