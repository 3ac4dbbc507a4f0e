//! The calls about the catalogue of films.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::catalogue::discoveries::{DiscoverQuery, Discoveries};
use domain::catalogue::movies::{CatalogueMovie, CatalogueMovies, CatalogueQuery};
use domain::catalogue::people::CataloguePerson;
use domain::catalogue::tmdb::{TmdbInfo, TmdbTokenDraft};
use domain::catalogue::updates::{CatalogueInfo, CatalogueSettingsDraft, CatalogueUpdateDraft};
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

    /// Films of the catalogue for you, by the films that you loved.
    pub fn list_discoveries(&self, query: &DiscoverQuery) -> impl Future<Output = Result<Discoveries, Error>> {
        self.fetch(Request::new(Method::Get, "/api/discover").with_query(query.to_pairs()))
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
