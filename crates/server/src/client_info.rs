//! Where a request comes from, as far as it can be believed.

use crate::State;
use crate::clock::Clock;
use axum::extract::{FromRef, FromRequestParts};
use domain::audit_events::AuditEvent;
use http::HeaderMap;
use http::header::USER_AGENT;
use http::request::Parts;
use ipnet::IpNet;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The most characters kept of what a client says it is.
const MAX_CLIENT: usize = 300;

/// The other end of a request's connection; [`crate::serve`] notes it.
#[derive(Debug, Clone, Copy)]
pub struct PeerAddress(pub IpAddr);

/// Where a request comes from.
#[derive(Debug, Clone)]
pub struct ClientInfo {
    /// The client's address: the other end of the connection or, behind proxies that are trusted,
    /// what they say.
    pub address: IpAddr,
    /// What the client says it is.
    pub client: String,
}

impl<S: Send + Sync> FromRequestParts<S> for ClientInfo
where
    State: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<PeerAddress>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
        let address = client_address(peer, &parts.headers, &State::from_ref(state).settings.trusted_proxies);
        let client = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self { address, client: client.chars().take(MAX_CLIENT).collect() })
    }
}

impl ClientInfo {
    /// What one subscriber has: the address itself, or the /64 of an IPv6 address (RFC 6177 gives
    /// every site at least that).
    pub fn block(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }

    /// A line for the audit log: `actor` did `event` to `subject`.
    pub fn event(&self, clock: &Clock, event: &str, actor: Option<&str>, subject: Option<&str>) -> AuditEvent {
        AuditEvent {
            id: clock.id(),
            created_at: clock.now(),
            event: event.to_owned(),
            actor: actor.map(str::to_owned),
            subject: subject.map(str::to_owned),
            address: self.address.to_string(),
            client: self.client.clone(),
            count: 1,
        }
    }
}

/// Walks `X-Forwarded-For` from its end: each proxy that is trusted is believed about who came to
/// it, and the first address that is no such proxy is the client's.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let values = headers.get_all("x-forwarded-for").iter().map(|value| value.to_str().unwrap_or_default());
    let said: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut address = peer.to_canonical();
    for earlier in said.into_iter().rev() {
        let is_trusted = trusted.iter().any(|network| network.contains(&address));
        match earlier.parse::<IpAddr>() {
            Ok(earlier) if is_trusted => address = earlier.to_canonical(),
            _ => break,
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], expected: &str) {
        let headers: HeaderMap =
            forwarded.iter().map(|value| ("x-forwarded-for".parse().unwrap(), value.parse().unwrap())).collect();
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        assert_eq!(client_address(peer.parse().unwrap(), &headers, &trusted).to_string(), expected);
    }

    #[test]
    fn only_proxies_that_are_listed_are_believed() {
        check("198.51.100.7", &["203.0.113.9"], "198.51.100.7");
        check("10.0.0.1", &["203.0.113.9"], "203.0.113.9");
        check("10.0.0.1", &["1.1.1.1, 203.0.113.9"], "203.0.113.9");
        check("10.0.0.1", &["203.0.113.9, 10.0.0.2"], "203.0.113.9");
        check("10.0.0.1", &["203.0.113.9", "10.0.0.2"], "203.0.113.9");
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &["nonsense"], "10.0.0.1");
        check("10.0.0.1", &["203.0.113.9, nonsense, 10.0.0.2"], "10.0.0.2");
        check("::ffff:10.0.0.1", &["2001:db8::1"], "2001:db8::1");
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_as_one() {
        let of = |address: &str| ClientInfo { address: address.parse().unwrap(), client: String::new() }.block();
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::4"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_ne!(of("203.0.113.9"), of("203.0.113.8"));
    }
}
