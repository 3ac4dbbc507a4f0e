//! A thief who knows the old password signs in while it is changed or reset, or while the account is
//! disabled; who made an API token, an invite and a reset link a moment before; and whose password was
//! stored by bcrypt, which the sign-in replaces.
//!
//! Once the change is answered, nothing that came of the old password may live, at any server.

use crate::clients::{Client, new_address};
use crate::databases::{Database, PASSWORD};
use crate::lab::Lab;
use crate::report::Report;
use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use storage::Engine;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Sign-ins with the old password during each change.
const SIGN_INS: usize = 6;
/// Milliseconds over which they are spread.
const SPREAD: usize = 80;
/// Between two things that the thief makes.
const PACE: Duration = Duration::from_millis(5);
/// What bcrypt does here, which need not be slow.
const BCRYPT_COST: u32 = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Password,
    BcryptPassword,
    Reset,
    Disabling,
}

impl Change {
    const ALL: [Self; 4] = [Self::Password, Self::BcryptPassword, Self::Reset, Self::Disabling];

    fn name(self) -> &'static str {
        match self {
            Self::Password => "password changes",
            Self::BcryptPassword => "changes of a bcrypt password",
            Self::Reset => "password resets",
            Self::Disabling => "disablings",
        }
    }
}

/// Races each kind of change.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    database.add_account("root", "admin").await?;
    let servers = lab.serve_all(&database, 2).await?;
    let here = servers[0].address;
    let there = servers[servers.len() - 1].address;
    let rounds = lab.rounds(24, 1_000).div_ceil(Change::ALL.len());
    for change in Change::ALL {
        let mut all = Survivors::default();
        for round in 0..rounds {
            // Of an account of its own: none of the limits on one is reached.
            let victim = format!("victim-{}-{round}", change as u8);
            let (root, _) = Client::new(here)?.sign_in("root", PASSWORD).await?;
            root.invite(&victim, "admin").await?;
            let race = Race { database: &database, root, here, there, change, victim, round };
            all.add(&race.run().await.with_context(|| format!("round {round} of {}", change.name()))?);
        }
        let name = change.name();
        let figure = |what: &str| format!("{what} that survive {rounds} {name}");
        report.none_of(engine, figure("sessions"), all.sessions);
        report.none_of(engine, figure("API tokens"), all.tokens);
        if change == Change::Disabling {
            report.none_of(engine, figure("links"), all.links);
        } else {
            report.none_of(engine, format!("old passwords restored in {rounds} {name}"), all.passwords);
        }
    }
    Ok(())
}

/// What lives on, of how much.
#[derive(Default)]
struct Survivors {
    sessions: (usize, usize),
    tokens: (usize, usize),
    links: (usize, usize),
    passwords: (usize, usize),
}

impl Survivors {
    fn add(&mut self, more: &Self) {
        let sum = |all: &mut (usize, usize), more: (usize, usize)| *all = (all.0 + more.0, all.1 + more.1);
        sum(&mut self.sessions, more.sessions);
        sum(&mut self.tokens, more.tokens);
        sum(&mut self.links, more.links);
        sum(&mut self.passwords, more.passwords);
    }
}

/// One account, one change, two servers.
struct Race<'a> {
    database: &'a Database,
    root: Client,
    here: SocketAddr,
    there: SocketAddr,
    change: Change,
    victim: String,
    round: usize,
}

