//! What is kept of a picture.

use super::{PictureFault, Pictures, Prepared, Size, Sizes};
use crate::clock::Clock;
use crate::error::Result;
use bytes::Bytes;
use domain::library::images::ImageKind;
use sha2::{Digest, Sha256};
use storage::library::images::NewImage;

impl Pictures {
    /// Makes of a picture the poster or backdrop that is kept of it.
    ///
    /// # Errors
    /// [`domain::problems::ProblemKind::Unavailable`] when too many wait; or what is wrong with the picture.
    pub async fn new_image(
        &self,
        clock: &Clock,
        kind: ImageKind,
        bytes: Bytes,
    ) -> Result<Result<NewImage, PictureFault>> {
        let Prepared { small, large } = match self.prepare(bytes, sizes_of(kind)).await? {
            Ok(prepared) => prepared,
            Err(fault) => return Ok(Err(fault)),
        };
        let digest = Sha256::new().chain_update(&large).chain_update(&small).finalize().to_vec();
        let name = format!("{:032x}", u128::from_be_bytes(clock.random()));
        Ok(Ok(NewImage { name, digest, small, large }))
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
