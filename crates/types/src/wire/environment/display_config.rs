use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::tag;

tag! {
    /// The tag of [`DisplayConfig`].
    DisplayConfigTag "display_config";
}

/// Names, addresses and looks. An address of something that does not exist here is an empty text where it cannot be null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DisplayConfig {
    /// `display_config`.
    pub object: DisplayConfigTag,
    /// Its id: `display_config_` and the body of the instance's id.
    pub id: String,
    /// `development` or `production`.
    pub instance_environment_type: String,
    /// The name of the app, as texts have it.
    pub application_name: String,
    /// Always empty: the app brings its own looks.
    pub theme: BTreeMap<String, Value>,
    /// `otp`: a code is sent at once; `password`: the password is asked for first.
    pub preferred_sign_in_strategy: String,
    /// A picture above the forms.
    #[serde(default)]
    pub logo_image_url: Option<String>,
    /// Always null.
    #[serde(default)]
    pub favicon_image_url: Option<String>,
    /// Where the app begins.
    pub home_url: String,
    /// The app's page to sign in.
    pub sign_in_url: String,
    /// The app's page to sign up.
    pub sign_up_url: String,
    /// The app's page of the user's own account.
    pub user_profile_url: String,
    /// Always empty.
    pub waitlist_url: String,
    /// Always empty.
    pub oauth_consent_url: String,
    /// Where a browser goes when it has signed in.
    pub after_sign_in_url: String,
    /// Where a browser goes when it has signed up.
    pub after_sign_up_url: String,
    /// Where a browser goes that has signed out of one of several sessions.
    pub after_sign_out_one_url: String,
    /// Where a browser goes that has signed out.
    pub after_sign_out_all_url: String,
    /// Where a browser goes that has changed to another of its sessions.
    pub after_switch_session_url: String,
    /// Always empty.
    pub after_join_waitlist_url: String,
    /// Always empty.
    pub organization_profile_url: String,
    /// Always empty.
    pub create_organization_url: String,
    /// Always empty.
    pub after_leave_organization_url: String,
    /// Always empty.
    pub after_create_organization_url: String,
    /// Where the picture above the forms leads.
    pub logo_link_url: String,
    /// Always null.
    pub support_email: Option<String>,
    /// Whether the forms name who made them. Always false.
    pub branded: bool,
    /// Always false.
    pub experimental_force_oauth_first: bool,
    /// The generation of the browser library that this server was tried with.
    pub clerk_js_version: Option<String>,
    /// Whether the forms say that this is development.
    pub show_devmode_warning: bool,
    /// Always null.
    pub google_one_tap_client_id: Option<String>,
    /// Always null.
    pub help_url: Option<String>,
    /// Always null.
    pub privacy_policy_url: Option<String>,
    /// Always null.
    pub terms_url: Option<String>,
    /// The same as `logo_image_url`, for older clients.
    pub logo_url: Option<String>,
    /// Always null.
    pub favicon_url: Option<String>,
    /// Always null.
    pub logo_image: Option<BTreeMap<String, Value>>,
    /// Always null.
    pub favicon_image: Option<BTreeMap<String, Value>>,
    /// Always null: there is no captcha.
    pub captcha_public_key: Option<String>,
    /// Always null.
    pub captcha_widget_type: Option<String>,
    /// Always null.
    pub captcha_public_key_invisible: Option<String>,
    /// Always null.
    pub captcha_provider: Option<String>,
    /// Always empty.
    pub captcha_oauth_bypass: Vec<String>,
    /// Always false.
    #[serde(default)]
    pub captcha_heartbeat: Option<bool>,
}
