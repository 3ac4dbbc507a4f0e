//! Addresses within the app: which page they name, and what their query says.

use crate::base::admin_parts::AdminPart;
use domain::auth::sessions::is_own_page;
use domain::ids::{ImportId, ListId, MovieId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Signing in.
    Login,
    /// Making the first account.
    Setup,
    /// Making an account where anyone may.
    Register,
    /// What a one-time link leads to; its token is no part of the location.
    Link,
    /// The films.
    Movies,
    /// The films that one wants to see.
    Watchlist,
    /// One film.
    Movie(MovieId),
    /// A film's address with an id that no film can have.
    NoMovie,
    /// All watches.
    Diary,
    /// What the watches add up to.
    Statistics,
    /// Films that one may love.
    Discover,
    /// The lists.
    Lists,
    /// One list.
    List(ListId),
    /// A list's address with an id that no list can have.
    NoList,
    /// A list that is shared by a link, whose token is in the path.
    Shared,
    /// A year that is shared by a link, whose token is in the path.
    SharedYear,
    /// The tags.
    Tags,
    /// The films that may be several of the catalogue.
    Matches,
    /// The deleted films.
    Trash,
    /// Imports and exports.
    Imports,
    /// One import.
    Import(ImportId),
    /// An import's address with an id that no import can have.
    NoImport,
    /// People, collections and the best known films; their path tells which.
    Catalogue,
    /// One's own account.
    Account,
    /// A part of the administration.
    Admin(AdminPart),
    /// Anything else; it leads to the films.
    Unknown,
}

/// The address of the films, where everyone starts.
pub const HOME: &str = "/movies";

/// The address of the watchlist.
pub const WATCHLIST: &str = "/watchlist";

/// The address of the statistics.
pub const STATISTICS: &str = "/statistics";

/// The address of the films that one may love.
pub const DISCOVER: &str = "/discover";

/// The address of the lists.
pub const LISTS: &str = "/lists";

/// The address of the films that are to be checked.
pub const MATCHES: &str = "/matches";

/// The address of imports and exports.
pub const IMPORTS: &str = "/imports";

/// A path and its query, both decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// Starts with `/`.
    pub path: String,
    /// Names and values, in their order.
    pub query: Vec<(String, String)>,
}

impl Location {
    /// Reads what stands behind the origin in an address; a fragment is left out.
    pub fn parse(path_and_query: &str) -> Self {
        let whole = path_and_query.split('#').next().unwrap_or_default();
        let (path, query) = whole.split_once('?').unwrap_or((whole, ""));
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        };
        let query = query.split('&').filter(|part| !part.is_empty()).map(pair).collect();
        Self { path: path.to_owned(), query }
    }

    /// The first value of that name, unless it is empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|pair| pair.0 == name)?;
        Some(found.1.as_str()).filter(|value| !value.is_empty())
    }

    /// The page it names.
    pub fn route(&self) -> Route {
        let mut parts = self.path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (Some("login"), None, _) => Route::Login,
            (Some("setup"), None, _) => Route::Setup,
            (Some("register"), None, _) => Route::Register,
            (Some("invite" | "reset"), None, _) => Route::Link,
            (Some("movies"), None, _) => Route::Movies,
            (Some("movies"), Some(id), None) => id.parse().map_or(Route::NoMovie, Route::Movie),
            (Some("watchlist"), None, _) => Route::Watchlist,
            (Some("diary"), None, _) => Route::Diary,
            (Some("statistics"), None, _) => Route::Statistics,
            (Some("discover"), None, _) => Route::Discover,
            (Some("lists"), None, _) => Route::Lists,
            (Some("lists"), Some(id), None) => id.parse().map_or(Route::NoList, Route::List),
            (Some("shared"), Some(_), None) => Route::Shared,
            (Some("shared"), Some("years"), Some(_)) => Route::SharedYear,
            (Some("tags"), None, _) => Route::Tags,
            (Some("matches"), None, _) => Route::Matches,
            (Some("trash"), None, _) => Route::Trash,
            (Some("imports"), None, _) => Route::Imports,
            (Some("imports"), Some(id), None) => id.parse().map_or(Route::NoImport, Route::Import),
            (Some("people" | "collections"), _, None) | (Some("best"), None, _) => Route::Catalogue,
            (Some("account"), None, _) => Route::Account,
            (Some("admin"), part, None) => AdminPart::of(part).map_or(Route::Unknown, Route::Admin),
            _ => Route::Unknown,
        }
    }

    /// The address, encoded.
    pub fn to_url(&self) -> String {
        url(&self.path, self.query.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }
}

/// The address of a film's own page.
pub fn movie_url(id: MovieId) -> String {
    format!("{HOME}/{id}")
}

