//! Stories: steps in plain words, each decided by a rule and committed to the model of a store.
//!
//! Steps are parted by semicolons. People and numbers have names: `A` to `Z` are American mobiles.
//!
//! | steps | |
//! | --- | --- |
//! | `+30s`, `-1h` | time passes, or the clock is set back |
//! | `policy production`, `policy cap 3`, `key 2`, `only key 2` | the operator configures |
//! | `new ada A B reserved`, `new ada username:lovelace` | users are made |
//! | `ada adds A verified second`, `ada sets A not-second`, `ada removes A`, `ada replaces B reserved` | the backend changes numbers |
//! | `ada prepares A`, `ada tries A right`, `ada tries A wrong on code1`, `ada fails A 99` | codes go out and come back |
//! | `ada updates primary:A -username`, `ban ada`, `unlock ada`, `delete ada`, `disable-mfa ada` | the backend changes users |
//! | `ada enters wrong`, `session ada`, `revoke s1`, `token ada 60s`, `revoke t1` | signing in |
//! | `instance blocked:US,NL`, `show ada`, `failures A`, `holder A`, `wanted code1`, `notices` | the rest |
//!
//! Browsers and apps have names too: what is no person is a device, by default a browser with a cookie and an address of its own.
//!
//! | steps | |
//! | --- | --- |
//! | `device app native`, `device web cookie 192.0.2.1`, `policy strict`, `policy creates 1`, `policy no limits` | how clients are held, what holds for them |
//! | `web signs-in A`, `web signs-in A code`, `web signs-in name:ada password:right`, `web signs-in ticket:t1` | attempts to sign in |
//! | `web asks first`, `web asks second B`, `web tries first right`, `web tries second backup:1` | their factors |
//! | `web signs-up A code as:ada`, `web gives username:ada1`, `web asks sign-up`, `web tries sign-up wrong` | signing up |
//! | `web steps-up multi`, `web asks up-first`, `web tries up-second right` | step-ups |
//! | `web adds-own B`, `web asks own B`, `web tries own B right`, `web sets-own B second`, `web removes-own B` | numbers of one's own |
//! | `web changes-password password:right sign-out`, `web changes-password password:right same`, `web removes-password` | the password of one's own |
//! | `web updates-me primary:B`, `web deletes-me`, `web makes-backup-codes`, `web revokes s2` | the rest of oneself |
//! | `web touches`, `web leaves`, `web leaves-all`, `web forgets`, `web shows`, `web tokens` | sessions and clients |
//! | `strangers fail A 99`, `strangers fail sign-up A 99` | wrong tries from devices that nobody ever saw |
//!
//! Time stands still otherwise, but for a millisecond before each `adds` and `adds-own`.
//!
//! After every step the laws in [`laws`] are upheld, whatever the story is about.

pub(crate) mod chance;
mod device;
mod laws;
mod step;
mod store;
mod words;
mod world;

pub(crate) use words::phone;
pub(crate) use world::World;

/// The last step of the story has this answer.
#[track_caller]
pub(crate) fn check(story: &str, expected: &str) {
    assert_eq!(World::new().tell(story), expected, "{story}");
}

/// After `story`, two steps are decided at the same moment on the same facts and committed one after the other.
///
/// The second, if it meets a conflict, is decided anew, as the server does; its answer then begins with `again: `.
#[track_caller]
pub(crate) fn race(story: &str, first: &str, second: &str, expected: &str) {
    let mut world = World::new();
    world.tell(story);
    let answers = world.race(first, second);
    assert_eq!(answers, expected, "{story} | {first} | {second}");
}
