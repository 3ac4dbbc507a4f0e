//! Which pages may use the endpoints that act on a cookie: only our own.

use crate::error::{ApiError, Result};
use crate::state::State;
use axum::extract::{FromRef, FromRequestParts};
use domain::problems::ProblemKind;
use http::HeaderMap;
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::request::Parts;

/// A request that does not come from another site's page: what the browser says in
/// `Sec-Fetch-Site` or `Origin` fits this server. Programs send neither.
pub struct SameOrigin;

impl<S: Send + Sync> FromRequestParts<S> for SameOrigin
where
    State: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let state = State::from_ref(state);
        if !comes_from_own_page(&state, &parts.headers) {
            let detail = "Only this server’s own page can make this call.";
            return Err(ApiError::new(ProblemKind::Forbidden, detail));
        }
        // What a form of another site can send, no call of ours accepts.
        let media_type = parts.headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
        if media_type.is_some_and(|media_type| !media_type.trim_start().starts_with("application/json")) {
            let detail = "Send the body as JSON, with Content-Type: application/json.";
            return Err(ApiError::new(ProblemKind::UnsupportedMediaType, detail));
        }
        Ok(Self)
    }
}

/// Whether another site's page has no part in a request, by what the browser says. Without TLS, browsers don't
/// say where one comes from who follows a link.
pub fn comes_from_own_page(state: &State, headers: &HeaderMap) -> bool {
    is_same_origin(headers, state.config.public_url.as_deref())
}

fn is_same_origin(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let get = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = get(ORIGIN.as_str()) else { return true };
    let host = get(HOST.as_str()).unwrap_or_default();
    let is_host = origin.split_once("://").is_some_and(|(_, of)| !of.is_empty() && of.eq_ignore_ascii_case(host));
    is_host || public_url.is_some_and(|url| url.trim_end_matches('/').eq_ignore_ascii_case(origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&'static str, &'static str)], expected: bool) {
        let headers = pairs.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
        assert_eq!(is_same_origin(&headers, Some("https://films.example/")), expected, "{pairs:?}");
    }

    #[test]
    fn only_our_own_pages_and_programs_are_let_in() {
        check(&[], true);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "same-site"), ("origin", "https://films.example")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("origin", "http://nas:3000"), ("host", "nas:3000")], true);
        check(&[("origin", "https://films.example"), ("host", "127.0.0.1:3000")], true);
        check(&[("origin", "https://films.example.evil.example"), ("host", "films.example")], false);
        check(&[("origin", "null"), ("host", "nas:3000")], false);
        check(&[("origin", "://"), ("host", "")], false);
    }
}
