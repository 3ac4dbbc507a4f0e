//! Fetching pictures from addresses that people give.

use super::Pictures;
use crate::error::{ApiError, Result};
use crate::net::{Destinations, HttpClient, HttpError, Limits, Route};
use bytes::Bytes;
use domain::library::images::MAX_IMAGE_BYTES;
use domain::problems::ProblemKind;
use http::StatusCode;
use http::header::ACCEPT;
use std::time::Duration;

const LIMITS: Limits = Limits { timeout: Duration::from_secs(15), max_body: MAX_IMAGE_BYTES, max_redirects: 5 };

/// What can be read, so that nobody sends what can't when they have the choice.
const ACCEPTED: &str = "image/jpeg, image/png;q=0.9, image/webp;q=0.9, image/*;q=0.1";

/// Why no picture came. What exactly went wrong on the way is not told: it would tell about the server's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchFault {
    /// The server fetches nothing from there, or from where it leads.
    Forbidden,
    /// It is too large.
    TooLarge,
    /// There is no answer, or another one than a file.
    Unreachable,
}

impl Pictures {
    /// Fetches what is at a public address.
    ///
    /// # Errors
    /// [`ProblemKind::Internal`] when this server can fetch nothing at all; or why nothing came.
    pub async fn fetch(&self, url: &str) -> Result<Result<Bytes, FetchFault>> {
        let client = self.client()?;
        let request = http::Request::get(url).header(ACCEPT, ACCEPTED).body(Vec::new());
        let Ok(request) = request else { return Ok(Err(FetchFault::Unreachable)) };
        Ok(match client.send(request).await {
            Ok(answer) if answer.status() == StatusCode::OK => Ok(answer.into_body()),
            Ok(_) => Err(FetchFault::Unreachable),
            Err(HttpError::Forbidden) => Err(FetchFault::Forbidden),
            Err(HttpError::TooLarge(_)) => Err(FetchFault::TooLarge),
            Err(error) => {
                tracing::debug!(%error, "a picture could not be fetched");
                Err(FetchFault::Unreachable)
            }
        })
    }

    fn client(&self) -> Result<&HttpClient> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let route = Route { proxy: self.proxy.as_deref(), authorities: None };
        let client = HttpClient::new(Destinations::Public, route, LIMITS).map_err(|reason| {
            tracing::error!(reason, "nothing can be fetched");
            ApiError::new(ProblemKind::Internal, "This server can’t fetch pictures. Upload the file instead.")
        })?;
        Ok(self.client.get_or_init(|| client))
    }
}
