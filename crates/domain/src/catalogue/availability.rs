//! Where films can be watched, when they come out, and the services that somebody has.

use crate::accounts::places::Region;
use crate::field_errors::FieldErrors;
use crate::ids::MovieId;
use crate::library::movies::MAX_SERVICE;
use crate::library::watch_dates::WatchDate;
use crate::text;
use crate::times::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// The most services that somebody can choose.
pub const MAX_OWN_SERVICES: usize = 50;
/// Days for which what TMDB said is kept that couldn’t be fetched again: TMDB’s terms allow six months.
pub const TMDB_DAYS: i64 = 180;
/// Days for which a film counts as being in cinemas, unless it can be had at home before.
pub const CINEMA_DAYS: i64 = 60;
/// The most releases that are listed.
pub const MAX_RELEASES: usize = 50;

/// A service that has a film.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Whether it’s one of yours.
    pub is_own: bool,
}

/// Where one of your films can be watched, and when it comes out, in the country of your account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Availability {
    /// Whether this server asks TMDB.
    pub uses_tmdb: bool,
    /// The country of your account. TMDB is only asked if you have chosen one.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[A-Z]{2}$", example = "AT"))]
    pub region: Option<Region>,
    /// Where you can watch it, as you typed it; your services first, as in the other lists.
    pub typed: Vec<Service>,
    /// Services with a subscription that have it.
    pub stream: Vec<Service>,
    /// Services that have it for nothing, with or without advertisements.
    pub free: Vec<Service>,
    /// Where it can be rented.
    pub rent: Vec<Service>,
    /// Where it can be bought.
    pub buy: Vec<Service>,
    /// When it comes out next, or that it’s in cinemas.
    pub release: Option<Release>,
    /// When it came to cinemas, or will.
    pub in_cinemas_on: Option<WatchDate>,
    /// When it came out to rent, buy or stream, or will.
    pub digital_on: Option<WatchDate>,
    /// When it came out on disc, or will.
    pub physical_on: Option<WatchDate>,
    /// TMDB’s page with the links to these services.
    pub tmdb_url: Option<String>,
    /// When TMDB said so, by the data of JustWatch; null if it didn’t.
    pub fetched_at: Option<Timestamp>,
}

/// How a film comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReleaseKind {
    /// In cinemas.
    Cinema,
    /// To rent, buy or stream.
    Digital,
    /// On disc.
    Physical,
}

/// That a film comes out, or that it’s in cinemas since a day that isn’t long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Release {
    /// How.
    pub kind: ReleaseKind,
    /// On which day.
    pub on: WatchDate,
    /// Whether that day has come.
    pub is_out: bool,
}

/// The days on which a film comes out in a country.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReleaseDays {
    /// In cinemas.
    pub in_cinemas_on: Option<WatchDate>,
    /// To rent, buy or stream.
    pub digital_on: Option<WatchDate>,
    /// On disc.
    pub physical_on: Option<WatchDate>,
}

impl ReleaseDays {
    /// The next day on which it comes out; else that it’s in cinemas.
    pub fn next(&self, today: Date) -> Option<Release> {
        let now = WatchDate::from(today);
        let all = [
            (ReleaseKind::Cinema, self.in_cinemas_on),
            (ReleaseKind::Digital, self.digital_on),
            (ReleaseKind::Physical, self.physical_on),
        ];
        let is_at_home = [self.digital_on, self.physical_on].into_iter().flatten().any(|on| on <= now);
        let is_recent = |on: WatchDate| on <= now && on >= earliest_in_cinemas(today);
        if let Some(on) = self.in_cinemas_on.filter(|on| is_recent(*on) && !is_at_home) {
            return Some(Release { kind: ReleaseKind::Cinema, on, is_out: true });
        }
        let to_come = all.into_iter().filter_map(|(kind, on)| Some((kind, on.filter(|on| *on > now)?)));
        // What can be watched at home already needn’t be waited for.
        let next = to_come.min_by_key(|(_, on)| *on).filter(|_| !is_at_home);
        next.map(|(kind, on)| Release { kind, on, is_out: false })
    }
}

