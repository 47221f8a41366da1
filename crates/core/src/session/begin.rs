use strowger_types::{ClientId, SessionId, Timestamp, UserId};

use crate::Ctx;
use crate::policy::SESSION_ABANDON_MS;
use crate::record::{Device, Session, SessionStatus};

/// A session that begins now, with a first factor just proven.
pub(crate) fn begin(
    user_id: &UserId,
    client_id: &ClientId,
    second_factor_at: Option<Timestamp>,
    device: Device,
    ctx: &mut Ctx<'_>,
) -> Session {
    Session {
        id: SessionId::new(ctx.now.as_ms(), ctx.id_entropy()),
        version: 1,
        user_id: user_id.clone(),
        client_id: client_id.clone(),
        status: SessionStatus::Active,
        first_factor_at: ctx.now,
        second_factor_at,
        step_up: None,
        device,
        last_active_at: ctx.now,
        expire_at: ctx.now.plus_ms(ctx.policy.session_ttl_ms),
        abandon_at: ctx.now.plus_ms(SESSION_ABANDON_MS),
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}
