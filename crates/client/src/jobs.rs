//! The calls about jobs, for admins.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::ids::JobId;
use domain::jobs::{JobInfo, JobsQuery, Schedules};
use domain::pages::{Page, PageQuery};
use domain::queries::ListQuery;

impl<T: Transport> Client<T> {
    /// One page of the jobs, the newest first.
    pub fn list_jobs(&self, query: &JobsQuery, page: &PageQuery) -> impl Future<Output = Result<Page<JobInfo>, Error>> {
        let request = Request::new(Method::Get, "/api/jobs");
        self.fetch(request.with_query(query.to_pairs()).with_query(page.to_pairs()))
    }

    /// Tries a failed job again.
    pub fn retry_job(&self, id: JobId) -> impl Future<Output = Result<JobInfo, Error>> {
        self.fetch(Request::new(Method::Post, format!("/api/jobs/{id}/retry")))
    }

    /// The schedules, by kind of job.
    pub fn list_schedules(&self) -> impl Future<Output = Result<Schedules, Error>> {
        self.fetch(Request::new(Method::Get, "/api/schedules"))
    }

    /// Runs a scheduled job now.
    pub fn run_schedule(&self, kind: &str) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Post, format!("/api/schedules/{kind}/run")))
    }
}
