//! What TMDB knows of a film that lacks it, and its pictures.

use super::titles::KnownTitles;
use crate::state::State;
use crate::tmdb::TmdbError;
use crate::tmdb::answers::{Details, year_of};
use crate::tmdb::{BACKDROP, POSTER};
use domain::accounts::places::Language;
use domain::library::images::{ImageKind, MAX_IMAGE_BYTES};
use domain::library::movies::{MAX_PEOPLE, Movie, MovieDraft, MovieFields};
use domain::text::fold;
use storage::library::filling::Found;
use storage::library::images::NewImage;

/// The language that TMDB is asked in: genres are in English, as those of the catalogue are.
const LANGUAGE: &str = "en";
/// The most actors that are taken: TMDB lists everybody.
const MAX_ACTORS: usize = 10;

/// What a film lacks and was found, and why there isn't more.
#[derive(Default)]
pub struct Filling {
    /// What was found.
    pub found: Found,
    /// The titles that TMDB knows, when they were asked for.
    pub titles: Option<KnownTitles>,
    /// Why there isn't more.
    pub failure: Option<TmdbError>,
}

/// What a film lacks of what TMDB knows.
///
/// # Errors
/// Why TMDB gave nothing.
pub async fn find(state: &State, token: &str, movie: &Movie, language: Option<Language>) -> Result<Filling, TmdbError> {
    let Some(id) = find_id(state, token, movie).await? else { return Ok(Filling::default()) };
    let details = state.tmdb.details(token, id, LANGUAGE).await?;
    // TMDB may know the film of the ID at TMDB as another one than IMDb does; then neither is believed.
    if let (Some(ours), Some(theirs)) = (&movie.imdb_id, details.imdb_id.as_ref().filter(|it| !it.is_empty()))
        && ours != theirs
    {
        return Ok(Filling::default());
    }
    let mut filling = Filling {
        found: facts(state, movie, &details, language),
        titles: Some(KnownTitles::of_details(&details)),
        failure: None,
    };
    let pictures =
        [(ImageKind::Poster, &details.poster_path, POSTER), (ImageKind::Backdrop, &details.backdrop_path, BACKDROP)];
    for (kind, path, size) in pictures {
        let Some(path) = path.as_deref().filter(|_| movie.image_url(kind).is_none()) else { continue };
        let image = match picture(state, kind, size, path).await {
            Ok(image) => Some(image),
            Err(error @ TmdbError::Away(_)) => {
                filling.failure = Some(error);
                None
            }
            // This picture will be no better the next time.
            Err(error) => {
                tracing::info!(%error, kind = kind.as_str(), "a picture of TMDB can't be used");
                None
            }
        };
        match kind {
            ImageKind::Poster => filling.found.poster = image,
            ImageKind::Backdrop => filling.found.backdrop = image,
        }
    }
    Ok(filling)
}

/// The ID at TMDB of the film that is meant. By title and year it is only sure when there is one such film.
async fn find_id(state: &State, token: &str, movie: &Movie) -> Result<Option<i64>, TmdbError> {
    if let Some(id) = movie.tmdb_id {
        return Ok(Some(id));
    }
    if let Some(imdb_id) = &movie.imdb_id {
        return Ok(state.tmdb.find(token, imdb_id, LANGUAGE).await?.map(|hit| hit.id));
    }
    let Some(year) = movie.year else { return Ok(None) };
    let hits = state.tmdb.search(token, &movie.title, Some(year), LANGUAGE).await?;
    let title = fold(&movie.title);
    let is_title = |it: &Option<String>| it.as_deref().is_some_and(|it| fold(it) == title);
    let mut same = hits.into_iter().filter(|hit| {
        year_of(hit.release_date.as_deref()) == Some(year) && (is_title(&hit.title) || is_title(&hit.original_title))
    });
    let only = same.next();
    Ok(only.filter(|_| same.next().is_none()).map(|hit| hit.id))
}

/// What the film lacks of what TMDB knows. The rules are those for what people type: what breaks one is left out.
fn facts(state: &State, movie: &Movie, details: &Details, language: Option<Language>) -> Found {
    let today = state.clock.today();
    let checked = |change: &dyn Fn(&mut MovieDraft)| -> MovieFields {
        let mut draft = MovieDraft { title: movie.title.clone(), ..MovieDraft::default() };
        change(&mut draft);
        draft.parse(today).unwrap_or_default()
    };
    let mut found = Found::default();
    if movie.original_title.is_none() {
        let other = details.original_title.clone().filter(|title| fold(title) != fold(&movie.title));
        found.original_title = checked(&|draft| draft.original_title.clone_from(&other)).original_title;
    }
    if movie.year.is_none() {
        let year = year_of(details.release_date.as_deref()).map(i64::from);
        found.year = checked(&|draft| draft.year = year).year;
    }
    if movie.runtime_minutes.is_none() {
        found.runtime_minutes = checked(&|draft| draft.runtime_minutes = details.runtime).runtime_minutes;
    }
    if movie.genres.is_empty() {
        let names: Vec<String> = details.genres.iter().map(|genre| genre.name.clone()).collect();
        found.genres = checked(&|draft| draft.genres.clone_from(&names)).genres;
    }
    let credits = details.credits.clone().unwrap_or_default();
    if movie.directors.is_empty() {
        let directed = credits.crew.iter().filter(|it| it.job.as_deref() == Some("Director"));
        let names: Vec<String> = directed.map(|it| it.name.clone()).take(MAX_PEOPLE).collect();
        found.directors = checked(&|draft| draft.directors.clone_from(&names)).directors;
    }
    if movie.actors.is_empty() {
        let names: Vec<String> = credits.cast.iter().map(|it| it.name.clone()).take(MAX_ACTORS).collect();
        found.actors = checked(&|draft| draft.actors.clone_from(&names)).actors;
    }
    if movie.overview.is_none() {
        let overview = details.overview_in(language.as_ref().map(Language::as_str));
        found.overview = checked(&|draft| draft.overview = overview.map(str::to_owned)).overview;
    }
    if movie.imdb_id.is_none() {
        found.imdb_id = checked(&|draft| draft.imdb_id.clone_from(&details.imdb_id)).imdb_id;
    }
    found.tmdb_collection_id = details.belongs_to_collection.as_ref().map(|it| it.id);
    if movie.tmdb_id.is_none() {
        found.tmdb_id = checked(&|draft| draft.tmdb_id = Some(details.id)).tmdb_id;
    }
    found
}

/// A picture of TMDB, as it is kept.
async fn picture(state: &State, kind: ImageKind, size: &str, path: &str) -> Result<NewImage, TmdbError> {
    let busy = || TmdbError::Away("this server has too many pictures to prepare".to_owned());
    let memory = state.limits.reserve_upload(MAX_IMAGE_BYTES).await.ok_or_else(busy)?;
    let bytes = state.tmdb.picture(size, path).await?;
    let prepared = state.pictures.new_image(&state.clock, kind, bytes).await.map_err(|_| busy())?;
    drop(memory);
    prepared.map_err(|fault| TmdbError::Unusable(format!("{fault:?}")))
}
