//! Forwarded headers that are forged, or written in the ways that proxies really write them.
//!
//! The address that a session shows must be the one that the nearest trusted proxy told, and a header
//! that no trusted proxy sent must count for nothing, and be warned of once.

use crate::clients::Client;
use crate::databases::PASSWORD;
use crate::lab::Lab;
use crate::report::Report;
use crate::servers::Server;
use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::json;
use std::process::Stdio;
use std::time::Duration;
use storage::Engine;

/// A header, and the address that it tells.
const TOLD: &[(&str, &[u8], &str)] = &[
    ("x-forwarded-for", b"203.0.113.5", "203.0.113.5"),
    ("x-forwarded-for", b"192.0.2.1, 203.0.113.6", "203.0.113.6"),
    ("x-forwarded-for", b"\xff\xe9, 203.0.113.7", "203.0.113.7"),
    ("x-forwarded-for", b"203.0.113.8:4711", "203.0.113.8"),
    ("x-forwarded-for", b"[2001:db8::9]:4711", "2001:db8::9"),
    ("x-forwarded-for", b"[2001:db8::a]", "2001:db8::a"),
    ("x-forwarded-for", b"\"203.0.113.11\"", "203.0.113.11"),
    ("x-forwarded-for", b"203.0.113.12, 127.0.0.1", "203.0.113.12"),
    ("forwarded", b"for=203.0.113.13;proto=https", "203.0.113.13"),
    ("forwarded", b"for=192.0.2.1, For=\"203.0.113.14:80\";by=127.0.0.1", "203.0.113.14"),
    ("forwarded", b"for=\"[2001:db8::f]:4711\"", "2001:db8::f"),
    ("forwarded", b"for=\"_\xff\", for=203.0.113.16", "203.0.113.16"),
];

/// Signs in with each header, and looks at the session.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    database.add_account("ana", "member").await?;
    let server = lab.serve(&database).await?;
    let mut wrong = Vec::new();
    for (name, value, expected) in TOLD {
        let seen = seen(&Client::new(server.address)?, name, value).await?;
        if seen != *expected {
            wrong.push(format!("{name}: {} is seen as {seen}", String::from_utf8_lossy(value)));
        }
    }
    report.none_of(engine, "headers of a trusted proxy that are misread", (wrong.len(), TOLD.len()));
    for line in wrong {
        report.told(engine, line, "");
    }
    drop(server);
    let server =
        Server::start_with_log(lab.serving_without_proxy(&database, ([127, 0, 0, 1], 0).into()), Stdio::piped())
            .await?;
    let forged = [("x-forwarded-for", "203.0.113.77"), ("forwarded", "for=203.0.113.78"), ("x-forwarded-for", "::1")];
    let mut believed = 0;
    for (name, value) in forged {
        believed += usize::from(seen(&Client::new(server.address)?, name, value.as_bytes()).await? != "127.0.0.1");
    }
    report.none_of(engine, "forged headers that are believed", (believed, forged.len()));
    report.all_of(engine, "one warning that no proxy is trusted", (warnings(server).await?, 1));
    Ok(())
}

/// The address that a session shows which was begun with this header.
async fn seen(client: &Client, name: &str, value: &[u8]) -> Result<String> {
    // The client sends `X-Forwarded-For` as bytes; any other header as another name for it.
    let client = if name == "forwarded" { client.forwarded(Vec::new()) } else { client.forwarded(value) };
    let draft = json!({"username": "ana", "password": PASSWORD}).to_string();
    let headers: &[(&str, &[u8])] = if name == "forwarded" { &[(name, value)] } else { &[] };
    let answer = client.send_with(Method::POST, "/api/auth/login", headers, Some(draft)).await?.success()?;
    let own = client.with_token(&answer.text("access_token")?);
    let sessions = own.get("/api/me/sessions").await?.success()?.json();
    let items = sessions["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    let current =
        items.iter().find(|session| session["is_current"] == true).context("no session is the current one")?;
    Ok(current["address"].as_str().unwrap_or_default().to_owned())
}

/// How many lines of the log warn of a proxy that is not trusted.
async fn warnings(mut server: Server) -> Result<usize> {
    let mut log = server.log.take().context("the server has no log")?;
    server.terminate(Duration::from_secs(20)).await?;
    let mut text = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut log, &mut text).await?;
    Ok(text.lines().filter(|line| line.contains("WARN") && line.contains("proxy")).count())
}
