//! The calls about the catalogue of films.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::catalogue::availability::{Availability, Releases, Services, ServicesDraft};
use domain::catalogue::best::{BestMovies, BestQuery};
use domain::catalogue::collections::{Collection, Collections};
use domain::catalogue::discoveries::{DiscoverQuery, Discoveries, Dismissal};
use domain::catalogue::matches::{MatchDraft, Matched, MatchesInfo, MovieMatch};
use domain::catalogue::movies::{CatalogueMovie, CatalogueMovies, CatalogueQuery};
use domain::catalogue::people::{CataloguePerson, MovieRelations, Person, PersonQuery};
use domain::catalogue::tmdb::{TmdbInfo, TmdbTokenDraft};
use domain::catalogue::updates::{CatalogueInfo, CatalogueSettingsDraft, CatalogueUpdateDraft};
use domain::ids::MovieId;
use domain::library::undo::Undoable;
use domain::pages::{Page, PageQuery};
use domain::queries::ListQuery;

impl<T: Transport> Client<T> {
    /// The films of the catalogue that fit what was typed, the best match first.
    pub fn list_catalogue_movies(
        &self,
        query: &CatalogueQuery,
    ) -> impl Future<Output = Result<CatalogueMovies, Error>> {
        self.fetch(Request::new(Method::Get, "/api/catalogue/movies").with_query(query.to_pairs()))
    }

    /// A film of the catalogue, by its ID there.
    pub fn get_catalogue_movie(&self, id: &str) -> impl Future<Output = Result<CatalogueMovie, Error>> {
        self.fetch(Request::new(Method::Get, format!("/api/catalogue/movies/{id}")))
    }

    /// A person of the catalogue with their films, by their ID there.
    pub fn get_catalogue_person(&self, id: &str) -> impl Future<Output = Result<CataloguePerson, Error>> {
        self.fetch(Request::new(Method::Get, format!("/api/catalogue/people/{id}")))
    }

    /// The films that are to be checked, each with those of the catalogue that it may be.
    pub fn list_movie_matches(&self, page: &PageQuery) -> impl Future<Output = Result<Page<MovieMatch>, Error>> {
        self.fetch(Request::new(Method::Get, "/api/catalogue/matches").with_query(page.to_pairs()))
    }

    /// Whether films are being matched, and what came of it.
    pub fn get_movie_matches_status(&self) -> impl Future<Output = Result<MatchesInfo, Error>> {
        self.fetch(Request::new(Method::Get, "/api/catalogue/matches/status"))
    }

    /// Has films matched with the catalogue.
    pub fn start_movie_matches(&self) -> impl Future<Output = Result<MatchesInfo, Error>> {
        self.fetch(Request::new(Method::Post, "/api/catalogue/matches"))
    }

    /// Says which film of the catalogue a film is.
    pub fn match_movie(&self, id: MovieId, draft: &MatchDraft) -> impl Future<Output = Result<Matched, Error>> {
        self.fetch(Request::new(Method::Post, format!("/api/catalogue/matches/{id}")).with_json(draft))
    }

    /// Says that a film is none of those that were proposed.
    pub fn dismiss_movie_match(&self, id: MovieId) -> impl Future<Output = Result<Undoable, Error>> {
        self.fetch(Request::new(Method::Delete, format!("/api/catalogue/matches/{id}")))
    }

    /// A person by the name that one's own films have, with those films.
    pub fn get_person(&self, query: &PersonQuery) -> impl Future<Output = Result<Person, Error>> {
        self.fetch(Request::new(Method::Get, "/api/people").with_query(query.to_pairs()))
    }

    /// What one of one's own films belongs to.
    pub fn get_movie_relations(&self, id: MovieId) -> impl Future<Output = Result<MovieRelations, Error>> {
        self.fetch(Request::new(Method::Get, format!("/api/movies/{id}/relations")))
    }

    /// Where one of one's own films can be watched, and when it comes out.
    pub fn get_movie_availability(&self, id: MovieId) -> impl Future<Output = Result<Availability, Error>> {
        self.fetch(Request::new(Method::Get, format!("/api/movies/{id}/availability")))
    }

    /// The films of the watchlist that are in cinemas or come out.
    pub fn list_watchlist_releases(&self) -> impl Future<Output = Result<Releases, Error>> {
        self.fetch(Request::new(Method::Get, "/api/watchlist/releases"))
    }

