//! The program under test, with data of its own.

use super::database::Database;
use super::process::{Process, run_to_end};
use super::settings;
use anyhow::{Context, Result, ensure};
use client::Client;
use client::native::NativeTransport;
use domain::auth::sessions::LoginDraft;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use tempfile::TempDir;

/// The account that most stories use.
pub const NAME: &str = "ana";
/// Its password.
pub const PASSWORD: &str = "a lamp in the projection room";

/// A running server; dropping it stops it and deletes its data.
pub struct Server {
    process: Mutex<Option<Process>>,
    origin: String,
    /// What it printed when it started.
    greeting: String,
    folder: TempDir,
    database: Option<Database>,
    /// More of its environment.
    settings: Mutex<Vec<(String, String)>>,
}

impl Server {
    /// Starts a server that has no account yet.
    pub fn without_account() -> Result<Self> {
        Self::start(None, false)
    }

    /// Starts a server with one account, on SQLite.
    pub fn with_account() -> Result<Self> {
        Self::start(None, true)
    }

    /// Starts a server with one account, on PostgreSQL.
    pub async fn on_postgres() -> Result<Self> {
        Self::start(Some(Database::create().await?), true)
    }

    fn start(database: Option<Database>, has_account: bool) -> Result<Self> {
        let folder = TempDir::new().context("no folder for the data")?;
        let mut server = Self {
            process: Mutex::new(None),
            origin: String::new(),
            greeting: String::new(),
            folder,
            database,
            settings: Mutex::default(),
        };
        if has_account {
            server.add_user(NAME, PASSWORD)?;
        }
        let (process, greeting) = server.serve("127.0.0.1:0")?;
        let url = greeting.split_whitespace().find(|word| word.starts_with("http://"));
        let url = url.with_context(|| format!("no address in {greeting:?}"))?;
        server.origin = url::Url::parse(url)?.origin().ascii_serialization();
        server.greeting = greeting;
        server.process = Mutex::new(Some(process));
        Ok(server)
    }

    fn serve(&self, listen: &str) -> Result<(Process, String)> {
        // The server's own time zone is neither that of the browser nor UTC.
        let mut command = self.command();
        command.env("TZ", "Asia/Kathmandu").args(["serve", "--listen", listen]);
        let process = Process::spawn(&mut command)?;
        let greeting = process.wait_for_line(|line| line.contains("http://"))?;
        Ok((process, greeting))
    }

    /// Where it is: `http://127.0.0.1:` and the port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The path and query of the link that makes the first account.
    pub fn setup_link(&self) -> Result<&str> {
        let start = self.greeting.find("/setup?token=").with_context(|| format!("no link in {:?}", self.greeting))?;
        Ok(self.greeting[start..].trim())
    }

    /// Stops it at once, as a power cut does.
    pub fn kill(&self) {
        self.process.lock().unwrap().take();
    }

    /// Starts it again where it was.
    pub fn restart(&self) -> Result<()> {
        let address = self.origin.trim_start_matches("http://");
        // Our own connections may still hold the port for a moment.
        for _ in 0..50 {
            if TcpListener::bind(address).is_ok() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let (process, _) = self.serve(address)?;
        *self.process.lock().unwrap() = Some(process);
        Ok(())
    }

    /// Gives it these settings, by its environment, from its next start on.
    pub fn configure(&self, settings: &[(&str, &str)]) {
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.settings.lock().unwrap().extend(settings);
    }

    /// Makes an account.
    pub fn add_user(&self, name: &str, password: &str) -> Result<()> {
        self.with_password("add", name, password)
    }

    /// Gives an account another password.
    pub fn change_password(&self, name: &str, password: &str) -> Result<()> {
        self.with_password("passwd", name, password)
    }

    fn with_password(&self, what: &str, name: &str, password: &str) -> Result<()> {
        let file = self.folder.path().join("password");
        std::fs::write(&file, password)?;
        self.run(&["user", what, name, "--password-file", &file.to_string_lossy()])?;
        std::fs::remove_file(&file).context("the password's file is still there")
    }

    /// Runs the program by hand on the same data, and gives what it printed.
    pub fn run(&self, args: &[&str]) -> Result<String> {
        run_to_end(self.command().args(args))
    }

    /// The folder of its data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(settings::binary());
        command.env("NO_COLOR", "1");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("MOVIETRACKER_") {
                command.env_remove(name);
            }
        }
        command.envs(self.settings.lock().unwrap().iter().cloned());
        command.env("MOVIETRACKER_DATA_DIR", self.folder.path().join("data"));
        if let Some(database) = &self.database {
            command.env("MOVIETRACKER_DATABASE_URL", database.url());
        }
        command
    }

    /// The API, signed in to the account that most stories use.
    pub async fn api(&self) -> Result<Client<NativeTransport>> {
        self.api_of(NAME, PASSWORD).await
    }

    /// The API, signed in.
    pub async fn api_of(&self, name: &str, password: &str) -> Result<Client<NativeTransport>> {
        let api = Client::new(NativeTransport::new(&self.origin)?);
        let token = api.login(&LoginDraft::new(name, password)).await?;
        self.api_with(&token.access_token)
    }

    /// The API, by a token.
    pub fn api_with(&self, token: &str) -> Result<Client<NativeTransport>> {
        let api = Client::new(NativeTransport::new(&self.origin)?);
        api.transport().set_token(Some(token.to_owned()));
        Ok(api)
    }

    /// What it has printed and logged.
    pub fn log(&self) -> String {
        self.process.lock().unwrap().as_ref().map(Process::log).unwrap_or_default()
    }

    /// Fails when it has logged that something broke.
    pub fn check(&self) -> Result<()> {
        let log = self.log();
        let broken = log.lines().find(|line| line.contains("ERROR") || line.contains("panicked"));
        ensure!(broken.is_none(), "the server logged: {}", broken.unwrap_or_default());
        Ok(())
    }
}
