//! Every setting there is, with its default and what it is for. The commented file is made of this table.

use std::fmt::Write as _;

use super::env_name;

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
        "Where browsers reach this server. Default: the address it listens on.",
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
        "sms.application_name",
        "\"Strowger\"",
        "",
        "The name of the app in texts: 1 to 30 characters.",
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
        "Origins allowed beyond the server's own. Fixes what the Backend API could set otherwise.",
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
        "Pause before another code may go to the same phone number of a user, in milliseconds: 0 to 600000.",
    ),
    key(
        "limits.sends_per_number",
        "20",
        "",
        "Texts to one number in 24 hours: 1 to 1000.",
    ),
    key(
        "log.level",
        "\"info\"",
        "",
        "\"error\", \"warn\", \"info\" (refusals too), \"debug\" (every request).",
    ),
    key("log.format", "\"text\"", "", "\"text\" or \"json\"."),
];

/// A configuration file with every setting, its default and what it is for, all commented out.
pub fn example_file() -> String {
    let mut text = String::from(
        "# Settings of Strowger. Each can be given here, or in the environment under the name in brackets, which wins.\n\
         # What is commented out shows the default, or an example where there is none.\n",
    );
    let mut section = "";
    for key in KEYS {
        let (its_section, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if its_section != section {
            section = its_section;
            writeln!(text, "\n[{section}]").expect("a text takes all");
        }
        let value = if key.default.is_empty() {
            key.example
        } else {
            key.default
        };
        writeln!(
            text,
            "
# {} [{}]
# {name} = {value}",
            key.about,
            env_name(key.name)
        )
        .expect("a text takes all");
    }
    text
}
