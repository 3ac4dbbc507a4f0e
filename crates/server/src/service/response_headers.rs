//! What every answer tells browsers, also those of the health checks and after a panic.

use crate::state::State;
use axum::Router;
use axum::middleware;
use axum::response::Response;
use http::HeaderValue;
use http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

/// The policy of an answer that is data and no page: should a browser show it, it may do nothing.
const DATA_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

/// What every answer says to browsers besides its policy.
pub const SECURITY_HEADERS: [(HeaderName, HeaderValue); 6] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    // There is nothing for search engines, above all not what is shared by a link.
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];

/// Holds browsers to TLS for a year.
const TRANSPORT_SECURITY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Wraps a service: whatever has no policy of its own is taken for data.
pub fn secured(service: Router<State>, state: &State) -> Router<State> {
    // Only where browsers come by TLS: elsewhere it would lock them out (RFC 6797, section 7.2).
    let is_secure = state.config.is_secure();
    service.layer(middleware::map_response(move |mut response: Response| {
        let headers = response.headers_mut();
        headers.extend(SECURITY_HEADERS.map(|(name, value)| (Some(name), value)));
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(DATA_POLICY);
        if is_secure {
            headers.insert(STRICT_TRANSPORT_SECURITY, TRANSPORT_SECURITY);
        }
        std::future::ready(response)
    }))
}
