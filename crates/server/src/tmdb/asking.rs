//! Asking TMDB: each request waits for its turn, and what fails in passing is tried again.

use super::answers::{Collection, Details, FoundById, Hit, Results};
use super::countries::{AllProviders, InCountries};
use super::{Tmdb, TmdbError, authorization};
use crate::net::HttpError;
use bytes::Bytes;
use http::header::{AUTHORIZATION, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// The time between two requests of this process: TMDB allows about 40 a second.
const SPACING: Duration = Duration::from_millis(25);
/// The longest wait for a turn with which it is still asked what somebody types.
const MAX_WAIT: Duration = Duration::from_millis(500);
/// How often something is asked before it is given up.
const ATTEMPTS: u32 = 4;
/// The pause after the first failure; each one after that is four times as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause that TMDB can ask for while it is waited for.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// The most bytes of an answer that isn't a picture.
const MAX_ANSWER: usize = 2 * 1024 * 1024;

/// The poster that is fetched: 500 pixels wide.
pub const POSTER: &str = "w500";
/// The backdrop: 1,280 pixels wide.
pub const BACKDROP: &str = "w1280";

/// TMDB’s answer to whether it knows a token.
#[derive(Deserialize)]
struct Authenticated {
    success: bool,
}

impl Tmdb {
    /// Whether TMDB knows this token.
    ///
    /// # Errors
    /// [`TmdbError::Refused`] when it doesn't; or why it can't be asked.
    pub async fn check(&self, token: &str) -> Result<(), TmdbError> {
        let answer: Authenticated = self.ask(token, "authentication", &[]).await?;
        if answer.success { Ok(()) } else { Err(TmdbError::Refused) }
    }

    /// Films with such a title, and from that year if it is given.
    ///
    /// # Errors
    /// Why TMDB gave nothing.
    pub async fn search(
        &self,
        token: &str,
        title: &str,
        year: Option<i16>,
        language: &str,
    ) -> Result<Vec<Hit>, TmdbError> {
        let year = year.map(|year| year.to_string());
        let mut query = vec![("query", title), ("language", language), ("include_adult", "false")];
        query.extend(year.as_deref().map(|year| ("primary_release_year", year)));
        Ok(self.ask::<Results>(token, "search/movie", &query).await?.results)
    }

    /// The film with this ID at IMDb.
    ///
    /// # Errors
    /// Why TMDB gave nothing.
    pub async fn find(&self, token: &str, imdb_id: &str, language: &str) -> Result<Option<Hit>, TmdbError> {
        let query = [("external_source", "imdb_id"), ("language", language)];
        let found: FoundById = self.ask(token, &format!("find/{imdb_id}"), &query).await?;
        Ok(found.movie_results.into_iter().next())
    }

    /// All that is to be known of a film.
    ///
    /// # Errors
    /// Why TMDB gave nothing: [`TmdbError::NotFound`] when the film is gone, or was merged into another.
    pub async fn details(&self, token: &str, id: i64, language: &str) -> Result<Details, TmdbError> {
        let query = [("append_to_response", "credits,external_ids,translations"), ("language", language)];
        self.ask(token, &format!("movie/{id}"), &query).await
    }

    /// A collection with its films.
    ///
    /// # Errors
    /// Why TMDB gave nothing: [`TmdbError::NotFound`] when the collection is gone.
    pub async fn collection(&self, token: &str, id: i64, language: &str) -> Result<Collection, TmdbError> {
        self.ask(token, &format!("collection/{id}"), &[("language", language)]).await
    }

    /// Where a film can be watched, and when it comes out, in each country.
    ///
    /// # Errors
    /// Why TMDB gave nothing: [`TmdbError::NotFound`] when the film is gone, or was merged into another.
    pub async fn in_countries(&self, token: &str, id: i64) -> Result<InCountries, TmdbError> {
        let query = [("append_to_response", "watch/providers,release_dates")];
        self.ask(token, &format!("movie/{id}"), &query).await
    }

    /// The services of a country.
    ///
    /// # Errors
    /// Why TMDB gave nothing.
    pub async fn services(&self, token: &str, region: &str) -> Result<AllProviders, TmdbError> {
        self.ask(token, "watch/providers/movie", &[("watch_region", region), ("language", "en")]).await
    }

    /// A picture, as an answer names it.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn picture(&self, size: &str, path: &str) -> Result<Bytes, TmdbError> {
        let name = path.strip_prefix('/').unwrap_or_default();
        let is_name = !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"._-".contains(&it));
        if !is_name || name.starts_with('.') {
            return Err(TmdbError::Unusable("a picture has no such name".to_owned()));
        }
        self.try_often(&format!("{}/{size}/{name}", self.images_url), None, Ok).await
    }

    async fn ask<T: DeserializeOwned>(&self, token: &str, path: &str, query: &[(&str, &str)]) -> Result<T, TmdbError> {
        let url = Url::parse_with_params(&format!("{}/{path}", self.url), query);
        let url = url.map_err(|_| TmdbError::Unusable("it has no address".to_owned()))?;
        self.try_often(url.as_str(), Some(authorization(token)?), |body| {
            let read = if body.len() > MAX_ANSWER { None } else { serde_json::from_slice(&body).ok() };
            read.ok_or_else(|| TmdbError::Unusable("it isn’t what was asked for".to_owned()))
        })
        .await
    }

    /// Asks until there is an answer, at most [`ATTEMPTS`] times.
    async fn try_often<T>(
        &self,
        url: &str,
        token: Option<HeaderValue>,
        read: impl Fn(Bytes) -> Result<T, TmdbError>,
    ) -> Result<T, TmdbError> {
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let failure = match self.ask_once(url, token.clone()).await {
                Ok(answer) if answer.status() == StatusCode::OK => match read(answer.into_body()) {
                    Ok(read) => return Ok(read),
                    Err(error) => error,
                },
                Ok(answer) => self.judge(&answer)?,
                Err(HttpError::TooLarge(_)) => return Err(TmdbError::Unusable("it is too large".to_owned())),
                Err(HttpError::Forbidden) => return Err(TmdbError::Away(HttpError::Forbidden.to_string())),
                Err(error) => TmdbError::Away(error.to_string()),
            };
            if attempt == ATTEMPTS {
                return Err(failure);
            }
            tokio::time::sleep(pause).await;
            attempt += 1;
            pause *= 4;
        }
    }

    /// What an answer means that isn't what was asked for. Those that may be others the next time are no errors.
    fn judge(&self, answer: &Response<Bytes>) -> Result<TmdbError, TmdbError> {
        let status = answer.status();
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(TmdbError::Refused),
            StatusCode::NOT_FOUND => Err(TmdbError::NotFound),
            StatusCode::TOO_MANY_REQUESTS => {
                let seconds = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
                let pause = Duration::from_secs(seconds.unwrap_or(1));
                let failure = TmdbError::Away("it was asked too often".to_owned());
                if pause > LONGEST_PAUSE {
                    return Err(failure);
                }
                // For all that this process asks.
                self.wait_at_least(pause);
                Ok(failure)
            }
            status if status.is_server_error() => Ok(TmdbError::Away(format!("its answer is {status}"))),
            status => Err(TmdbError::Unusable(format!("it is {status}"))),
        }
    }

    async fn ask_once(&self, url: &str, token: Option<HeaderValue>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client().map_err(|error| HttpError::Connection(error.to_string()))?;
        let mut request = http::Request::get(url).body(Vec::new()).map_err(|_| HttpError::Forbidden)?;
        if let Some(token) = token {
            request.headers_mut().insert(AUTHORIZATION, token);
        }
        self.turn().await;
        client.send(request).await
    }

    /// Waits until the next request may go out.
    async fn turn(&self) {
        loop {
            let turn = self.turns().take();
            tokio::time::sleep_until(turn).await;
            // Meanwhile, an answer may have said to wait for longer.
            if self.turns().paused_until <= turn {
                return;
            }
        }
    }

    /// Whether so many requests wait that somebody who types isn't to wait behind them.
    pub fn is_busy(&self) -> bool {
        self.turns().wait() > MAX_WAIT
    }

    fn wait_at_least(&self, pause: Duration) {
        let mut turns = self.turns();
        turns.paused_until = turns.paused_until.max(Instant::now() + pause);
    }

    fn turns(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When requests may go out.
pub struct Turns {
    next: Instant,
    paused_until: Instant,
}

impl Turns {
    /// From now on.
    pub fn new() -> Self {
        Self { next: Instant::now(), paused_until: Instant::now() }
    }

    /// How long the next request would wait.
    fn wait(&self) -> Duration {
        self.next.max(self.paused_until).saturating_duration_since(Instant::now())
    }

    fn take(&mut self) -> Instant {
        let turn = Instant::now().max(self.next).max(self.paused_until);
        self.next = turn + SPACING;
        turn
    }
}
