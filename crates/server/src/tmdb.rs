//! TMDB, the second source of what is known of films: one client for the whole process, with bounds on how often it asks.
//! No routes.

pub mod answers;
mod asking;
pub mod countries;

pub use asking::{BACKDROP, POSTER};

use crate::net::{Destinations, HttpClient, Limits, Route};
use asking::Turns;
use domain::accounts::places::Region;
use domain::catalogue::movies::CatalogueMovie;
use domain::catalogue::tmdb::is_token;
use domain::library::images::MAX_IMAGE_BYTES;
use domain::times::Timestamp;
use http::HeaderValue;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;
use url::Url;

/// Where TMDB answers.
const API: &str = "https://api.themoviedb.org/3";
/// Where it has its pictures.
const IMAGES: &str = "https://image.tmdb.org/t/p";
/// The bounds of each request.
const LIMITS: Limits = Limits { timeout: Duration::from_secs(15), max_body: MAX_IMAGE_BYTES, max_redirects: 0 };
/// Seconds for which what was found is given again.
const FOUND_KEPT: i64 = 10 * 60;
/// Seconds for which the services of a country are remembered.
const SERVICES_KEPT: i64 = 24 * 3600;
/// How many searches are remembered.
const MAX_SEARCHES: usize = 200;

/// How the operator of the server wants TMDB asked.
#[derive(Clone, Default)]
pub struct TmdbConfig {
    /// The read access token, if it isn't for admins to enter one.
    pub token: Option<String>,
    /// Where the API answers, if elsewhere.
    pub url: Option<String>,
    /// Where the pictures are, if elsewhere.
    pub images_url: Option<String>,
}

impl fmt::Debug for TmdbConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TmdbConfig")
            .field("url", &self.url)
            .field("images_url", &self.images_url)
            .finish_non_exhaustive()
    }
}

/// Why TMDB gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TmdbError {
    /// It doesn't know the token.
    #[error("TMDB doesn’t accept the token.")]
    Refused,
    /// It has no such thing, or no longer.
    #[error("TMDB has no such film.")]
    NotFound,
    /// It doesn't answer, or not now.
    #[error("TMDB can’t be asked: {0}.")]
    Away(String),
    /// It answers with something else than what it was asked for.
    #[error("TMDB’s answer can’t be used: {0}.")]
    Unusable(String),
}

/// The one client for TMDB.
pub struct Tmdb {
    url: String,
    images_url: String,
    token: Option<String>,
    proxy: Option<String>,
    /// Made when TMDB is asked for the first time: it holds the certificates of all authorities.
    client: OnceLock<HttpClient>,
    turns: Mutex<Turns>,
    searches: Mutex<VecDeque<Search>>,
    services: Mutex<HashMap<Region, (Timestamp, Vec<String>)>>,
    /// Whether there was a token when this server last knew.
    is_on: AtomicBool,
}

/// What was found lately.
struct Search {
    language: String,
    text: String,
    at: Timestamp,
    found: Vec<CatalogueMovie>,
}

impl Tmdb {
    /// The client of a server, which goes through this proxy, if there is one.
    ///
    /// # Errors
    /// When an address or the token can't be used.
    pub fn new(config: &TmdbConfig, proxy: Option<String>) -> Result<Self, String> {
        let address = |given: &Option<String>, usual: &str, option: &str| {
            let address = given.as_deref().unwrap_or(usual).trim_end_matches('/').to_owned();
            let is_good = Url::parse(&address).is_ok_and(|url| Destinations::Configured.allow(&url));
            let refusal = || format!("--{option} must begin with https://, or lead to this machine");
            is_good.then_some(address).ok_or_else(refusal)
        };
        if config.token.as_deref().is_some_and(|token| !is_token(token)) {
            let why = "the file given with --tmdb-token-file doesn’t hold a valid token. Put TMDB’s API read access token \
                       in its first line";
            return Err(why.to_owned());
        }
        Ok(Self {
            url: address(&config.url, API, "tmdb-url")?,
            images_url: address(&config.images_url, IMAGES, "tmdb-images-url")?,
            token: config.token.clone(),
            proxy,
            client: OnceLock::new(),
            turns: Mutex::new(Turns::new()),
            searches: Mutex::default(),
            services: Mutex::default(),
            is_on: AtomicBool::default(),
        })
    }

    /// The token of the operator, which wins over that of the admins.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Whether there was a token when this server last knew: another one may have got it since.
    pub fn is_on(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    /// Notes whether there is a token.
    pub fn set_on(&self, is_on: bool) {
        self.is_on.store(is_on, Ordering::Relaxed);
    }

    fn client(&self) -> Result<&HttpClient, TmdbError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let route = Route { proxy: self.proxy.as_deref(), authorities: None };
        let client = HttpClient::new(Destinations::Configured, route, LIMITS).map_err(TmdbError::Away)?;
        Ok(self.client.get_or_init(|| client))
    }

    /// What was found for this text lately.
    pub fn remembered(&self, language: &str, text: &str, now: Timestamp) -> Option<Vec<CatalogueMovie>> {
        let mut searches = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        searches.retain(|it| it.at.plus_seconds(FOUND_KEPT) > now);
        searches.iter().find(|it| it.language == language && it.text == text).map(|it| it.found.clone())
    }

    /// The services of a country, as they were told lately.
    pub fn remembered_services(&self, region: Region, now: Timestamp) -> Option<Vec<String>> {
        let services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        services.get(&region).filter(|it| it.0.plus_seconds(SERVICES_KEPT) > now).map(|it| it.1.clone())
    }

    /// Remembers the services of a country.
    pub fn remember_services(&self, region: Region, now: Timestamp, services: Vec<String>) {
        self.services.lock().unwrap_or_else(PoisonError::into_inner).insert(region, (now, services));
    }

    /// Remembers what was found.
    pub fn remember(&self, language: &str, text: &str, now: Timestamp, found: Vec<CatalogueMovie>) {
        let mut searches = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        searches.truncate(MAX_SEARCHES - 1);
        searches.push_front(Search { language: language.to_owned(), text: text.to_owned(), at: now, found });
    }
}

/// The header that carries the token; logs leave it out.
fn authorization(token: &str) -> Result<HeaderValue, TmdbError> {
    let value = HeaderValue::from_str(&format!("Bearer {token}"));
    let mut value = value.map_err(|_| TmdbError::Refused)?;
    value.set_sensitive(true);
    Ok(value)
}
