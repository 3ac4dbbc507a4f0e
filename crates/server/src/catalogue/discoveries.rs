//! Films of the catalogue for somebody who loved others.

use super::credits::{id_of, role_of};
use super::languages::language;
use super::movies::{ask, described, read_language};
use crate::error::{ApiError, Result};
use crate::request::extract::{Asked, Listed};
use crate::request::openapi::{CATALOGUE, routes};
use crate::security::callers::Caller;
use crate::state::State;
use ::catalogue::error::Error;
use ::catalogue::film::Id;
use ::catalogue::finding::Catalogue;
use ::catalogue::language::Language;
use ::catalogue::recommending::{Candidates, Reason, Recommended, Taste, Weighed, choose};
use axum::extract::Path;
use domain::catalogue::credits::CreditRole;
use domain::catalogue::discoveries::{
    DEFAULT_LIMIT, DiscoverQuery, Discoveries, Discovery, DiscoveryReason, Dismissal, LovedMovie, ReasonKind,
};
use domain::catalogue::movies::imdb_number;
use domain::ids::UserId;
use domain::library::ratings::Rating;
use domain::pages::Page;
use domain::problems::ProblemKind;
use domain::queries::NoQuery;
use http::{HeaderMap, StatusCode};
use std::collections::HashMap;
use storage::Tx;
use storage::library::discoveries::{
    Dismissed, Judged, Signs, delete_dismissal, insert_dismissal, list_disliked, list_dismissal_page, list_dismissed,
    list_loved, list_owned,
};
use utoipa_axum::router::OpenApiRouter;

/// The half stars from which a film counts as loved, and those up to which it counts as disliked.
const LOVED: i64 = 8;
const DISLIKED: i64 = 4;
/// The most films of either kind that count.
const MAX_LOVED: i64 = 50;
const MAX_DISLIKED: i64 = 30;
/// The most of them that are looked for by title and year, which takes longer than by an ID.
const MAX_BY_TITLE: usize = 30;
/// How often further candidates are looked at when somebody has most of those before.
const ROUNDS: usize = 4;
/// So many times more films than are wanted are enough to choose from.
const ENOUGH: usize = 6;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_discoveries))
        .routes(routes!(list_discover_dismissals))
        .routes(routes!(create_discover_dismissal, delete_discover_dismissal))
}

/// List films of the catalogue for you, the best match first: of the people, genres and decades of films that you
/// rated 4 stars or more, or liked. None that you have is among them, and none that you have dismissed.
#[utoipa::path(get, path = "/api/discover", tag = CATALOGUE, responses((status = 200, body = Discoveries)))]
async fn list_discoveries(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Asked(query): Asked<DiscoverQuery>,
) -> Result<axum::Json<Discoveries>> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT) as usize;
    let read = language(&state, caller.id, &headers).await?.get(..2).and_then(|it| it.parse().ok());
    let judge = move |tx: &mut Tx| {
        let (from, to) = (Rating::from_half_stars(LOVED), Rating::from_half_stars(DISLIKED));
        let (Some(from), Some(to)) = (from, to) else { return Ok((Vec::new(), Vec::new())) };
        let loved = list_loved(tx, caller.id, from, MAX_LOVED)?;
        Ok::<_, storage::Error>((loved, list_disliked(tx, caller.id, to, MAX_DISLIKED)?))
    };
    let (loved, disliked) = state.store.read(judge).await?;
    let loved_count = u32::try_from(loved.len()).unwrap_or(u32::MAX);
    let begun = ask(&state, move |catalogue| begin(catalogue, &loved, &disliked)).await?;
    let Some((taste, mut candidates, loved)) = begun else {
        return Ok(axum::Json(Discoveries { has_catalogue: false, loved_count, items: Vec::new() }));
    };
    let (mut taste, mut found) = (taste, Vec::new());
    for _ in 0..ROUNDS {
        let next = ask(&state, move |catalogue| {
            let weighed = catalogue.weigh_next(&mut candidates, &taste)?;
            Ok((taste, candidates, weighed))
        });
        let Some((same, left, Some(weighed))) = next.await? else { break };
        (taste, candidates) = (same, left);
        found.extend(new_ones(&state, caller.id, weighed).await?);
        if found.len() >= limit * ENOUGH {
            break;
        }
    }
    let items = ask(&state, move |catalogue| {
        choose(found, limit).into_iter().map(|it| discovery(catalogue, it, read, &loved)).collect()
    });
    let items = items.await?.unwrap_or_default();
    Ok(axum::Json(Discoveries { has_catalogue: true, loved_count, items }))
}

