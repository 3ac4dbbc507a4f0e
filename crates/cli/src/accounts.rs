//! `movietracker user` and `audit`.

pub mod audit;
mod identities;
pub mod passwords;
pub mod users;

use crate::database::DatabaseOptions;
use anyhow::{Result, bail};
use clap::{Subcommand, ValueEnum};
use domain::accounts::users::Role;
use identities::{IdentityOptions, link, unlink};
use passwords::PasswordOptions;
use storage::accounts::management;
use users::{add_user, change, confirm, find_user, hash, list};

/// What to do with accounts.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Create an account.
    Add {
        /// The username.
        username: String,
        /// What it may do.
        #[arg(long, value_enum, default_value = "member")]
        role: RoleOption,
        #[command(flatten)]
        password: PasswordOptions,
    },
    /// List the accounts.
    List,
    /// Set a new password; ends the account's sessions and API tokens.
    Passwd {
        /// The account's name.
        username: String,
        #[command(flatten)]
        password: PasswordOptions,
    },
    /// Change an account's role.
    Role {
        /// The account's name.
        username: String,
        /// The new role.
        #[arg(value_enum)]
        role: RoleOption,
    },
    /// Disable an account: it can't sign in, its sessions and API tokens end, its films stay.
    Disable {
        /// The account's name.
        username: String,
    },
    /// Enable a disabled account.
    Enable {
        /// The account's name.
        username: String,
    },
    /// Reset an account's two-factor authentication, so that it signs in with just a password; its sessions and API
    /// tokens end.
    ResetTwoFactor {
        /// The account's name.
        username: String,
    },
    /// Link a sign-in through an OpenID provider to an account.
    Link(IdentityOptions),
    /// Unlink a sign-in; sessions that began with it stay.
    Unlink(IdentityOptions),
    /// Delete an account with all its films.
    Delete {
        /// The account's name.
        username: String,
        /// Don't ask for confirmation.
        #[arg(long)]
        yes: bool,
    },
}

/// A role on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub enum RoleOption {
    /// May also manage accounts.
    Admin,
    /// Keeps films.
    Member,
}

impl From<RoleOption> for Role {
    fn from(option: RoleOption) -> Self {
        match option {
            RoleOption::Admin => Self::Admin,
            RoleOption::Member => Self::Member,
        }
    }
}

/// Does it.
pub async fn run(database: &DatabaseOptions, command: UserCommand) -> Result<()> {
    let store = database.open_migrated().await?;
    match command {
        UserCommand::Add { username, role, password } => {
            let user = add_user(&store, &username, &password.read()?, role.into()).await?;
            println!("{} was added.", user.username);
        }
        UserCommand::List => list(&store).await?,
        UserCommand::Passwd { username, password } => {
            let user = find_user(&store, &username).await?;
            let hash = hash(&user.username, &password.read()?).await?;
            change(&store, &user, move |tx, id, line| management::set_password(tx, id, &hash, line)).await?;
            println!("{} has a new password.", user.username);
        }
        UserCommand::Role { username, role } => {
            let user = find_user(&store, &username).await?;
            change(&store, &user, move |tx, id, line| management::set_role(tx, id, role.into(), line)).await?;
            println!(
                "{} is now {}.",
                user.username,
                if matches!(role, RoleOption::Admin) { "an admin" } else { "a member" }
            );
        }
        UserCommand::Disable { username } => {
            let user = find_user(&store, &username).await?;
            change(&store, &user, |tx, id, line| management::set_disabled(tx, id, true, line)).await?;
            println!("{} can no longer sign in.", user.username);
        }
        UserCommand::Enable { username } => {
            let user = find_user(&store, &username).await?;
            change(&store, &user, |tx, id, line| management::set_disabled(tx, id, false, line)).await?;
            println!("{} can sign in again.", user.username);
        }
        UserCommand::ResetTwoFactor { username } => {
            let user = find_user(&store, &username).await?;
            if change(&store, &user, management::reset_second_factors).await?.is_none() {
                bail!("{} doesn't use two-factor authentication; nothing was changed", user.username);
            }
            println!("{} can now sign in with just a password.", user.username);
        }
        UserCommand::Link(options) => link(&store, options).await?,
        UserCommand::Unlink(options) => unlink(&store, options).await?,
        UserCommand::Delete { username, yes } => {
            let user = find_user(&store, &username).await?;
            if !yes && !confirm(&format!("Delete {} and {} films permanently?", user.username, user.movie_count))? {
                bail!("nothing was deleted");
            }
            change(&store, &user, management::delete).await?;
            println!("{} was deleted.", user.username);
        }
    }
    Ok(())
}
