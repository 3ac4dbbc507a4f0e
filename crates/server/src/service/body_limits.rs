//! How large a body can be: what strangers can send is small.

use crate::request::body_limit::BodyLimit;
use crate::service::openapi::Calls;
use crate::state::State;
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{self, Next};
use std::sync::Arc;

/// The most bytes of a body of a call that needs no sign-in: 16 KiB.
const MAX_OPEN_BODY: usize = 16 * 1024;

/// Wraps the API: the calls that strangers can make take small bodies alone, even where none is read.
pub fn limited(api: Router<State>, open: Calls) -> Router<State> {
    let open = Arc::new(open);
    api.layer(middleware::from_fn(move |mut request: Request, next: Next| {
        let path = request.extensions().get::<MatchedPath>();
        let methods = path.and_then(|path| open.get(path.as_str()));
        if methods.is_some_and(|methods| methods.contains(request.method())) {
            request.extensions_mut().insert(BodyLimit(MAX_OPEN_BODY));
        }
        next.run(request)
    }))
}
