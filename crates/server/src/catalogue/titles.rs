//! Showing people's films by their titles in the languages that they read.

use super::movies::ask;
use super::tmdb::token;
use crate::error::Result;
use crate::jobs::worker::{Context, Kind};
use crate::state::State;
use crate::tmdb::answers::Details;
use ::catalogue::error::Error;
use ::catalogue::film::Id;
use ::catalogue::finding::Catalogue;
use domain::accounts::places::{Language, Region};
use domain::ids::{MovieId, UserId};
use domain::jobs::Progress;
use domain::library::movies::MovieDraft;
use domain::text::fold;
use domain::times::{Date, Timestamp};
use std::collections::BTreeMap;
use storage::Tx;
use storage::library::lookups::renew_lookups;
use storage::library::titles::{Film, Titled, Untitled, find_titles, list_readers, list_untitled, set_titles};
use storage::library::untitled::{JOB, renew_all_titles};
use uuid::Uuid;

/// The films whose titles are found at a time.
const PORTION: i64 = 200;
/// The language in which films mostly have the titles that they are best known by.
const ENGLISH: &str = "en";

/// The job. The films that it is about are in the database, so it goes on after a restart.
pub const KIND: Kind = Kind { name: JOB, interval_seconds: None, run: |context| Box::pin(run(context)) };

async fn run(context: Context) -> Result<()> {
    let state = &context.state;
    let (mut after, mut done) = (MovieId(Uuid::nil()), 0);
    loop {
        let films = state.store.read(move |tx| list_untitled(tx, after, PORTION)).await?;
        let Some(last) = films.last() else { return Ok(()) };
        after = last.film.id;
        done += i64::try_from(films.len()).unwrap_or(0);
        title(state, films).await?;
        context.report(Progress { done, total: None }).await?;
    }
}

/// Has the titles of all films found anew whose owners read a certain language.
///
/// # Errors
/// When the database can't be written.
pub async fn renew_for_all(state: &State) -> Result<()> {
    for owner in state.store.read(list_readers).await? {
        let job = state.clock.id();
        state.store.write::<_, storage::Error, _>(move |tx| renew_all_titles(tx, owner, job)).await?;
    }
    state.job_added.notify_one();
    Ok(())
}

/// Finds the titles of films. Those that the catalogue doesn't know are left to TMDB, where it is asked.
async fn title(state: &State, films: Vec<Untitled>) -> Result<()> {
    let asked = films.clone();
    let known = ask(state, move |catalogue| asked.iter().map(|it| known_titles(catalogue, &it.film)).collect()).await?;
    let known: Vec<Option<KnownTitles>> = known.unwrap_or_else(|| vec![None; films.len()]);
    let asks_tmdb = token(state).await?.is_some();
    let mut of_owners: BTreeMap<UserId, Found> = BTreeMap::new();
    for (Untitled { film, language, region }, known) in films.into_iter().zip(known) {
        let found = of_owners.entry(film.owner).or_default();
        found.language = language;
        let shown = language.and_then(|language| known?.shown(&film, language, region));
        if shown.is_none() && language.is_some() && asks_tmdb {
            found.unknown.push(film.id);
        }
        found.titled.push(shown.unwrap_or_else(|| as_entered(film)));
    }
    let now = state.clock.now();
    for (owner, found) in of_owners {
        let job = state.clock.id();
        let keep = move |tx: &mut Tx| {
            set_titles(tx, owner, found.language, found.titled, now)?;
            renew_lookups(tx, owner, &found.unknown, job)
        };
        state.store.write::<_, storage::Error, _>(keep).await?;
    }
    state.job_added.notify_one();
    Ok(())
}

/// Shows a film that was looked up, and that its owner reads in a language, by its title at TMDB, unless it has one there.
///
/// # Errors
/// When the database can't be written.
pub fn title_looked_up(
    tx: &mut Tx,
    (owner, movie): (UserId, MovieId),
    (language, region): (Language, Option<Region>),
    known: &KnownTitles,
    now: Timestamp,
) -> std::result::Result<(), storage::Error> {
    let film = find_titles(tx, owner, movie)?.filter(|film| film.entered_title.is_none());
    match film.and_then(|film| known.shown(&film, language, region)) {
        Some(titled) => set_titles(tx, owner, Some(language), vec![titled], now),
        None => Ok(()),
    }
}

