//! Passphrases of backups, from a file or a prompt.

use crate::files::read_secret;
use anyhow::{Result, bail};
use std::io::IsTerminal;
use std::path::Path;
use storage::transfer::Passphrase;

/// The first line of a file, or what is typed.
pub fn passphrase(file: Option<&Path>) -> Result<Passphrase> {
    if let Some(file) = file {
        return Ok(Passphrase::new(read_secret(file)?));
    }
    if !std::io::stdin().is_terminal() {
        bail!("there is no terminal to ask for the passphrase on; give --passphrase-file");
    }
    Ok(Passphrase::new(rpassword::prompt_password("Passphrase: ")?))
}

/// As [`passphrase`], but what is typed is typed twice.
pub fn new_passphrase(file: Option<&Path>) -> Result<Passphrase> {
    let passphrase = passphrase(file)?;
    if file.is_none() && !passphrase.is(&rpassword::prompt_password("Repeat the passphrase: ")?) {
        bail!("the two passphrases differ; nothing was written");
    }
    if passphrase.is("") {
        bail!("the passphrase is empty; nothing was written");
    }
    Ok(passphrase)
}
