//! The API's document: the groups of its calls, and what the extractors of a handler say about it, which are its
//! parameters and the problems that they answer with. So the document can't forget them.

use crate::error::Result;
use crate::request::extract::{Asked, Id, IfMatch, IfNoneMatch, Json, Listed, Query};
use crate::request::guards::{Admin, SignedIn, Standing};
use crate::request::idempotency::IdempotencyKey;
use crate::request::origins::SameOrigin;
use crate::security::callers::Caller;
use crate::security::client_info::ClientInfo;
use crate::state::State;
use axum::extract::Path;
use domain::pages::{DEFAULT_LIMIT, MAX_LIMIT};
use domain::problems::ProblemKind;
use domain::queries::{Kind, ListQuery, MAX_REPEATS};
use http::HeaderMap;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, Paths};
use utoipa::openapi::response::Response;
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Required, Schema};

/// Tag of films, the trash, genres and tags.
pub const MOVIES: &str = "movies";
/// Tag of lists of films.
pub const LISTS: &str = "lists";
/// Tag of watches and the diary.
pub const WATCHES: &str = "watches";
/// Tag of the catalogue of films.
pub const CATALOGUE: &str = "catalogue";
/// Tag of exports.
pub const EXPORTS: &str = "exports";
/// Tag of imports.
pub const IMPORTS: &str = "imports";
/// Tag of what has changed.
pub const CHANGES: &str = "changes";
/// Tag of accounts and signing in.
pub const SESSIONS: &str = "sessions";
/// Tag of what admins do.
pub const ADMINISTRATION: &str = "administration";

/// Collects handlers as `utoipa_axum::routes` does, with what their extractors say about them.
macro_rules! routes {
    ($($handler:ident),+ $(,)?) => {{
        let mut routes = utoipa_axum::routes!($($handler),+);
        $($crate::request::openapi::describe(&mut routes.1, stringify!($handler), &$handler);)+
        routes
    }};
}
pub(crate) use routes;

/// What an argument of a handler says about it.
pub trait Describe {
    /// Adds to the description.
    fn describe(_: &mut Operation) {}
}

/// A handler, whose arguments describe it.
pub trait Handler<Arguments> {
    /// Adds what the arguments say.
    fn describe(&self, operation: &mut Operation);
}

macro_rules! handlers {
    ($(($($argument:ident)*))*) => { $(
        impl<F, Answer, $($argument: Describe),*> Handler<($($argument,)*)> for F
        where
            F: Fn($($argument),*) -> Answer,
        {
            fn describe(&self, operation: &mut Operation) {
                $($argument::describe(operation);)*
            }
        }
    )* };
}

handlers! { (A1) (A1 A2) (A1 A2 A3) (A1 A2 A3 A4) (A1 A2 A3 A4 A5) (A1 A2 A3 A4 A5 A6) }

/// Adds to the operation of that name what its handler's arguments say.
pub fn describe<Arguments>(paths: &mut Paths, name: &str, handler: &impl Handler<Arguments>) {
    for item in paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        let named = operations.into_iter().flatten().find(|operation| operation.operation_id.as_deref() == Some(name));
        if let Some(operation) = named {
            handler.describe(operation);
        }
    }
}

/// Adds an answer that is a problem, unless the handler describes one of this status better.
pub fn add_problem(operation: &mut Operation, kind: ProblemKind) {
    let answers = &mut operation.responses.responses;
    answers.entry(kind.status().to_string()).or_insert_with(|| RefOr::T(Response::new(kind.title())));
}

fn add_problems(operation: &mut Operation, kinds: &[ProblemKind]) {
    for kind in kinds {
        add_problem(operation, *kind);
    }
}

fn add_parameter(operation: &mut Operation, parameter: ParameterBuilder) {
    operation.parameters.get_or_insert_default().push(Parameter::from(parameter).into());
}

fn add_header(operation: &mut Operation, name: &str, description: &str) {
    let header = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(Required::False);
    add_parameter(
        operation,
        header.description(Some(description)).schema(Some(ObjectBuilder::new().schema_type(Type::String))),
    );
}

impl Describe for State {}
impl Describe for ClientInfo {}
impl Describe for HeaderMap {}

// Who answers differently when it can't be read says so itself.
impl<T> Describe for Result<T> {}

impl Describe for Caller {
    fn describe(operation: &mut Operation) {
        add_problems(operation, &[ProblemKind::Unauthenticated, ProblemKind::Forbidden]);
    }
}

impl Describe for SignedIn {
    fn describe(operation: &mut Operation) {
        Caller::describe(operation);
    }
}

