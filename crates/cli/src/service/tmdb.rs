//! The options of `serve` for TMDB.

use crate::files::read_secret;
use anyhow::Result;
use clap::Args;
use server::TmdbConfig;
use std::path::PathBuf;

/// Whether and how TMDB is asked.
#[derive(Args)]
#[command(next_help_heading = "TMDB")]
pub struct TmdbOptions {
    /// A file with TMDB's API read access token in its first line. Without it, admins can enter a token in the page.
    #[arg(id = "tmdb_token_file", long = "tmdb-token-file", env = "MOVIETRACKER_TMDB_TOKEN_FILE", value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The address of TMDB's API; by default <https://api.themoviedb.org/3>.
    #[arg(id = "tmdb_url", long = "tmdb-url", env = "MOVIETRACKER_TMDB_URL", value_name = "URL")]
    url: Option<String>,
    /// The address of TMDB's pictures; by default <https://image.tmdb.org/t/p>.
    #[arg(id = "tmdb_images_url", long = "tmdb-images-url", env = "MOVIETRACKER_TMDB_IMAGES_URL", value_name = "URL")]
    images_url: Option<String>,
}

impl TmdbOptions {
    /// The configuration.
    pub fn read(self) -> Result<TmdbConfig> {
        let token = self.token_file.as_deref().map(read_secret).transpose()?;
        let token = token.map(|token| token.trim().to_owned());
        Ok(TmdbConfig { token, url: self.url, images_url: self.images_url })
    }
}
