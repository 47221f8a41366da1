use strowger_types::wire::Metadata;
use strowger_types::{EmailAddressId, PhoneNumber, PhoneNumberId, Timestamp, UserId};

use super::{NUMBERS_PER_USER_MAX, change};
use crate::record::{Email, Number, Password, SecondFactor, Standing, User};
use crate::{Ctx, Decision, Refusal};

/// A user to make.
#[derive(Clone, Debug, Default)]
pub struct CreateUser {
    /// Phone numbers, the primary first.
    pub numbers: Vec<NewNumber>,
    /// Email addresses in lower case, the primary first.
    pub emails: Vec<NewEmail>,
    /// The username, checked.
    pub username: Option<String>,
    /// The password's digest.
    pub password_digest: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Language and region.
    pub locale: Option<String>,
    /// The app's own id.
    pub external_id: Option<String>,
    /// Metadata that backend and frontend see and only the backend writes.
    pub public_metadata: Metadata,
    /// Metadata that only the backend sees.
    pub private_metadata: Metadata,
    /// Metadata that backend and frontend see and write.
    pub unsafe_metadata: Metadata,
    /// Whether the user may delete the account.
    pub delete_self_enabled: Option<bool>,
    /// When the user accepted the legal terms.
    pub legal_accepted_at: Option<Timestamp>,
    /// When the user signed up, if not now.
    pub created_at: Option<Timestamp>,
    /// Whether the user starts banned.
    pub banned: bool,
    /// Whether the user starts locked.
    pub locked: bool,
    /// Whether the user signs in by being made.
    pub signs_in: bool,
    /// Whether a user without any identification is wanted.
    pub without_identification: bool,
}

/// A phone number of a user to make.
#[derive(Clone, Debug)]
pub struct NewNumber {
    /// The number.
    pub phone_number: PhoneNumber,
    /// How far it is proven.
    pub standing: Standing,
}

/// An email address of a user to make.
#[derive(Clone, Debug)]
pub struct NewEmail {
    /// The address, in lower case.
    pub address: String,
    /// How far it is proven.
    pub standing: Standing,
}

/// Who has, already, what the user to make would have. Lists run parallel to the command's.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    /// Holders of the phone numbers.
    pub numbers: Vec<Option<UserId>>,
    /// Holders of the email addresses.
    pub emails: Vec<Option<UserId>>,
    /// Who has the username.
    pub username: Option<UserId>,
    /// Who has the external id.
    pub external_id: Option<UserId>,
}

/// Makes a user.
pub fn create(command: CreateUser, holders: &Holders, ctx: &mut Ctx<'_>) -> Decision<User> {
    let refusals = problems(&command, holders);
    if !refusals.is_empty() {
        return Decision::refuse_all(refusals);
    }
    let now = ctx.now;
    let id = UserId::new(now.as_ms(), ctx.id_entropy());
    let numbers = make_numbers(&command, &id, ctx);
    let emails = make_emails(&command, &id, ctx);
    let user = User {
        version: 1,
        username: command.username,
        first_name: command.first_name,
        last_name: command.last_name,
        locale: command.locale,
        external_id: command.external_id,
        password: command.password_digest.map(|digest| Password {
            digest,
            set_at: now,
        }),
        public_metadata: command.public_metadata,
        private_metadata: command.private_metadata,
        unsafe_metadata: command.unsafe_metadata,
        primary_number: numbers.first().map(|number| number.id.clone()),
        numbers,
        primary_email: emails.first().map(|email| email.id.clone()),
        emails,
        banned: command.banned,
        locked: command.locked,
        failures: 0,
        stranger_failures: 0,
        unlocked_at: None,
        backup_codes: None,
        delete_self_enabled: command.delete_self_enabled.unwrap_or(true),
        mfa_enabled_at: None,
        mfa_disabled_at: None,
        last_sign_in_at: command.signs_in.then_some(now),
        last_active_at: command.signs_in.then_some(now),
        legal_accepted_at: command.legal_accepted_at,
        created_at: command.created_at.unwrap_or(now),
        updated_at: now,
        id,
    };
    let (user, commit) = change(None, user, ctx);
    Decision::reply(user).and(commit)
}

fn problems(command: &CreateUser, holders: &Holders) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let is_identified =
        !command.numbers.is_empty() || !command.emails.is_empty() || command.username.is_some();
    if !is_identified && !command.without_identification {
        refusals.push(Refusal::NoIdentification);
    }
    if command.numbers.len() > NUMBERS_PER_USER_MAX {
        refusals.push(Refusal::TooManyNumbers);
    }
    let is_repeated = |place: usize, number: &NewNumber| {
        command.numbers[..place]
            .iter()
            .any(|earlier| earlier.phone_number == number.phone_number)
    };
    let taken_number = command
        .numbers
        .iter()
        .enumerate()
        .any(|(place, number)| holders.numbers[place].is_some() || is_repeated(place, number));
    if taken_number {
        refusals.push(Refusal::IdentifierTaken {
            param: "phone_number",
        });
    }
    let taken_email = command.emails.iter().enumerate().any(|(place, email)| {
        holders.emails[place].is_some()
            || command.emails[..place]
                .iter()
                .any(|earlier| earlier.address == email.address)
    });
    if taken_email {
        refusals.push(Refusal::IdentifierTaken {
            param: "email_address",
        });
    }
    if holders.username.is_some() {
        refusals.push(Refusal::IdentifierTaken { param: "username" });
    }
    if holders.external_id.is_some() {
        refusals.push(Refusal::ExternalIdTaken);
    }
    refusals
}

fn make_numbers(command: &CreateUser, user_id: &UserId, ctx: &mut Ctx<'_>) -> Vec<Number> {
    // Ids of one moment differ by chance alone; sorted, they keep the order in which the numbers were given.
    let mut ids: Vec<_> = command
        .numbers
        .iter()
        .map(|_| PhoneNumberId::new(ctx.now.as_ms(), ctx.id_entropy()))
        .collect();
    ids.sort();
    let made = command.numbers.iter().zip(ids);
    made.map(|(new, id)| Number {
        id,
        user_id: user_id.clone(),
        phone_number: new.phone_number.clone(),
        standing: new.standing,
        sent: None,
        second_factor: SecondFactor::Off,
        created_at: ctx.now,
        updated_at: ctx.now,
    })
    .collect()
}

fn make_emails(command: &CreateUser, user_id: &UserId, ctx: &mut Ctx<'_>) -> Vec<Email> {
    let mut ids: Vec<_> = command
        .emails
        .iter()
        .map(|_| EmailAddressId::new(ctx.now.as_ms(), ctx.id_entropy()))
        .collect();
    ids.sort();
    let made = command.emails.iter().zip(ids);
    made.map(|(new, id)| Email {
        id,
        user_id: user_id.clone(),
        address: new.address.clone(),
        standing: new.standing,
        created_at: ctx.now,
        updated_at: ctx.now,
    })
    .collect()
}
