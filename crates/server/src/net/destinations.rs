//! Where the server may send requests of its own.

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::LazyLock;
use url::{Host, Url};

/// Where a client may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destinations {
    /// For addresses that the operator configures: https to any host, their own network too, and plain http
    /// to this machine.
    Configured,
    /// For addresses that users give: http or https to public addresses, so that nobody reaches the operator’s
    /// network through the server.
    Public,
    /// For addresses that users give where the operator lets them reach their own network, too: http or https to any
    /// address but link-local ones, where clouds tell a machine its secrets.
    OwnNetwork,
}

impl Destinations {
    /// Whether a request may go to this address. The addresses of a name are checked when it is resolved.
    pub fn allow(self, url: &Url) -> bool {
        match self {
            Self::Configured => match url.scheme() {
                "https" => url.host().is_some(),
                "http" => is_this_machine(url),
                _ => false,
            },
            Self::Public => {
                matches!(url.scheme(), "http" | "https") && url.host().is_some_and(|host| may_be_public(&host))
            }
            Self::OwnNetwork => matches!(url.scheme(), "http" | "https") && self.allow_host(url),
        }
    }

    /// Whether a host may be asked, as far as its address is in its name.
    fn allow_host(self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Ipv4(address)) => self.allow_address(address.into()),
            Some(Host::Ipv6(address)) => self.allow_address(address.into()),
            Some(Host::Domain(_)) => true,
            None => false,
        }
    }

    fn allow_address(self, address: IpAddr) -> bool {
        match self {
            Self::Configured => true,
            Self::Public => is_public(address),
            Self::OwnNetwork => !leads_to_the_link(address),
        }
    }

    /// Whether one answer may lead on to the other address: the rules above, and never from https to http.
    pub fn allow_redirect(self, from: &Url, to: &Url) -> bool {
        self.allow(to) && (from.scheme() != "https" || to.scheme() == "https")
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Names of one label, and those of local networks, mean something on the network of the server alone.
fn may_be_public(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => is_public((*address).into()),
        Host::Ipv6(address) => is_public((*address).into()),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let local = [".localhost", ".local", ".internal", ".home.arpa"];
            name.contains('.') && !local.iter().any(|suffix| name.ends_with(suffix))
        }
    }
}

/// The special-purpose networks of IANA’s registries (RFC 6890) that aren’t reachable from everywhere, and multicast.
static NOT_PUBLIC: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    let networks = [
        "0.0.0.0/8",       // this network (RFC 791)
        "10.0.0.0/8",      // private (RFC 1918)
        "100.64.0.0/10",   // shared by providers’ customers (RFC 6598)
        "127.0.0.0/8",     // loopback (RFC 1122)
        "169.254.0.0/16",  // link-local, clouds’ metadata (RFC 3927)
        "172.16.0.0/12",   // private (RFC 1918)
        "192.0.0.0/24",    // protocol assignments (RFC 6890)
        "192.0.2.0/24",    // documentation (RFC 5737)
        "192.88.99.0/24",  // 6to4 relays (RFC 7526)
        "192.168.0.0/16",  // private (RFC 1918)
        "198.18.0.0/15",   // benchmarks (RFC 2544)
        "198.51.100.0/24", // documentation (RFC 5737)
        "203.0.113.0/24",  // documentation (RFC 5737)
        "224.0.0.0/4",     // multicast (RFC 5771)
        "240.0.0.0/4",     // reserved, broadcast (RFC 1112)
        "2001::/23",       // protocol assignments, Teredo among them (RFC 2928)
        "2001:db8::/32",   // documentation (RFC 3849)
        "2002::/16",       // 6to4 (RFC 3056)
        "3fff::/20",       // documentation (RFC 9637)
    ];
    networks.iter().filter_map(|network| network.parse().ok()).collect()
});

/// Where clouds tell a machine its secrets, but for their link-local addresses.
const METADATA: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),                  // Alibaba
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)), // Amazon
    IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)),  // Google
];

/// Whether an address is link-local, or one where clouds tell a machine its secrets, in whatever spelling.
fn leads_to_the_link(address: IpAddr) -> bool {
    if METADATA.contains(&address.to_canonical()) {
        return true;
    }
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => {
            let embedded = match v6.octets() {
                // Behind a translator (RFC 6052), and 6to4 (RFC 3056).
                [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] | [0x20, 0x02, a, b, c, d, ..] => {
                    Some([a, b, c, d])
                }
                _ => None,
            };
            // Behind a translator of the network's own, it stands at a place that only the network knows (RFC 8215).
            let is_hidden = v6.segments()[..3] == [0x64, 0xff9b, 1];
            v6.is_unicast_link_local()
                || is_hidden
                || embedded.is_some_and(|v4| leads_to_the_link(Ipv4Addr::from(v4).into()))
        }
    }
}