    /// The services that one has, and those of one's country.
    pub fn get_services(&self) -> impl Future<Output = Result<Services, Error>> {
        self.fetch(Request::new(Method::Get, "/api/me/services"))
    }

    /// Chooses the services that one has.
    pub fn update_services(&self, draft: &ServicesDraft) -> impl Future<Output = Result<Services, Error>> {
        self.fetch(Request::new(Method::Put, "/api/me/services").with_json(draft))
    }

    /// The collections that one's own films are part of.
    pub fn list_collections(&self) -> impl Future<Output = Result<Collections, Error>> {
        self.fetch(Request::new(Method::Get, "/api/collections"))
    }

    /// A collection with its films.
    pub fn get_collection(&self, id: &str) -> impl Future<Output = Result<Collection, Error>> {
        self.fetch(Request::new(Method::Get, format!("/api/collections/{id}")))
    }

    /// The best known films of a decade, a genre or a country.
    pub fn list_best_movies(
        &self,
        query: &BestQuery,
        page: &PageQuery,
    ) -> impl Future<Output = Result<BestMovies, Error>> {
        let request = Request::new(Method::Get, "/api/catalogue/best").with_query(query.to_pairs());
        self.fetch(request.with_query(page.to_pairs()))
    }

    /// Films of the catalogue for you, by the films that you loved.
    pub fn list_discoveries(&self, query: &DiscoverQuery) -> impl Future<Output = Result<Discoveries, Error>> {
        self.fetch(Request::new(Method::Get, "/api/discover").with_query(query.to_pairs()))
    }

    /// The films of the catalogue that one has dismissed, the last ones first.
    pub fn list_discover_dismissals(&self, page: &PageQuery) -> impl Future<Output = Result<Page<Dismissal>, Error>> {
        self.fetch(Request::new(Method::Get, "/api/discover/dismissals").with_query(page.to_pairs()))
    }

    /// Has a film of the catalogue, by its ID there, not recommended any more.
    pub fn create_discover_dismissal(&self, id: &str) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Put, format!("/api/discover/dismissals/{id}")))
    }

    /// Has a dismissed film recommended again.
    pub fn delete_discover_dismissal(&self, id: &str) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/discover/dismissals/{id}")))
    }

    /// The catalogue of the server that answers, for admins.
    pub fn get_catalogue(&self) -> impl Future<Output = Result<CatalogueInfo, Error>> {
        self.fetch(Request::new(Method::Get, "/api/admin/catalogue"))
    }

    /// Says what the catalogue is built from, which films it has, and how often it is updated.
    pub fn update_catalogue_settings(
        &self,
        draft: &CatalogueSettingsDraft,
    ) -> impl Future<Output = Result<CatalogueInfo, Error>> {
        self.fetch(Request::new(Method::Put, "/api/admin/catalogue/settings").with_json(draft))
    }

    /// Asks for an update of the catalogue.
    pub fn start_catalogue_update(
        &self,
        draft: &CatalogueUpdateDraft,
    ) -> impl Future<Output = Result<CatalogueInfo, Error>> {
        self.fetch(Request::new(Method::Post, "/api/admin/catalogue/update").with_json(draft))
    }

    /// Cancels the update of the catalogue.
    pub fn cancel_catalogue_update(&self) -> impl Future<Output = Result<CatalogueInfo, Error>> {
        self.fetch(Request::new(Method::Delete, "/api/admin/catalogue/update"))
    }

    /// Whether TMDB is asked, for admins.
    pub fn get_tmdb(&self) -> impl Future<Output = Result<TmdbInfo, Error>> {
        self.fetch(Request::new(Method::Get, "/api/admin/catalogue/tmdb"))
    }

    /// Enters the token for TMDB.
    pub fn update_tmdb_token(&self, draft: &TmdbTokenDraft) -> impl Future<Output = Result<TmdbInfo, Error>> {
        self.fetch(Request::new(Method::Put, "/api/admin/catalogue/tmdb").with_json(draft))
    }

    /// Removes the token for TMDB.
    pub fn delete_tmdb_token(&self) -> impl Future<Output = Result<TmdbInfo, Error>> {
        self.fetch(Request::new(Method::Delete, "/api/admin/catalogue/tmdb"))
    }

    /// Has all films looked up that have no poster.
    pub fn start_movie_lookups(&self) -> impl Future<Output = Result<TmdbInfo, Error>> {
        self.fetch(Request::new(Method::Post, "/api/admin/catalogue/tmdb/lookups"))
    }
}
