//! API tokens after all that an owner does to recover an account, and API tokens without any proof.
//!
//! A token that a thief made must be refused within five seconds, and a session that was begun long ago
//! must not make one without the password.

use crate::clients::Client;
use crate::databases::PASSWORD;
use crate::lab::Lab;
use crate::report::{Report, Unit};
use anyhow::Result;
use reqwest::Method;
use serde_json::json;
use std::time::{Duration, Instant};
use storage::Engine;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Within which a revoked token is refused.
const EFFECT: Duration = Duration::from_secs(5);
/// The name of each account, and what recovers it.
const WAYS: [(&str, &str); 5] = [
    ("changes", "changing the password"),
    ("resets", "a password reset"),
    ("leaves", "signing out everywhere"),
    ("disabled", "disabling and enabling"),
    ("ended", "an admin who ends all access"),
];

/// Recovers accounts in each way, and uses the tokens afterwards.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    database.add_account("root", "admin").await?;
    let server = lab.serve(&database).await?;
    let stranger = Client::new(server.address)?;
    let (root, _) = stranger.sign_in("root", PASSWORD).await?;
    for (name, _) in WAYS {
        root.invite(name, "member").await?;
    }
    let mut recoveries = JoinSet::new();
    for (name, way) in WAYS {
        recoveries.spawn(recover(Client::new(server.address)?, root.clone(), name, way));
    }
    let mut slowest = f64::NAN;
    while let Some(one) = recoveries.join_next().await {
        let (way, refused_after) = one??;
        report.none_of(engine, format!("tokens that outlive {way}"), (usize::from(refused_after.is_none()), 1));
        slowest = refused_after.map_or(slowest, |time| time.as_secs_f64() * 1e3).max(slowest);
    }
    let milliseconds = (slowest, EFFECT.as_secs_f64() * 1e3);
    report.at_most(engine, "until a revoked token is refused", milliseconds, Unit::Milliseconds);
    let aged = if engine == Engine::Sqlite { "created_at - 660000" } else { "created_at - interval '11 minutes'" };
    database.batch(&format!("UPDATE sessions SET created_at = {aged}")).await?;
    let made = root.create_api_token().await?.is_success();
    report.none_of(engine, "tokens that an old session makes without a password", (usize::from(made), 1));
    Ok(())
}

/// Makes a token, recovers the account, and says how long the token was good for then.
async fn recover(
    stranger: Client,
    root: Client,
    name: &str,
    way: &'static str,
) -> Result<(&'static str, Option<Duration>)> {
    let (owner, _) = stranger.sign_in(name, PASSWORD).await?;
    let made = owner.create_api_token().await?.success()?;
    let program = owner.with_token(&made.text("token")?);
    program.get("/api/movies").await?.success()?;
    let id = root.find_user(name).await?;
    let path = format!("/api/users/{id}");
    match name {
        "changes" => {
            let draft = json!({"current_password": PASSWORD, "new_password": "quite another one"});
            owner.send(Method::PUT, "/api/me/password", Some(&draft)).await?.success()?;
        }
        "resets" => {
            let link = root.post(&format!("{path}/password-reset"), &json!({})).await?.success()?.text("token")?;
            let draft = json!({"token": link, "password": "quite another one"});
            stranger.post("/api/auth/password-reset", &draft).await?.success()?;
        }
        "leaves" => {
            owner.send(Method::DELETE, "/api/me/sessions", None).await?.success()?;
        }
        "disabled" => {
            for disabled in [true, false] {
                root.send(Method::PATCH, &path, Some(&json!({"disabled": disabled}))).await?.success()?;
            }
        }
        // Where the call is missing, the token lives.
        _ => drop(root.send(Method::DELETE, &format!("{path}/sessions"), None).await?),
    }
    let start = Instant::now();
    while start.elapsed() <= EFFECT {
        if program.get("/api/movies").await?.status == 401 {
            return Ok((way, Some(start.elapsed())));
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok((way, None))
}