/// The address of a list's own page.
pub fn list_url(id: ListId) -> String {
    format!("{LISTS}/{id}")
}

/// The address of an import's own page.
pub fn import_url(id: ImportId) -> String {
    format!("{IMPORTS}/{id}")
}

/// A path with these parameters as its query.
pub fn url<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut url = path.to_owned();
    for (index, (name, value)) in pairs.into_iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.extend(utf8_percent_encode(name, RESERVED));
        url.push('=');
        url.extend(utf8_percent_encode(value, RESERVED));
    }
    url
}

/// The address of the login page, from which one returns to `location`.
pub fn login_url(location: &Location) -> String {
    if location.route() == Route::Unknown {
        return "/login".to_owned();
    }
    url("/login", [("return_url", location.to_url().as_str())])
}

/// Where to go after signing in: what was asked for if that is on this origin and another page.
pub fn return_url(asked: Option<&str>) -> String {
    let outside = |route| matches!(route, Route::Login | Route::Setup | Route::Register | Route::Link);
    let elsewhere = |url: &&str| !outside(Location::parse(url).route());
    asked.filter(|url| is_own_page(url)).filter(elsewhere).unwrap_or(HOME).to_owned()
}

/// All but the characters that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_address() {
        let id = "0192f0c1-2d5c-7a6e-8a7d-0242ac120002";
        for (path, route) in [
            ("/login?return_url=%2Fmovies", Route::Login),
            ("/setup?token=x", Route::Setup),
            ("/movies/", Route::Movies),
            ("/movies?view=table#top", Route::Movies),
            ("/movies/7", Route::NoMovie),
            ("/diary", Route::Diary),
            ("/discover", Route::Discover),
            ("/trash", Route::Trash),
            ("/account", Route::Account),
            ("/register", Route::Register),
            ("/invite#token", Route::Link),
            ("/reset", Route::Link),
            ("/admin?search=ana", Route::Admin(AdminPart::Users)),
            ("/admin/invites", Route::Admin(AdminPart::Invites)),
            ("/admin/audit", Route::Admin(AdminPart::Audit)),
            ("/admin/jobs", Route::Admin(AdminPart::Jobs)),
            ("/admin/backups", Route::Admin(AdminPart::Backups)),
            ("/lists?by=others", Route::Lists),
            ("/lists/x", Route::NoList),
            ("/shared/abc", Route::Shared),
            ("/shared/years/abc", Route::SharedYear),
            ("/shared", Route::Unknown),
            ("/tags", Route::Tags),
            ("/matches?movie=x", Route::Matches),
            ("/imports", Route::Imports),
            ("/imports/x", Route::NoImport),
            ("/people/nm0000199?show=seen", Route::Catalogue),
            ("/people?name=Al+Pacino", Route::Catalogue),
            ("/collections/tmdb:230", Route::Catalogue),
            ("/best?decade=1990", Route::Catalogue),
            ("/best/x", Route::Unknown),
            ("/admin/x", Route::Unknown),
            ("/", Route::Unknown),
            ("/movies/7/8", Route::Unknown),
            ("/login/x", Route::Unknown),
        ] {
            assert_eq!(Location::parse(path).route(), route, "{path}");
        }
        let film = Location::parse(&format!("/movies/{id}"));
        assert_eq!(film.route(), Route::Movie(id.parse().unwrap()));
        assert_eq!(movie_url(id.parse().unwrap()), film.path);
    }

    #[test]
    fn a_query_survives_every_character() {
        let location = Location {
            path: "/movies".to_owned(),
            query: vec![("search".to_owned(), "100% amélie & co+x=#?".to_owned())],
        };
        assert_eq!(Location::parse(&location.to_url()), location);
        assert_eq!(Location::parse("/movies?search=in+the%20mood&x").value("search"), Some("in the mood"));
        assert_eq!(Location::parse("/movies?search=%ff%").value("search"), Some("\u{fffd}%"));
    }

    #[test]
    fn signing_in_returns_to_a_page_of_this_origin_only() {
        assert_eq!(return_url(Some("/movies?search=x")), "/movies?search=x");
        for unsafe_url in [
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/movies\\..\\x",
            "\\/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "movies",
            " /movies",
            "",
            "/login?return_url=%2Flogin",
            "/setup",
            "/invite",
        ] {
            assert_eq!(return_url(Some(unsafe_url)), HOME, "{unsafe_url:?}");
        }
        assert_eq!(return_url(None), HOME);
    }

    #[test]
    fn a_guarded_page_is_remembered_and_nothing_else() {
        let location = Location::parse("/movies?search=a%26b&view=table");
        let login = Location::parse(&login_url(&location));
        assert_eq!(return_url(login.value("return_url")), "/movies?search=a%26b&view=table");
        assert_eq!(login_url(&Location::parse("/")), "/login");
    }
}
