//! Bodies of up to a megabyte that are made to be costly to read: thousands of unknown fields, deep
//! nesting, long lists. A stranger sends them, and somebody who is signed in.
//!
//! None may cost more than 20 ms of the server's processor time, and no answer may be of 64 KiB or more.

use crate::clients::Client;
use crate::databases::PASSWORD;
use crate::lab::Lab;
use crate::processes::processor_time;
use crate::report::{Report, Unit};
use anyhow::Result;
use reqwest::Method;
use std::fmt::Write as _;
use storage::Engine;

/// Milliseconds of processor time that a body may cost.
const MOST_TIME: f64 = 20.0;
/// Bytes that an answer may have: 64 KiB, less one.
const MOST_BYTES: f64 = 65_535.0;
/// How often each body is sent; what it costs is the least of that.
const TIMES: usize = 3;

/// Milliseconds after which it needs no more trying.
const CLEAR: f64 = 2_000.0;

struct Body {
    what: &'static str,
    text: String,
    /// Where it is sent without signing in.
    open: &'static [&'static str],
    /// Where it is sent by somebody who is signed in.
    own: &'static [&'static str],
}

/// Sends each body, and takes the server's processor time.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    database.add_account("root", "admin").await?;
    let server = lab.serve(&database).await?;
    let stranger = Client::new(server.address)?;
    let (root, _) = stranger.sign_in("root", PASSWORD).await?;
    let bound = MOST_TIME * lab.slowness;
    let (mut sent, mut unanswered) = (0, 0);
    for body in bodies() {
        let open = body.open.iter().map(|path| (*path, stranger.clone()));
        let own = body.own.iter().map(|path| (*path, root.clone()));
        let (mut time, mut bytes, mut at) = (0.0_f64, 0, "");
        for (path, client) in open.chain(own) {
            let cost = cost(&client, path, &body.text, server.process).await?;
            bytes = bytes.max(cost.bytes);
            sent += TIMES;
            unanswered += cost.unanswered;
            if cost.milliseconds > time {
                (time, at) = (cost.milliseconds, path);
            }
            if time > CLEAR {
                break;
            }
        }
        report.at_most(engine, format!("{}, at {at}: time", body.what), (time, bound), Unit::Milliseconds);
        // What was never answered says nothing of an answer's length.
        let bytes = if bytes == 0 { f64::NAN } else { f64::from(u32::try_from(bytes)?) };
        report.at_most(engine, format!("{}: longest answer", body.what), (bytes, MOST_BYTES), Unit::Kilobytes);
    }
    report.none_of(engine, "bodies that get no answer", (unanswered, sent));
    Ok(())
}

/// What a body costs the server.
struct Cost {
    /// Its processor time.
    milliseconds: f64,
    /// The bytes of the longest answer.
    bytes: usize,
    /// How often the connection was closed instead.
    unanswered: usize,
}

async fn cost(client: &Client, path: &str, text: &str, process: i32) -> Result<Cost> {
    let mut cost = Cost { milliseconds: f64::INFINITY, bytes: 0, unanswered: 0 };
    for _ in 0..TIMES {
        let client = client.forwarded(crate::clients::new_address());
        let before = processor_time(process)?;
        let method = if path == "/api/me/password" { Method::PUT } else { Method::POST };
        let answer = client.send_with(method, path, &[], Some(text.to_owned())).await;
        let spent = processor_time(process)?.saturating_sub(before).as_secs_f64() * 1e3;
        cost.milliseconds = cost.milliseconds.min(spent);
        cost.unanswered += usize::from(answer.is_err());
        cost.bytes = cost.bytes.max(answer.map_or(0, |answer| answer.body.len()));
        if spent > CLEAR {
            break;
        }
    }
    Ok(cost)
}

const OPEN: &[&str] =
    &["/api/auth/link", "/api/auth/login", "/api/auth/passkey", "/api/auth/registration", "/api/setup"];
const OWN: &[&str] = &["/api/movies", "/api/me/tokens", "/api/me/password", "/api/invites"];

fn bodies() -> [Body; 7] {
    let few = object(1_600, |i| format!("\"x{i:04}\":1"));
    let unknown = object(105_000, |i| format!("\"{i:x}\":1"));
    let repeated = object(100_000, |_| "\"title\":1".to_owned());
    let tags = format!("{{\"title\":\"x\",\"tags\":[{}]}}", vec!["\"\""; 300_000].join(","));
    let genres = format!("{{\"title\":\"x\",\"genres\":[{}]}}", numbers(100_000, |i| format!("\"{i}\"")));
    let deep = format!("{{\"title\":{}{}}}", "[".repeat(490_000), "]".repeat(490_000));
    let long = format!("{{\"title\":\"{}\"}}", "\\u00e9".repeat(160_000));
    [
        Body { what: "105,000 unknown fields", text: unknown, open: OPEN, own: OWN },
        Body { what: "1,600 unknown fields", text: few, open: OPEN, own: OWN },
        Body { what: "a key 100,000 times", text: repeated, open: OPEN, own: OWN },
        Body { what: "300,000 empty tags", text: tags, open: &[], own: &["/api/movies"] },
        Body { what: "100,000 genres", text: genres, open: &[], own: &["/api/movies"] },
        Body { what: "490,000 lists in each other", text: deep, open: OPEN, own: OWN },
        Body { what: "160,000 escaped letters", text: long, open: OPEN, own: OWN },
    ]
}

fn object(fields: usize, field: impl Fn(usize) -> String) -> String {
    format!("{{{}}}", numbers(fields, field))
}

fn numbers(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut all, i| {
        let _ = write!(all, "{}{}", if i == 0 { "" } else { "," }, text(i));
        all
    })
}
