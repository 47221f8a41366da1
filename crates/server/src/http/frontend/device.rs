//! What a program says of itself, as far as people know their devices by it.

use strowger_core::record::Session;
use strowger_types::wire::frontend::{LatestActivity, LatestActivityTag};

/// Systems, by what their programs say, the more special first: Android says Linux too.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Macintosh"),
    ("CrOS", "Chrome OS"),
    ("Linux", "Linux"),
];

/// Browsers, by what stands before their version, the more special first: nearly all say Chrome and Safari too.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

/// Where a session was begun.
pub(super) fn latest_activity(session: &Session) -> LatestActivity {
    let said = session.device.user_agent.as_deref().unwrap_or_default();
    let system = SYSTEMS.iter().find(|(mark, _)| said.contains(mark));
    let browser = BROWSERS.iter().find_map(|(mark, name)| {
        let (_, rest) = said.split_once(mark)?;
        let version = rest.split(|char: char| !char.is_ascii_digit()).next()?;
        Some((*name, version))
    });
    let body = session.id.as_str().trim_start_matches("sess_");
    LatestActivity {
        object: LatestActivityTag::Tag,
        id: format!("sess_activity_{body}"),
        device_type: system.map(|(_, name)| (*name).to_owned()),
        is_mobile: said.contains("Mobile") || said.contains("Android") || said.contains("iPad"),
        browser_name: browser.map(|(name, _)| name.to_owned()),
        browser_version: browser.map(|(_, version)| version.to_owned()),
        ip_address: session.device.ip.clone(),
        city: None,
        country: None,
    }
}
