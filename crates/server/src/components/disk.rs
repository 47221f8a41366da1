//! Work that waits for the disk.

use tokio::sync::Semaphore;

/// How much of it is done at a time. Whoever asks for scripts needs no key, and thousands who ask at once would have a thread
/// each, with memory of its own, out of those on which passwords are checked. Judgement: disks seldom do more at once.
const AT_ONCE: usize = 8;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

/// Does it, when it is its turn, on a thread that may wait. `None` if it panicked.
pub(crate) async fn at_disk<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let turn = TURNS.acquire().await.ok()?;
    let working = tokio::task::spawn_blocking(move || {
        let made = work();
        // Here, since it goes on when nobody waits for it any more.
        drop(turn);
        made
    });
    working.await.ok()
}
