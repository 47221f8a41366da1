//! The operator's own endpoint as a sender: each text goes there as a signed `sms.created` event.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{StatusCode, Url};
use strowger_types::Timestamp;
use strowger_types::error::with_causes;
use strowger_types::wire::{
    EventTag, SmsCreated, SmsCreatedCode, SmsCreatedData, SmsCreatedType, SmsMessageTag,
};

use crate::{SendOutcome, Sms, SmsSender};

/// How long the endpoint may take to answer, in milliseconds. Shorter than the outbox's lease, so that a slow
/// endpoint is not sent the same text by two at a time.
pub const SEND_TIMEOUT_MS: u64 = 10_000;

/// Fewest bytes of a signing secret: what the webhook standard asks for.
const SECRET_BYTES_MIN: usize = 24;

/// The key that events are signed with: `whsec_` and base64. It cannot be printed.
#[derive(Clone)]
pub struct WebhookSecret(hmac::Key);

impl WebhookSecret {
    /// The secret in `text`. Refuses with [`WebhookError::Secret`] what is not `whsec_` and base64 of at least 24 bytes.
    pub fn parse(text: &str) -> Result<Self, WebhookError> {
        let bytes = text
            .strip_prefix("whsec_")
            .and_then(|encoded| STANDARD.decode(encoded).ok());
        let bytes = bytes
            .filter(|bytes| bytes.len() >= SECRET_BYTES_MIN)
            .ok_or(WebhookError::Secret)?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// The signature header of an event: `v1,` and base64 of HMAC-SHA-256 over id, time in seconds and body.
    fn sign(&self, id: &str, timestamp_s: i64, body: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(format!("{id}.{timestamp_s}.").as_bytes());
        context.update(body);
        format!("v1,{}", STANDARD.encode(context.sign()))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(..)")
    }
}

/// Why a webhook sender cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The secret is not `whsec_` and base64 of at least 24 bytes.
    #[error(
        "the webhook secret must be whsec_ followed by base64 of at least {SECRET_BYTES_MIN} bytes"
    )]
    Secret,
    /// The URL is none, or not http or https.
    #[error("the webhook URL must be an http or https URL")]
    Url,
    /// The HTTP client cannot be set up.
    #[error("cannot set up the HTTP client of the webhook")]
    Client(#[source] reqwest::Error),
}

/// Sends texts as signed events to one URL.
pub struct Webhook {
    client: reqwest::Client,
    url: Url,
    secret: WebhookSecret,
    instance_id: String,
}

impl Webhook {
    /// A sender to `url`, signing with `secret`.
    pub fn new(
        url: &str,
        secret: WebhookSecret,
        instance_id: String,
    ) -> Result<Self, WebhookError> {
        let url = Url::parse(url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .ok_or(WebhookError::Url)?;
        let mut client = reqwest::Client::builder()
            .timeout(Duration::from_millis(SEND_TIMEOUT_MS))
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("strowger/", env!("CARGO_PKG_VERSION")));
        if url.scheme() == "http" {
            // A proxy would read the codes; through https it only carries them.
            client = client.no_proxy();
        }
        let client = client.build().map_err(WebhookError::Client)?;
        Ok(Self {
            client,
            url,
            secret,
            instance_id,
        })
    }

    fn event(&self, sms: &Sms) -> SmsCreated {
        SmsCreated {
            object: EventTag::Tag,
            kind: SmsCreatedType::Tag,
            timestamp: sms.created_at,
            instance_id: self.instance_id.clone(),
            data: SmsCreatedData {
                object: SmsMessageTag::Tag,
                id: sms.id.clone(),
                slug: sms.code.as_ref().map(|_| "verification_code".to_owned()),
                from_phone_number: None,
                to_phone_number: sms.to.clone(),
                phone_number_id: sms.phone_number_id.clone(),
                user_id: sms.user_id.clone(),
                message: sms.body.clone(),
                status: "queued".to_owned(),
                data: SmsCreatedCode {
                    otp_code: sms.code.clone(),
                },
                delivered_by_clerk: false,
                created_at: sms.created_at,
                created_at_ms: sms.created_at,
            },
        }
    }
}

#[async_trait::async_trait]
impl SmsSender for Webhook {
    async fn send(&self, sms: &Sms, now: Timestamp) -> SendOutcome {
        let body = serde_json::to_vec(&self.event(sms)).expect("an event is JSON");
        let timestamp_s = now.as_seconds();
        let signature = self.secret.sign(sms.id.as_str(), timestamp_s, &body);
        let mut request = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json");
        // Receivers know these headers under the name of the product that began them, or of the standard.
        for prefix in ["svix", "webhook"] {
            request = request
                .header(format!("{prefix}-id"), sms.id.as_str())
                .header(format!("{prefix}-timestamp"), timestamp_s.to_string())
                .header(format!("{prefix}-signature"), &signature);
        }
        match request.body(body).send().await {
            Ok(answer) => outcome(answer.status()),
            Err(error) => {
                tracing::warn!(error = %with_causes(&error.without_url()), id = %sms.id, "the SMS webhook did not answer");
                SendOutcome::Unavailable
            }
        }
    }
}

/// A receiver says "never" with 400, 410 or 422; everything else that is no success may be mended in time.
fn outcome(status: StatusCode) -> SendOutcome {
    match status {
        status if status.is_success() => SendOutcome::Accepted,
        StatusCode::BAD_REQUEST | StatusCode::GONE | StatusCode::UNPROCESSABLE_ENTITY => {
            SendOutcome::Refused
        }
        status => {
            tracing::warn!(
                status = status.as_u16(),
                "the SMS webhook did not take a text"
            );
            SendOutcome::Unavailable
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_whsec_and_24_bytes_of_base64() {
        assert!(WebhookSecret::parse(&format!("whsec_{}", STANDARD.encode([7; 24]))).is_ok());
        for text in [
            "",
            "whsec_",
            "whsec_!!",
            &format!("whsec_{}", STANDARD.encode([7; 23])),
            &STANDARD.encode([7; 24]),
        ] {
            assert!(WebhookSecret::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_signature_is_the_standards() {
        // The example of the webhook standard's own libraries.
        let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = secret.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
