//! Where a request comes from, as far as it can be believed.

use crate::State;
use crate::clock::Clock;
use crate::forwarded::client_address;
use axum::extract::{FromRef, FromRequestParts};
use domain::audit_events::AuditEvent;
use http::header::USER_AGENT;
use http::request::Parts;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_ipv6_network_count_as_one() {
        let of = |address: &str| ClientInfo { address: address.parse().unwrap(), client: String::new() }.block();
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::4"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_ne!(of("203.0.113.9"), of("203.0.113.8"));
    }
}
