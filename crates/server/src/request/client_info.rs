//! Finds out where a request comes from.

use crate::request::forwarded::client_address;
use crate::security::client_info::ClientInfo;
use crate::state::State;
use axum::extract::{FromRef, FromRequestParts};
use http::header::USER_AGENT;
use http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};

/// The most characters kept of what a client says it is.
const MAX_CLIENT: usize = 300;

/// The other end of a request's connection; `service/serve.rs` notes it.
#[derive(Debug, Clone, Copy)]
pub struct PeerAddress(pub IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for ClientInfo
where
    State: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<PeerAddress>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
        let address = client_address(peer, &parts.headers, &State::from_ref(state).config.trusted_proxies);
        let client = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self { address, client: client.chars().take(MAX_CLIENT).collect() })
    }
}
