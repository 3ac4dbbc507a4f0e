//! Compresses answers that hold films and nothing secret.
//!
//! How well an answer can be compressed tells something about what is in it (the attack BREACH). So
//! only the paths that are named are compressed: none of accounts, sign-ins, tokens or links.

use crate::service::page::accepts;
use crate::state::State;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request};
use axum::middleware::{self, Next};
use axum::response::Response;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body::Body as _;
use http_body_util::{BodyExt, Collected};
use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;

/// Answers of so many bytes and fewer are not worth it.
const SMALL: u64 = 1024;
/// Answers of more bytes are compressed on a thread of their own: they take more than a millisecond.
const LARGE: usize = 64 * 1024;

/// Wraps the API: the answers of these paths are compressed for clients that take it.
pub fn compressed(api: Router<State>, paths: HashSet<String>) -> Router<State> {
    let paths = Arc::new(paths);
    api.layer(middleware::from_fn(move |request: Request, next: Next| {
        let path = request.extensions().get::<MatchedPath>();
        let is_wanted = path.is_some_and(|path| paths.contains(path.as_str())) && request.method() != Method::HEAD;
        let form = is_wanted.then(|| Form::for_client(request.headers()));
        async move {
            let response = next.run(request).await;
            match form {
                Some(form) => in_form(response, form).await,
                None => response,
            }
        }
    }))
}

#[derive(Clone, Copy)]
enum Form {
    Brotli,
    Gzip,
    Plain,
}

impl Form {
    fn for_client(headers: &HeaderMap) -> Self {
        let forms = [(Self::Brotli, "br"), (Self::Gzip, "gzip")];
        forms.into_iter().find(|(_, name)| accepts(headers, name)).map_or(Self::Plain, |(form, _)| form)
    }

    /// Its name in `Content-Encoding`; none for an answer as it is.
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Plain => None,
        }
    }

    fn pack(self, plain: &[u8]) -> io::Result<Vec<u8>> {
        let mut packed = Vec::with_capacity(plain.len() / 4);
        match self {
            Self::Brotli => {
                // About as fast as gzip, and smaller. The window of 256 KiB holds most answers.
                let lgwin = 18;
                let size_hint = plain.len();
                let params = BrotliEncoderParams { quality: 4, lgwin, size_hint, ..BrotliEncoderParams::default() };
                brotli::BrotliCompress(&mut &*plain, &mut packed, &params)?;
            }
            Self::Gzip => {
                let mut encoder = GzEncoder::new(&mut packed, Compression::new(5));
                encoder.write_all(plain)?;
                encoder.finish()?;
            }
            Self::Plain => packed.extend_from_slice(plain),
        }
        Ok(packed)
    }
}

/// Packs an answer; a large one where nothing else waits for it. None when that fails.
async fn pack(plain: Bytes, form: Form) -> Option<Vec<u8>> {
    if plain.len() <= LARGE {
        return form.pack(&plain).ok();
    }
    tokio::task::spawn_blocking(move || form.pack(&plain)).await.ok()?.ok()
}

async fn in_form(response: Response, form: Form) -> Response {
    let (mut parts, body) = response.into_parts();
    if parts.status == StatusCode::NOT_MODIFIED {
        // It says of what it stands for what that would say.
        parts.headers.append(VARY, HeaderValue::from(ACCEPT_ENCODING));
    }
    if !is_json(&parts.headers) || parts.headers.contains_key(CONTENT_ENCODING) {
        return Response::from_parts(parts, body);
    }
    parts.headers.append(VARY, HeaderValue::from(ACCEPT_ENCODING));
    let is_large = body.size_hint().exact().is_some_and(|size| size > SMALL);
    let Some(name) = form.name().filter(|_| is_large) else { return Response::from_parts(parts, body) };
    // It is all there already: nothing is waited for.
    let Ok(plain) = body.collect().await.map(Collected::to_bytes) else {
        return Response::from_parts(parts, Body::empty());
    };
    match pack(plain.clone(), form).await {
        Some(packed) => {
            parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
            parts.headers.insert(CONTENT_LENGTH, packed.len().into());
            Response::from_parts(parts, packed.into())
        }
        None => Response::from_parts(parts, plain.into()),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|media_type| media_type == "application/json")
}
