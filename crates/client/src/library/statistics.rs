//! What the watches add up to.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::library::statistics::{SharedYear, Statistics, StatisticsQuery, YearLink, YearLinks};
use domain::queries::ListQuery;

impl<T: Transport> Client<T> {
    /// What the watches of a period add up to.
    pub fn get_statistics(&self, query: &StatisticsQuery) -> impl Future<Output = Result<Statistics, Error>> {
        self.fetch(Request::new(Method::Get, "/api/statistics").with_query(query.to_pairs()))
    }

    /// The links of the years that are shared.
    pub fn list_year_links(&self) -> impl Future<Output = Result<YearLinks, Error>> {
        self.fetch(Request::new(Method::Get, "/api/statistics/links"))
    }

    /// Shares a year by a link, unless it is already.
    pub fn create_year_link(&self, year: i16) -> impl Future<Output = Result<YearLink, Error>> {
        self.fetch(Request::new(Method::Post, format!("/api/statistics/{year}/link")))
    }

    /// Withdraws the link of a year.
    pub fn delete_year_link(&self, year: i16) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/statistics/{year}/link")))
    }

    /// A year that is shared by the link with this token.
    pub fn get_shared_year(&self, token: &str) -> impl Future<Output = Result<SharedYear, Error>> {
        self.fetch(Request::new(
            Method::Get,
            format!(
                "/api/shared/years/{}",
                percent_encoding::utf8_percent_encode(token, percent_encoding::NON_ALPHANUMERIC)
            ),
        ))
    }
}
