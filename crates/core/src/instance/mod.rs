//! Rules about what the Backend API may set.

use crate::commit::{Guard, Write};
use crate::number;
use crate::policy::{Environment, Preferred};
use crate::record::Settings;
use crate::user::Edit;
use crate::{Ctx, Decision, Refusal};

/// Settings that flag, environment or configuration file fix, so that the API may not change them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pinned {
    /// Test mode is fixed.
    pub test_mode: bool,
    /// Blocked countries are fixed.
    pub blocked_countries: bool,
    /// Allowed origins are fixed.
    pub allowed_origins: bool,
    /// Who may sign up is fixed.
    pub sign_up: bool,
    /// The preferred first factor is fixed.
    pub preferred: bool,
}

/// Changes to the settings; `None` changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateInstance {
    /// Whether test numbers take the fixed code.
    pub test_mode: Option<bool>,
    /// Countries that get no texts: ISO 3166-1 alpha-2 codes. Codes that no phone number can have are dropped.
    pub blocked_countries: Option<Vec<String>>,
    /// Origins allowed beyond the server's own.
    pub allowed_origins: Option<Vec<String>>,
    /// Who may sign up.
    pub sign_up: Option<OpenSignUp>,
    /// Which first factor is offered first where passwords are required.
    pub preferred: Edit<Preferred>,
}

/// Who may sign up: everybody or nobody. Several operations say so, each by a parameter of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenSignUp {
    /// Whether it is everybody.
    pub is_open: bool,
    /// The parameter that says so.
    pub param: &'static str,
}

/// Changes the settings. In production nobody can switch test mode on from outside: its code is known to all.
pub fn update(
    before: &Settings,
    command: UpdateInstance,
    pinned: Pinned,
    ctx: &mut Ctx<'_>,
) -> Decision<Settings> {
    let mut refusals = Vec::new();
    let mut after = before.clone();
    if let Some(test_mode) = command.test_mode {
        let in_production = ctx.policy.environment == Environment::Production;
        if pinned.test_mode {
            refusals.push(Refusal::SettingPinned { param: "test_mode" });
        } else if test_mode && in_production {
            refusals.push(Refusal::NotInProduction);
        }
        after.test_mode = Some(test_mode);
    }
    if let Some(mut countries) = command.blocked_countries {
        if pinned.blocked_countries {
            refusals.push(Refusal::SettingPinned {
                param: "blocked_country_codes",
            });
        }
        countries.retain(|alpha2| number::is_phone_country(alpha2));
        countries.sort();
        countries.dedup();
        after.blocked_countries = Some(countries);
    }
    if let Some(origins) = command.allowed_origins {
        if pinned.allowed_origins {
            refusals.push(Refusal::SettingPinned {
                param: "allowed_origins",
            });
        }
        after.allowed_origins = Some(origins);
    }
    if let Some(OpenSignUp { is_open, param }) = command.sign_up {
        if pinned.sign_up {
            refusals.push(Refusal::SettingPinned { param });
        }
        after.sign_up_is_open = Some(is_open);
    }
    if command.preferred != Edit::Keep {
        if pinned.preferred {
            refusals.push(Refusal::SettingPinned {
                param: "preferred_sign_in_strategy_when_password_required",
            });
        }
        command.preferred.apply(&mut after.preferred);
    }
    if !refusals.is_empty() {
        return Decision::refuse_all(refusals);
    }
    if after == *before {
        return Decision::reply(after);
    }
    after.version = before.version + 1;
    Decision::reply(after.clone())
        .guard(Guard::SettingsVersion {
            version: before.version,
        })
        .write(Write::PutSettings(after))
}
