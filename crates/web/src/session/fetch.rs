//! One request through the browser's `fetch`.

use client::{Method, Request, Response, TransportError};
use gloo_net::http::{Method as HttpMethod, RequestBuilder};
use web_sys::{AbortController, RequestCache};

/// Sends the request with this bearer token. Dropping the future aborts the request.
pub async fn send(request: &Request, token: Option<&str>) -> Result<Response, TransportError> {
    let abort = AbortOnDrop(AbortController::new().ok());
    let signal = abort.0.as_ref().map(AbortController::signal);
    let mut builder = RequestBuilder::new(&request.path_and_query)
        .method(method(request.method))
        .cache(RequestCache::NoStore)
        .abort_signal(signal.as_ref());
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    if let Some(token) = token {
        builder = builder.header("authorization", &format!("Bearer {token}"));
    }
    let ready = match &request.body {
        Some(body) => builder.body(String::from_utf8_lossy(body).into_owned()),
        None => builder.build(),
    };
    let response = ready.map_err(reason)?.send().await.map_err(reason)?;
    let body = response.binary().await.map_err(reason)?;
    Ok(Response { status: response.status(), headers: response.headers().entries().collect(), body })
}

struct AbortOnDrop(Option<AbortController>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        // Aborting a request that is over changes nothing.
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn reason(error: gloo_net::Error) -> TransportError {
    TransportError(error.to_string())
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::GET,
        Method::Post => HttpMethod::POST,
        Method::Put => HttpMethod::PUT,
        Method::Patch => HttpMethod::PATCH,
        Method::Delete => HttpMethod::DELETE,
    }
}