/// The first day from which on a film counts as being in cinemas today.
pub fn earliest_in_cinemas(today: Date) -> WatchDate {
    today.saturating_sub(jiff::Span::new().days(CINEMA_DAYS)).into()
}

/// A film of your watchlist that comes out, or is in cinemas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovieRelease {
    /// The film.
    pub movie_id: MovieId,
    /// Its title.
    pub title: String,
    /// Where its poster is.
    pub poster_url: Option<String>,
    /// How and when it comes out.
    pub release: Release,
}

/// What’s new on your watchlist.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Releases {
    /// Whether you have chosen services, so that films can be filtered by `on_services`.
    pub has_services: bool,
    /// The films that are in cinemas or come out, in the order of their days: at most 50.
    pub items: Vec<MovieRelease>,
}

/// The services that you have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Services {
    /// Their names, in your order.
    pub services: Vec<String>,
    /// The services of your country, by TMDB; none without a country or TMDB. You can have others, too.
    pub available: Vec<String>,
}

/// The services that somebody chooses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ServicesDraft {
    /// At most 50, each of 1 to 100 characters; repeats in any spelling are left out, empty ones are refused.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub services: Option<Vec<String>>,
}

impl ServicesDraft {
    /// Checks the rules.
    ///
    /// # Errors
    /// Every name at fault, or that there is no list.
    pub fn parse(&self) -> Result<Vec<String>, FieldErrors> {
        let mut errors = FieldErrors::default();
        let services = self.services.as_deref().unwrap_or_else(|| {
            errors.add("services", "required", "Give a list of services, which can be empty.");
            &[]
        });
        let services = text::names(&mut errors, "services", services, MAX_OWN_SERVICES, MAX_SERVICE);
        errors.into_result(services)
    }
}

/// The services that have a film, as they are kept: by name, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Offers {
    /// With a subscription.
    pub stream: Vec<String>,
    /// For nothing.
    pub free: Vec<String>,
    /// To rent.
    pub rent: Vec<String>,
    /// To buy.
    pub buy: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::parse_date;

    #[test]
    fn the_next_day_counts_until_a_film_can_be_watched_at_home() {
        let day = |text: &str| text.parse::<WatchDate>().ok();
        let next = |cinema: &str, digital: &str, physical: &str| {
            let days = ReleaseDays { in_cinemas_on: day(cinema), digital_on: day(digital), physical_on: day(physical) };
            days.next(parse_date("2027-03-12").unwrap()).map(|it| (it.kind, it.on.to_string(), it.is_out))
        };
        let told = |kind, on: &str, is_out| Some((kind, on.to_owned(), is_out));
        assert_eq!(next("", "", ""), None);
        assert_eq!(next("2027-03-13", "2027-05-01", ""), told(ReleaseKind::Cinema, "2027-03-13", false));
        assert_eq!(next("2027-03-12", "2027-05-01", ""), told(ReleaseKind::Cinema, "2027-03-12", true));
        assert_eq!(next("2027-02-01", "2027-03-12", "2027-06-01"), None, "it is at home");
        assert_eq!(next("2026-12-01", "2027-05-01", ""), told(ReleaseKind::Digital, "2027-05-01", false));
        assert_eq!(next("", "", "2027-06-01"), told(ReleaseKind::Physical, "2027-06-01", false));
        assert_eq!(next("1995-12-15", "", ""), None);
    }

    #[test]
    fn a_choice_of_services_is_a_list() {
        let parse = |services: Option<&[&str]>| {
            let services = services.map(|all| all.iter().map(|it| (*it).to_owned()).collect());
            ServicesDraft { services }.parse().map_err(|errors| errors.iter().map(|it| it.field.clone()).collect())
        };
        let none: Result<Vec<String>, Vec<String>> = parse(None);
        assert_eq!(none, Err(vec!["services".to_owned()]));
        assert_eq!(parse(Some(&[])), Ok(Vec::new()));
        assert_eq!(parse(Some(&["Netflix", " MUBI ", "netflix"])), Ok(vec!["Netflix".to_owned(), "MUBI".to_owned()]));
        assert_eq!(parse(Some(&["Netflix", " "])), Err(vec!["services[1]".to_owned()]));
    }
}
