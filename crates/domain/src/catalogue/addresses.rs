//! Addresses of films elsewhere, as people paste them into a search box.

use super::movies::imdb_number;

/// Which film an address or an ID names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilmAddress {
    /// The one of this number at IMDb.
    Imdb(u32),
    /// The one of this number at TMDB.
    Tmdb(u32),
    /// The one that Letterboxd calls so; the words are its title, and the year too, where several films have the title.
    Letterboxd(String),
    /// A short address of Letterboxd, which only Letterboxd can follow.
    Short,
}

/// What is said of a short address.
pub const SHORT_ADDRESS: &str =
    "A boxd.it link doesn’t say which film it is. Open it and paste the address it leads to.";

impl FilmAddress {
    /// Reads an ID of IMDb, or an address of a film at IMDb, TMDB or Letterboxd. None for anything else.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(number) = imdb_number(text) {
            return Some(Self::Imdb(number));
        }
        let without_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
        let (host, path) = without_scheme.split_once('/')?;
        let mut parts = path.split(['/', '?', '#']).filter(|part| !part.is_empty());
        let is_at = |site: &str| host == site || host.strip_suffix(site).is_some_and(|rest| rest.ends_with('.'));
        if is_at("themoviedb.org") {
            // A language may stand before it.
            let id = parts.find(|part| *part == "movie").and_then(|_| parts.next())?;
            let digits: String = id.chars().take_while(char::is_ascii_digit).collect();
            return digits.parse().ok().map(Self::Tmdb);
        }
        if is_at("letterboxd.com") {
            // The name of a member may stand before it.
            let slug = parts.find(|part| *part == "film").and_then(|_| parts.next())?;
            let words = slug.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            return (!words.is_empty()).then_some(Self::Letterboxd(words));
        }
        (is_at("boxd.it") && parts.next().is_some()).then_some(Self::Short)
    }
}

/// What Letterboxd calls a film, without the number that tells it from others of its title. None without one.
pub fn without_number(words: &str) -> Option<&str> {
    let (title, number) = words.rsplit_once(' ')?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_their_films() {
        let letterboxd = |words: &str| Some(FilmAddress::Letterboxd(words.to_owned()));
        for (text, expected) in [
            ("tt0113277", Some(FilmAddress::Imdb(113_277))),
            ("https://www.imdb.com/title/tt0113277/", Some(FilmAddress::Imdb(113_277))),
            ("https://www.themoviedb.org/movie/949-heat", Some(FilmAddress::Tmdb(949))),
            (" themoviedb.org/movie/949?language=de ", Some(FilmAddress::Tmdb(949))),
            ("https://www.themoviedb.org/de/movie/949/cast", Some(FilmAddress::Tmdb(949))),
            ("https://www.themoviedb.org/tv/1399-game-of-thrones", None),
            ("https://www.themoviedb.org/movie/heat", None),
            ("https://letterboxd.com/film/heat-1995/", letterboxd("heat 1995")),
            ("letterboxd.com/film/the-godfather", letterboxd("the godfather")),
            ("https://letterboxd.com/ana/film/heat/1/", letterboxd("heat")),
            ("https://letterboxd.com/ana/", None),
            ("https://letterboxd.com.example/film/heat/", None),
            ("https://notletterboxd.com/film/heat/", None),
            ("https://boxd.it/2b6W", Some(FilmAddress::Short)),
            ("boxd.it/", None),
            ("Fahrenheit 9/11", None),
            ("Face/Off", None),
            ("", None),
        ] {
            assert_eq!(FilmAddress::of(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_behind_a_name_is_left_out() {
        assert_eq!(without_number("heat 1"), Some("heat"));
        assert_eq!([without_number("the godfather"), without_number("1917")], [None, None]);
    }
}
