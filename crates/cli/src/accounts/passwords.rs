//! Passwords from a prompt or a file, never from an argument that other users of the machine see.

use crate::files::read_secret;
use anyhow::{Result, bail};
use clap::Args;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Where a password comes from.
#[derive(Args)]
pub struct PasswordOptions {
    /// A file whose first line is the password; without it, the password is asked for.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

impl PasswordOptions {
    /// The password; typed twice when it is asked for.
    pub fn read(&self) -> Result<String> {
        if let Some(file) = &self.password_file {
            return read_secret(file);
        }
        if !std::io::stdin().is_terminal() {
            bail!("there is no terminal to ask for the password on; give --password-file");
        }
        let password = rpassword::prompt_password("Password: ")?;
        if password != rpassword::prompt_password("Repeat the password: ")? {
            bail!("the two passwords differ; nothing was changed");
        }
        Ok(password)
    }
}
