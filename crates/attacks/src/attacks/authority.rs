//! An admin who loses the role, the account or the session, and uses what the other server still
//! believes for five seconds: for an invite, a reset link, the role itself, an API token.
//!
//! Nothing may be granted: whatever grants something looks the authority up in its own transaction.
//! With SQLite, where there is one server, the command line takes the authority away.

use crate::clients::{Answer, Client};
use crate::databases::{Database, PASSWORD};
use crate::lab::Lab;
use crate::report::Report;
use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};
use storage::Engine;
use tokio::task::JoinSet;

/// What she loses.
#[derive(Clone, Copy)]
enum Loss {
    Role,
    Account,
    Session,
}

/// Takes each away, by the other server and by the command line.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    database.add_account("root", "admin").await?;
    let servers = lab.serve_all(&database, 2).await?;
    let (here, there) = (servers[0].address, servers[servers.len() - 1].address);
    let (root, _) = Client::new(here)?.sign_in("root", PASSWORD).await?;
    let scene = Scene { database, root_id: root.find_user("root").await?, root, there: Client::new(there)? };
    let rounds = lab.rounds(2, 50);
    for (loss, name) in [(Loss::Role, "her role"), (Loss::Account, "her account"), (Loss::Session, "her session")] {
        let ways: &[bool] = match (engine, loss) {
            (_, Loss::Session) => &[false],
            (Engine::Sqlite, _) => &[true],
            (Engine::Postgres, _) => &[false, true],
        };
        for by_command in ways {
            let mut granted = Vec::new();
            let mut tries = 0;
            for round in 0..rounds {
                let mallory = format!("mallory-{tries}-{round}-{by_command}-{}", loss as u8);
                let outcome = scene.lose(&mallory, loss, *by_command).await?;
                tries += outcome.len();
                granted.extend(outcome.into_iter().filter(|(_, is_granted)| *is_granted).map(|(what, _)| what));
            }
            let way = if *by_command { ", by the command line" } else { "" };
            report.none_of(engine, format!("granted to an admin who lost {name}{way}"), (granted.len(), tries));
            granted.sort_unstable();
            granted.dedup();
            if !granted.is_empty() {
                report.told(engine, format!("granted were: {}", granted.join(", ")), "");
            }
        }
    }
    Ok(())
}

struct Scene {
    database: Database,
    root: Client,
    root_id: String,
    there: Client,
}

impl Scene {
    /// Makes an admin, takes something away, and tries everything at once; what was tried, and whether it
    /// was granted.
    async fn lose(&self, name: &str, loss: Loss, by_command: bool) -> Result<Vec<(&'static str, bool)>> {
        self.root.invite(name, "admin").await?;
        let id = self.root.find_user(name).await?;
        let (mallory, _) = self.there.forwarded(crate::clients::new_address()).sign_in(name, PASSWORD).await?;
        let settings = mallory.get("/api/settings").await?.success()?.json();
        let path = format!("/api/users/{id}");
        match (loss, by_command) {
            (Loss::Role, true) => self.database.command(&["user", "role", name, "member"]).await?,
            (Loss::Account, true) => self.database.command(&["user", "disable", name]).await?,
            (Loss::Role, false) => self.patch(&path, json!({"role": "member"})).await?,
            (Loss::Account, false) => self.patch(&path, json!({"disabled": true})).await?,
            (Loss::Session, _) => {
                // At the other server, whose memory the one that she uses doesn't share.
                let elsewhere = Client::new(self.root.address()?)?.sign_in(name, PASSWORD).await?.0;
                elsewhere.send(Method::DELETE, "/api/me/sessions", None).await?.success()?;
            }
        }
        let mut tries = JoinSet::new();
        for (what, method, path, body) in self.attempts(loss, &id, settings) {
            let mallory = mallory.clone();
            tries.spawn(async move { anyhow::Ok((what, mallory.send(method, &path, Some(&body)).await?)) });
        }
        let mut outcome = Vec::new();
        while let Some(one) = tries.join_next().await {
            let (what, answer): (_, Answer) = one??;
            outcome.push((what, answer.is_success()));
        }
        Ok(outcome)
    }

    async fn patch(&self, path: &str, changes: Value) -> Result<()> {
        self.root.send(Method::PATCH, path, Some(&changes)).await?.success().map(drop)
    }

    fn attempts(&self, loss: Loss, id: &str, settings: Value) -> Vec<(&'static str, Method, String, Value)> {
        let mut all = vec![
            ("an invite", Method::POST, "/api/invites".to_owned(), json!({"role": "admin"})),
            ("a reset link", Method::POST, format!("/api/users/{}/password-reset", self.root_id), json!({})),
            ("the settings", Method::PUT, "/api/settings".to_owned(), settings),
        ];
        if !matches!(loss, Loss::Session) {
            // Without a session she has no need to: it would be her own role.
            all.push((
                "the role",
                Method::PATCH,
                format!("/api/users/{id}"),
                json!({"role": "admin", "disabled": false}),
            ));
        }
        if !matches!(loss, Loss::Role) {
            let token = json!({"name": "a program", "scope": "write", "expires_in_days": 30});
            all.push(("an API token", Method::POST, "/api/me/tokens".to_owned(), token));
            all.push(("a second factor", Method::POST, "/api/me/totp".to_owned(), json!({"password": PASSWORD})));
        }
        all
    }
}
