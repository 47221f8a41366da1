//! The Frontend API: what browsers and apps ask for on behalf of the people who use them.
//!
//! A request is taken in (`arrival`), told whose it is (`caller`), served, and answered (`answer`).

mod answer;
mod arrival;
mod caller;
mod clients;
pub(crate) mod cookie;
mod dev_browser;
mod device;
pub(crate) mod envelope;
pub(crate) mod environment;
mod forwarded;
mod handshake;
mod me;
mod my_password;
mod origin;
pub(crate) mod param;
mod phone_numbers;
mod render;
mod routes;
mod serve;
mod sessions;
mod sign_ins;
mod sign_ups;

pub(crate) use arrival::Arrival;
pub(crate) use caller::Caller;
pub(crate) use origin::Origin;
pub(crate) use routes::ROUTES;
pub(crate) use serve::serve;

/// Where all paths of the Frontend API begin. What is not found below them is not found: nobody is asked for a secret key there.
const ROOTS: [&str; 4] = ["/v1/client", "/v1/dev_browser", "/v1/environment", "/v1/me"];

/// Whether a path is the Frontend API's.
pub(crate) fn has_path(path: &str) -> bool {
    ROOTS.iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::all_routes;
    use crate::http::route::Access;

    #[test]
    fn paths_belong_to_one_of_the_two_apis_by_their_first_words() {
        for path in [
            "/v1/me",
            "/v1/me/",
            "/v1/client/sign_ins",
            "/v1/dev_browser",
            "/v1/me/unknown/",
        ] {
            assert!(has_path(path), "{path}");
        }
        for path in [
            "/v1/clients",
            "/v1/meow",
            "/v1/environments",
            "/v1/users/me",
            "/me",
            "/v1",
            "/v2/me",
        ] {
            assert!(!has_path(path), "{path}");
        }
    }

    #[test]
    fn every_route_lies_where_its_access_says() {
        for route in all_routes() {
            let is_for_callers = match route.access {
                Access::Frontend | Access::FrontendOpen => true,
                Access::Open | Access::SecretKey | Access::Console => false,
            };
            assert_eq!(has_path(route.path), is_for_callers, "{}", route.path);
            assert!(
                !route.path.ends_with('/'),
                "both spellings are served: {}",
                route.path
            );
        }
    }
}