impl Describe for Standing {
    fn describe(operation: &mut Operation) {
        Caller::describe(operation);
    }
}

impl Describe for Admin {
    fn describe(operation: &mut Operation) {
        SignedIn::describe(operation);
    }
}

impl Describe for SameOrigin {
    fn describe(operation: &mut Operation) {
        add_problems(operation, &[ProblemKind::Forbidden, ProblemKind::UnsupportedMediaType]);
    }
}

impl Describe for Json {
    fn describe(operation: &mut Operation) {
        let kinds = [
            ProblemKind::MalformedRequest,
            ProblemKind::PayloadTooLarge,
            ProblemKind::UnsupportedMediaType,
            ProblemKind::ValidationFailed,
        ];
        add_problems(operation, &kinds);
    }
}

impl<T: utoipa::ToSchema> Describe for Id<T> {
    fn describe(operation: &mut Operation) {
        let id = ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True);
        add_parameter(operation, id.schema(Some(Ref::from_schema_name(T::name()))));
        add_problem(operation, ProblemKind::NotFound);
    }
}

impl Describe for Path<String> {
    fn describe(operation: &mut Operation) {
        add_problem(operation, ProblemKind::NotFound);
    }
}

impl Describe for IfMatch {
    fn describe(operation: &mut Operation) {
        add_header(operation, "If-Match", "The version, as ETag gives it, that the change is meant for.");
        add_problems(operation, &[ProblemKind::MalformedRequest, ProblemKind::PreconditionFailed]);
    }
}

impl Describe for IfNoneMatch {
    fn describe(operation: &mut Operation) {
        add_header(operation, "If-None-Match", "The version, as ETag gives it, that you have already.");
        add_problem(operation, ProblemKind::MalformedRequest);
    }
}

impl Describe for IdempotencyKey {
    fn describe(operation: &mut Operation) {
        let description = "The same key within 24 hours gives the same answer and does nothing twice.";
        add_header(operation, "Idempotency-Key", description);
        add_problem(operation, ProblemKind::ValidationFailed);
    }
}

impl Describe for Query {
    fn describe(operation: &mut Operation) {
        add_problems(operation, &[ProblemKind::MalformedRequest, ProblemKind::ValidationFailed]);
    }
}

/// A parameter of the query that may be left out.
fn parameter(name: &str, schema: Schema, description: &str) -> ParameterBuilder {
    let query = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).required(Required::False);
    query.schema(Some(schema)).description(Some(description))
}

impl<Q: ListQuery> Describe for Asked<Q> {
    fn describe(operation: &mut Operation) {
        for one in Q::PARAMETERS {
            add_parameter(operation, parameter(one.name, schema_of(one.kind), one.description));
        }
        Query::describe(operation);
    }
}

impl<Q: ListQuery> Describe for Listed<Q> {
    fn describe(operation: &mut Operation) {
        for one in Q::PARAMETERS {
            add_parameter(operation, parameter(one.name, schema_of(one.kind), one.description));
        }
        let limit = integer().minimum(Some(1)).maximum(Some(MAX_LIMIT)).build();
        let description = format!("The most items on a page, 1 to {MAX_LIMIT}; {DEFAULT_LIMIT} by default.");
        add_parameter(operation, parameter("limit", limit.into(), &description));
        add_parameter(
            operation,
            parameter(
                "cursor",
                text().build().into(),
                "`next_cursor` of the page before, or `last-50` for the last 50 items (1 to 1000).",
            ),
        );
        Query::describe(operation);
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}

fn integer() -> ObjectBuilder {
    let builder = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer));
    builder.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
}

fn schema_of(kind: Kind) -> Schema {
    let schema = match kind {
        Kind::Texts => return ArrayBuilder::new().items(text()).max_items(Some(MAX_REPEATS)).build().into(),
        Kind::Text | Kind::Name | Kind::Cursor => text().build(),
        Kind::Bool => ObjectBuilder::new().schema_type(SchemaType::Type(Type::Boolean)).build(),
        Kind::Integer => integer().build(),
        Kind::WatchDate => text().pattern(Some("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")).build(),
        Kind::Date => text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).build(),
        Kind::Id => text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))).build(),
        Kind::Rating => {
            let builder = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Number));
            builder.minimum(Some(0.5)).maximum(Some(5.0)).multiple_of(Some(0.5)).build()
        }
        Kind::OneOf(words) => text().enum_values(Some(words.iter().copied())).build(),
        Kind::Sort(words) => text().pattern(Some(format!("^-?({})$", words.join("|")))).build(),
    };
    schema.into()
}
