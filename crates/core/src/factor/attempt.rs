use crate::client::{count_wrong, is_spent};
use crate::commit::Commit;
use crate::limit::Counted;
use crate::record::{Client, Factor, Number, Purpose, Standing, Strategy, User, Verification};
use crate::user::PasswordCheck;
use crate::verification::{Code, Judged, judge, waiting};
use crate::{Ctx, Refusal};

use super::Offer;

/// What somebody shows for a factor.
#[derive(Clone, Debug)]
pub enum Proof {
    /// A code that came by text.
    PhoneCode(Code),
    /// How the password compared.
    Password(PasswordCheck),
    /// A backup code.
    BackupCode(Code),
}

/// Everything that a try at a factor is judged by. The records are changed in place; their changes are committed whatever the outcome.
pub(crate) struct Scene<'a> {
    /// Whose account it is; `None`: nobody's.
    pub(crate) user: Option<&'a mut User>,
    /// The client that tries.
    pub(crate) client: &'a mut Client,
    /// What a code is to prove.
    pub(crate) purpose: Purpose,
    /// What may be used.
    pub(crate) offers: &'a [Offer],
    /// The factor as it was begun.
    pub(crate) factor: Option<&'a Factor>,
    /// The verification that the factor names.
    pub(crate) verification: Option<&'a Verification>,
    /// The budget that stands in for the account's, where the account is nobody's.
    pub(crate) pretended: Option<&'a Counted>,
}

/// What a try came to. The factor is as it is after it.
pub(crate) struct Proven {
    /// The factor after the try.
    pub(crate) factor: Option<Factor>,
    /// What counts the try besides the records.
    pub(crate) commit: Commit,
    /// Why it was no success; `None`: it was one.
    pub(crate) refusal: Option<Refusal>,
}

impl Proven {
    fn refused(factor: Option<&Factor>, refusal: Refusal) -> Self {
        Self {
            factor: factor.cloned(),
            commit: Commit::default(),
            refusal: Some(refusal),
        }
    }
}

/// Judges a try. A wrong one is counted at the client and at the account in the commit that refuses it.
pub(crate) fn attempt(mut scene: Scene<'_>, proof: &Proof, ctx: &mut Ctx<'_>) -> Proven {
    let is_spent = match scene.user.as_deref() {
        Some(user) => is_spent(user, Some(scene.client)),
        None => scene
            .pretended
            .is_some_and(|counted| counted.wait_ms(ctx.now).is_some()),
    };
    if is_spent {
        return Proven::refused(scene.factor, Refusal::Locked);
    }
    let tried = match proof {
        Proof::PhoneCode(code) => try_code(&mut scene, code, ctx),
        Proof::Password(check) => try_password(&scene, *check),
        Proof::BackupCode(code) => try_backup_code(&mut scene, code, ctx),
    };
    let mut proven = tried.unwrap_or_else(|refusal| Proven::refused(scene.factor, refusal));
    let is_wrong = matches!(
        proven.refusal,
        Some(Refusal::CodeIncorrect | Refusal::PasswordIncorrect)
    );
    if is_wrong {
        match (scene.user, scene.pretended) {
            (Some(user), _) => count_wrong(user, Some(scene.client), ctx),
            (None, Some(counted)) => {
                let counting = counted.count(ctx.now);
                proven.commit.guards.extend(counting.guards);
                proven.commit.writes.extend(counting.writes);
            }
            (None, None) => {}
        }
    }
    proven
}

fn try_code(scene: &mut Scene<'_>, code: &Code, ctx: &mut Ctx<'_>) -> Result<Proven, Refusal> {
    let sent = scene
        .factor
        .filter(|factor| factor.strategy == Strategy::PhoneCode)
        .ok_or(Refusal::CodeNotSent)?;
    let verification = waiting(sent.sent.as_ref(), scene.verification, scene.purpose, ctx)?;
    // The number may have become something else since the code was sent.
    let number_id = sent.number_id.as_ref();
    let is_offered = scene.offers.iter().any(|offer| match offer {
        Offer::PhoneCode {
            number_id: offered, ..
        } => Some(offered) == number_id,
        Offer::Password | Offer::BackupCode => false,
    });
    if !is_offered {
        return Err(Refusal::StrategyNotForUser);
    }
    let Judged {
        verification,
        is_right,
        commit,
    } = judge(code, verification, ctx);
    // For an account that is nobody's even the right code, which was sent to nobody, is wrong.
    let is_right = is_right && scene.user.is_some();
    let factor = Factor {
        sent: Some(verification.as_sent()),
        verified: is_right,
        ..sent.clone()
    };
    if is_right && let Some(user) = scene.user.as_deref_mut() {
        let proven = user
            .numbers
            .iter_mut()
            .find(|number| Some(&number.id) == number_id);
        if let Some(number) = proven {
            prove(number, &verification);
        }
    }
    Ok(Proven {
        factor: Some(factor),
        commit,
        refusal: (!is_right).then_some(Refusal::CodeIncorrect),
    })
}

/// A number that was held without proof is proven by the first right code.
fn prove(number: &mut Number, verification: &Verification) {
    if !number.standing.is_verified() {
        number.standing = Standing::VerifiedByCode {
            attempts: verification.attempts,
            expire_at: verification.expire_at,
        };
    }
}

fn try_password(scene: &Scene<'_>, check: PasswordCheck) -> Result<Proven, Refusal> {
    if !scene.offers.contains(&Offer::Password) {
        return Err(Refusal::StrategyNotForUser);
    }
    let is_right = check == PasswordCheck::Right && scene.user.is_some();
    let factor = Factor {
        strategy: Strategy::Password,
        number_id: None,
        sent: None,
        verified: true,
    };
    Ok(Proven {
        // A wrong password leaves a code that is out where it is.
        factor: if is_right {
            Some(factor)
        } else {
            scene.factor.cloned()
        },
        commit: Commit::default(),
        refusal: (!is_right).then_some(Refusal::PasswordIncorrect),
    })
}

fn try_backup_code(
    scene: &mut Scene<'_>,
    code: &Code,
    ctx: &mut Ctx<'_>,
) -> Result<Proven, Refusal> {
    if !scene.offers.contains(&Offer::BackupCode) {
        return Err(Refusal::StrategyNotForUser);
    }
    let is_right = scene
        .user
        .as_deref_mut()
        .is_some_and(|user| crate::backup_code::spend(user, code, ctx));
    let factor = Factor {
        strategy: Strategy::BackupCode,
        number_id: None,
        sent: None,
        verified: true,
    };
    Ok(Proven {
        factor: if is_right {
            Some(factor)
        } else {
            scene.factor.cloned()
        },
        commit: Commit::default(),
        refusal: (!is_right).then_some(Refusal::CodeIncorrect),
    })
}