/// Whether an address can be reached from everywhere.
fn is_public(address: IpAddr) -> bool {
    let is_listed = |address: IpAddr| NOT_PUBLIC.iter().any(|network| network.contains(&address));
    match address {
        IpAddr::V4(_) => !is_listed(address),
        IpAddr::V6(v6) => match (v6.to_ipv4_mapped(), v6.octets()) {
            (Some(v4), _) => is_public(v4.into()),
            // An IPv4 address behind a translator (RFC 6052).
            (None, [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d]) => {
                is_public(Ipv4Addr::new(a, b, c, d).into())
            }
            // All that was given out so far begins with these three bits (RFC 4291).
            (None, [first, ..]) => first >> 5 == 0b001 && !is_listed(address),
        },
    }
}

/// Resolves names to the addresses alone that requests may go to. The connection goes to exactly these, so a name that is
/// resolved to something else a moment later gains nothing.
pub struct AllowedAddresses(pub Destinations);

impl Resolve for AllowedAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        let destinations = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|found| destinations.allow_address(found.ip())).collect();
            if allowed.is_empty() {
                return Err("it has no address that requests may go to".into());
            }
            let addresses: Addrs = Box::new(allowed.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(destinations: Destinations, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| destinations.allow(&url))
    }

    #[test]
    fn what_the_operator_configures_is_https_or_on_this_machine() {
        for (url, is_good) in [
            ("https://id.example", true),
            ("https://192.168.1.9/realms/home/", true),
            ("http://127.0.0.1:9000", true),
            ("http://[::1]:9000/x", true),
            ("http://localhost:9000", true),
            ("http://id.example", false),
            ("http://127.0.0.1.example", false),
            ("ftp://id.example", false),
        ] {
            assert_eq!(allows(Destinations::Configured, url), is_good, "{url}");
        }
    }

    #[test]
    fn what_users_give_leads_to_no_private_network() {
        for (url, is_good) in [
            ("https://films.example.org/poster.jpg", true),
            ("http://93.184.216.34/", true),
            ("https://[2606:2800:220:1::1]/", true),
            ("https://[64:ff9b::5db8:d822]/", true),
            ("http://localhost/", false),
            ("http://router/", false),
            ("http://nas.local/", false),
            ("http://printer.internal./", false),
            ("http://127.1/", false),
            ("http://0x7f.0.0.1/", false),
            ("http://2130706433/", false),
            ("http://0/", false),
            ("http://10.0.0.1/", false),
            ("http://172.31.255.255/", false),
            ("http://192.168.0.1:8080/", false),
            ("http://100.64.0.1/", false),
            ("http://169.254.169.254/latest/meta-data/", false),
            ("http://224.0.0.1/", false),
            ("http://255.255.255.255/", false),
            ("http://[::]/", false),
            ("http://[::1]/", false),
            ("http://[::ffff:127.0.0.1]/", false),
            ("http://[64:ff9b::7f00:1]/", false),
            ("http://[fe80::1]/", false),
            ("http://[fd00::1]/", false),
            ("http://[2002:7f00:1::]/", false),
            ("http://[2001:0:1::]/", false),
            ("file:///etc/passwd", false),
            ("gopher://films.example.org/", false),
        ] {
            assert_eq!(allows(Destinations::Public, url), is_good, "{url}");
        }
        assert_eq!(NOT_PUBLIC.len(), 19, "each network can be read");
    }

    #[test]
    fn the_own_network_is_all_but_the_link_itself() {
        for (url, is_good) in [
            ("http://127.0.0.1:7481/", true),
            ("http://nas.local/", true),
            ("https://192.168.0.1:8080/", true),
            ("http://[fd00::1]/", true),
            ("http://169.254.169.254/latest/meta-data/", false),
            ("http://[::ffff:169.254.169.254]/", false),
            ("http://[64:ff9b::a9fe:a9fe]/", false),
            ("http://[64:ff9b:1::a9fe:a9fe]/", false),
            ("http://[2002:a9fe:a9fe::]/", false),
            ("http://[fd00:ec2::254]/", false),
            ("http://100.100.100.200/", false),
            ("http://[fe80::1]/", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(allows(Destinations::OwnNetwork, url), is_good, "{url}");
        }
    }

    #[test]
    fn a_redirect_leaves_neither_tls_nor_the_rules() {
        let url = |text: &str| Url::parse(text).unwrap();
        let (plain, secure) = (url("http://films.example.org/"), url("https://films.example.org/"));
        assert!(Destinations::Public.allow_redirect(&plain, &secure));
        assert!(!Destinations::Public.allow_redirect(&secure, &plain));
        assert!(!Destinations::Public.allow_redirect(&plain, &url("http://192.168.0.1/")));
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_not_resolved() {
        let resolving = AllowedAddresses(Destinations::Public).resolve("localhost".parse().unwrap());
        assert_eq!(resolving.await.err().unwrap().to_string(), "it has no address that requests may go to");
        assert!(AllowedAddresses(Destinations::OwnNetwork).resolve("localhost".parse().unwrap()).await.is_ok());
    }
}
