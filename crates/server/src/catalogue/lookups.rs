//! Looking films up at TMDB after they were added: what they lack is filled in, and their pictures become ours.

use super::availability::refresh_availability;
use super::collections::refresh_collections;
use super::renewing::{RENEWED_AFTER, renew_fillings};
use super::titles::{KnownTitles, title_looked_up};
use super::tmdb::token;
use crate::error::{ApiError, Result};
use crate::jobs::worker::{Context, Kind};
use crate::state::State;
use crate::tmdb::TmdbError;
use crate::tmdb::answers::{Details, year_of};
use crate::tmdb::{BACKDROP, POSTER};
use domain::accounts::places::Language;
use domain::jobs::Progress;
use domain::library::images::{ImageKind, MAX_IMAGE_BYTES};
use domain::library::movies::{MAX_PEOPLE, Movie, MovieDraft, MovieFields};
use domain::problems::ProblemKind;
use domain::text::fold;
use storage::Tx;
use storage::accounts::preferences::find_preferences;
use storage::library::filling::Found;
use storage::library::images::NewImage;
use storage::library::lookups::{JOB, Lookup, delete_lookup, insert_job, postpone_lookup, take_lookup};
use storage::library::movies::find_movie;
use storage::library::renewing::fill_movie;

/// Seconds after which another server takes a film over whose server isn't heard of.
const LEASE: i64 = 600;
/// Seconds until a film that failed is tried again: after the first failure, the second and so on. Then it is left alone.
const PAUSES: [i64; 4] = [3600, 6 * 3600, 24 * 3600, 3 * 24 * 3600];
/// The language that TMDB is asked in: genres are in English, as those of the catalogue are.
const LANGUAGE: &str = "en";
/// The most films that one run looks up: imports, backups and housekeeping want their turn, too.
const MAX_FILMS: i64 = 60;
/// The most actors that are taken: TMDB lists everybody.
const MAX_ACTORS: usize = 10;

/// The job: it runs whenever films were added, and every hour for those that failed.
pub const KIND: Kind = Kind { name: JOB, interval_seconds: Some(3600), run: |context| Box::pin(run(context)) };

/// Looks up films that are due, one after the other. If some are left, the next run is put behind the jobs that wait.
async fn run(context: Context) -> Result<()> {
    let state = &context.state;
    let mut done = 0;
    while let Some(token) = token(state).await? {
        if done == MAX_FILMS {
            let next = state.clock.id();
            state.store.write(move |tx| insert_job(tx, next)).await?;
            break;
        }
        let now = state.clock.now();
        let take = move |tx: &mut Tx| take_lookup(tx, now, now.plus_seconds(LEASE));
        let Some(lookup) = state.store.write(take).await? else { break };
        look_up(state, &token, lookup).await?;
        done += 1;
        context.report(Progress { done, total: None }).await?;
    }
    let token = token(state).await?;
    renew_fillings(state, token.as_deref()).await?;
    if let Some(token) = token {
        refresh_collections(state, &token).await?;
        refresh_availability(state, &token).await?;
    }
    Ok(())
}

/// Looks a film up, and notes when it is to be tried again.
///
/// # Errors
/// When it makes no sense to go on with other films now.
async fn look_up(state: &State, token: &str, lookup: Lookup) -> Result<()> {
    let Lookup { movie_id, owner_id, attempts } = lookup;
    let read = move |tx: &mut Tx| {
        Ok::<_, storage::Error>((find_movie(tx, owner_id, movie_id)?, find_preferences(tx, owner_id)?))
    };
    let (movie, preferences) = state.store.read(read).await?;
    let (language, region) = preferences.map(|it| (it.language, it.region)).unwrap_or_default();
    let found = match &movie {
        Some(movie) => find(state, token, movie, language).await,
        None => Ok(Filling::default()),
    };
    let (found, titles, failure) = match found {
        Ok(Filling { found, titles, failure }) => (found, titles, failure),
        // It was never there, or was merged into another, or deleted: what we have stays.
        Err(TmdbError::NotFound) => (Found::default(), None, None),
        Err(error) => (Found::default(), None, Some(error)),
    };
    let now = state.clock.now();
    let pause = usize::try_from(attempts - 1).ok().and_then(|index| PAUSES.get(index).copied());
    let has_failed = failure.is_some();
    let due_at = now.plus_seconds(RENEWED_AFTER);
    let note = move |tx: &mut Tx| {
        let is_same = match &movie {
            Some(movie) if !found.is_empty() => fill_movie(tx, owner_id, movie, found, (now, due_at))?,
            _ => true,
        };
        if let Some((titles, language)) = titles.zip(language).filter(|_| is_same) {
            title_looked_up(tx, (owner_id, movie_id), (language, region), &titles, now)?;
        }
        match pause {
            Some(pause) if has_failed => postpone_lookup(tx, movie_id, now.plus_seconds(pause)),
            // It means another film now.
            Some(_) if !is_same => postpone_lookup(tx, movie_id, now),
            _ => delete_lookup(tx, movie_id),
        }
    };
    state.store.write::<_, storage::Error, _>(note).await?;
    match failure {
        Some(error @ (TmdbError::Away(_) | TmdbError::Refused)) => {
            Err(ApiError::new(ProblemKind::Unavailable, error.to_string()))
        }
        Some(error) => {
            tracing::warn!(%error, "a film can't be looked up; it is tried again later");
            Ok(())
        }
        None => Ok(()),
    }
}

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
        let Some(path) = path.as_deref().filter(|_| kind.url_of(movie).is_none()) else { continue };
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
