//! How requests travel.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// Carries one request to the server and its answer back.
///
/// The future is not asked to be `Send`, for that of a browser can't be; where the transport's own
/// future is `Send`, as in a program, so are those of [`crate::Client`].
#[expect(async_fn_in_trait, reason = "whether the future is Send is for the transport to say")]
pub trait Transport {
    /// Sends the request. Any answer is a success, whatever its status.
    async fn send(&self, request: Request) -> Result<Response, TransportError>;
}

/// Why no answer came, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TransportError(pub String);

/// The methods that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are those of HTTP")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The method's name in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is to be done.
    pub method: Method,
    /// To what: a path that starts with `/`, and the query, both percent-encoded.
    pub path_and_query: String,
    /// Names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body, when there is one.
    pub body: Option<Vec<u8>>,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body, empty when there is none.
    pub body: Vec<u8>,
}

impl Response {
    /// The first value of a header; the name is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
    }
}

/// All but the characters that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Request {
    /// A request without a body.
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path_and_query: path.into(), headers: Vec::new(), body: None }
    }

    /// The same request with these parameters added to its query.
    pub(crate) fn with_query<'a>(mut self, pairs: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        for (name, value) in pairs {
            self.path_and_query.push(if self.path_and_query.contains('?') { '&' } else { '?' });
            self.path_and_query.extend(utf8_percent_encode(name, RESERVED));
            self.path_and_query.push('=');
            self.path_and_query.extend(utf8_percent_encode(&value, RESERVED));
        }
        self
    }

    /// The same request with a JSON body.
    pub(crate) fn with_json(self, body: &impl Serialize) -> Self {
        // The wire types are plain data: writing them can't fail.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { body: Some(body), ..self.with_header("content-type", Some("application/json")) }
    }

    /// The same request with a file as its body.
    pub(crate) fn with_bytes(self, body: Vec<u8>) -> Self {
        Self { body: Some(body), ..self.with_header("content-type", Some("application/octet-stream")) }
    }

    /// The same request with a header, when there is a value.
    pub(crate) fn with_header(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.headers.extend(value.map(|value| (name, value.to_owned())));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_survives_every_character() {
        let pairs = [("search", "100% am\u{e9}lie & co+x".to_owned()), ("year", "2001".to_owned())];
        let request = Request::new(Method::Get, "/api/movies").with_query(pairs);
        assert_eq!(request.path_and_query, "/api/movies?search=100%25%20am%C3%A9lie%20%26%20co%2Bx&year=2001");
    }

    #[test]
    fn a_header_without_a_value_is_left_out() {
        let request = Request::new(Method::Delete, "/x").with_header("if-match", None);
        assert_eq!(request.headers, []);
    }
}
