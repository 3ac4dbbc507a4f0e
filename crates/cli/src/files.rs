//! Folders and files that only their owner reads.

use anyhow::{Context, Result, bail};
use std::path::Path;

/// Makes a folder that only its owner can read, if there is none.
pub fn make_private_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder).with_context(|| format!("{} can't be created", folder.display()))
}

/// The first line of a file that holds a secret.
pub fn read_secret(file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
    let secret = text.lines().next().unwrap_or_default().to_owned();
    if secret.is_empty() {
        bail!("the first line of {} is empty", file.display());
    }
    Ok(secret)
}
