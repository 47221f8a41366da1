//! What browsers meet: origins, cookies, the proxies in front, scripts of components, and tokens of the app's own making.

use strowger_core::session::template::Templates;

use super::{Config, ConfigError, Sources};
use crate::components::Scripts;
use crate::frontend_config::{SameSite, split_path};
use crate::http::frontend::Origin;
use crate::network::Network;

/// Longest domain, in bytes (RFC 1035).
const DOMAIN_BYTES_MAX: usize = 253;

impl Sources {
    pub(super) fn allowed_origins(&self) -> Result<Option<Vec<String>>, ConfigError> {
        self.items(
            "instance.allowed_origins",
            "origins: scheme, host and port without a path, such as https://app.example.com",
            |text| Origin::parse(text.trim_end_matches('/')).map(|_| text.to_owned()),
        )
    }

    pub(super) fn trusted_proxies(&self) -> Result<Vec<Network>, ConfigError> {
        let wanted =
            "addresses and networks without bits behind their prefix, such as 10.0.0.0/8,127.0.0.1";
        let given = self.items("trusted_proxies", wanted, Network::parse)?;
        Ok(given.unwrap_or_default())
    }

    pub(super) fn cookie_domain(&self) -> Result<Option<String>, ConfigError> {
        let wanted = "a domain with a dot, such as example.com";
        self.parsed("frontend.cookie_domain", wanted, |text| {
            let domain = text.trim_start_matches('.').to_ascii_lowercase();
            is_domain(&domain).then_some(domain)
        })
    }

    pub(super) fn cookie_same_site(&self) -> Result<SameSite, ConfigError> {
        let choices = [("lax", SameSite::Lax), ("none", SameSite::None)];
        let given = self.choice("frontend.cookie_same_site", &choices)?;
        Ok(given.unwrap_or(SameSite::Lax))
    }

    pub(super) fn scripts(&self) -> Result<Scripts, ConfigError> {
        let wanted = "a folder that exists, such as ./node_modules, or the URL of a copy, such as https://cdn.jsdelivr.net/npm";
        let given = self.parsed("components.scripts", wanted, Scripts::parse)?;
        Ok(given.unwrap_or_default())
    }

    pub(super) fn templates(&self) -> Result<Templates, ConfigError> {
        let Some(given) = self.get("session.jwt_templates") else {
            return Ok(Templates::default());
        };
        Templates::parse(&given.text).map_err(|source| ConfigError::Templates {
            place: given.place.clone(),
            source,
        })
    }

    /// What browsers would silently not keep.
    pub(super) fn check_cookies(&self, config: &Config) -> Result<(), ConfigError> {
        if config.cookie_same_site == SameSite::None && !config.public_url.starts_with("https://") {
            return Err(self.refusal(
                "frontend.cookie_same_site",
                "lax unless public_url is https: browsers drop SameSite=None cookies without Secure",
            ));
        }
        if let Some(domain) = &config.cookie_domain {
            let host = host_of(&config.public_url);
            let is_above = host == *domain || host.ends_with(&format!(".{domain}"));
            if !is_above {
                return Err(self.refusal(
                    "frontend.cookie_domain",
                    "the host of public_url or a domain above it: browsers drop cookies for others",
                ));
            }
        }
        Ok(())
    }
}

/// Whether cookies can be for the domain: labels of a name, and no address.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || char == '-')
    };
    text.len() <= DOMAIN_BYTES_MAX
        && text.contains('.')
        && text.split('.').all(is_label)
        && !text.ends_with(|char: char| char.is_ascii_digit())
}

/// The host of a URL without a path, in lower case and without its port.
fn host_of(url: &str) -> String {
    let origin = split_path(url).0;
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name.to_ascii_lowercase()
}
