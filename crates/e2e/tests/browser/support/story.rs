//! What a story runs in.

use super::browser::Browser;
use super::server::Server;
use super::settings;
use anyhow::Result;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::{Condvar, LazyLock, Mutex};
use tokio::runtime::Runtime;

/// Where the browser is when it does not matter.
pub const TIME_ZONE: &str = "Europe/Paris";

/// For all stories: a browser that is left to the next story lives on it.
#[expect(clippy::unwrap_used, reason = "without it there are no stories")]
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// A server and a browser that stands before it.
pub struct Story {
    /// The server.
    pub server: Server,
    /// The browser.
    pub browser: Browser,
}

/// Tells a story of somebody who has an account, on SQLite.
pub fn story(body: impl AsyncFnOnce(&Story) -> Result<()>) -> Outcome {
    tell(async || Server::with_account(), TIME_ZONE, body)
}

/// Tells a story of somebody who has an account, on PostgreSQL.
pub fn story_on_postgres(body: impl AsyncFnOnce(&Story) -> Result<()>) -> Outcome {
    tell(Server::on_postgres, TIME_ZONE, body)
}

/// Tells a story in a browser that knows the server by the name `localhost`: passkeys need a name.
pub fn story_at_localhost(body: impl AsyncFnOnce(&Story) -> Result<()>) -> Outcome {
    tell_at(async || Server::with_account(), |origin| origin.replace("127.0.0.1", "localhost"), TIME_ZONE, body)
}

/// Tells a story that begins before the first account.
pub fn story_of_a_new_server(body: impl AsyncFnOnce(&Story) -> Result<()>) -> Outcome {
    tell(async || Server::without_account(), TIME_ZONE, body)
}

/// Tells a story in a browser that is somewhere else in the world.
pub fn story_in(time_zone: &str, body: impl AsyncFnOnce(&Story) -> Result<()>) -> Outcome {
    tell(async || Server::with_account(), time_zone, body)
}

fn tell(
    start: impl AsyncFnOnce() -> Result<Server>,
    time_zone: &str,
    body: impl AsyncFnOnce(&Story) -> Result<()>,
) -> Outcome {
    tell_at(start, str::to_owned, time_zone, body)
}

fn tell_at(
    start: impl AsyncFnOnce() -> Result<Server>,
    origin: impl FnOnce(&str) -> String,
    time_zone: &str,
    body: impl AsyncFnOnce(&Story) -> Result<()>,
) -> Outcome {
    let _turn = Turn::wait();
    let server = RUNTIME.block_on(start())?;
    let browser = RUNTIME.block_on(Browser::open_at(&origin(server.origin()), time_zone))?;
    let story = Story { server, browser };
    let told = catch_unwind(AssertUnwindSafe(|| {
        RUNTIME.block_on(async {
            body(&story).await?;
            story.browser.check().await?;
            story.server.check()
        })
    }));
    if matches!(told, Ok(Ok(()))) {
        RUNTIME.block_on(story.browser.leave());
    } else {
        RUNTIME.block_on(async {
            story.keep_evidence().await;
            story.browser.quit().await;
        });
    }
    told.unwrap_or_else(|panic| resume_unwind(panic)).map_err(Failure::from)
}

/// How a story ended.
pub type Outcome = Result<(), Failure>;

/// Why a story failed.
pub struct Failure(String);

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<anyhow::Error> for Failure {
    /// The error with the lines of the story that led to it, which are few of a backtrace.
    fn from(error: anyhow::Error) -> Self {
        let backtrace = error.backtrace().to_string();
        let own = |line: &&str| line.contains("tests/browser/") && !line.contains("tests/browser/support/");
        let lines = backtrace.lines().filter(own).map(|line| format!("\n{}", line.trim()));
        Self(format!("{error:#}{}", lines.collect::<String>()))
    }
}

impl Story {
    /// Keeps a picture of the page and what was logged, for whoever looks into a failure.
    async fn keep_evidence(&self) {
        let name = std::thread::current().name().unwrap_or("story").replace("::", "-");
        let folder = settings::screenshots().join("failures");
        let file = |ending: &str| -> PathBuf { folder.join(format!("{name}.{ending}")) };
        let text = format!("{}\n\n{}", self.browser.describe().await, self.server.log());
        let kept = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(file("txt"), text));
        if let (Ok(()), Ok(picture)) = (kept, self.browser.client().screenshot().await) {
            let _ = std::fs::write(file("png"), picture);
        }
        eprintln!("The page and the logs are kept as {}", file("*").display());
    }
}

/// The leave to run a browser: one for each processor, so that none waits long for its turn.
struct Turn;

static RUNNING: Mutex<usize> = Mutex::new(0);
static ENDED: Condvar = Condvar::new();

impl Turn {
    fn wait() -> Self {
        let most = std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 4));
        let mut running = ENDED.wait_while(RUNNING.lock().unwrap(), |running| *running >= most).unwrap();
        *running += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut running = RUNNING.lock().unwrap();
        *running -= 1;
        if *running == 0 {
            // This may have been the last story, and nothing else would end the browsers.
            Browser::quit_idle();
        }
        ENDED.notify_one();
    }
}
