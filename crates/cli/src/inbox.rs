//! `strowger inbox`: the texts that development mode kept instead of sending.

#![expect(
    clippy::disallowed_methods,
    reason = "a person waits at this clock; no rule asks it"
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use strowger_types::error::with_causes;
use strowger_types::wire::{Errors, Inbox, InboxMessage};

use crate::settings::Settings;
use crate::{Failure, keys, print};

/// How old a text may be to count as the next one, in milliseconds: a script asks for a code just after it made one be sent.
const FRESH_MS: i64 = 30_000;

/// The longest single wait, in milliseconds; longer waits are made of several.
const POLL_MS: u64 = 25_000;

/// How much longer than its wait a request may take, in milliseconds.
const GRACE_MS: u64 = 10_000;

/// Flags of `strowger inbox`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print the code of the newest text to this number that is under 30 seconds old, or else of the next one
    #[arg(long, value_name = "NUMBER")]
    wait: Option<String>,
    /// How long --wait waits
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    timeout: u64,
    /// The server's address [default: where it listens, by flag, environment or file]
    #[arg(long)]
    url: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let server = Server::of(arguments)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(&error))?;
    runtime.block_on(async {
        match &arguments.wait {
            Some(number) => {
                wait(
                    &server,
                    number,
                    Duration::from_secs(arguments.timeout),
                    arguments.json,
                )
                .await
            }
            None => list(&server, arguments.json).await,
        }
    })
}

/// The server that is asked, and the key that it wants.
struct Server {
    client: reqwest::Client,
    url: String,
    secret_key: String,
}

impl Server {
    fn of(arguments: &Arguments) -> Result<Self, Failure> {
        let config = arguments.settings.read()?;
        let url = arguments
            .url
            .clone()
            .unwrap_or_else(|| format!("http://{}", config.listen));
        // With the key at hand, no database has to be opened for it, let alone made.
        let secret_key = match std::env::var("STROWGER_SECRET_KEY") {
            Ok(key) if !key.is_empty() => key,
            Ok(_) | Err(_) => keys::read(config)?.secret_key,
        };
        let mut client = reqwest::Client::builder();
        if is_here(&url) {
            // A proxy for the way out would get the secret key, and could not reach this machine.
            client = client.no_proxy();
        }
        let client = client.build().map_err(|error| Failure::failed(&error))?;
        Ok(Self {
            client,
            url: url.trim_end_matches('/').to_owned(),
            secret_key,
        })
    }

    async fn inbox(
        &self,
        number: Option<&str>,
        after: Option<&str>,
        wait: Duration,
    ) -> Result<Inbox, Failure> {
        let mut url = format!(
            "{}/strowger/v1/inbox?wait_ms={}",
            self.url,
            wait.as_millis()
        );
        for (name, value) in [("phone_number", number), ("after", after)] {
            if let Some(value) = value {
                write!(
                    url,
                    "&{name}={}",
                    utf8_percent_encode(value, NON_ALPHANUMERIC)
                )
                .expect("a text takes all");
            }
        }
        let request = self
            .client
            .get(url)
            .bearer_auth(&self.secret_key)
            .timeout(wait + Duration::from_millis(GRACE_MS));
        let answer = request.send().await.map_err(|error| {
            Failure::Failed(format!(
                "cannot reach {}: {}",
                self.url,
                with_causes(&error.without_url())
            ))
        })?;
        let is_success = answer.status().is_success();
        let bytes = answer
            .bytes()
            .await
            .map_err(|error| Failure::failed(&error.without_url()))?;
        if is_success {
            return serde_json::from_slice(&bytes)
                .map_err(|_| Failure::Failed("the answer is no inbox".to_owned()));
        }
        let refused: Option<Errors> = serde_json::from_slice(&bytes).ok();
        let why = refused
            .and_then(|errors| errors.errors.into_iter().next())
            .map(|error| error.long_message);
        Err(Failure::Failed(why.unwrap_or_else(|| {
            "the server refused, without a reason".to_owned()
        })))
    }
}

/// Whether the address is on this machine.
fn is_here(url: &str) -> bool {
    let url = reqwest::Url::parse(url).ok();
    let host = url.as_ref().and_then(reqwest::Url::host_str);
    host.is_some_and(|host| {
        let ip: Option<std::net::IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        host == "localhost" || ip.is_some_and(|ip| ip.is_loopback())
    })
}

async fn list(server: &Server, as_json: bool) -> Result<(), Failure> {
    let inbox = server.inbox(None, None, Duration::ZERO).await?;
    if as_json {
        let text = serde_json::to_string_pretty(&inbox).expect("an inbox is JSON");
        print(&format!("{text}\n"));
    } else if inbox.data.is_empty() {
        print("No texts yet. They arrive here when a verification is prepared.\n");
    } else {
        let lines: Vec<_> = inbox.data.iter().map(line).collect();
        print(&lines.concat());
    }
    Ok(())
}

fn line(text: &InboxMessage) -> String {
    let seconds = (now_ms() - text.created_at.as_ms()).max(0) / 1_000;
    format!(
        "{:<16}  {:>6} s ago  {}\n",
        text.to_phone_number.as_str(),
        seconds,
        text.message
    )
}

/// Prints the code of the newest fresh text to the number, or of the next one.
async fn wait(
    server: &Server,
    number: &str,
    timeout: Duration,
    as_json: bool,
) -> Result<(), Failure> {
    let deadline = Instant::now() + timeout;
    let seen = server
        .inbox(Some(number), None, Duration::ZERO)
        .await?
        .data
        .into_iter()
        .next();
    let mut newest = seen;
    if let Some(text) = newest
        .as_ref()
        .filter(|text| now_ms() - text.created_at.as_ms() < FRESH_MS)
    {
        return show(text, as_json);
    }
    loop {
        let left = deadline
            .saturating_duration_since(Instant::now())
            .min(Duration::from_millis(POLL_MS));
        if left.is_zero() {
            return Err(Failure::Failed(format!(
                "no text to {number} came in {} seconds",
                timeout.as_secs()
            )));
        }
        let after = newest.as_ref().map(|text| text.id.as_str());
        if let Some(text) = server
            .inbox(Some(number), after, left)
            .await?
            .data
            .into_iter()
            .next()
        {
            if text.otp_code.is_some() {
                return show(&text, as_json);
            }
            newest = Some(text);
        }
    }
}

fn show(text: &InboxMessage, as_json: bool) -> Result<(), Failure> {
    if as_json {
        let text = serde_json::to_string_pretty(text).expect("a text is JSON");
        print(&format!("{text}\n"));
        return Ok(());
    }
    let code = text
        .otp_code
        .as_deref()
        .ok_or_else(|| Failure::Failed("the newest text has no code".to_owned()))?;
    print(&format!("{code}\n"));
    Ok(())
}

fn now_ms() -> i64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}
