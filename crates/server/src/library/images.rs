//! The pictures of films: posters and backdrops.

mod upload;

use crate::error::{ApiError, Result};
use crate::pictures::{FetchFault, PictureFault};
use crate::request::etag::{etag, not_modified, with_etag};
use crate::request::extract::{Id, IfMatch, IfNoneMatch, Query};
use crate::request::openapi::MOVIES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::ids::{MovieId, UndoId, UserId};
use domain::library::images::{ChangedMovie, ImageDraft, ImageKind, MAX_IMAGE_BYTES};
use domain::problems::{Problem, ProblemKind};
use headers::{ETag, HeaderMapExt};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use storage::Tx;
use storage::library::images::{ImageSize, NewImage, find_image, set_image};
use storage::library::movies::{find_movie, find_movie_for_update};
use upload::Upload;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(update_poster, delete_poster))
        .routes(routes!(update_backdrop, delete_backdrop))
        .routes(routes!(get_image))
}

/// Give a film a poster: the picture itself as the body, or the address of one, which the server fetches. JPEG, PNG or
/// WebP, up to 10 MiB and 25 million pixels. It is kept as JPEG, in two sizes.
#[utoipa::path(put, path = "/api/movies/{id}/poster", tag = MOVIES, request_body(content(
    (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"),
    (Vec<u8> = "application/octet-stream"), (ImageDraft = "application/json"),
)), responses(
    (status = 200, body = ChangedMovie, headers(("ETag" = String, description = "The film’s new version."))),
    (status = 412, body = Problem, description = "The film has another version by now."),
))]
async fn update_poster(
    state: State,
    caller: Caller,
    Id(id): Id<MovieId>,
    if_match: IfMatch,
    body: Upload,
) -> Result<Response> {
    update_image(&state, caller.id, id, if_match, ImageKind::Poster, body).await
}

/// Give a film a backdrop, the wide picture behind the head of its page; as with its poster.
#[utoipa::path(put, path = "/api/movies/{id}/backdrop", tag = MOVIES, request_body(content(
    (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"),
    (Vec<u8> = "application/octet-stream"), (ImageDraft = "application/json"),
)), responses(
    (status = 200, body = ChangedMovie, headers(("ETag" = String, description = "The film’s new version."))),
    (status = 412, body = Problem, description = "The film has another version by now."),
))]
async fn update_backdrop(
    state: State,
    caller: Caller,
    Id(id): Id<MovieId>,
    if_match: IfMatch,
    body: Upload,
) -> Result<Response> {
    update_image(&state, caller.id, id, if_match, ImageKind::Backdrop, body).await
}

/// Remove a film’s poster. It can be brought back.
#[utoipa::path(delete, path = "/api/movies/{id}/poster", tag = MOVIES, responses(
    (status = 200, body = ChangedMovie, headers(("ETag" = String, description = "The film’s new version."))),
    (status = 412, body = Problem, description = "The film has another version by now."),
))]
async fn delete_poster(state: State, caller: Caller, Id(id): Id<MovieId>, if_match: IfMatch) -> Result<Response> {
    delete_image(&state, caller.id, id, if_match, ImageKind::Poster).await
}

/// Remove a film’s backdrop. It can be brought back.
#[utoipa::path(delete, path = "/api/movies/{id}/backdrop", tag = MOVIES, responses(
    (status = 200, body = ChangedMovie, headers(("ETag" = String, description = "The film’s new version."))),
    (status = 412, body = Problem, description = "The film has another version by now."),
))]
async fn delete_backdrop(state: State, caller: Caller, Id(id): Id<MovieId>, if_match: IfMatch) -> Result<Response> {
    delete_image(&state, caller.id, id, if_match, ImageKind::Backdrop).await
}

/// Get a picture. Its name can’t be guessed and stands for one picture for ever, so it needs no token.
#[utoipa::path(get, path = "/images/{name}", tag = MOVIES, security(()), params(
    ("name" = String, Path, description = "As `poster_url` and `backdrop_url` of a film have it."),
    ("size" = Option<String>, Query, description = "`small`, or `large` by default.", pattern = "^(small|large)$"),
), responses(
    (status = 200, content_type = "image/jpeg", body = Vec<u8>, headers(
        ("ETag" = String, description = "Stands for the picture."),
        ("Cache-Control" = String, description = "It may be kept for a year."),
    )),
    (status = 304, description = "You have it already."),
))]
async fn get_image(
    state: State,
    Path(name): Path<String>,
    Query(pairs): Query,
    known: IfNoneMatch,
) -> Result<Response> {
    let size = size_of(&pairs)?;
    let suffix = if size == ImageSize::Small { "-small" } else { "" };
    let etag = format!("\"{name}{suffix}\"").parse().map_err(|_| ApiError::not_found())?;
    let find = move |tx: &mut Tx| find_image(tx, &name, size);
    // A large one takes its time when it isn't in memory.
    let found =
        if size == ImageSize::Small { state.store.read_inline(find).await? } else { state.store.read(find).await? };
    let jpeg = found.ok_or_else(ApiError::not_found)?;
    let mut response = if known.knows(&etag) { not_modified(etag) } else { picture(jpeg, etag) };
    response.headers_mut().insert(CACHE_CONTROL, FOR_EVER);
    Ok(response)
}

