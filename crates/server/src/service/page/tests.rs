//! The page's answers, over whatever page was built into this program.

use axum::http::HeaderName;
use axum::http::Request;
use tower::ServiceExt;

use super::*;

async fn ask(method: Method, path: &str, headers: &[(HeaderName, &str)]) -> Response {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    routes::<()>().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn get(path: &str) -> Response {
    ask(Method::GET, path, &[]).await
}

async fn body(response: Response) -> Vec<u8> {
    axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}

fn header(response: &Response, name: impl axum::http::header::AsHeaderName) -> &str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn sample() -> Asset {
    Asset {
        path: "/assets/a-1.js",
        content_type: "text/javascript",
        tag: "1",
        identity: b"plain",
        brotli: Some(b"br"),
        gzip: Some(b"gz"),
    }
}

fn form_for(accept: &str) -> &'static str {
    let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_str(accept).unwrap())]);
    choose_form(&sample(), &headers).0
}

#[tokio::test]
async fn every_path_of_the_app_is_the_page() {
    for path in ["/", "/movies", "/movies/0193", "/login?return_url=/movies", "/no/such/page", "/apiary"] {
        let response = get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&response, CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(header(&response, CACHE_CONTROL), "no-cache");
        assert!(String::from_utf8(body(response).await).unwrap().to_lowercase().starts_with("<!doctype html>"));
    }
}

#[tokio::test]
async fn other_paths_and_unknown_files_are_not_found() {
    for path in ["/api", "/api/movies", "/health/live", "/metrics", "/assets/no.js", "/assets", "/assets/../index.html"]
    {
        assert_eq!(get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn files_that_are_asked_for_without_being_named_are_not_found() {
    for path in [
        "/favicon.ico",
        "/apple-touch-icon.png",
        "/apple-touch-icon-120x120-precomposed.png",
        "/sitemap.xml",
        "/manifest.json",
        "/site.webmanifest",
        "/.well-known/security.txt",
        "/.well-known/change-password",
        "/.env",
        "/%2Eenv",
        "/.git/config",
        "/wp-login.php",
        "/index.php/x",
        "/movies/x.php",
        "/assets/",
        "/%61ssets/x",
    ] {
        let response = get(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(body(response).await.is_empty());
    }
}

#[tokio::test]
async fn search_engines_are_kept_out() {
    let response = get("/robots.txt").await;
    assert_eq!(header(&response, CONTENT_TYPE), "text/plain; charset=utf-8");
    assert_eq!(body(response).await, b"User-agent: *\nDisallow: /\n");
}

#[tokio::test]
async fn only_reading_is_allowed() {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let response = ask(method, "/movies", &[]).await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(header(&response, ALLOW), "GET, HEAD");
    }
}

#[tokio::test]
async fn head_tells_the_length_and_sends_nothing() {
    let length = body(get("/").await).await.len().to_string();
    let response = ask(Method::HEAD, "/", &[]).await;
    assert_eq!(header(&response, CONTENT_LENGTH), length);
    assert!(body(response).await.is_empty());
}

#[tokio::test]
async fn a_browser_that_has_the_page_is_not_sent_it_again() {
    let tag = header(&get("/").await, ETAG).to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let response = ask(Method::GET, "/movies", &[(IF_NONE_MATCH, &known)]).await;
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(header(&response, ETAG), tag);
        assert!(body(response).await.is_empty());
    }
    let response = ask(Method::GET, "/", &[(IF_NONE_MATCH, "\"x\"")]).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_page_says_what_a_browser_may_do() {
    let response = get("/").await;
    let policy = header(&response, CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"));
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    assert!(policy.ends_with("frame-ancestors 'none'"));
    assert_eq!(header(&response, VARY), "accept-encoding");
}

#[tokio::test]
async fn files_are_kept_for_ever_and_each_form_has_its_tag() {
    for asset in ASSETS.iter().filter(|asset| !["/index.html", WORKER].contains(&asset.path)) {
        let plain = get(asset.path).await;
        assert_eq!(header(&plain, CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(header(&plain, CONTENT_ENCODING), "");
        let packed = ask(Method::GET, asset.path, &[(ACCEPT_ENCODING, "gzip, deflate, br, zstd")]).await;
        let is_packed = asset.brotli.is_some();
        assert_eq!(header(&packed, CONTENT_ENCODING), if is_packed { "br" } else { "" });
        assert_eq!(header(&packed, ETAG) == header(&plain, ETAG), !is_packed);
        assert_eq!(body(plain).await, asset.identity);
        assert_eq!(body(packed).await, asset.brotli.unwrap_or(asset.identity));
    }
}

#[tokio::test]
async fn the_worker_is_asked_for_each_time_and_may_ask_this_server_alone() {
    let answered = get(WORKER).await;
    if ASSETS.iter().all(|asset| asset.path != WORKER) {
        // A program without its page has none: the worker of an earlier one then ends itself.
        return assert_eq!(answered.status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(header(&answered, CONTENT_TYPE), "text/javascript; charset=utf-8");
    assert_eq!(header(&answered, CACHE_CONTROL), "no-cache");
    assert_eq!(header(&answered, CONTENT_SECURITY_POLICY), "default-src 'self'");
    assert!(header(&get("/").await, CONTENT_SECURITY_POLICY).contains(" worker-src 'self';"));
}

#[test]
fn the_smallest_accepted_form_is_sent() {
    for (accept, form) in [
        ("gzip, deflate, br, zstd", "br"),
        ("BR", "br"),
        ("gzip;q=1.0, br;q=0.1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("deflate", "identity"),
        ("", "identity"),
    ] {
        assert_eq!(form_for(accept), form, "{accept}");
    }
}
