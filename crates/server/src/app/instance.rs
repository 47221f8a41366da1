//! Settings that the app's backend may change.

use strowger_core::instance::{self, UpdateInstance};
use strowger_core::record::Settings;

use super::{App, run};
use crate::http::error::Failure;

/// Changes the settings.
pub(crate) async fn update_instance(
    app: &App,
    command: UpdateInstance,
) -> Result<Settings, Failure> {
    let settings = run(
        app,
        |_| async {
            app.store
                .settings()
                .await?
                .ok_or(Failure::Internal("the settings are gone"))
        },
        |settings, ctx| instance::update(&settings, command.clone(), app.pinned, ctx),
    )
    .await?;
    app.take_up(settings.clone());
    Ok(settings)
}
