//! Every setting there is, with its default and what it is for. The commented file is made of this table.

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name: `key`, or `section.key`.
    pub name: &'static str,
    /// Its default, as it stands in the file; empty if it has none.
    pub default: &'static str,
    /// An example, as it stands in the file, for a setting without a default.
    pub example: &'static str,
    /// What it is for, with unit and range.
    pub about: &'static str,
}

const fn key(
    name: &'static str,
    default: &'static str,
    example: &'static str,
    about: &'static str,
) -> Key {
    Key {
        name,
        default,
        example,
        about,
    }
}

/// Every setting, in the order of the file.
pub const KEYS: &[Key] = &[
    key(
        "listen",
        "\"127.0.0.1:4000\"",
        "",
        "Address and port to listen on. Port 0 takes a free one.",
    ),
    key(
        "database",
        "\"./strowger.db\"",
        "",
        "A SQLite file, made when it is missing, or \"memory:\" for a server that forgets.",
    ),
    key(
        "mode",
        "\"development\"",
        "",
        "\"development\": texts go to the inbox and test numbers work. \"production\": texts go to people.",
    ),
    key(
        "public_url",
        "",
        "\"https://auth.example.com\"",
        "Where browsers reach this server, with the path if a proxy of the app passes on what lies below one. Default: the address it listens on.",
    ),
    key(
        "secret_key",
        "",
        "\"sk_live_...\"",
        "What app servers show. Default: made at the first start and kept, encrypted, in the database.",
    ),
    key(
        "publishable_key",
        "",
        "\"pk_live_...\"",
        "What tells browsers where the server is. Default: made of public_url.",
    ),
    key(
        "master_key",
        "",
        "\"64 hexadecimal digits\"",
        "32 bytes from which all other secrets are derived; better in the environment than in a file. Production needs it. Default in development: a file beside the database, readable by its owner only.",
    ),
    key(
        "allow_remote",
        "false",
        "",
        "Whether development mode may listen on an address that other machines reach. It has no secrets worth keeping, and shows every code.",
    ),
    key(
        "trusted_proxies",
        "",
        "[\"10.0.0.0/8\"]",
        "Addresses and networks of the proxies in front: the last address in X-Forwarded-For that is none of them counts as the caller's. Default: none, X-Forwarded-For is ignored.",
    ),
    key(
        "sms.application_name",
        "\"Strowger\"",
        "",
        "The name of the app in texts and forms: 1 to 30 characters.",
    ),
    key(
        "sms.webhook_url",
        "",
        "\"https://example.com/sms\"",
        "Where texts go in production: each one is posted there as a signed sms.created event.",
    ),
    key(
        "sms.webhook_secret",
        "",
        "\"whsec_...\"",
        "What those events are signed with: whsec_ and base64 of 24 bytes or more.",
    ),
    key(
        "sms.allowed_countries",
        "",
        "[\"US\", \"CA\"]",
        "The only countries that get texts, as ISO 3166-1 alpha-2 codes. Production needs it. Default in development: all.",
    ),
    key(
        "sms.blocked_countries",
        "",
        "[\"XX\"]",
        "Countries that get no texts. Fixes what the Backend API could set otherwise.",
    ),
    key(
        "sms.landlines",
        "false",
        "",
        "Whether fixed lines get texts. Most cannot receive them.",
    ),
    key(
        "sms.voip",
        "false",
        "",
        "Whether internet telephony numbers get texts. They are not tied to a device.",
    ),
    key(
        "instance.test_mode",
        "",
        "true",
        "Whether test numbers (+1 XXX 555 0100 to 0199) take the code 424242. Fixes what the Backend API could set otherwise. Default: true in development, false in production.",
    ),
    key(
        "instance.allowed_origins",
        "",
        "[\"https://app.example.com\"]",
        "Origins of pages that may use the Frontend API, beyond the server's own: scheme, host and port. Fixes what the Backend API could set otherwise. In development every loopback origin may.",
    ),
    key(
        "instance.delete_self",
        "true",
        "",
        "Whether users may delete their own accounts.",
    ),
    key(
        "sign_up.mode",
        "\"public\"",
        "",
        "\"public\": anybody may sign up. \"restricted\": only the Backend API makes users. Fixes what the Backend API could set otherwise.",
    ),
    key(
        "sign_up.phone_number",
        "\"required\"",
        "",
        "\"required\" or \"optional\": who gives none gives a username and a password.",
    ),
    key(
        "sign_up.username",
        "\"off\"",
        "",
        "\"off\", \"optional\" or \"required\".",
    ),
    key(
        "sign_up.password",
        "\"optional\"",
        "",
        "\"off\", \"optional\" or \"required\"; off takes it away as a way to sign in too.",
    ),
    key(
        "sign_up.first_name",
        "\"optional\"",
        "",
        "\"off\", \"optional\" or \"required\".",
    ),
    key(
        "sign_up.last_name",
        "\"optional\"",
        "",
        "\"off\", \"optional\" or \"required\".",
    ),
    key(
        "sign_in.preferred_strategy",
        "\"otp\"",
        "",
        "\"otp\": forms send a code at once. \"password\": forms ask for the password first. Fixes what the Backend API could set otherwise.",
    ),
    key(
        "sign_in.second_factor",
        "true",
        "",
        "Whether users may add a second step, by text and backup codes, to their sign-ins.",
    ),
    key(
        "sign_in.enumeration_protection",
        "false",
        "",
        "Whether nobody may learn by signing in or up who has an account.",
    ),
    key(
        "session.multiple",
        "false",
        "",
        "Whether one browser or app may hold sessions of several users.",
    ),
    key(
        "session.lifetime_minutes",
        "10080",
        "",
        "How long a session lives, in minutes: 1 to 5256000, which is ten years.",
    ),
    key(
        "session.step_up_minutes",
        "10",
        "",
        "How long after proving their factors users may do what is sensitive without proving them again, in minutes: 0 to 1440; 0 never asks again.",
    ),
    key(
        "session.jwt_templates",
        "",
        "'{\"hasura\": {\"claims\": {\"role\": \"user\"}, \"lifetime\": 60}}'",
        "Templates of tokens for other services, as the text of a JSON object: name, claims, and lifetime in seconds.",
    ),
    key(
        "app.home_url",
        "",
        "\"https://app.example.com/\"",
        "Where the app begins. Default: the origin of public_url; in development the origin of the page that asks.",
    ),
    key(
        "app.sign_in_url",
        "",
        "\"https://app.example.com/sign-in\"",
        "The app's page to sign in. Default: sign-in below app.home_url.",
    ),
    key(
        "app.sign_up_url",
        "",
        "\"https://app.example.com/sign-up\"",
        "The app's page to sign up. Default: sign-up below app.home_url.",
    ),
    key(
        "app.user_profile_url",
        "",
        "\"https://app.example.com/user\"",
        "The app's page of the user's own account. Default: user below app.home_url.",
    ),
    key(
        "app.after_sign_in_url",
        "",
        "\"https://app.example.com/\"",
        "Where browsers go when they have signed in. Default: app.home_url.",
    ),
    key(
        "app.after_sign_up_url",
        "",
        "\"https://app.example.com/\"",
        "Where browsers go when they have signed up. Default: app.home_url.",
    ),
    key(
        "app.after_sign_out_url",
        "",
        "\"https://app.example.com/\"",
        "Where browsers go when they have signed out. Default: app.home_url.",
    ),
    key(
        "app.logo_url",
        "",
        "\"https://app.example.com/logo.png\"",
        "A picture above the forms.",
    ),
    key(
        "frontend.cookie_domain",
        "",
        "\"example.com\"",
        "The domain of the cookies that tell the app's own servers whether somebody is signed in: the host of public_url or a domain above it. Default: that host alone.",
    ),
    key(
        "frontend.cookie_same_site",
        "\"lax\"",
        "",
        "\"lax\", or \"none\" for pages on another site than this server, which takes https.",
    ),
    key(
        "components.scripts",
        "",
        "\"./node_modules\"",
        "Where the scripts of browser components are: a folder laid out as a node_modules, or the URL of a copy that browsers are sent to. Default: the nearest node_modules with @clerk/clerk-js in it, from the working directory upwards, or else https://cdn.jsdelivr.net/npm.",
    ),
    key(
        "limits.request_timeout_ms",
        "10000",
        "",
        "How long the head, and then the body, of a request may take to arrive, in milliseconds: 100 to 600000.",
    ),
    key(
        "limits.resend_pause_ms",
        "30000",
        "",
        "Pause before another code of an attempt may go to the number that the last one went to, in milliseconds: 0 to 600000.",
    ),
    key(
        "limits.sends_per_number",
        "20",
        "",
        "Texts to one number in 24 hours: 1 to 1000.",
    ),
    key(
        "limits.sends_per_client",
        "20",
        "",
        "Texts that one browser or app may cause in 24 hours: 1 to 100000.",
    ),
    key(
        "limits.sends_per_ip",
        "100",
        "",
        "Texts that one address may cause in 24 hours: 1 to 100000.",
    ),
    key(
        "limits.creates_per_ip",
        "5",
        "",
        "Sign-ins and sign-ups begun from one address in 10 seconds: 1 to 100000.",
    ),
    key(
        "limits.attempts_per_client",
        "3",
        "",
        "Codes and passwords tried by one browser or app in 10 seconds: 1 to 100000.",
    ),
    key(
        "limits.attempts_per_ip",
        "30",
        "",
        "Codes and passwords tried from one address in 10 seconds: 1 to 100000.",
    ),
    key(
        "log.level",
        "\"info\"",
        "",
        "\"error\", \"warn\", \"info\" (refusals too), \"debug\" (every request).",
    ),
    key("log.format", "\"text\"", "", "\"text\" or \"json\"."),
];
