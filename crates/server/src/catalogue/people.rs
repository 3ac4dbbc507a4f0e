//! People of the catalogue and of one’s own films, and their films.

use super::collections::collections_of;
use super::credits::{credits as credits_of, number_of, role_of};
use super::languages::language;
use super::movies::{ask, titled, with_own};
use crate::error::{ApiError, Result};
use crate::request::extract::{Asked, Id};
use crate::request::openapi::{CATALOGUE, routes};
use crate::security::callers::Caller;
use crate::state::State;
use ::catalogue::error::Error;
use axum::extract::Path;
use domain::catalogue::credits::CreditRole;
use domain::catalogue::movies::imdb_number;
use domain::catalogue::people::{
    CatalogueMovieCredit, CataloguePerson, MovieCredit, MoviePerson, MovieRelations, Person, PersonQuery,
};
use domain::ids::MovieId;
use domain::library::movies::MovieSummary;
use domain::library::movies_query::{MoviesQuery, Sort, SortBy};
use domain::library::ratings::Rating;
use domain::pages::PageQuery;
use domain::text::fold;
use http::HeaderMap;
use std::collections::{BTreeMap, BTreeSet};
use storage::library::collections::find_movie_part;
use storage::library::movies::{find_movie, list_movies};
use utoipa_axum::router::OpenApiRouter;

/// The most films of a person that are told.
const MAX_CREDITS: usize = 1000;
/// The most of one's own films that are looked through for a name.
const MAX_MOVIES: u32 = 1000;
/// The most of them that the catalogue is asked about.
const MAX_ASKED: usize = 100;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(get_catalogue_person))
        .routes(routes!(get_person))
        .routes(routes!(get_movie_relations))
}

/// Get a person of the catalogue with their films, and what you have seen of them.
#[utoipa::path(get, path = "/api/catalogue/people/{id}", tag = CATALOGUE,
    params(("id" = String, Path, description = "The person’s ID in the catalogue, such as `nm0000520`")),
    responses((status = 200, body = CataloguePerson)))]
async fn get_catalogue_person(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<axum::Json<CataloguePerson>> {
    let read = language(&state, caller.id, &headers).await?.get(..2).and_then(|language| language.parse().ok());
    let wanted = id.clone();
    let found = ask(&state, move |catalogue| {
        let Some(number) = number_of(catalogue.origin()?, &wanted) else { return Ok(None) };
        let Some(person) = catalogue.person(number)? else { return Ok(None) };
        let films = person.films.into_iter().take(MAX_CREDITS);
        let films: Vec<_> = films
            .map(|(role, film)| Ok((role_of(role), titled(catalogue, film, read)?)))
            .collect::<Result<_, Error>>()?;
        Ok(Some((person.name, films)))
    });
    let (name, films) = found.await?.flatten().ok_or_else(ApiError::not_found)?;
    let (roles, movies): (Vec<_>, Vec<_>) = films.into_iter().unzip();
    let movies = with_own(&state, caller.id, movies).await?;
    let credits = roles.into_iter().zip(movies).map(|(role, movie)| CatalogueMovieCredit { role, movie }).collect();
    Ok(axum::Json(person(id, name, credits)))
}

fn person(id: String, name: String, credits: Vec<CatalogueMovieCredit>) -> CataloguePerson {
    let (watched_count, average_rating) = tally(credits.iter().filter_map(|it| it.movie.movie.as_deref()));
    CataloguePerson { id, name, watched_count, average_rating, credits }
}

/// How many of these films were watched, and the average of their ratings. A film counts once, whatever somebody did
/// for it.
fn tally<'a>(movies: impl Iterator<Item = &'a MovieSummary>) -> (u64, Option<f64>) {
    let own: BTreeMap<_, _> = movies.map(|movie| (movie.id, movie)).collect();
    let ratings: Vec<f64> = own.values().filter_map(|movie| movie.rating.map(Rating::stars)).collect();
    let count = u32::try_from(ratings.len()).unwrap_or(u32::MAX);
    let average = || (ratings.iter().sum::<f64>() / f64::from(count) * 100.0).round() / 100.0;
    (own.values().filter(|movie| movie.watch_count > 0).count() as u64, (count > 0).then(average))
}