/// A name never stands for another picture. Only the browser keeps it: it is somebody’s own.
const FOR_EVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

fn picture(jpeg: Vec<u8>, etag: ETag) -> Response {
    let mut response = ([(CONTENT_TYPE, HeaderValue::from_static("image/jpeg"))], jpeg).into_response();
    response.headers_mut().typed_insert(etag);
    response
}

fn size_of(pairs: &[(String, String)]) -> Result<ImageSize> {
    match pairs {
        [] => Ok(ImageSize::Large),
        [(name, value)] if name == "size" && value == "small" => Ok(ImageSize::Small),
        [(name, value)] if name == "size" && value == "large" => Ok(ImageSize::Large),
        _ => Err(ApiError::field("size", "malformed", "The size is small or large; there are no other parameters.")),
    }
}

async fn update_image(
    state: &State,
    owner: UserId,
    id: MovieId,
    if_match: IfMatch,
    kind: ImageKind,
    body: Upload,
) -> Result<Response> {
    // Whoever can't change the film is told before there is work.
    let check = move |tx: &mut Tx| find_movie(tx, owner, id);
    let movie = state.store.read_inline(check).await?.ok_or_else(ApiError::not_found)?;
    if_match.check(&etag(&movie)?)?;
    let image = prepare(state, kind, body).await?;
    change_image(state, owner, id, if_match, kind, Some(image)).await
}

async fn delete_image(
    state: &State,
    owner: UserId,
    id: MovieId,
    if_match: IfMatch,
    kind: ImageKind,
) -> Result<Response> {
    change_image(state, owner, id, if_match, kind, None).await
}

async fn change_image(
    state: &State,
    owner: UserId,
    id: MovieId,
    if_match: IfMatch,
    kind: ImageKind,
    image: Option<NewImage>,
) -> Result<Response> {
    let (undo, now) = (UndoId(state.clock.id()), state.clock.now());
    let movie = state
        .store
        .write(move |tx| {
            let before = find_movie_for_update(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
            if_match.check(&etag(&before)?)?;
            if image.is_none() && before.image_url(kind).is_none() {
                return Err(ApiError::new(ProblemKind::NotFound, format!("This film has no {}.", kind.as_str())));
            }
            set_image(tx, owner, &before, (kind, image.as_ref()), undo, now)?;
            find_movie(tx, owner, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    with_etag(ChangedMovie { movie, undo })
}

/// Makes of what was sent, or of what is where it says, the picture that is kept.
async fn prepare(state: &State, kind: ImageKind, body: Upload) -> Result<NewImage> {
    // What was sent has its memory set aside already.
    let (bytes, memory) = match body {
        Upload::Picture(bytes) => (bytes, None),
        Upload::Address(json) => {
            let url = json.parse(ImageDraft::parse)?;
            let memory = state.limits.reserve_upload(MAX_IMAGE_BYTES).await.ok_or_else(|| ApiError::unavailable(5))?;
            (state.pictures.fetch(&url).await?.map_err(refuse_address)?, Some(memory))
        }
    };
    let made = state.pictures.new_image(&state.clock, kind, bytes).await?;
    made.map_err(|fault| refuse_picture(fault, memory.is_some()))
}

fn refuse_address(fault: FetchFault) -> ApiError {
    match fault {
        FetchFault::Forbidden => ApiError::field(
            "url",
            "not_allowed",
            "The server can’t fetch from this address: it isn’t public, or leads to one that isn’t.",
        ),
        FetchFault::TooLarge => ApiError::field("url", "too_large", "A picture can have at most 10 MB."),
        FetchFault::Unreachable => ApiError::field(
            "url",
            "unreachable",
            "No picture came from this address. Check it, or save the picture and upload the file.",
        ),
    }
}

fn refuse_picture(fault: PictureFault, is_fetched: bool) -> ApiError {
    let (kind, code, detail) = match fault {
        PictureFault::Unsupported => (
            ProblemKind::UnsupportedMediaType,
            "unsupported",
            "This isn’t a JPEG, PNG or WebP picture. Save it as one of them, then try again.",
        ),
        PictureFault::Damaged => (
            ProblemKind::ValidationFailed,
            "damaged",
            "This picture is incomplete or damaged. Save it again, or choose another one.",
        ),
        PictureFault::TooManyPixels => (
            ProblemKind::ValidationFailed,
            "too_many_pixels",
            "A picture can have at most 25 million pixels, as 5000 × 5000. Make it smaller, then try again.",
        ),
    };
    if is_fetched { ApiError::field("url", code, detail) } else { ApiError::new(kind, detail) }
}
