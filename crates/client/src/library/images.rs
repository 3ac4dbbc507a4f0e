//! The pictures of films: posters and backdrops.
//!
//! An `etag`, when given, makes a change happen only to the version of the film that was read.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::MovieId;
use domain::library::images::{ChangedMovie, ImageDraft, ImageKind};
use domain::library::movies::Movie;
use domain::library::undo::Undoable;

impl<T: Transport> Client<T> {
    /// Gives a film this picture: a JPEG, PNG or WebP file.
    pub async fn update_image(
        &self,
        id: MovieId,
        kind: ImageKind,
        file: Vec<u8>,
        etag: Option<&str>,
    ) -> Result<ChangedMovie, Error> {
        let request = Request::new(Method::Put, image_path(id, kind)).with_bytes(file);
        self.change_image(request, etag).await
    }

    /// Gives a film the picture at this address, which the server fetches.
    pub async fn fetch_image(
        &self,
        id: MovieId,
        kind: ImageKind,
        draft: &ImageDraft,
        etag: Option<&str>,
    ) -> Result<ChangedMovie, Error> {
        self.change_image(Request::new(Method::Put, image_path(id, kind)).with_json(draft), etag).await
    }

    /// Removes a picture of a film.
    pub async fn delete_image(&self, id: MovieId, kind: ImageKind, etag: Option<&str>) -> Result<ChangedMovie, Error> {
        self.change_image(Request::new(Method::Delete, image_path(id, kind)), etag).await
    }

    async fn change_image(&self, request: Request, etag: Option<&str>) -> Result<ChangedMovie, Error> {
        let (movie, Undoable { undo }) = self.fetch_both::<Movie, _>(request.with_header("if-match", etag)).await?;
        Ok(ChangedMovie { movie, undo })
    }
}

fn image_path(id: MovieId, kind: ImageKind) -> String {
    format!("/api/movies/{id}/{}", kind.as_str())
}
