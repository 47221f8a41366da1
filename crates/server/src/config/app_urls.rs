//! Where the pages of the app are.

use super::{ConfigError, Sources};

/// Longest URL of a page, in bytes: what browsers and proxies are sure to take.
const URL_BYTES_MAX: usize = 2_048;

/// The pages of the app, as far as they were given.
#[derive(Clone, Debug, Default)]
pub(crate) struct AppConfig {
    pub(crate) home: Option<String>,
    pub(crate) sign_in: Option<String>,
    pub(crate) sign_up: Option<String>,
    pub(crate) user_profile: Option<String>,
    pub(crate) after_sign_in: Option<String>,
    pub(crate) after_sign_up: Option<String>,
    pub(crate) after_sign_out: Option<String>,
    pub(crate) logo: Option<String>,
}

/// The pages of the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AppUrls {
    /// Where it begins.
    pub(crate) home: String,
    /// Where people sign in.
    pub(crate) sign_in: String,
    /// Where people sign up.
    pub(crate) sign_up: String,
    /// Where people see to their accounts.
    pub(crate) user_profile: String,
    /// Where browsers go when they have signed in.
    pub(crate) after_sign_in: String,
    /// Where browsers go when they have signed up.
    pub(crate) after_sign_up: String,
    /// Where browsers go when they have signed out.
    pub(crate) after_sign_out: String,
    /// A picture above the forms.
    pub(crate) logo: Option<String>,
}

impl AppConfig {
    /// Every page: what was not given lies below the app's home, and that is this origin if it was not given either.
    pub(crate) fn urls(&self, origin: &str) -> AppUrls {
        let given = |url: &Option<String>, otherwise: &dyn Fn() -> String| {
            url.clone().unwrap_or_else(otherwise)
        };
        let home = given(&self.home, &|| format!("{origin}/"));
        let below = |path: &str| {
            let end = home.find(['?', '#']).unwrap_or(home.len());
            format!("{}/{path}", home[..end].trim_end_matches('/'))
        };
        AppUrls {
            sign_in: given(&self.sign_in, &|| below("sign-in")),
            sign_up: given(&self.sign_up, &|| below("sign-up")),
            user_profile: given(&self.user_profile, &|| below("user")),
            after_sign_in: given(&self.after_sign_in, &|| home.clone()),
            after_sign_up: given(&self.after_sign_up, &|| home.clone()),
            after_sign_out: given(&self.after_sign_out, &|| home.clone()),
            logo: self.logo.clone(),
            home,
        }
    }
}

impl Sources {
    pub(super) fn app(&self) -> Result<AppConfig, ConfigError> {
        Ok(AppConfig {
            home: self.page("app.home_url")?,
            sign_in: self.page("app.sign_in_url")?,
            sign_up: self.page("app.sign_up_url")?,
            user_profile: self.page("app.user_profile_url")?,
            after_sign_in: self.page("app.after_sign_in_url")?,
            after_sign_up: self.page("app.after_sign_up_url")?,
            after_sign_out: self.page("app.after_sign_out_url")?,
            logo: self.page("app.logo_url")?,
        })
    }

    fn page(&self, key: &str) -> Result<Option<String>, ConfigError> {
        self.parsed(
            key,
            "an http or https URL of at most 2048 bytes, such as https://app.example.com/",
            |text| is_page(text).then(|| text.to_owned()),
        )
    }
}

/// Browsers are sent there, so that nothing but a page will do: a `javascript:` would run.
fn is_page(text: &str) -> bool {
    let after_scheme = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    text.len() <= URL_BYTES_MAX
        && after_scheme.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#']))
        && !text.contains(|char: char| char.is_whitespace() || char.is_control())
}
