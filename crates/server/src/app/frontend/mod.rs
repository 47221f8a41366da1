//! Commands of the Frontend API: which facts to load, which rule to ask, for somebody who is not trusted.

mod asking;
mod clients;
#[cfg(test)]
mod fixation_tests;
mod me;
mod my_password;
mod numbers;
mod sessions;
mod sign_ins;
mod sign_ups;
mod step_ups;
mod view;

pub(crate) use asking::{Me, client_of, sessions_held};
pub(crate) use clients::{forget_client, new_client, open_client};
pub(crate) use me::{
    delete_me, get_me, regenerate_backup_codes, revoke_my_session, sessions_of_me, update_me,
};
pub(crate) use my_password::{change_my_password, remove_my_password};
pub(crate) use numbers::{
    attempt_own_number, create_own_number, delete_own_number, prepare_own_number, update_own_number,
};
pub(crate) use sessions::{
    client_session, leave_all_sessions, leave_session, live_sessions, mint_for_client,
    touch_session,
};
pub(crate) use sign_ins::{
    Beginning, Showing, attempt_sign_in, create_sign_in, get_sign_in, prepare_sign_in,
};
pub(crate) use sign_ups::{
    attempt_sign_up, create_sign_up, get_sign_up, prepare_sign_up, update_sign_up,
};
pub(crate) use step_ups::{attempt_step_up, prepare_step_up, start_step_up};
pub(crate) use view::{LiveSession, View, view};
