//! The bodies with which users are made and changed.

use strowger_core::Refusal;
use strowger_core::record::Standing;
use strowger_core::user::{self, CreateUser, Edit, MetadataPatch, NewEmail, NewNumber, UpdateUser};
use strowger_types::wire::Metadata;

use crate::app::is_digest_of;
use crate::http::error::Failure;
use crate::http::field::{Field, Kind, TEXT_CHARS_MAX};
use crate::http::form::{Form, Given, Problem, What};
use crate::http::version::ApiVersion;
use strowger_core::policy::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};

/// Longest text of a password or a digest that is looked at, in characters.
const PASSWORD_TEXT_CHARS_MAX: usize = 1_024;

const TEXT: Kind = Kind::Text(TEXT_CHARS_MAX);
const STATUSES: Kind = Kind::ManyOf(&["verified", "reserved"]);
const NOT_SERVED: &str = "Taken and ignored: what it is for does not exist here.";

const EXTERNAL_ID: Field =
    Field::optional("external_id", TEXT, "The app's own id of the user, unique.");
const FIRST_NAME: Field = Field::optional("first_name", TEXT, "First name.");
const LAST_NAME: Field = Field::optional("last_name", TEXT, "Last name.");
const LOCALE: Field = Field::optional(
    "locale",
    Kind::Text(35),
    "Language and region, such as en-US.",
);
const USERNAME: Field = Field::optional("username", TEXT, "A unique name to sign in with.");
const PASSWORD: Field = Field::optional(
    "password",
    Kind::Text(PASSWORD_TEXT_CHARS_MAX),
    "The password.",
);
const PASSWORD_DIGEST: Field = Field::optional(
    "password_digest",
    Kind::Text(PASSWORD_TEXT_CHARS_MAX),
    "A password as another system hashed it.",
);
const PASSWORD_HASHER: Field = Field::optional(
    "password_hasher",
    Kind::OneOf(&["bcrypt", "argon2i", "argon2id"]),
    "What made the digest.",
);
const SKIP_PASSWORD_CHECKS: Field = Field::optional(
    "skip_password_checks",
    Kind::Bool,
    "Whether a short password will do.",
);
const DELETE_SELF: Field = Field::optional(
    "delete_self_enabled",
    Kind::Bool,
    "Whether the user may delete the account.",
);
const LEGAL_ACCEPTED_AT: Field = Field::optional(
    "legal_accepted_at",
    Kind::Time,
    "When the user accepted the legal terms.",
);
const CREATED_AT: Field = Field::optional(
    "created_at",
    Kind::Time,
    "When the user signed up, if not now.",
);
const PUBLIC_METADATA: Field = Field::optional(
    "public_metadata",
    Kind::Object,
    "Metadata that backend and frontend see and only the backend writes.",
);
const PRIVATE_METADATA: Field = Field::optional(
    "private_metadata",
    Kind::Object,
    "Metadata that only the backend sees.",
);
const UNSAFE_METADATA: Field = Field::optional(
    "unsafe_metadata",
    Kind::Object,
    "Metadata that backend and frontend see and write.",
);

/// The body that makes a user.
pub(super) static CREATE: &[Field] = &[
    EXTERNAL_ID,
    FIRST_NAME,
    LAST_NAME,
    LOCALE,
    Field::optional(
        "email_address",
        Kind::EmailAddresses,
        "Email addresses, the primary first.",
    ),
    Field::optional(
        "email_address_identification_status",
        STATUSES,
        "How far each address is proven.",
    ),
    Field::optional(
        "phone_number",
        Kind::PhoneNumbers,
        "Phone numbers, the primary first.",
    ),
    Field::optional(
        "phone_number_identification_status",
        STATUSES,
        "How far each number is proven.",
    ),
    USERNAME,
    PASSWORD,
    PASSWORD_DIGEST,
    PASSWORD_HASHER,
    SKIP_PASSWORD_CHECKS,
    Field::optional(
        "skip_password_requirement",
        Kind::Bool,
        "A password is never required here.",
    ),
    PUBLIC_METADATA,
    PRIVATE_METADATA,
    UNSAFE_METADATA,
    DELETE_SELF,
    LEGAL_ACCEPTED_AT,
    Field::optional(
        "skip_legal_checks",
        Kind::Bool,
        "Legal terms are never checked here.",
    ),
    Field::optional(
        "skip_user_requirement",
        Kind::Bool,
        "Whether a user without any identification is wanted.",
    ),
    CREATED_AT,
    Field::optional("banned", Kind::Bool, "Whether the user starts banned."),
    Field::optional("locked", Kind::Bool, "Whether the user starts locked."),
    Field::optional("create_organization_enabled", Kind::Bool, NOT_SERVED),
    Field::optional(
        "create_organizations_limit",
        Kind::Integer(0, i64::MAX),
        NOT_SERVED,
    ),
    Field::optional("bypass_client_trust", Kind::Bool, NOT_SERVED),
];

