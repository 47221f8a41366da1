//! A range of addresses.

use std::net::{IpAddr, Ipv6Addr};

/// A range of addresses that share their first bits, as in `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    /// The first address. One of IPv4 stands in the part of IPv6 that is set aside for it, so that one comparison serves both.
    first: u128,
    /// How many bits are shared: 0..=128.
    shared: u32,
}

/// Bits that stand in front of every address of IPv4 in its part of IPv6.
const IPV4_PREFIX_BITS: u32 = 96;

impl Network {
    /// The range in `text`: an address, or an address, a slash and a number of bits. Bits of the address behind those have to
    /// be zero: where they are not, a slip of the pen is likelier than a wish.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let (prefix, width) = match address {
            IpAddr::V4(_) => (IPV4_PREFIX_BITS, 32),
            IpAddr::V6(_) => (0, 128),
        };
        let bits = match bits {
            None => width,
            Some(bits) => {
                let is_number = !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
                bits.parse()
                    .ok()
                    .filter(|bits| is_number && *bits <= width)?
            }
        };
        let network = Self {
            first: number(address),
            shared: prefix + bits,
        };
        (network.first & network.mask() == network.first).then_some(network)
    }

    /// Whether the address is one of the range.
    pub(crate) fn contains(self, address: IpAddr) -> bool {
        number(address) & self.mask() == self.first
    }

    fn mask(self) -> u128 {
        u128::MAX.checked_shl(128 - self.shared).unwrap_or(0)
    }
}

fn number(address: IpAddr) -> u128 {
    let address = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    };
    Ipv6Addr::to_bits(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(network: &str, address: &str) -> bool {
        let network = Network::parse(network).expect("a network");
        network.contains(address.parse().expect("an address"))
    }

    #[test]
    fn a_network_is_the_addresses_that_share_its_first_bits() {
        assert!(is_in("10.0.0.0/8", "10.255.0.1") && !is_in("10.0.0.0/8", "11.0.0.0"));
        assert!(
            is_in("192.168.1.128/25", "192.168.1.128")
                && !is_in("192.168.1.128/25", "192.168.1.127")
        );
        assert!(
            is_in("2001:db8::/32", "2001:db8:ffff::1") && !is_in("2001:db8::/32", "2001:db9::")
        );
        assert!(is_in("0.0.0.0/0", "255.255.255.255") && is_in("::/0", "::1"));
        assert!(is_in("127.0.0.1", "127.0.0.1") && !is_in("127.0.0.1", "127.0.0.2"));
        assert!(is_in("::1", "::1") && !is_in("::1", "::2"));
    }

    #[test]
    fn an_address_of_ipv4_is_the_same_when_it_is_written_as_one_of_ipv6() {
        assert!(is_in("10.0.0.0/8", "::ffff:10.1.2.3") && is_in("::ffff:10.0.0.0/104", "10.1.2.3"));
        assert!(!is_in("0.0.0.0/0", "2001:db8::1"), "all of IPv4 is not all");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in [
            "",
            "/",
            "10.0.0.0/",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/+8",
            "10.0.0.0/-1",
            "10.0.0/8",
            "10.0.0.1/8",
            "::1/64",
            "localhost",
            "10.0.0.0/8/8",
            " 10.0.0.0/8",
            "fe80::1%eth0",
        ] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
