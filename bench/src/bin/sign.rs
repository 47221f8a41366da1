//! What signing a token costs alone: RSA-2048 with SHA-256 by the library that the server signs with, on so many threads.

#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use clap::Parser as _;
use serde_json::json;

/// Bytes of what is signed: about those of a session token without its signature.
const MESSAGE_BYTES: usize = 512;

/// Signs again and again.
#[derive(clap::Parser)]
struct Arguments {
    /// Threads that sign, all with one key, as the server's do.
    #[arg(long)]
    threads: usize,
    /// For how long.
    #[arg(long)]
    seconds: f64,
}

fn main() {
    let arguments = Arguments::parse();
    let key = KeyPair::generate(KeySize::Rsa2048).expect("the system has randomness");
    let started = Instant::now();
    let end = started + Duration::from_secs_f64(arguments.seconds);
    let (signatures, cpu_ns) = thread::scope(|scope| {
        let threads: Vec<_> = (0..arguments.threads)
            .map(|_| scope.spawn(|| sign_until(&key, end)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("signing does not panic"))
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{}",
        json!({"requests": signatures, "seconds": seconds, "cpu_ns": cpu_ns})
    );
}

/// Signs on this thread; how often, and how many nanoseconds it was on a core.
fn sign_until(key: &KeyPair, end: Instant) -> (u64, u64) {
    let mut message = [b'a'; MESSAGE_BYTES];
    let mut signature = vec![0; key.public_modulus_len()];
    let mut count = 0_u64;
    let before = cpu_ns();
    while Instant::now() < end {
        message[..8].copy_from_slice(&count.to_be_bytes());
        key.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            &message,
            &mut signature,
        )
        .expect("a fresh key signs");
        count += 1;
    }
    (count, cpu_ns() - before)
}

fn cpu_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux says it");
    let first = text.split(' ').next();
    first
        .and_then(|ns| ns.parse().ok())
        .expect("nanoseconds come first")
}