/// The body that changes a user.
pub(super) static UPDATE: &[Field] = &[
    EXTERNAL_ID,
    FIRST_NAME,
    LAST_NAME,
    LOCALE,
    Field::optional(
        "primary_email_address_id",
        TEXT,
        "The new primary email address: verified, and the user's.",
    ),
    Field::optional(
        "notify_primary_email_address_changed",
        Kind::Bool,
        NOT_SERVED,
    ),
    Field::optional(
        "primary_phone_number_id",
        TEXT,
        "The new primary number: verified, and the user's.",
    ),
    USERNAME,
    PASSWORD,
    PASSWORD_DIGEST,
    PASSWORD_HASHER,
    SKIP_PASSWORD_CHECKS,
    Field::optional(
        "sign_out_of_other_sessions",
        Kind::Bool,
        "Whether a new password ends the user's sessions.",
    ),
    PUBLIC_METADATA,
    PRIVATE_METADATA,
    UNSAFE_METADATA,
    DELETE_SELF,
    LEGAL_ACCEPTED_AT,
    Field::optional(
        "skip_legal_checks",
        Kind::Bool,
        "Legal terms are never checked here.",
    ),
    CREATED_AT,
    Field::optional("create_organization_enabled", Kind::Bool, NOT_SERVED),
    Field::optional(
        "create_organizations_limit",
        Kind::Integer(0, i64::MAX),
        NOT_SERVED,
    ),
    Field::optional("bypass_client_trust", Kind::Bool, NOT_SERVED),
];

/// The body that merges or replaces metadata.
pub(super) static METADATA: &[Field] = &[PUBLIC_METADATA, PRIVATE_METADATA, UNSAFE_METADATA];

/// The body that tries a password.
pub(super) static VERIFY_PASSWORD: &[Field] = &[Field::required(
    "password",
    Kind::Text(PASSWORD_TEXT_CHARS_MAX),
    "The password to try.",
)];

/// A new password: a digest made elsewhere, or a text that still has to be hashed.
pub(super) enum NewPassword {
    None,
    Digest(String),
    Text(String),
}

/// What went wrong in a form that fits its fields.
#[derive(Default)]
struct Wrongs {
    problems: Vec<Problem>,
    refusals: Vec<Refusal>,
}

impl Wrongs {
    fn problem(&mut self, param: &str, what: What) {
        self.problems.push(Problem::new(param, what));
    }

    fn done<T>(self, value: T) -> Result<T, Failure> {
        match (self.problems.is_empty(), self.refusals.is_empty()) {
            (true, true) => Ok(value),
            (true, false) => Err(Failure::Refused(self.refusals)),
            (false, _) => Err(Failure::Form(self.problems)),
        }
    }
}

/// Reads the body that makes a user. The password comes apart: hashing it is slow.
pub(super) fn read_create(form: &Form) -> Result<(CreateUser, NewPassword), Failure> {
    let mut wrongs = Wrongs::default();
    let password = read_password(form, &mut wrongs);
    let command = CreateUser {
        numbers: read_numbers(form, &mut wrongs),
        emails: read_emails(form, &mut wrongs),
        username: form
            .text("username")
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
        password_digest: None,
        signs_in: false,
        first_name: non_empty(form, "first_name"),
        last_name: non_empty(form, "last_name"),
        locale: non_empty(form, "locale"),
        external_id: non_empty(form, "external_id"),
        public_metadata: read_metadata(form, "public_metadata", &mut wrongs),
        private_metadata: read_metadata(form, "private_metadata", &mut wrongs),
        unsafe_metadata: read_metadata(form, "unsafe_metadata", &mut wrongs),
        delete_self_enabled: form.bool("delete_self_enabled"),
        legal_accepted_at: form.time("legal_accepted_at"),
        created_at: form.time("created_at"),
        banned: form.bool("banned").unwrap_or(false),
        locked: form.bool("locked").unwrap_or(false),
        without_identification: form.bool("skip_user_requirement").unwrap_or(false),
    };
    if let Some(username) = &command.username
        && let Err(refusal) = user::check_username(username)
    {
        wrongs.refusals.push(refusal);
    }
    wrongs.done((command, password))
}