/// The films that somebody loved, by their ranks in the catalogue.
type Loved = HashMap<u32, LovedMovie>;

fn begin(catalogue: &Catalogue, loved: &[Judged], disliked: &[Judged]) -> Result<(Taste, Candidates, Loved), Error> {
    let (mut weighed, mut by_rank, mut by_title) = (Vec::new(), Loved::new(), 0);
    for it in loved.iter().chain(disliked) {
        let imdb = it.imdb_id.as_deref().and_then(imdb_number);
        if imdb.is_none() {
            by_title += 1;
            if by_title > MAX_BY_TITLE {
                continue;
            }
        }
        let year = it.year.and_then(|year| year.try_into().ok());
        let Some(film) = catalogue.meant(imdb, &it.title, year)? else { continue };
        if by_rank.contains_key(&film.rank) {
            continue;
        }
        by_rank.insert(film.rank, LovedMovie { id: it.id, title: it.title.clone(), year: it.year });
        weighed.push(Weighed { film, weight: weight(it) });
    }
    let taste = catalogue.taste(weighed)?;
    let candidates = catalogue.candidates(&taste)?;
    Ok((taste, candidates, by_rank))
}

/// How much somebody loved a film: up to 1, and down to -1 for the opposite.
fn weight(film: &Judged) -> f64 {
    let liked = if film.liked { 0.25 } else { 0.0 };
    match film.rating.map(|it| i32::from(it.half_stars())) {
        Some(rating) if i64::from(rating) >= LOVED || !film.liked => (f64::from(rating - 6) / 5.0 + liked).min(1.0),
        // Liked without a high rating, or without any.
        _ => 0.5,
    }
}

/// Those of the films that somebody neither has nor has dismissed.
async fn new_ones(state: &State, owner: UserId, weighed: Vec<Recommended>) -> Result<Vec<Recommended>> {
    let of = |it: &Recommended| Signs {
        imdb_id: matches!(it.film.id, Id::Imdb(_)).then(|| it.film.id.to_string()),
        tmdb_id: it.film.tmdb.map(i64::from),
        titles: it.film.original_title.iter().chain([&it.film.title]).cloned().collect(),
        year: it.film.year.and_then(|year| year.try_into().ok()),
    };
    let signs: Vec<Signs> = weighed.iter().map(of).collect();
    let ids: Vec<String> = weighed.iter().map(|it| it.film.id.to_string()).collect();
    let look = move |tx: &mut Tx| {
        let dismissed = list_dismissed(tx, owner, &ids)?;
        Ok::<_, storage::Error>((list_owned(tx, owner, &signs)?, ids, dismissed))
    };
    let (there, ids, dismissed) = state.store.read(look).await?;
    let flags = there.into_iter().zip(ids).map(|(is_there, id)| !is_there && !dismissed.contains(&id));
    Ok(weighed.into_iter().zip(flags).filter(|(_, is_new)| *is_new).map(|(it, _)| it).collect())
}

