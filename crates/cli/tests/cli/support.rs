//! Running the program.

use client::Client;
use client::native::NativeTransport;
use domain::auth::sessions::LoginDraft;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use storage::Engine;
use storage::testing::TestDatabase;
use tempfile::TempDir;

/// What answers a GET of this address.
pub async fn get(url: String) -> reqwest::Result<reqwest::Response> {
    client::native::http_client().build()?.get(url).send().await
}

/// The password of every account.
pub const PASSWORD: &str = "correct horse battery";

/// Makes of each test one for SQLite and one for PostgreSQL.
macro_rules! on_both_engines {
    ($(async fn $name:ident($program:ident: Program) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn test($program: crate::support::Program) $body

            #[tokio::test]
            async fn sqlite() {
                test(crate::support::Program::new(storage::Engine::Sqlite).await).await;
            }

            #[tokio::test]
            async fn postgresql() {
                test(crate::support::Program::new(storage::Engine::Postgres).await).await;
            }
        }
    )+};
}
pub(crate) use on_both_engines;

/// The program with a database and a folder of its own.
pub struct Program {
    folder: TempDir,
    database: Option<TestDatabase>,
}

impl Program {
    pub async fn new(engine: Engine) -> Self {
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(TestDatabase::create().await),
        };
        let program = Self { folder: tempfile::tempdir().unwrap(), database };
        program.file("password", PASSWORD);
        program
    }

    /// Writes a file into the program's folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A path in the program's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where its database is, if that is PostgreSQL.
    pub fn database_url(&self) -> Option<String> {
        self.database.as_ref().map(|database| database.url.clone())
    }

    /// A command in the program's folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_movietracker"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_remove("MOVIETRACKER_DATA_DIR").env_remove("MOVIETRACKER_DATABASE_URL");
        command.env("MOVIETRACKER_SHUTDOWN_DELAY", "0");
        // No test asks the real one.
        command.env("MOVIETRACKER_TMDB_URL", "http://127.0.0.1:9/3");
        if let Some(database) = &self.database {
            command.env("MOVIETRACKER_DATABASE_URL", &database.url);
        }
        command
    }

    /// What a script prints that finds the program by its name, in the program's folder.
    pub fn shell(&self, script: &str) -> Output {
        let folder = std::path::Path::new(env!("CARGO_BIN_EXE_movietracker")).parent().unwrap();
        let mut path = vec![folder.to_owned()];
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("PATH", std::env::join_paths(path).unwrap()).output().unwrap()
    }

    /// What a command that must succeed prints.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command that must fail says.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Makes an account.
    pub fn add_user(&self, username: &str) {
        self.run(&["user", "add", username, "--password-file", "password"]);
    }

    /// Starts the server on a port that is free.
    pub fn serve(&self) -> Server {
        self.serve_with(&["--log", "debug"])
    }

    /// Starts the server on a port that is free, unless the options name one.
    pub fn serve_with(&self, options: &[&str]) -> Server {
        let log = self.folder.path().join("log");
        let log_file = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        self.serve_logging_to(log_file.into(), options)
    }

    /// Starts the server on a port that is free, with a log of one's own.
    pub fn serve_logging_to(&self, stderr: Stdio, options: &[&str]) -> Server {
        let listen: &[&str] = if options.contains(&"--listen") { &[] } else { &["--listen", "127.0.0.1:0"] };
        let arguments = [&["serve"], listen, options].concat();
        let mut command = self.command(&arguments);
        let log = self.folder.path().join("log");
        let mut process = command.stdout(Stdio::piped()).stderr(stderr).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut announcement = String::new();
        output.read_line(&mut announcement).unwrap();
        let url = announcement.split(' ').find(|word| word.starts_with("http")).map(str::trim).unwrap_or_default();
        let base = url.split("/setup").next().unwrap_or_default().to_owned();
        Server { process, announcement, base, log, _output: output }
    }
}

/// A server process; killed when it is dropped.
pub struct Server {
    pub process: Child,
    pub announcement: String,
    /// Where it is, without a slash at the end.
    pub base: String,
    log: PathBuf,
    _output: BufReader<ChildStdout>,
}

impl Server {
    /// A client signed in with this account.
    pub async fn client(&self, username: &str) -> Client<NativeTransport> {
        let client = Client::new(NativeTransport::new(&self.base).unwrap());
        let draft = LoginDraft::new(username, PASSWORD);
        let token = client.login(&draft).await.unwrap();
        client.transport().set_token(Some(token.access_token));
        client
    }

    /// Ends the server, and gives what it logged: its last lines are written at the end.
    pub fn log(&mut self) -> String {
        if self.process.try_wait().unwrap().is_none() {
            self.signal("TERM");
            self.process.wait().unwrap();
        }
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.process.id().to_string()]).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