/// Get a person by the name that your films have, with those films. Where the catalogue knows who it is, `catalogue_id`
/// leads to all of their films.
#[utoipa::path(get, path = "/api/people", tag = CATALOGUE, responses((status = 200, body = Person)))]
async fn get_person(
    state: State,
    caller: Caller,
    Asked(PersonQuery { name }): Asked<PersonQuery>,
) -> Result<axum::Json<Person>> {
    if name.is_empty() {
        return Ok(axum::Json(Person::default()));
    }
    let query = MoviesQuery {
        person: Some(name.clone()),
        sort: Some(Sort { by: SortBy::Year, descending: true }),
        ..MoviesQuery::default()
    };
    let page = PageQuery { limit: MAX_MOVIES, cursor: None };
    let movies = state.store.read_at_replica(move |tx| list_movies(tx, caller.id, &query, &page)).await?.items;
    let wanted = fold(&name);
    let credits: Vec<MovieCredit> = movies
        .into_iter()
        .flat_map(|movie| {
            let roles = [(CreditRole::Director, &movie.directors), (CreditRole::Actor, &movie.actors)];
            let of_them = roles.into_iter().filter(|(_, names)| names.iter().any(|name| fold(name) == wanted));
            of_them.map(|(role, _)| MovieCredit { role, movie: movie.clone() }).collect::<Vec<_>>()
        })
        .collect();
    let films: Vec<u32> = credits.iter().filter_map(|it| imdb_number(it.movie.imdb_id.as_deref()?)).collect();
    let found = ask(&state, move |catalogue| {
        let mut ids = BTreeSet::new();
        for film in films.into_iter().take(MAX_ASKED) {
            let Some(film) = catalogue.film(film)? else { continue };
            ids.extend(
                credits_of(catalogue, film.rank)?.into_iter().filter(|it| fold(&it.name) == wanted).map(|it| it.id),
            );
        }
        Ok(ids)
    });
    // Several people of one name aren't one person.
    let mut ids = found.await?.unwrap_or_default().into_iter();
    let catalogue_id = ids.next().filter(|_| ids.next().is_none());
    let (watched_count, average_rating) = tally(credits.iter().map(|it| &it.movie));
    Ok(axum::Json(Person { name, catalogue_id, credits, watched_count, average_rating }))
}

/// See what one of your films belongs to: its people, with their IDs in the catalogue, and
/// its collections.
#[utoipa::path(get, path = "/api/movies/{id}/relations", tag = CATALOGUE,
    responses((status = 200, body = MovieRelations)))]
async fn get_movie_relations(state: State, caller: Caller, Id(id): Id<MovieId>) -> Result<axum::Json<MovieRelations>> {
    let movie = state.store.read_inline(move |tx| find_movie(tx, caller.id, id)).await?;
    let movie = movie.ok_or_else(ApiError::not_found)?;
    let film = movie.imdb_id.as_deref().and_then(imdb_number);
    let credits = ask(&state, move |catalogue| match film {
        Some(film) => catalogue.film(film)?.map_or(Ok(Vec::new()), |film| credits_of(catalogue, film.rank)),
        None => Ok(Vec::new()),
    });
    let credits = credits.await?.unwrap_or_default();
    let named = |name: &String, role: CreditRole| {
        let same = credits.iter().filter(|it| fold(&it.name) == fold(name));
        // Somebody else may have the name of one who did something else.
        let same = same.min_by_key(|it| it.role != role);
        MoviePerson { name: name.clone(), role, catalogue_id: same.map(|it| it.id.clone()) }
    };
    let directors = movie.directors.iter().map(|name| named(name, CreditRole::Director));
    let people = directors.chain(movie.actors.iter().map(|name| named(name, CreditRole::Actor))).collect();
    let part = state.store.read_inline(move |tx| find_movie_part(tx, caller.id, id)).await?;
    let collections = match part {
        Some(part) => collections_of(&state, part).await?,
        None => Vec::new(),
    };
    Ok(axum::Json(MovieRelations { people, collections }))
}