fn discovery(
    catalogue: &Catalogue,
    it: Recommended,
    read: Option<Language>,
    loved: &Loved,
) -> Result<Discovery, Error> {
    let origin = catalogue.origin()?;
    let reason = |(reason, rank): (Reason, u32)| {
        let movie = loved.get(&rank)?.clone();
        Some(match reason {
            Reason::Person(role, person, name) => {
                let kind = match role_of(role) {
                    CreditRole::Director => ReasonKind::Director,
                    CreditRole::Actor => ReasonKind::Actor,
                };
                DiscoveryReason { kind, name, person_id: Some(id_of(origin, person)), movie }
            }
            Reason::Genre(name) => DiscoveryReason { kind: ReasonKind::Genre, name, person_id: None, movie },
        })
    };
    let because = it.reasons.into_iter().filter_map(reason).collect();
    let score = (it.score * 100.0).round() / 100.0;
    Ok(Discovery { movie: described(catalogue, it.film, read)?, score, because })
}

/// List the films that you have dismissed, last dismissed first.
#[utoipa::path(get, path = "/api/discover/dismissals", tag = CATALOGUE,
    responses((status = 200, body = Page<Dismissal>)))]
async fn list_discover_dismissals(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Listed(NoQuery, page): Listed,
) -> Result<axum::Json<Page<Dismissal>>> {
    let owner = caller.id;
    let Page { items, next_cursor, total } = state.store.read(move |tx| list_dismissal_page(tx, owner, &page)).await?;
    let read = read_language(&language(&state, owner, &headers).await?);
    let ids: Vec<String> = items.iter().map(|it| it.id.clone()).collect();
    let find = move |catalogue: &Catalogue| {
        let of_id = |id: String| {
            let Ok(id) = id.parse() else { return Ok(None) };
            catalogue.film_of(id)?.map(|film| described(catalogue, film, read)).transpose()
        };
        ids.into_iter().map(of_id).collect::<Result<Vec<_>, Error>>()
    };
    let found = ask(&state, find).await?.unwrap_or_else(|| vec![None; items.len()]);
    let dismissal = |(it, movie): (Dismissed, _)| Dismissal { id: it.id, dismissed_at: it.at, movie };
    let items = items.into_iter().zip(found).map(dismissal).collect();
    Ok(axum::Json(Page { items, next_cursor, total }))
}

/// Dismiss a film, so that it isn’t suggested to you again.
#[utoipa::path(put, path = "/api/discover/dismissals/{id}", tag = CATALOGUE,
    params(("id" = String, Path, description = "The film’s ID in the catalogue, such as `tt0113277`")),
    responses((status = 204)))]
async fn create_discover_dismissal(state: State, caller: Caller, Path(id): Path<String>) -> Result<StatusCode> {
    let id = id.parse::<Id>().map_err(|_| ApiError::not_found())?;
    let is_there = ask(&state, move |catalogue| Ok(catalogue.film_of(id)?.is_some())).await?;
    if is_there != Some(true) {
        return Err(ApiError::not_found());
    }
    let now = state.clock.now();
    let dismiss = move |tx: &mut Tx| insert_dismissal(tx, caller.id, &id.to_string(), now);
    if state.store.write::<_, storage::Error, _>(dismiss).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        let detail = "You’ve dismissed too many films. Bring some of them back first.";
        Err(ApiError::new(ProblemKind::Conflict, detail))
    }
}

/// Bring a dismissed film back, so that it can be suggested again.
#[utoipa::path(delete, path = "/api/discover/dismissals/{id}", tag = CATALOGUE,
    params(("id" = String, Path, description = "The film’s ID in the catalogue, such as `tt0113277`")),
    responses((status = 204)))]
async fn delete_discover_dismissal(state: State, caller: Caller, Path(id): Path<String>) -> Result<StatusCode> {
    let id = id.parse::<Id>().map_err(|_| ApiError::not_found())?;
    let take_back = move |tx: &mut Tx| delete_dismissal(tx, caller.id, &id.to_string());
    state.store.write::<_, storage::Error, _>(take_back).await?;
    Ok(StatusCode::NO_CONTENT)
}
