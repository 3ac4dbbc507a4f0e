//! The cookies: the refresh token, the token a browser is known by, and what it keeps while it is at the
//! OpenID provider.

use headers::HeaderMapExt;
use http::HeaderMap;

/// A cookie of ours.
#[derive(Debug, Clone, Copy)]
pub enum Cookie {
    /// The refresh token.
    Refresh,
    /// The token by which an account knows a browser it was signed in with.
    Device,
    /// The secret of a browser that was sent to the OpenID provider.
    Oidc,
}

impl Cookie {
    /// The cookie's name: with the prefix that binds it to this host and to TLS, where there is TLS
    /// (RFC 6265bis, section 4.1.3).
    fn name(self, is_secure: bool) -> &'static str {
        match (self, is_secure) {
            (Self::Refresh, true) => "__Host-movietracker_refresh",
            (Self::Refresh, false) => "movietracker_refresh",
            (Self::Device, true) => "__Host-movietracker_device",
            (Self::Device, false) => "movietracker_device",
            (Self::Oidc, true) => "__Host-movietracker_oidc",
            (Self::Oidc, false) => "movietracker_oidc",
        }
    }

    /// The `Set-Cookie` that stores a token for so many seconds; 0 seconds delete it.
    pub fn set(self, token: &str, max_age: i64, is_secure: bool) -> String {
        let secure = if is_secure { "; Secure" } else { "" };
        // From the provider, which is another site, a browser comes back with nothing that is strict.
        let same_site = if matches!(self, Self::Oidc) { "Lax" } else { "Strict" };
        format!("{}={token}; Path=/; Max-Age={max_age}; HttpOnly; SameSite={same_site}{secure}", self.name(is_secure))
    }

    /// The token in a request's cookies.
    pub fn get(self, headers: &HeaderMap, is_secure: bool) -> Option<String> {
        headers.typed_get::<headers::Cookie>()?.get(self.name(is_secure)).map(str::to_owned)
    }
}
