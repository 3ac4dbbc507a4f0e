//! How large a body can be: what strangers can send is small, and a picture is large.

use crate::request::body_limit::BodyLimit;
use crate::request::extract::is_json;
use crate::service::openapi::{Calls, CallsByBody};
use crate::state::State;
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{self, Next};
use std::sync::Arc;

/// The most bytes of a body of a call that needs no sign-in: 16 KiB.
const MAX_OPEN_BODY: usize = 16 * 1024;

/// Wraps the API: the calls that strangers can make take small bodies alone, even where none is read; those of `uploads`
/// take large ones, but for JSON; those of `imports` take whole files, those of `backups` whole databases.
pub fn limited(api: Router<State>, calls: CallsByBody) -> Router<State> {
    let calls = Arc::new(calls);
    api.layer(middleware::from_fn(move |mut request: Request, next: Next| {
        let path = request.extensions().get::<MatchedPath>();
        let is_one_of = |calls: &Calls| {
            let methods = path.and_then(|path| calls.get(path.as_str()));
            methods.is_some_and(|methods| methods.contains(request.method()))
        };
        let limit = if is_one_of(&calls.backups) && !is_json(request.headers()) {
            Some(BodyLimit::BACKUP)
        } else if is_one_of(&calls.open) {
            Some(BodyLimit(MAX_OPEN_BODY))
        } else if is_one_of(&calls.imports) {
            Some(BodyLimit::IMPORT)
        } else {
            (is_one_of(&calls.uploads) && !is_json(request.headers())).then_some(BodyLimit::PICTURE)
        };
        if let Some(limit) = limit {
            request.extensions_mut().insert(limit);
        }
        next.run(request)
    }))
}
