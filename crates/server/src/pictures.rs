//! Pictures that people bring: read under bounds of pixels and memory, turned upright, freed of all that isn't picture,
//! and made again as JPEG in two sizes. No routes.

mod fetching;
mod reading;
mod writing;

pub use fetching::FetchFault;
pub use reading::PictureFault;
pub use writing::{Size, Sizes};

use crate::clock::Clock;
use crate::error::{ApiError, Result};
use crate::net::HttpClient;
use bytes::Bytes;
use domain::library::images::ImageKind;
use image::DynamicImage;
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use storage::library::images::NewImage;
use tokio::sync::Semaphore;

/// The longest that a picture waits for its turn.
const TURN_TIMEOUT: Duration = Duration::from_secs(10);
/// Seconds after which those who waited in vain should come back.
const COME_BACK: u32 = 5;

/// A picture as it is kept, in two sizes, as JPEG.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// For lists.
    pub small: Vec<u8>,
    /// For a page of its own.
    pub large: Vec<u8>,
}

/// Prepares pictures. One at a time: the largest takes about 250 MB for a second.
pub struct Pictures {
    turn: Arc<Semaphore>,
    proxy: Option<String>,
    /// Made when a picture is fetched for the first time: it holds the certificates of all authorities.
    client: OnceLock<HttpClient>,
}

impl Pictures {
    /// Fetches through this proxy, if there is one.
    pub fn new(proxy: Option<String>) -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), proxy, client: OnceLock::new() }
    }

    /// Makes of a picture what is kept of it.
    ///
    /// # Errors
    /// [`domain::problems::ProblemKind::Unavailable`] when too many wait; or what is wrong with the picture.
    pub async fn prepare(&self, bytes: Bytes, sizes: Sizes) -> Result<Result<Prepared, PictureFault>> {
        let turn = tokio::time::timeout(TURN_TIMEOUT, Arc::clone(&self.turn).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(ApiError::unavailable(COME_BACK)) };
        // The turn goes along: a caller who hangs up does not make room while the work goes on.
        let prepared = tokio::task::spawn_blocking(move || {
            let prepared = reading::read(&bytes, sizes.largest()).map(DynamicImage::ImageRgb8).and_then(|picture| {
                drop(bytes);
                writing::write(&picture, sizes)
            });
            drop(turn);
            prepared
        });
        // No panic of a decoder is known; should there be one, it ends this picture.
        Ok(prepared.await.unwrap_or(Err(PictureFault::Damaged)))
    }

    /// Makes of a picture what is kept as the poster or the backdrop of a film.
    ///
    /// # Errors
    /// As [`Self::prepare`].
    pub async fn prepare_image(
        &self,
        bytes: Bytes,
        kind: ImageKind,
        clock: &Clock,
    ) -> Result<Result<NewImage, PictureFault>> {
        let prepared = self.prepare(bytes, sizes_of(kind)).await?;
        Ok(prepared.map(|Prepared { small, large }| {
            let digest = Sha256::new().chain_update(&large).chain_update(&small).finalize().to_vec();
            let name = format!("{:032x}", u128::from_be_bytes(clock.random()));
            NewImage { name, digest, small, large }
        }))
    }
}

/// What fills a card of the grid, and the poster of a film's page, on a screen with two pixels for each; and what fills
/// the width of a phone's screen and of a desk's.
fn sizes_of(kind: ImageKind) -> Sizes {
    let size = |width, height, kilobytes: usize| Size { width, height, bytes: kilobytes * 1000 };
    match kind {
        ImageKind::Poster => Sizes { small: size(400, 800, 80), large: size(780, 1560, 320) },
        ImageKind::Backdrop => Sizes { small: size(780, 780, 120), large: size(1920, 1920, 400) },
    }
}
