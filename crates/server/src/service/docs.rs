//! The page to read and try the API: Swagger UI in the look of the app.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use utoipa_swagger_ui::SwaggerUi;

/// Where the page is.
const PATH: &str = "/api/docs";

/// What the page may do. Its library writes style attributes.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

const DOCUMENT: &str = include_str!("docs/index.html");
const SCRIPT: &str = include_str!("docs/docs.js");
/// With the colours and sizes of the app, so that they can't differ.
const STYLE: &str = concat!(include_str!("../../../web/style/00-tokens.css"), include_str!("docs/docs.css"));

/// The page and its files.
pub fn routes<S: Clone + Send + Sync + 'static>() -> axum::Router<S> {
    axum::Router::from(SwaggerUi::new(PATH)).layer(axum::middleware::from_fn(answer))
}

/// Answers with the page and with files of its own; the others are those of Swagger UI.
async fn answer(request: Request, next: Next) -> Response {
    let own = match request.uri().path().strip_prefix(PATH) {
        Some("/") => Some(("text/html; charset=utf-8", DOCUMENT)),
        Some("/docs.css") => Some(("text/css; charset=utf-8", STYLE)),
        Some("/docs.js") => Some(("text/javascript; charset=utf-8", SCRIPT)),
        _ => None,
    };
    let mut response = match own {
        Some((content_type, content)) => {
            ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-cache")], content).into_response()
        }
        None => next.run(request).await,
    };
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response
}