impl Race<'_> {
    async fn run(&self) -> Result<Survivors> {
        let root = &self.root;
        let (owner, _) = Client::new(self.here)?.sign_in(&self.victim, PASSWORD).await?;
        let thief = Client::new(self.there)?;
        let (thief, stolen) = thief.sign_in(&self.victim, PASSWORD).await?;
        if self.change == Change::BcryptPassword {
            let hash = bcrypt::hash(PASSWORD, BCRYPT_COST).map_err(|error| anyhow::anyhow!("{error}"))?;
            let sql = format!("UPDATE users SET password_hash = '{hash}' WHERE username = '{}'", self.victim);
            self.database.batch(&sql).await?;
        }
        let user = root.find_user(&self.victim).await?;
        let root_id = root.find_user("root").await?;
        let link = match self.change {
            Change::Reset => Some(
                root.post(&format!("/api/users/{user}/password-reset"), &json!({})).await?.success()?.text("token")?,
            ),
            _ => None,
        };
        let mut sign_ins = self.sign_ins()?;
        let is_over = Arc::new(AtomicBool::new(false));
        let root_id = (self.change == Change::Disabling).then_some(root_id);
        let mut made = Made::default();
        make_each(&thief, root_id.as_deref(), &mut made).await?;
        let making = tokio::spawn(make(thief, root_id, made, Arc::clone(&is_over)));
        self.make_change(&owner, &user, link).await?;
        let mut sessions = vec![stolen];
        while let Some(one) = sign_ins.join_next().await {
            sessions.extend(one??);
        }
        is_over.store(true, Ordering::Relaxed);
        let made = making.await??;
        if self.change == Change::Disabling {
            // What an account lost by that, it must not get back.
            let enabled = json!({"disabled": false});
            root.send(Method::PATCH, &format!("/api/users/{user}"), Some(&enabled)).await?.success()?;
        }
        self.survivors(&sessions, &made).await
    }

    /// Signs in with the old password, all the while; gives the refresh tokens of those that succeed.
    fn sign_ins(&self) -> Result<JoinSet<Result<Option<String>>>> {
        let mut tasks = JoinSet::new();
        for number in 0..SIGN_INS {
            let client = Client::new(if number % 2 == 0 { self.here } else { self.there })?;
            let (name, shift) = (self.victim.clone(), (self.round * 13) % SPREAD);
            let delay = Duration::from_millis(((number * SPREAD / SIGN_INS + shift) % SPREAD) as u64);
            tasks.spawn(async move {
                sleep(delay).await;
                let answer = client.log_in(&name, PASSWORD).await?;
                Ok(answer.cookie().filter(|_| answer.status == 200).map(str::to_owned))
            });
        }
        Ok(tasks)
    }

    async fn make_change(&self, owner: &Client, user: &str, link: Option<String>) -> Result<()> {
        let new = "second words, never guessed";
        let answer = match self.change {
            Change::Password | Change::BcryptPassword => {
                let draft = json!({"current_password": PASSWORD, "new_password": new});
                owner.send(Method::PUT, "/api/me/password", Some(&draft)).await?
            }
            Change::Reset => {
                let draft = json!({"token": link.context("there is no link")?, "password": new});
                owner.forwarded(new_address()).post("/api/auth/password-reset", &draft).await?
            }
            Change::Disabling => {
                let draft = json!({"disabled": true});
                self.root.send(Method::PATCH, &format!("/api/users/{user}"), Some(&draft)).await?
            }
        };
        answer.success().map(drop)
    }

    async fn survivors(&self, sessions: &[String], made: &Made) -> Result<Survivors> {
        let client = Client::new(self.here)?;
        let mut found = Survivors::default();
        for session in sessions {
            found.sessions.0 += usize::from(client.refresh(session).await?.is_success());
            found.sessions.1 += 1;
        }
        for token in &made.tokens {
            // At the server that never saw it.
            found.tokens.0 += usize::from(client.with_token(token).get("/api/movies").await?.is_success());
            found.tokens.1 += 1;
        }
        for link in &made.links {
            let answer = client.forwarded(new_address()).post("/api/auth/link", &json!({"token": link})).await?;
            found.links.0 += usize::from(answer.is_success());
            found.links.1 += 1;
        }
        if self.change != Change::Disabling {
            let answer = Client::new(self.here)?.log_in(&self.victim, PASSWORD).await?;
            found.passwords = (usize::from(answer.status == 200), 1);
        }
        Ok(found)
    }
}

/// What the thief has made.
#[derive(Default)]
struct Made {
    tokens: Vec<String>,
    links: Vec<String>,
}

/// Makes tokens and links again and again until the change is over.
async fn make(thief: Client, root: Option<String>, mut made: Made, is_over: Arc<AtomicBool>) -> Result<Made> {
    // Once more after the change was answered.
    let mut goes_on = true;
    while goes_on {
        goes_on = !is_over.load(Ordering::Relaxed);
        make_each(&thief, root.as_deref(), &mut made).await?;
        sleep(PACE).await;
    }
    Ok(made)
}

/// Makes, where that is still allowed, a token; and where links are to end as well, an invite and a reset of
/// the first admin's password.
async fn make_each(thief: &Client, root: Option<&str>, made: &mut Made) -> Result<()> {
    let token = thief.create_api_token().await?;
    if token.is_success() {
        made.tokens.push(token.text("token")?);
    }
    let paths = root.iter().flat_map(|id| ["/api/invites".to_owned(), format!("/api/users/{id}/password-reset")]);
    for path in paths {
        let link = thief.post(&path, &json!({})).await?;
        if link.is_success() {
            made.links.push(link.text("token")?);
        }
    }
    Ok(())
}
