//! `movietracker user`.

use crate::database::DatabaseOptions;
use crate::identities::{IdentityOptions, link, unlink};
use crate::passwords::PasswordOptions;
use anyhow::{Result, bail};
use clap::{Subcommand, ValueEnum};
use domain::audit_events::AuditEvent;
use domain::ids::UserId;
use domain::pages::{MAX_LIMIT, PageQuery};
use domain::users::{NewUser, Role, UsersQuery};
use server::clock::Clock;
use server::security::passwords::Passwords;
use std::io::{IsTerminal, Write};
use storage::audit_events::insert_audit_event;
use storage::second_factors::{delete_second_factors, find_second_factors};
use storage::users::{self, User};
use storage::{Error, Store, one_time_links};

/// What to do with accounts.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Make an account.
    Add {
        /// The name it signs in with.
        username: String,
        /// What it may do.
        #[arg(long, value_enum, default_value = "member")]
        role: RoleOption,
        #[command(flatten)]
        password: PasswordOptions,
    },
    /// List the accounts.
    List,
    /// Set another password; its sessions and API tokens end.
    Passwd {
        /// The account's name.
        username: String,
        #[command(flatten)]
        password: PasswordOptions,
    },
    /// Give an account another role.
    Role {
        /// The account's name.
        username: String,
        /// What it may do from now on.
        #[arg(value_enum)]
        role: RoleOption,
    },
    /// Keep an account from signing in; its sessions and API tokens end, its films stay.
    Disable {
        /// The account's name.
        username: String,
    },
    /// Let a disabled account sign in again.
    Enable {
        /// The account's name.
        username: String,
    },
    /// Take an account's second factors away, so that its password alone signs in; its sessions and API
    /// tokens end.
    ResetTwoFactor {
        /// The account's name.
        username: String,
    },
    /// Link a sign-in through an OpenID provider with an account.
    Link(IdentityOptions),
    /// Unlink it; the sessions that came of it go on.
    Unlink(IdentityOptions),
    /// Delete an account with all its films.
    Delete {
        /// The account's name.
        username: String,
        /// Don't ask whether it is meant.
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
            change(&store, &user, "password_changed", move |tx, id| users::update_password(tx, id, &hash)).await?;
            println!("{} has a new password.", user.username);
        }
        UserCommand::Role { username, role } => {
            let user = find_user(&store, &username).await?;
            change_role(&store, &user, role.into()).await?;
            println!(
                "{} is {} now.",
                user.username,
                if matches!(role, RoleOption::Admin) { "an admin" } else { "a member" }
            );
        }
        UserCommand::Disable { username } => {
            let (user, now) = (find_user(&store, &username).await?, Clock::system().now());
            change(&store, &user, "user_disabled", move |tx, id| users::update_disabled(tx, id, Some(now))).await?;
            println!("{} can't sign in any more.", user.username);
        }
        UserCommand::Enable { username } => {
            let user = find_user(&store, &username).await?;
            change(&store, &user, "user_enabled", |tx, id| users::update_disabled(tx, id, None)).await?;
            println!("{} can sign in again.", user.username);
        }
        UserCommand::ResetTwoFactor { username } => {
            let user = find_user(&store, &username).await?;
            let id = user.id;
            if !store.read::<_, Error, _>(move |tx| Ok(find_second_factors(tx, id)?.any())).await? {
                bail!("{} has no second factor; nothing was changed", user.username);
            }
            change(&store, &user, "second_factors_reset", delete_second_factors).await?;
            println!("{} signs in with the password alone.", user.username);
        }
        UserCommand::Link(options) => link(&store, options).await?,
        UserCommand::Unlink(options) => unlink(&store, options).await?,
        UserCommand::Delete { username, yes } => {
            let user = find_user(&store, &username).await?;
            if !yes && !confirm(&format!("Delete {} and {} films for ever?", user.username, user.movie_count))? {
                bail!("nothing was deleted");
            }
            change(&store, &user, "user_deleted", users::delete_user).await?;
            println!("{} was deleted.", user.username);
        }
    }
    Ok(())
}

