//! What the watches add up to.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::library::statistics::{Statistics, StatisticsQuery};
use domain::queries::ListQuery;

impl<T: Transport> Client<T> {
    /// What the watches of a period add up to.
    pub fn get_statistics(&self, query: &StatisticsQuery) -> impl Future<Output = Result<Statistics, Error>> {
        self.fetch(Request::new(Method::Get, "/api/statistics").with_query(query.to_pairs()))
    }
}
