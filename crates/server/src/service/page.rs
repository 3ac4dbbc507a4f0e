//! The browser app, which is part of the program: its page for every path that is not the API's,
//! and its files under `/assets`, whose names change with their content.

use axum::Router;
use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

/// What the page may load and do: only what comes from this server, and no code or style in the page
/// itself. `wasm-unsafe-eval` lets it compile WebAssembly, and nothing else.
pub const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'",
);

/// The policy of the page's service worker: it asks this server alone, and runs no code but its own.
const WORKER_POLICY: HeaderValue = HeaderValue::from_static("default-src 'self'");

/// The page's service worker. It has this name for ever: browsers ask for it to learn of a new one.
const WORKER: &str = "/service-worker.js";

/// The first parts of the paths that are never the page's.
const OTHER_PARTS: [&str; 4] = ["api", "health", "images", "metrics"];

/// What search engines are told: there is nothing for them.
const ROBOTS: &str = "User-agent: *\nDisallow: /\n";

/// A file of the page, as the build script puts it into the program.
struct Asset {
    path: &'static str,
    content_type: &'static str,
    /// Says which content it is.
    tag: &'static str,
    identity: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The page and its files, as what answers every path that nothing else does.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().fallback(serve_page)
}

/// Whether the page answers this path. Not those of the API, and no files: no page has a name with a
/// dot, but icons, manifests, maps of a site and programs have, which browsers, crawlers and scanners
/// ask for without being told to.
fn is_page_path(path: &str) -> bool {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let mut parts = path.trim_start_matches('/').split('/');
    let is_file = path.contains('.') || path == "/assets" || path.starts_with("/assets/");
    !is_file && !OTHER_PARTS.contains(&parts.next().unwrap_or_default())
}

/// Answers with the file that the path names, or with the page, which then decides what the path
/// means: 405 for any method but GET and HEAD, 404 for an unknown file or a path of the API.
pub async fn serve_page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        let allowed = (ALLOW, HeaderValue::from_static("GET, HEAD"));
        return (StatusCode::METHOD_NOT_ALLOWED, [allowed]).into_response();
    }
    if uri.path() == "/robots.txt" {
        return ([(CACHE_CONTROL, "no-cache")], ROBOTS).into_response();
    }
    let Some(asset) = find_asset(uri.path()) else {
        return (StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")]).into_response();
    };
    answer(asset, &method, &headers)
}

fn find_asset(path: &str) -> Option<&'static Asset> {
    let wanted = if is_page_path(path) { "/index.html" } else { path };
    ASSETS.iter().find(|asset| asset.path == wanted)
}

fn answer(asset: &'static Asset, method: &Method, headers: &HeaderMap) -> Response {
    let policy = match asset.path {
        "/index.html" => Some(PAGE_POLICY),
        WORKER => Some(WORKER_POLICY),
        _ => None,
    };
    let (encoding, content) = choose_form(asset, headers);
    // A name that tells the content never changes it; the others must be asked for each time.
    let is_named_by_content = asset.path.starts_with("/assets/");
    let lifetime = if is_named_by_content { "public, max-age=31536000, immutable" } else { "no-cache" };
    let tag = format!("\"{}-{encoding}\"", asset.tag);
    let unchanged = headers.get_all(IF_NONE_MATCH).iter().any(|value| names_tag(value, &tag));
    let mut response =
        Response::builder().header(CACHE_CONTROL, lifetime).header(ETAG, tag).header(VARY, ACCEPT_ENCODING);
    if let Some(policy) = policy {
        response = response.header(CONTENT_SECURITY_POLICY, policy);
    }
    if unchanged {
        response = response.status(StatusCode::NOT_MODIFIED);
        return response.body(Body::empty()).unwrap_or_default();
    }
    if encoding != "identity" {
        response = response.header(CONTENT_ENCODING, encoding);
    }
    let body = if method == Method::HEAD { Body::empty() } else { Body::from(content) };
    response = response.header(CONTENT_TYPE, asset.content_type).header(CONTENT_LENGTH, content.len());
    response.body(body).unwrap_or_default()
}

/// The smallest form that the browser takes. Those who take none get the file as it is.
fn choose_form(asset: &Asset, headers: &HeaderMap) -> (&'static str, &'static [u8]) {
    let forms = [("br", asset.brotli), ("gzip", asset.gzip)];
    let taken = forms
        .into_iter()
        .find_map(|(encoding, content)| Some((encoding, content?)).filter(|_| accepts(headers, encoding)));
    taken.unwrap_or(("identity", asset.identity))
}

/// Whether `Accept-Encoding` names an encoding, or all, and does not refuse it by `q=0`.
pub fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut all = false;
    for part in lines.flat_map(|line| line.split(',')) {
        let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
        let quality = parameters.trim().strip_prefix("q=").and_then(|quality| quality.trim().parse::<f32>().ok());
        let wanted = quality.is_none_or(|quality| quality > 0.0);
        if name.trim().eq_ignore_ascii_case(encoding) {
            return wanted;
        }
        all |= name.trim() == "*" && wanted;
    }
    all
}

/// Whether `If-None-Match` names this tag, or any.
fn names_tag(value: &HeaderValue, tag: &str) -> bool {
    let Ok(value) = value.to_str() else { return false };
    value.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests;
