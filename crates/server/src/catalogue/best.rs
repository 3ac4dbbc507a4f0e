//! The best known films of a decade, a genre or a country.

use super::languages::language;
use super::movies::{ask, titled, with_own};
use crate::error::{ApiError, Result};
use crate::request::extract::Listed;
use crate::request::openapi::{CATALOGUE, routes};
use crate::security::callers::Caller;
use crate::state::State;
use ::catalogue::error::Error;
use ::catalogue::finding::best::Wanted;
use ::catalogue::finding::{Catalogue, Found};
use ::catalogue::sources::countries::name_of;
use domain::catalogue::best::{BestChoices, BestMovies, BestQuery, BestStatus, CatalogueCountry};
use domain::catalogue::movies::imdb_number;
use http::HeaderMap;
use std::collections::{BTreeMap, HashMap};
use storage::library::collections::{MoviePart, list_movie_parts};
use utoipa_axum::router::OpenApiRouter;

/// How many films are looked at together for those that one hasn't watched.
const TOGETHER: usize = 500;
/// The most films that one page looks at for those; the next page goes on from there.
const MAX_LOOKED_AT: usize = 20_000;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_best_movies))
}

/// List the best-known films of a decade, a genre or a country, best known first.
#[utoipa::path(get, path = "/api/catalogue/best", tag = CATALOGUE, responses((status = 200, body = BestMovies)))]
async fn list_best_movies(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Listed(query, page): Listed<BestQuery>,
) -> Result<axum::Json<BestMovies>> {
    let after = match &page.cursor {
        Some(cursor) => cursor.parse().map_err(|_| bad_cursor())?,
        None => 0,
    };
    let own = match query.status {
        Some(_) => state.store.read(move |tx| list_movie_parts(tx, caller.id)).await?,
        None => Vec::new(),
    };
    let limit = page.limit as usize;
    let read = language(&state, caller.id, &headers).await?.get(..2).and_then(|language| language.parse().ok());
    let found = ask(&state, move |catalogue| {
        let BestQuery { decade, genre, country, status } = query;
        let wanted = Wanted { decade, genre, country };
        let (films, next) = match status {
            None => behind(catalogue.best(&wanted, after, limit)?, limit),
            Some(BestStatus::Unwatched) => {
                let watched = Statuses::new(&own, is_watched);
                without(catalogue, &wanted, (after, limit), |film| watched.has(film))?
            }
            Some(BestStatus::Watched) => among(catalogue, &wanted, (after, limit), (&own, is_watched))?,
            Some(BestStatus::Watchlist) => among(catalogue, &wanted, (after, limit), (&own, is_on_watchlist))?,
        };
        let items: Vec<_> =
            films.into_iter().map(|film| titled(catalogue, film, read)).collect::<Result<_, Error>>()?;
        let choices = (after == 0).then(|| choices(catalogue)).transpose()?;
        Ok(BestMovies { items, next_cursor: next.map(|rank| rank.to_string()), choices })
    });
    let found = found.await?.unwrap_or_default();
    let items = with_own(&state, caller.id, found.items).await?;
    Ok(axum::Json(BestMovies { items, ..found }))
}

fn bad_cursor() -> ApiError {
    ApiError::field("cursor", "malformed", "This cursor belongs to another list. Start again without it.")
}

/// The films, and the rank behind which there may be more.
fn behind(films: Vec<Found>, limit: usize) -> (Vec<Found>, Option<u32>) {
    let next = films.last().map(|film| film.rank).filter(|_| films.len() == limit);
    (films, next)
}

fn is_watched(movie: &MoviePart) -> bool {
    movie.watch_count > 0
}

fn is_on_watchlist(movie: &MoviePart) -> bool {
    movie.on_watchlist
}

/// The films that aren't so, and the rank behind which there may be more.
fn without(
    catalogue: &Catalogue,
    wanted: &Wanted,
    (mut after, limit): (u32, usize),
    has: impl Fn(&Found) -> bool,
) -> Result<(Vec<Found>, Option<u32>), Error> {
    let mut found = Vec::new();
    for _ in 0..MAX_LOOKED_AT / TOGETHER {
        let films = catalogue.best(wanted, after, TOGETHER)?;
        let is_end = films.len() < TOGETHER;
        for film in films {
            after = film.rank;
            if !has(&film) {
                found.push(film);
                if found.len() == limit {
                    return Ok((found, Some(after)));
                }
            }
        }
        if is_end {
            return Ok((found, None));
        }
    }
    Ok((found, Some(after)))
}

/// The films of one's own that are so, and the rank behind which there are more. One's own are looked for in the
/// catalogue: the other way round, a whole catalogue would be looked through for a few films.
fn among(
    catalogue: &Catalogue,
    wanted: &Wanted,
    (after, limit): (u32, usize),
    (own, is): (&[MoviePart], fn(&MoviePart) -> bool),
) -> Result<(Vec<Found>, Option<u32>), Error> {
    let statuses = Statuses::new(own, is);
    let mut found = BTreeMap::new();
    for movie in own.iter().filter(|it| is(it)) {
        let imdb = movie.imdb_id.as_deref().and_then(imdb_number);
        let tmdb = movie.tmdb_id.and_then(|number| u32::try_from(number).ok());
        let mut film = imdb.map(|number| catalogue.film(number)).transpose()?.flatten();
        if film.is_none() {
            film = tmdb.map(|number| catalogue.film_of_tmdb(number)).transpose()?.flatten();
        }
        if let Some(film) = film.filter(|it| it.rank > after && wanted.has(it) && statuses.has(it)) {
            found.insert(film.rank, film);
        }
    }
    let has_more = found.len() > limit;
    let films: Vec<Found> = found.into_values().take(limit).collect();
    let next = films.last().map(|film| film.rank).filter(|_| has_more);
    Ok((films, next))
}

/// Which films of the catalogue are so among one's own.
struct Statuses {
    by_imdb: HashMap<u32, bool>,
    by_tmdb: HashMap<u32, bool>,
}

impl Statuses {
    fn new(own: &[MoviePart], is: fn(&MoviePart) -> bool) -> Self {
        let tmdb = |it: &MoviePart| Some((u32::try_from(it.tmdb_id?).ok()?, is(it)));
        Self {
            by_imdb: own.iter().filter_map(|it| Some((imdb_number(it.imdb_id.as_deref()?)?, is(it)))).collect(),
            by_tmdb: own.iter().filter_map(tmdb).collect(),
        }
    }

    fn has(&self, film: &Found) -> bool {
        let by_tmdb = || film.tmdb.and_then(|number| self.by_tmdb.get(&number));
        let is = self.by_imdb.get(&film.imdb).or_else(by_tmdb);
        is.copied().unwrap_or_default()
    }
}

/// What the films of the catalogue can be told by: decades from the latest on, countries by their names.
fn choices(catalogue: &Catalogue) -> Result<BestChoices, Error> {
    let facets = catalogue.facets()?;
    let decades = facets.decades.into_iter().rev().collect();
    let country = |code: String| CatalogueCountry { name: name_of(&code).unwrap_or(&code).to_owned(), code };
    let mut countries: Vec<_> = facets.countries.into_iter().map(country).collect();
    countries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(BestChoices { decades, genres: facets.genres, countries })
}
