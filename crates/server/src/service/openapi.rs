//! The OpenAPI 3.1 document, made from the handlers, and a page to read and try it.

use crate::request::openapi::add_problem;
use crate::request::openapi::{MOVIES, WATCHES};
use crate::service::docs;
use crate::state::State;
use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use domain::field_errors::FieldError;
use domain::problems::{Problem, ProblemKind};
use http::Method;
use http::header::CONTENT_TYPE;
use std::collections::{HashMap, HashSet};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr};
use utoipa_axum::router::OpenApiRouter;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Movie Tracker",
        description = "Everything the page can do. Sign in at `/api/auth/login`, or create an API token in the page, and send the token with each call as `Authorization: Bearer …`. Errors are problem details (RFC 9457): match their `type`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "movies", description = "Films, the trash, genres and tags"),
        (name = "watches", description = "Each viewing of a film, and the diary"),
        (name = "lists", description = "Lists of films, their order, and the links they are shared by"),
        (name = "catalogue", description = "Finding films to add"),
        (name = "changes", description = "Following what changes, to keep a copy"),
        (name = "sessions", description = "Accounts and signing in"),
        (name = "administration", description = "Other people’s accounts, invites, registration, the audit log, jobs, backups, the catalogue and TMDB: for admins who signed in"),
    ),
    components(schemas(Problem, FieldError)),
    security(("bearer" = [])),
)]
struct Base;

/// The document without the handlers, which the rooms bring.
pub fn base() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(<Base as utoipa::OpenApi>::openapi())
}

/// The document itself and the page to read it.
pub fn routes(document: OpenApi) -> Router<State> {
    // Shared by all answers: one that nobody reads must not hold a copy.
    let json = Bytes::from(to_json(document));
    docs::routes().route(
        "/api/openapi.json",
        get(move || std::future::ready(([(CONTENT_TYPE, "application/json")], json.clone()))),
    )
}

/// The finished document as JSON.
pub fn to_json(mut document: OpenApi) -> String {
    let components = document.components.get_or_insert_default();
    let tokens = "An access token (a JWT for ten minutes) or an API token (`mt_…`).";
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(tokens)).build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let cookie = ApiKeyValue::with_description("movietracker_refresh", "With the prefix `__Host-` under https.");
    components.add_security_scheme("refresh_cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    for (draft, patch) in [
        ("MovieDraft", "MoviePatch"),
        ("ListDraft", "ListPatch"),
        ("ViewDraft", "ViewPatch"),
        ("Preferences", "PreferencesPatch"),
    ] {
        if let Some(RefOr::T(Schema::Object(draft))) = components.schemas.get(draft).cloned() {
            components.schemas.insert(patch.to_owned(), RefOr::T(Schema::Object(patch_of(draft))));
        }
    }
    for item in document.paths.paths.values_mut() {
        let all = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        all.into_iter().flatten().for_each(describe_problems);
    }
    document.to_pretty_json().unwrap_or_default()
}

/// A merge patch of a draft: no field is required, and each can be null.
fn patch_of(mut draft: utoipa::openapi::Object) -> utoipa::openapi::Object {
    draft.required.clear();
    for property in draft.properties.values_mut() {
        let schema_type = match property {
            RefOr::T(Schema::Object(object)) => &mut object.schema_type,
            RefOr::T(Schema::Array(array)) => &mut array.schema_type,
            _ => continue,
        };
        if let SchemaType::Type(of) = schema_type.clone() {
            *schema_type = SchemaType::Array(vec![of, Type::Null]);
        }
    }
    draft
}

/// Adds the problems that any call can end with, and what problems look like. Those of a handler come from its
/// extractors.
fn describe_problems(operation: &mut Operation) {
    if is_open(operation) {
        add_problem(operation, ProblemKind::PayloadTooLarge);
    }
    for kind in [ProblemKind::Internal, ProblemKind::Unavailable, ProblemKind::StorageFull] {
        add_problem(operation, kind);
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && (status.starts_with('4') || status.starts_with('5'))
        {
            let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
            response.content = [("application/problem+json".to_owned(), RefOr::T(Content::new(Some(schema))))].into();
        }
    }
}

/// Calls of the API: their methods by their paths.
pub type Calls = HashMap<String, Vec<Method>>;

/// The calls that strangers can make: they need no token, or a cookie instead.
pub fn open_calls(document: &OpenApi) -> Calls {
    let open = |item| operations(item).filter(|(_, operation)| is_open(operation)).map(|(method, _)| method);
    document.paths.paths.iter().map(|(path, item)| (path.clone(), open(item).collect())).collect()
}

/// The calls by what their bodies can be.
pub struct CallsByBody {
    /// Those that need no sign-in.
    pub open: Calls,
    /// Those that take pictures, which are large.
    pub uploads: Calls,
    /// Those that take zips, which are larger.
    pub imports: Calls,
    /// Those that take whole databases.
    pub backups: Calls,
}

impl CallsByBody {
    /// As the document says.
    pub fn of(document: &OpenApi) -> Self {
        Self {
            open: open_calls(document),
            uploads: calls_that_take(document, "image/"),
            imports: calls_that_take(document, "application/zip"),
            backups: calls_that_take(document, "application/vnd.sqlite3"),
        }
    }
}

/// The calls whose bodies can be of a media type that begins so.
fn calls_that_take(document: &OpenApi, beginning: &str) -> Calls {
    let takes_it = |operation: &Operation| {
        let Some(RefOr::T(body)) = &operation.request_body else { return false };
        body.content.keys().any(|media_type| media_type.starts_with(beginning))
    };
    let calls = |item| operations(item).filter(|(_, one)| takes_it(one)).map(|(method, _)| method);
    document.paths.paths.iter().map(|(path, item)| (path.clone(), calls(item).collect())).collect()
}

/// The paths whose answers can be compressed: those of films and watches, and the document itself.
pub fn compressible_paths(document: &OpenApi) -> HashSet<String> {
    let is_of_films =
        |operation: &Operation| operation.tags.iter().flatten().all(|tag| tag == MOVIES || tag == WATCHES);
    let paths = document.paths.paths.iter().filter(|(_, item)| operations(item).all(|(_, one)| is_of_films(one)));
    paths.map(|(path, _)| path.clone()).chain(["/api/openapi.json".to_owned()]).collect()
}

fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    let all = [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

/// Whether it has a rule of its own in place of the one for all calls, a token.
fn is_open(operation: &Operation) -> bool {
    operation.security.is_some()
}