/// Reads the body that changes a user.
pub(super) fn read_update(
    form: &Form,
    version: ApiVersion,
) -> Result<(UpdateUser, NewPassword), Failure> {
    let mut wrongs = Wrongs::default();
    for kind in ["public_metadata", "private_metadata", "unsafe_metadata"] {
        if version >= ApiVersion::METADATA_APART && form.has(kind) {
            wrongs.problem(
                kind,
                What::Deprecated("Use the metadata endpoints of the user instead."),
            );
        }
    }
    let password = read_password(form, &mut wrongs);
    let username = edit(form.given_text("username"));
    if let Edit::Set(username) = &username
        && let Err(refusal) = user::check_username(username)
    {
        wrongs.refusals.push(refusal);
    }
    let legal_accepted_at = match (
        form.has("legal_accepted_at"),
        form.time("legal_accepted_at"),
    ) {
        (_, Some(time)) => Edit::Set(time),
        (true, None) => Edit::Clear,
        (false, None) => Edit::Keep,
    };
    let command = UpdateUser {
        first_name: edit(form.given_text("first_name")),
        last_name: edit(form.given_text("last_name")),
        locale: edit(form.given_text("locale")),
        external_id: edit(form.given_text("external_id")),
        username,
        primary_number: form.text("primary_phone_number_id").map(str::to_owned),
        primary_email: form.text("primary_email_address_id").map(str::to_owned),
        password_digest: None,
        sign_out: form.bool("sign_out_of_other_sessions").unwrap_or(false),
        delete_self_enabled: form.bool("delete_self_enabled"),
        legal_accepted_at,
        created_at: form.time("created_at"),
        metadata: read_patch(form),
    };
    wrongs.done((command, password))
}

/// Reads the body that merges or replaces metadata.
pub(super) fn read_patch(form: &Form) -> MetadataPatch {
    MetadataPatch {
        public: form.object("public_metadata"),
        private: form.object("private_metadata"),
        unsafe_: form.object("unsafe_metadata"),
    }
}

fn read_password(form: &Form, wrongs: &mut Wrongs) -> NewPassword {
    let is_checked = !form.bool("skip_password_checks").unwrap_or(false);
    match (
        form.text("password"),
        form.text("password_digest"),
        form.text("password_hasher"),
    ) {
        (Some(_), Some(_), _) => {
            wrongs.problem("password_digest", What::Disallowed("password"));
            NewPassword::None
        }
        (Some(password), None, _) => {
            let chars = password.chars().count();
            if chars > PASSWORD_CHARS_MAX {
                wrongs.problem("password", What::PasswordTooLong(PASSWORD_CHARS_MAX));
            } else if chars == 0 || (is_checked && chars < PASSWORD_CHARS_MIN) {
                wrongs.problem("password", What::PasswordTooShort(PASSWORD_CHARS_MIN));
            }
            NewPassword::Text(password.to_owned())
        }
        (None, Some(digest), Some(hasher)) => {
            if !is_digest_of(hasher, digest) {
                wrongs.problem("password_digest", What::PasswordDigest);
            }
            NewPassword::Digest(digest.to_owned())
        }
        (None, Some(_), None) => {
            wrongs.problem("password_hasher", What::Missing);
            NewPassword::None
        }
        (None, None, _) => NewPassword::None,
    }
}

fn read_numbers(form: &Form, wrongs: &mut Wrongs) -> Vec<NewNumber> {
    let numbers = form.phone_numbers("phone_number");
    let standings = read_standings(
        form,
        "phone_number_identification_status",
        "phone_number",
        numbers.len(),
        wrongs,
    );
    let new = |(phone_number, standing)| NewNumber {
        phone_number,
        standing,
    };
    numbers.into_iter().zip(standings).map(new).collect()
}

fn read_emails(form: &Form, wrongs: &mut Wrongs) -> Vec<NewEmail> {
    let addresses = form.email_addresses("email_address");
    let standings = read_standings(
        form,
        "email_address_identification_status",
        "email_address",
        addresses.len(),
        wrongs,
    );
    let new = |(address, standing)| NewEmail { address, standing };
    addresses.into_iter().zip(standings).map(new).collect()
}

/// The standings that run parallel to a list; without any, all of it is verified.
fn read_standings(
    form: &Form,
    param: &'static str,
    list: &'static str,
    count: usize,
    wrongs: &mut Wrongs,
) -> Vec<Standing> {
    let words = form.texts(param).unwrap_or_default();
    if words.is_empty() {
        return vec![Standing::VerifiedByAdmin; count];
    }
    if words.len() != count {
        wrongs.problem(param, What::Mismatch(list));
    }
    let standing = |word: &String| {
        if word == "reserved" {
            Standing::Reserved
        } else {
            Standing::VerifiedByAdmin
        }
    };
    words.iter().map(standing).collect()
}

fn read_metadata(form: &Form, param: &'static str, wrongs: &mut Wrongs) -> Metadata {
    let map = form.object(param).unwrap_or_default();
    user::metadata_from_map(&map, param).unwrap_or_else(|refusal| {
        wrongs.refusals.push(refusal);
        Metadata::default()
    })
}

fn non_empty(form: &Form, name: &str) -> Option<String> {
    form.text(name)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn edit<T>(given: Given<T>) -> Edit<T> {
    match given {
        Given::Absent => Edit::Keep,
        Given::Null => Edit::Clear,
        Given::Value(value) => Edit::Set(value),
    }
}