/// What was found for films of an owner.
#[derive(Default)]
struct Found {
    language: Option<Language>,
    titled: Vec<Titled>,
    /// The films that TMDB may know.
    unknown: Vec<MovieId>,
}

/// A film by the title that it was given.
fn as_entered(film: Film) -> Titled {
    let entered = film.entered().to_owned();
    // It may have got that only because another title was shown.
    let original_title =
        film.original_title.clone().filter(|it| film.entered_title.is_none() || fold(it) != fold(&entered));
    Titled { film, translated: None, original_title }
}

/// The titles of a film, as a source knows them.
#[derive(Debug, Clone, Default)]
pub struct KnownTitles {
    /// The one by which it is best known.
    best: String,
    /// The one where it was made.
    original: Option<String>,
    /// Those in other languages: by the language's two letters, or by these and the country's, as in `pt-BR`.
    others: BTreeMap<String, String>,
}

/// The titles that the catalogue knows of a film; none when it doesn't know the film.
fn known_titles(catalogue: &Catalogue, film: &Film) -> std::result::Result<Option<KnownTitles>, Error> {
    let by_imdb = film.imdb_id.as_deref().and_then(|id| id.parse::<Id>().ok());
    let found = match (by_imdb, film.tmdb_id.and_then(|id| id.try_into().ok())) {
        (Some(id), _) => catalogue.film_of(id)?,
        (None, Some(id)) => catalogue.film_of_tmdb(id)?,
        (None, None) => None,
    };
    let Some(found) = found else { return Ok(None) };
    let others = catalogue.titles(found.rank)?;
    Ok(Some(KnownTitles { best: found.title, original: found.original_title, others }))
}

impl KnownTitles {
    /// Those that TMDB knows of a film that it was asked for in English.
    pub fn of_details(details: &Details) -> Self {
        let mut others = BTreeMap::new();
        for it in details.translations.iter().flat_map(|it| &it.translations) {
            let title = it.data.as_ref().and_then(|texts| texts.title.as_deref()).map(str::trim);
            if let (Some(language), Some(title)) = (&it.iso_639_1, title.filter(|title| !title.is_empty())) {
                if let Some(region) = &it.iso_3166_1 {
                    others.insert(format!("{language}-{region}"), title.to_owned());
                }
                others.entry(language.clone()).or_insert_with(|| title.to_owned());
            }
        }
        // A film has no translation into the language it was made in.
        if let Some((language, title)) = details.original_language.clone().zip(details.original_title.clone()) {
            others.entry(language).or_insert(title);
        }
        Self { best: details.title.clone().unwrap_or_default(), original: details.original_title.clone(), others }
    }

    /// What a film is to be called for somebody who reads a language. None when it isn't known in that, or has a title that
    /// its owner has made up.
    pub fn shown(&self, film: &Film, language: Language, region: Option<Region>) -> Option<Titled> {
        let entered = fold(film.entered());
        let is_entered = |title: &str| fold(title) == entered;
        let is_original = is_entered(&self.best) || self.original.as_deref().is_some_and(is_entered);
        if !is_original && !self.others.values().any(|title| is_entered(title)) {
            return None;
        }
        let code = language.as_str();
        let of_region = region.and_then(|region| self.others.get(&format!("{code}-{}", region.as_str())));
        // One that was translated into other languages only is known by the same title as elsewhere.
        let best = Some(&self.best).filter(|title| !title.is_empty() && (code == ENGLISH || !is_original));
        let title = of_region.or_else(|| self.others.get(code)).or(best)?;
        let original = self.original.as_ref().unwrap_or(&self.best);
        let titles =
            MovieDraft { title: title.clone(), original_title: Some(original.clone()), ..MovieDraft::default() };
        // What people couldn't enter isn't shown, either.
        let titles = titles.parse(Date::MIN).ok()?;
        Some(Titled {
            translated: Some(titles.title).filter(|title| !is_entered(title)),
            original_title: film.original_title.clone().or(titles.original_title),
            film: film.clone(),
        })
    }
}
