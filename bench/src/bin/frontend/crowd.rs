//! Users with test numbers, and the clients in which they are signed in or about to be.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::try_join_all;
use strowger_bench::connection::{Connection, Failure};

use crate::holder::Holder;

/// Users who sign in by turns: so many that none does so twice at once.
const USERS: usize = 4_096;

/// Members who add numbers to their accounts.
const MEMBERS: usize = 512;

/// Numbers that a user may have waiting to be verified.
pub(crate) const WAITING_NUMBERS: usize = 5;

/// Connections over which things are made ready.
const MAKERS: usize = 32;

/// Test numbers of one area code.
const AREA_NUMBERS: usize = 100;

/// Everybody who takes part.
pub(crate) struct Crowd {
    /// The server.
    pub(crate) address: SocketAddr,
    /// The bare server.
    pub(crate) bare: Option<SocketAddr>,
    /// The key of both.
    pub(crate) key: String,
    /// Signed in, each as another user.
    pub(crate) members: Vec<Holder>,
    /// About to sign in: a code was sent.
    pub(crate) beginners: Vec<Holder>,
    /// Signed in, for nothing but their tokens.
    pub(crate) sessions: Vec<Holder>,
    next_user: AtomicUsize,
}

/// One connection's part of a crowd.
pub(crate) struct Share {
    /// The connection.
    pub(crate) connection: Connection,
    /// Who use it, one after the other.
    pub(crate) holders: Vec<Holder>,
    /// Which part it is.
    pub(crate) place: usize,
}

impl Crowd {
    /// Nobody yet.
    pub(crate) fn new(address: SocketAddr, key: String) -> Self {
        Self {
            address,
            bare: None,
            key,
            members: Vec::new(),
            beginners: Vec::new(),
            sessions: Vec::new(),
            next_user: AtomicUsize::new(0),
        }
    }

    /// The number of the user whose turn it is.
    pub(crate) fn next_number(&self) -> String {
        let turn = self.next_user.fetch_add(1, Ordering::Relaxed);
        // The members are busy with their own numbers.
        test_number(MEMBERS + turn % (USERS - MEMBERS))
    }

    /// Makes the users, and signs the members in.
    pub(crate) async fn make_users(&mut self) -> Result<(), Failure> {
        let headers = format!(
            "authorization: Bearer {}\r\ncontent-type: application/json\r\n",
            self.key
        );
        let shares = shares(self.address, Vec::new(), MAKERS).await?;
        let making = shares.into_iter().map(async |mut share| {
            for user in (share.place..USERS).step_by(MAKERS) {
                let body = format!(r#"{{"phone_number":["{}"]}}"#, test_number(user));
                let connection = &mut share.connection;
                connection.ask("POST", "/v1/users", &headers, &body).await?;
                if user < MEMBERS {
                    let mut holder = Holder::default();
                    holder.sign_in(connection, &test_number(user)).await?;
                    share.holders.push(holder);
                }
            }
            Ok::<_, Failure>(share)
        });
        self.members = holders_of(try_join_all(making).await?);
        Ok(())
    }

    /// The text of a member's client.
    pub(crate) async fn show_client(&mut self) -> Result<String, Failure> {
        let mut connection = Connection::open(self.address).await?;
        let member = self.members.first_mut().ok_or("there are no members")?;
        member.read(&mut connection).await?;
        Ok(String::from_utf8(connection.body().to_vec())?)
    }

    /// Gives members so many numbers each that wait for the code that was sent.
    pub(crate) async fn add_numbers(&mut self, members: usize, each: usize) -> Result<(), Failure> {
        let rest = self.members.split_off(members.min(self.members.len()));
        let shares = shares(self.address, std::mem::take(&mut self.members), MAKERS).await?;
        let making = shares.into_iter().map(async |mut share| {
            for (turn, holder) in share.holders.iter_mut().enumerate() {
                let member = turn * MAKERS + share.place;
                for place in 0..each {
                    let number = test_number(USERS + member * WAITING_NUMBERS + place);
                    holder.add_number(&mut share.connection, &number).await?;
                    holder.prepare_number(&mut share.connection, place).await?;
                }
            }
            Ok::<_, Failure>(share)
        });
        self.members = holders_of(try_join_all(making).await?);
        self.members.extend(rest);
        Ok(())
    }

    /// Takes all numbers away that were added.
    pub(crate) async fn remove_numbers(&mut self) -> Result<(), Failure> {
        let shares = shares(self.address, std::mem::take(&mut self.members), MAKERS).await?;
        let removing = shares.into_iter().map(async |mut share| {
            for holder in &mut share.holders {
                holder.remove_numbers(&mut share.connection).await?;
            }
            Ok::<_, Failure>(share)
        });
        self.members = holders_of(try_join_all(removing).await?);
        Ok(())
    }

    /// Makes clients in which a sign-in was begun and a code sent.
    pub(crate) async fn add_beginners(&mut self, count: usize) -> Result<(), Failure> {
        let shares = shares(self.address, fresh(count), MAKERS).await?;
        let crowd = &*self;
        let making = shares.into_iter().map(async |mut share| {
            for holder in &mut share.holders {
                let connection = &mut share.connection;
                holder.begin(connection, &crowd.next_number()).await?;
                holder.prepare(connection).await?;
            }
            Ok::<_, Failure>(share)
        });
        self.beginners = holders_of(try_join_all(making).await?);
        Ok(())
    }

    /// Signs in until there are so many sessions.
    pub(crate) async fn add_sessions(&mut self, wanted: usize) -> Result<(), Failure> {
        let missing = wanted.saturating_sub(self.sessions.len());
        let shares = shares(self.address, fresh(missing), MAKERS).await?;
        let crowd = &*self;
        let making = shares.into_iter().map(async |mut share| {
            for holder in &mut share.holders {
                let number = crowd.next_number();
                holder.sign_in(&mut share.connection, &number).await?;
            }
            Ok::<_, Failure>(share)
        });
        let made = holders_of(try_join_all(making).await?);
        self.sessions.extend(made);
        Ok(())
    }
}

/// Connections, among which these are dealt out in turn.
pub(crate) async fn shares(
    address: SocketAddr,
    holders: Vec<Holder>,
    count: usize,
) -> Result<Vec<Share>, Failure> {
    let mut shares = Vec::with_capacity(count);
    for place in 0..count {
        shares.push(Share {
            connection: Connection::open(address).await?,
            holders: Vec::new(),
            place,
        });
    }
    for (turn, holder) in holders.into_iter().enumerate() {
        shares[turn % count].holders.push(holder);
    }
    Ok(shares)
}

/// All of them again, in the order in which they were dealt out.
pub(crate) fn holders_of(shares: Vec<Share>) -> Vec<Holder> {
    let mut shares: Vec<_> = shares
        .into_iter()
        .map(|share| share.holders.into_iter())
        .collect();
    let mut holders = Vec::new();
    loop {
        let before = holders.len();
        holders.extend(shares.iter_mut().filter_map(Iterator::next));
        if holders.len() == before {
            return holders;
        }
    }
}

/// Clients that nobody made yet.
pub(crate) fn fresh(count: usize) -> Vec<Holder> {
    std::iter::repeat_with(Holder::default)
        .take(count)
        .collect()
}

fn test_number(place: usize) -> String {
    let area = 201 + place / AREA_NUMBERS;
    format!("+1{area}55501{:02}", place % AREA_NUMBERS)
}
