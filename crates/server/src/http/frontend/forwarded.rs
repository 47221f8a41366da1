//! The address of who asks, through proxies that are believed.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

use crate::network::Network;

/// The header in which each proxy adds whom it was asked by.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Who asks: the nearest hop that is not one of the trusted proxies.
///
/// The header is read from its end, since everybody can write at its beginning. What cannot be read there was written by
/// somebody who is believed and says nothing; then that one's own address has to do.
pub(super) fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let peer = peer.to_canonical();
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    // Several headers are one list, in their order.
    let hops = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .rev()
        .flat_map(|value| {
            let text = value.to_str().unwrap_or_default();
            text.rsplit(',').map(|hop| address(hop.trim()))
        });
    let mut nearest = peer;
    for hop in hops {
        if !is_trusted(nearest) {
            break;
        }
        let Some(hop) = hop else { break };
        nearest = hop;
    }
    nearest
}

/// The address in a hop, which some proxies write with its port, and then, if it is one of IPv6, in brackets.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(hop);
    let address = bare
        .parse::<IpAddr>()
        .or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(peer: &str, lines: &[&'static str]) -> String {
        let trusted = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"];
        let trusted = trusted.map(|text| Network::parse(text).expect("a network"));
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().expect("a header"));
        }
        client_ip(peer.parse().expect("an address"), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(told("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(told("127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(told("::ffff:127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(told("127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn what_somebody_wrote_in_front_of_the_proxies_changes_nothing() {
        assert_eq!(
            told(
                "127.0.0.1",
                &["192.0.2.66, 10.9.9.9, 198.51.100.1, 10.0.0.7"]
            ),
            "198.51.100.1"
        );
        assert_eq!(
            told(
                "127.0.0.1",
                &["192.0.2.66", "198.51.100.1", "10.0.0.7,10.0.0.8"]
            ),
            "198.51.100.1",
            "several headers are one list"
        );
        assert_eq!(
            told("127.0.0.1", &["garbage, 198.51.100.1"]),
            "198.51.100.1"
        );
    }

    #[test]
    fn behind_nobody_but_proxies_the_farthest_of_them_asks() {
        assert_eq!(told("127.0.0.1", &["10.0.0.9, 10.0.0.7"]), "10.0.0.9");
    }

    #[test]
    fn addresses_come_with_ports_and_brackets() {
        for (hop, read) in [
            ("198.51.100.1:5678", "198.51.100.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            (" 198.51.100.1 ", "198.51.100.1"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
        ] {
            assert_eq!(told("127.0.0.1", &[hop]), read, "{hop}");
        }
    }

    #[test]
    fn where_a_proxy_says_nothing_its_own_address_has_to_do() {
        for hop in [
            "unknown",
            "",
            ",",
            "198.51.100.1, ",
            "_hidden",
            "198.51.100.1:x",
            "[::1",
            "1.2.3",
        ] {
            assert_eq!(told("10.0.0.7", &[hop]), "10.0.0.7", "{hop}");
        }
        assert_eq!(
            told("10.0.0.7", &["198.51.100.1, unknown, 10.0.0.8"]),
            "10.0.0.8"
        );
    }
}
