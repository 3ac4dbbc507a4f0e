//! Where passkeys can be used: browsers offer them to https and to localhost alone, and bind them to
//! the host's name.

use crate::error::{ApiError, Result};
use crate::state::Config;
use domain::problems::ProblemKind;
use http::HeaderMap;
use http::header::{HOST, ORIGIN};
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// Why passkeys can't be used.
pub const UNAVAILABLE: &str = "Passkeys need https or localhost: browsers offer them nowhere else. \
    If you run this server, set its public URL to an https address with a name.";

/// Who passkeys are made for; nothing when browsers would not offer them at this address.
pub fn relying_party(config: &Config, headers: &HeaderMap) -> Option<Webauthn> {
    let origin = origin(config.public_url.as_deref(), headers)?;
    let name = origin.domain()?;
    WebauthnBuilder::new(name, &origin).ok()?.rp_name("Movie Tracker").build().ok()
}

/// As [`relying_party`].
///
/// # Errors
/// [`ProblemKind::Conflict`] where there is none.
pub fn required(config: &Config, headers: &HeaderMap) -> Result<Webauthn> {
    relying_party(config, headers).ok_or_else(|| ApiError::new(ProblemKind::Conflict, UNAVAILABLE))
}

/// The public URL's origin. Without one, what the browser says is believed for localhost alone: a name
/// that nobody can take over.
fn origin(public_url: Option<&str>, headers: &HeaderMap) -> Option<Url> {
    let get = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let url = match public_url {
        Some(url) => url.to_owned(),
        // A browser names the origin with each call that changes something, and else the host.
        None => get(ORIGIN).map(str::to_owned).or_else(|| get(HOST).map(|host| format!("http://{host}")))?,
    };
    let mut url = Url::parse(&url).ok()?;
    url.set_path("/");
    let is_localhost = url.domain()? == "localhost" && matches!(url.scheme(), "http" | "https");
    (is_localhost || public_url.is_some() && url.scheme() == "https").then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(public_url: Option<&str>, pairs: &[(&'static str, &'static str)], expected: Option<&str>) {
        let headers = pairs.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
        let found = origin(public_url, &headers);
        assert_eq!(found.as_ref().map(Url::as_str), expected, "{public_url:?} {pairs:?}");
        let config = Config { public_url: public_url.map(str::to_owned), ..Config::default() };
        assert_eq!(relying_party(&config, &headers).is_some(), expected.is_some());
    }

    #[test]
    fn passkeys_are_for_https_with_a_name_and_for_localhost() {
        check(Some("https://films.example"), &[], Some("https://films.example/"));
        check(Some("https://films.example:8443/"), &[("host", "127.0.0.1:3000")], Some("https://films.example:8443/"));
        check(Some("http://localhost:3000"), &[], Some("http://localhost:3000/"));
        check(Some("http://films.example"), &[], None);
        check(Some("http://films.example"), &[("origin", "http://localhost:3000")], None);
        check(Some("https://192.168.1.2"), &[], None);
        check(None, &[("origin", "http://localhost:3000"), ("host", "x")], Some("http://localhost:3000/"));
        check(None, &[("host", "localhost:3000")], Some("http://localhost:3000/"));
        check(None, &[("host", "127.0.0.1:3000")], None);
        check(None, &[("origin", "http://films.example")], None);
        check(None, &[("origin", "https://films.example")], None);
        check(None, &[("origin", "http://localhost.evil.example")], None);
        check(None, &[("origin", "null"), ("host", "localhost")], None);
        check(None, &[], None);
    }
}
