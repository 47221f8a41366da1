//! One pass: so many requests of one kind in flight, for so long or until all that was made ready is used up.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use serde_json::{Map, Value};
use strowger_bench::connection::Failure;
use strowger_bench::figures::figures;

use crate::crowd::{Crowd, Share, WAITING_NUMBERS, fresh, holders_of, shares};
use crate::holder::{Holder, SIGN_IN_STEPS};

/// Codes that are given in one pass of verifications for each request in flight, and at least.
const TRIES_EACH: usize = 40;
const TRIES_MIN: usize = 320;

/// Longer than a token is given again.
const FORGOTTEN: Duration = Duration::from_millis(5_500);

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum What {
    /// Codes for a number that a user added.
    SendOwn,
    /// Codes for a sign-in.
    SendSignIn,
    /// The right code for a number that a user added. Ends when all were given.
    VerifyOwn,
    /// The right code for a sign-in, which makes a session. Ends when all were given.
    VerifySignIn,
    /// All of a sign-in by code, each in a new client.
    SignIn,
    /// A token of the same session again and again.
    TokenAgain,
    /// A token of another session each time.
    TokenOther,
    /// The client, with one live session.
    Client,
    /// The same bytes from a server that does nothing for them.
    Bare,
}

/// One pass.
pub(crate) struct Pass {
    /// What is asked for.
    pub(crate) what: What,
    /// Requests in flight, each on a connection of its own.
    pub(crate) in_flight: usize,
    /// For how long, where it does not end by itself.
    pub(crate) seconds: f64,
}

/// What one request, or each step of a sign-in, took in microseconds.
type Sample = [u64; SIGN_IN_STEPS.len()];

impl Pass {
    /// Makes what the pass needs.
    pub(crate) async fn make_ready(
        &self,
        crowd: &mut Crowd,
        sessions: usize,
    ) -> Result<(), Failure> {
        // Not at the end of the pass that added them: that would count as its work.
        crowd.remove_numbers().await?;
        let tries = (self.in_flight * TRIES_EACH).max(TRIES_MIN);
        match self.what {
            What::SendOwn => crowd.add_numbers(self.in_flight, 1).await,
            What::VerifyOwn => {
                let members = tries.div_ceil(WAITING_NUMBERS);
                crowd.add_numbers(members, WAITING_NUMBERS).await
            }
            What::SendSignIn => crowd.add_beginners(self.in_flight).await,
            What::VerifySignIn => crowd.add_beginners(tries).await,
            What::TokenOther => {
                crowd.add_sessions(sessions).await?;
                tokio::time::sleep(FORGOTTEN).await;
                Ok(())
            }
            What::SignIn | What::TokenAgain | What::Client | What::Bare => Ok(()),
        }
    }

    /// Runs it.
    pub(crate) async fn run(&self, crowd: &mut Crowd) -> Result<Map<String, Value>, Failure> {
        let in_flight = self.in_flight;
        let (address, holders) = match self.what {
            What::SendOwn | What::VerifyOwn | What::TokenAgain | What::Client => {
                (crowd.address, std::mem::take(&mut crowd.members))
            }
            What::SendSignIn | What::VerifySignIn => {
                (crowd.address, std::mem::take(&mut crowd.beginners))
            }
            What::TokenOther => (crowd.address, std::mem::take(&mut crowd.sessions)),
            What::SignIn => (crowd.address, Vec::new()),
            What::Bare => {
                let bare = crowd.bare.ok_or("where is the bare server?")?;
                (bare, fresh(in_flight))
            }
        };
        let shares = shares(address, holders, in_flight).await?;
        let started = Instant::now();
        let end = started + Duration::from_secs_f64(self.seconds);
        let known = &*crowd;
        let loads = shares
            .into_iter()
            .map(|share| load(self.what, share, known, end));
        let (shares, samples): (Vec<_>, Vec<_>) = try_join_all(loads).await?.into_iter().unzip();
        let elapsed = started.elapsed();
        let samples = samples.concat();
        let whole = samples.iter().map(|sample| sample.iter().sum()).collect();
        let mut result = figures(whole, elapsed);
        if self.what == What::SignIn {
            for (place, step) in SIGN_IN_STEPS.into_iter().enumerate() {
                let step_samples = samples.iter().map(|sample| sample[place]).collect();
                let p50_us = figures(step_samples, elapsed)["p50_us"].clone();
                result.insert(format!("{step}_p50_us"), p50_us);
            }
        }
        self.put_back(crowd, shares);
        Ok(result)
    }

    /// Puts everybody back for later passes.
    fn put_back(&self, crowd: &mut Crowd, shares: Vec<Share>) {
        let holders = holders_of(shares);
        match self.what {
            What::SendOwn | What::VerifyOwn | What::TokenAgain | What::Client => {
                crowd.members = holders;
            }
            What::VerifySignIn | What::SignIn => crowd.sessions.extend(holders),
            What::TokenOther => crowd.sessions = holders,
            What::SendSignIn | What::Bare => {}
        }
    }
}

async fn load(
    what: What,
    mut share: Share,
    crowd: &Crowd,
    end: Instant,
) -> Result<(Share, Vec<Sample>), Failure> {
    let mut samples = Vec::new();
    let Share {
        connection,
        holders,
        ..
    } = &mut share;
    match what {
        What::VerifyOwn => {
            for holder in holders.iter_mut() {
                for place in 0..holder.added_numbers() {
                    samples.push(one(holder.attempt_number(connection, place).await?));
                }
            }
        }
        What::VerifySignIn => {
            for holder in holders.iter_mut() {
                samples.push(one(holder.attempt(connection).await?));
            }
        }
        What::SignIn => {
            while Instant::now() < end {
                let mut holder = Holder::default();
                let number = crowd.next_number();
                samples.push(holder.sign_in(connection, &number).await?);
                holders.push(holder);
            }
        }
        What::TokenOther => {
            while Instant::now() < end {
                for holder in holders.iter_mut() {
                    let (micros, is_new) = holder.refresh(connection).await?;
                    if !is_new {
                        return Err("a token was given again: there are too few sessions".into());
                    }
                    samples.push(one(micros));
                    if Instant::now() >= end {
                        break;
                    }
                }
            }
        }
        What::SendOwn => {
            let holder = first(holders)?;
            while Instant::now() < end {
                samples.push(one(holder.prepare_number(connection, 0).await?));
            }
        }
        What::SendSignIn => {
            let holder = first(holders)?;
            while Instant::now() < end {
                samples.push(one(holder.prepare(connection).await?));
            }
        }
        What::TokenAgain => {
            let holder = first(holders)?;
            while Instant::now() < end {
                samples.push(one(holder.refresh(connection).await?.0));
            }
        }
        What::Client => {
            let holder = first(holders)?;
            while Instant::now() < end {
                samples.push(one(holder.read(connection).await?));
            }
        }
        What::Bare => {
            let headers = format!("authorization: Bearer {}\r\n", crowd.key);
            while Instant::now() < end {
                let path = "/v1/phone_numbers/any";
                samples.push(one(connection.ask("GET", path, &headers, "").await?));
            }
        }
    }
    Ok((share, samples))
}

fn first(holders: &mut [Holder]) -> Result<&mut Holder, Failure> {
    holders.first_mut().ok_or_else(|| "nobody is ready".into())
}

fn one(micros: u64) -> Sample {
    [micros, 0, 0, 0]
}
