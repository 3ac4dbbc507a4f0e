//! What the head of every request must have, and what it tells whoever runs the server.

use crate::error::ApiError;
use crate::request::forwarded::is_forwarded;
use crate::state::State;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use domain::problems::ProblemKind;
use http::header::HOST;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Version};
use std::sync::{Arc, Once};

/// Wraps a service: requests must name one host, and the first that a proxy forwards while none is
/// trusted is noted in the log.
pub fn checked(service: Router<State>, state: &State) -> Router<State> {
    let trusts_none = state.config.trusted_proxies.is_empty();
    let warning = Arc::new(Once::new());
    service.layer(middleware::from_fn(move |request: Request, next: Next| {
        if trusts_none && is_forwarded(request.headers()) {
            warning.call_once(|| tracing::warn!("{UNTRUSTED_PROXY}"));
        }
        async move {
            if names_one_host(request.headers(), request.version()) {
                return next.run(request).await;
            }
            let detail = "Send exactly one Host header with the server’s name or address, and its port if it has one.";
            ApiError::new(ProblemKind::MalformedRequest, detail).into_response()
        }
    }))
}

const UNTRUSTED_PROXY: &str = "a proxy says who came to it, but no proxy is trusted: all its clients share one limit \
    of attempts to sign in, and the audit log has the proxy's address. Give the proxy's address with --trusted-proxy";

/// Whether there is exactly one `Host`, with a name or an address (RFC 9112, section 3.2). HTTP/1.0
/// has none.
fn names_one_host(headers: &HeaderMap, version: Version) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => is_host(host),
        (None, _) => version < Version::HTTP_11,
        _ => false,
    }
}

fn is_host(value: &HeaderValue) -> bool {
    let Some(authority) = value.to_str().ok().and_then(|text| text.parse::<Authority>().ok()) else { return false };
    let (text, host) = (authority.as_str(), authority.host());
    let port = text.strip_prefix(host).map(|rest| rest.strip_prefix(':').unwrap_or(rest));
    // A comma stands in a list of hosts, which a proxy made of several.
    !host.is_empty() && !host.contains(',') && port.is_some_and(|port| port.is_empty() || port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hosts: &[&[u8]], expected: bool) {
        let headers = hosts.iter().map(|host| (HOST, HeaderValue::from_bytes(host).unwrap())).collect();
        assert_eq!(names_one_host(&headers, Version::HTTP_11), expected, "{hosts:?}");
    }

    #[test]
    fn a_request_names_one_host() {
        for host in ["films.example", "films.example:443", "nas", "127.0.0.1:3000", "[::1]", "[::1]:3000", "nas:"] {
            check(&[host.as_bytes()], true);
        }
        for host in ["", " ", "a b", "a@b", "a/b", "a,b", "http://a", ":80", "a:x", "a:70000", "[::1", "a:1:2", "a?b"] {
            check(&[host.as_bytes()], false);
        }
        check(&[b"films.example", b"films.example"], false);
        check(&[b"films\xff"], false);
        check(&[], false);
        assert!(names_one_host(&HeaderMap::new(), Version::HTTP_10));
    }
}
