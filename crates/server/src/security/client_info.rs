//! Where a request comes from, as far as it can be believed.

use crate::clock::Clock;
use domain::accounts::audit_events::{AuditEvent, EventKind};
use std::net::{IpAddr, Ipv6Addr};

/// Where a request comes from.
#[derive(Debug, Clone)]
pub struct ClientInfo {
    /// The client's address: the other end of the connection or, behind proxies that are trusted,
    /// what they say.
    pub address: IpAddr,
    /// The client’s user agent.
    pub client: String,
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
    pub fn event(&self, clock: &Clock, event: EventKind, actor: Option<&str>, subject: Option<&str>) -> AuditEvent {
        let (event, subject) = (event.as_str().to_owned(), subject.map(str::to_owned));
        AuditEvent { event, subject, ..self.line(clock, actor) }
    }

    /// A line for the audit log that says who did something, when and from where, and not yet what.
    pub fn line(&self, clock: &Clock, actor: Option<&str>) -> AuditEvent {
        AuditEvent {
            id: clock.id(),
            created_at: clock.now(),
            event: String::new(),
            actor: actor.map(str::to_owned),
            subject: None,
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
