//! What is done to accounts.

use anyhow::{Result, bail};
use domain::accounts::audit_events::{AuditEvent, EventKind};
use domain::accounts::users::{NewUser, Role, UsersQuery};
use domain::ids::UserId;
use domain::pages::{MAX_LIMIT, PageQuery};
use server::clock::Clock;
use server::security::passwords::{HashCost, Passwords};
use std::io::{IsTerminal, Write};
use storage::accounts::audit_events::insert_audit_event;
use storage::users::{self, User};
use storage::{Error, Store};

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
    let (written, event) = (user.clone(), event(EventKind::UserCreated, &user.username));
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
        bail!("an account with that name already exists");
    }
    Ok(user)
}

/// The account of that name, in any spelling.
pub async fn find_user(store: &Store, username: &str) -> Result<User> {
    let name = username.to_owned();
    let user = store.read::<_, Error, _>(move |tx| users::find_user_by_name(tx, &name)).await?;
    user.ok_or_else(|| anyhow::anyhow!("there is no account “{username}”; see movietracker user list"))
}

pub async fn hash(username: &str, password: &str) -> Result<String> {
    let new = NewUser::parse(username, password).map_err(domain::problems::Problem::from)?;
    let clock = Clock::system();
    let hashed = match Passwords::new(HashCost::default()) {
        Ok(passwords) => passwords.hash(new.password, &clock).await,
        Err(error) => Err(error),
    };
    hashed.map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// Does something to an account, as it is written in the audit log; gives the account when it was done.
pub async fn change(
    store: &Store,
    user: &User,
    work: impl FnOnce(&mut storage::Tx, UserId, &AuditEvent) -> Result<Option<User>, Error> + Send + 'static,
) -> Result<Option<User>> {
    let (id, line) = (user.id, line());
    Ok(store.write::<_, Error, _>(move |tx| work(tx, id, &line)).await?)
}

/// A line for the audit log: this was done to an account on the command line.
pub fn event(what: EventKind, username: &str) -> AuditEvent {
    AuditEvent { event: what.as_str().to_owned(), subject: Some(username.to_owned()), ..line() }
}

/// A line for the audit log that says that it was the command line, and when.
fn line() -> AuditEvent {
    let clock = Clock::system();
    AuditEvent {
        id: clock.id(),
        created_at: clock.now(),
        event: String::new(),
        actor: None,
        subject: None,
        address: String::new(),
        client: String::new(),
        count: 1,
    }
}

pub async fn list(store: &Store) -> Result<()> {
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

pub fn confirm(question: &str) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("there is no terminal to ask on; give --yes");
    }
    print!("{question} Type yes: ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}
