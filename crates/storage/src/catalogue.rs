//! What admins decide about the catalogue of films, which isn't in the database; in the row of the site's settings.

use crate::engine::{Engine, Tx};
use crate::error::Error;
use crate::schema::{Entity, entity, sql, update};
use crate::sealing::TMDB_TOKEN;
use domain::catalogue::updates::CatalogueSettings;
use domain::times::Timestamp;

entity! {
    CatalogueSettings in SETTINGS {
        location = catalogue_location,
        tv_movies = catalogue_tv_movies,
        videos = catalogue_videos,
        shorts = catalogue_shorts,
        documentaries = catalogue_documentaries,
        adult = catalogue_adult,
        languages = catalogue_languages => split_languages,
        interval_days = catalogue_interval_days,
    }
}

fn split_languages(languages: Option<String>) -> Option<Vec<String>> {
    let split = |languages: String| languages.split(',').filter(|it| !it.is_empty()).map(str::to_owned).collect();
    languages.map(split)
}

/// The update of the catalogue that was asked for last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Request {
    /// When. Servers whose catalogue is older build it anew.
    pub requested_at: Option<Timestamp>,
    /// When an update was canceled last.
    pub cancelled_at: Option<Timestamp>,
    /// When an admin agreed to IMDb's terms.
    pub terms_accepted_at: Option<Timestamp>,
}

entity! {
    Request in SETTINGS {
        requested_at = catalogue_requested_at,
        cancelled_at = catalogue_cancelled_at,
        terms_accepted_at = catalogue_terms_accepted_at,
    }
}

impl Request {
    /// When the update was asked for that isn't canceled.
    pub fn wanted(&self) -> Option<Timestamp> {
        self.requested_at.filter(|at| self.cancelled_at.is_none_or(|cancelled| cancelled < *at))
    }
}

const FIND_SETTINGS: &str = sql!("SELECT ", CatalogueSettings::COLUMNS, " FROM settings WHERE id = 1");
const FIND_REQUEST: &str = sql!("SELECT ", Request::COLUMNS, " FROM settings WHERE id = 1");

/// What the catalogue is built from.
pub fn find_catalogue_settings(tx: &mut Tx) -> Result<CatalogueSettings, Error> {
    tx.query_one(FIND_SETTINGS, &[])
}

/// Replaces it.
pub fn update_catalogue_settings(tx: &mut Tx, it: &CatalogueSettings) -> Result<(), Error> {
    update!(
        tx,
        SETTINGS {
            catalogue_location: it.location,
            catalogue_tv_movies: it.tv_movies,
            catalogue_videos: it.videos,
            catalogue_shorts: it.shorts,
            catalogue_documentaries: it.documentaries,
            catalogue_adult: it.adult,
            catalogue_languages: it.languages.as_ref().map(|languages| languages.join(",")),
            catalogue_interval_days: it.interval_days,
        },
        where "id = 1",
        []
    )
    .map(drop)
}

/// The update that was asked for last.
pub fn find_catalogue_request(tx: &mut Tx) -> Result<Request, Error> {
    tx.query_one(FIND_REQUEST, &[])
}

/// Notes that an update is asked for, that it is canceled, or that the terms are agreed to.
pub fn update_catalogue_request(tx: &mut Tx, it: Request) -> Result<(), Error> {
    update!(
        tx,
        SETTINGS {
            catalogue_requested_at: it.requested_at,
            catalogue_cancelled_at: it.cancelled_at,
            catalogue_terms_accepted_at: it.terms_accepted_at,
        },
        where "id = 1",
        []
    )
    .map(drop)
}

const ASK_AGAIN: &str = "UPDATE settings SET catalogue_requested_at = $1, catalogue_cancelled_at = NULL
    WHERE id = 1 AND catalogue_requested_at = $2";

/// Asks for the next update after this one, if no other server has; false then.
pub fn request_next_catalogue(tx: &mut Tx, now: Timestamp, last: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(ASK_AGAIN, &[&now, &last])? > 0)
}

const FIND_TMDB_TOKEN: &str = "SELECT tmdb_token FROM settings WHERE id = 1";
const SET_TMDB_TOKEN: &str = "UPDATE settings SET tmdb_token = $1 WHERE id = 1";
const SET_LOOKUPS: &str = "UPDATE settings SET looks_up_movies = $1 WHERE id = 1 AND looks_up_movies <> $1";

/// The token for TMDB that an admin has entered.
pub fn find_tmdb_token(tx: &mut Tx) -> Result<Option<String>, Error> {
    let Some(sealed) = tx.query_one::<Option<Vec<u8>>>(FIND_TMDB_TOKEN, &[])? else { return Ok(None) };
    let unreadable = |_| Error::Database("the token for TMDB isn't text".to_owned());
    String::from_utf8(tx.open((TMDB_TOKEN, b""), &sealed)?).map(Some).map_err(unreadable)
}

/// Keeps another token for TMDB, or none.
pub fn update_tmdb_token(tx: &mut Tx, token: Option<&str>) -> Result<(), Error> {
    let sealed = token.map(|token| tx.seal((TMDB_TOKEN, b""), token.as_bytes())).transpose()?;
    tx.execute(SET_TMDB_TOKEN, &[&sealed]).map(drop)
}

/// Says whether films that are added from now on are looked up.
pub fn update_lookups(tx: &mut Tx, looks_up: bool) -> Result<(), Error> {
    tx.execute(SET_LOOKUPS, &[&looks_up]).map(drop)
}

/// So many catalogues that films were matched with are remembered.
const MATCHED_KEPT: usize = 20;
const FIND_MATCHED: &str = "SELECT matched_catalogues FROM settings WHERE id = 1";
const FIND_MATCHED_FOR_UPDATE_POSTGRES: &str = sql!(FIND_MATCHED, " FOR UPDATE");
const SET_MATCHED: &str = "UPDATE settings SET matched_catalogues = $1 WHERE id = 1";

/// Whether any server has had a catalogue that films were matched with.
pub fn was_matched(tx: &mut Tx) -> Result<bool, Error> {
    Ok(!tx.query_one::<String>(FIND_MATCHED, &[])?.is_empty())
}

/// Notes that films are matched with the catalogue of these names. False when they were already with one of the names: no
/// two servers match them with the same.
pub fn note_matched(tx: &mut Tx, names: &[String]) -> Result<bool, Error> {
    let is_postgres = tx.engine() == Engine::Postgres;
    let find = if is_postgres { FIND_MATCHED_FOR_UPDATE_POSTGRES } else { FIND_MATCHED };
    let known: String = tx.query_one(find, &[])?;
    let mut all: Vec<&str> = known.lines().collect();
    let is_new = names.iter().all(|name| !all.contains(&name.as_str()));
    let count = all.len();
    all.extend(names.iter().map(String::as_str).filter(|name| !known.lines().any(|it| it == *name)));
    if all.len() > count {
        let kept = all[all.len().saturating_sub(MATCHED_KEPT)..].join("\n");
        tx.execute(SET_MATCHED, &[&kept])?;
    }
    Ok(is_new)
}