/// Makes an account.
pub async fn add_user(store: &Store, username: &str, password: &str, role: Role) -> Result<User> {
    let new = NewUser::parse(username, password).map_err(domain::problems::Problem::from)?;
    let clock = Clock::system();
    let user = User {
        id: UserId(clock.id()),
        password_hash: Some(hash(&new.username, &new.password).await?),
        username: new.username,
        role,
        created_at: clock.now(),
        disabled_at: None,
        movie_count: 0,
        last_login_at: None,
    };
    let (written, event) = (user.clone(), event("user_created", &user.username));
    let is_new = store
        .write::<_, Error, _>(move |tx| {
            let is_new = users::insert_user(tx, &written)?;
            if is_new {
                insert_audit_event(tx, &event)?;
            }
            Ok(is_new)
        })
        .await?;
    if !is_new {
        bail!("there is an account of that name already");
    }
    Ok(user)
}

/// The account of that name, in any spelling.
pub async fn find_user(store: &Store, username: &str) -> Result<User> {
    let name = username.to_owned();
    let user = store.read::<_, Error, _>(move |tx| users::find_user_by_name(tx, &name)).await?;
    user.ok_or_else(|| {
        anyhow::anyhow!("there is no account “{username}”; movietracker user list shows those there are")
    })
}

async fn hash(username: &str, password: &str) -> Result<String> {
    let new = NewUser::parse(username, password).map_err(domain::problems::Problem::from)?;
    let clock = Clock::system();
    let hashed = match Passwords::new() {
        Ok(passwords) => passwords.hash(new.password, &clock).await,
        Err(error) => Err(error),
    };
    hashed.map_err(|error| anyhow::anyhow!("{error:?}"))
}

async fn change(
    store: &Store,
    user: &User,
    what: &str,
    work: impl FnOnce(&mut storage::Tx, UserId) -> Result<bool, Error> + Send + 'static,
) -> Result<()> {
    let (id, event) = (user.id, event(what, &user.username));
    store
        .write::<_, Error, _>(move |tx| {
            // In the order of the API, which may be doing the same.
            users::lock_admins(tx)?;
            users::lock_user(tx, id)?;
            work(tx, id)?;
            users::end_access(tx, id)?;
            insert_audit_event(tx, &event)
        })
        .await?;
    Ok(())
}

/// Gives an account another role. It stays signed in, and the role counts within seconds.
async fn change_role(store: &Store, user: &User, role: Role) -> Result<()> {
    if user.role == role {
        return Ok(());
    }
    let what = if role == Role::Admin { "user_made_admin" } else { "user_made_member" };
    let (id, event) = (user.id, event(what, &user.username));
    store
        .write::<_, Error, _>(move |tx| {
            users::update_role(tx, id, role)?;
            if role == Role::Member {
                one_time_links::delete_links_by(tx, id)?;
            }
            insert_audit_event(tx, &event)
        })
        .await?;
    Ok(())
}

/// A line for the audit log: somebody did this on the command line.
pub fn event(what: &str, username: &str) -> AuditEvent {
    let clock = Clock::system();
    AuditEvent {
        id: clock.id(),
        created_at: clock.now(),
        event: what.to_owned(),
        actor: None,
        subject: Some(username.to_owned()),
        address: String::new(),
        client: String::new(),
        count: 1,
    }
}

async fn list(store: &Store) -> Result<()> {
    let mut query = PageQuery { limit: MAX_LIMIT, cursor: None };
    loop {
        let asked = query.clone();
        let page = store.read::<_, Error, _>(move |tx| users::list_users(tx, &UsersQuery::default(), &asked)).await?;
        for user in page.items {
            let disabled = if user.disabled_at.is_some() { "disabled" } else { "" };
            let (role, since) = (user.role.as_str(), user.created_at.date());
            println!("{:<24} {role:<7} {:>7} films  since {since} {disabled}", user.username, user.movie_count);
        }
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return Ok(());
        }
    }
}

fn confirm(question: &str) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("there is no terminal to ask on; give --yes");
    }
    print!("{question} Type yes: ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}
