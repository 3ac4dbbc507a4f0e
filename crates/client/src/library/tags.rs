//! The tags of films and lists.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::library::labels::Labels;
use domain::library::tags::{TagChange, TagDraft, Tags};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

impl<T: Transport> Client<T> {
    /// The tags of all films and lists.
    pub fn list_tags(&self) -> impl Future<Output = Result<Tags, Error>> {
        self.fetch(Request::new(Method::Get, "/api/tags"))
    }

    /// The tags of all films, as their genres are given; those that only lists have come with no films.
    pub fn list_movie_tags(&self) -> impl Future<Output = Result<Labels, Error>> {
        self.fetch(Request::new(Method::Get, "/api/tags"))
    }

    /// Renames a tag on all films and lists; with the name of another tag the two become one.
    pub fn rename_tag(&self, name: &str, new_name: &str) -> impl Future<Output = Result<TagChange, Error>> {
        let draft = TagDraft { name: new_name.to_owned() };
        self.fetch(Request::new(Method::Patch, tag_path(name)).with_json(&draft))
    }

    /// Takes a tag off all films and lists.
    pub fn delete_tag(&self, name: &str) -> impl Future<Output = Result<TagChange, Error>> {
        self.fetch(Request::new(Method::Delete, tag_path(name)))
    }
}

fn tag_path(name: &str) -> String {
    format!("/api/tags/{}", utf8_percent_encode(name, NON_ALPHANUMERIC))
}
