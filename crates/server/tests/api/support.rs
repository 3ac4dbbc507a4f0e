//! A whole server in this process, and what tests do with it.

use axum::Router;
use client::native::NativeTransport;
use client::{Client, Error};
use domain::accounts::audit_events::AuditEventsQuery;
use domain::accounts::users::Role;
use domain::auth::passwords::ProofDraft;
use domain::auth::sessions::LoginDraft;
use domain::ids::UserId;
use domain::library::movies::{Movie, MovieDraft};
use domain::pages::PageQuery;
use domain::problems::{Problem, ProblemKind};
use domain::times::Timestamp;
use reqwest::{Method, RequestBuilder};
use server::clock::Clock;
use server::security::passwords::{HashCost, Passwords};
use server::{Config, State};
use std::sync::OnceLock;
use storage::accounts::audit_events::list_audit_events;
use storage::testing::TestDatabase;
use storage::users::{User, insert_user};
use storage::{Engine, Store, Tx};
use tokio::sync::oneshot;

/// The password of every account of [`TestApp::sign_in`].
pub const PASSWORD: &str = "correct horse battery";

/// Makes of each test one for SQLite and one for PostgreSQL.
macro_rules! on_both_engines {
    ($(async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn test($app: crate::support::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test(crate::support::TestApp::start(storage::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgresql() {
                test(crate::support::TestApp::start(storage::Engine::Postgres).await).await;
            }
        }
    )+};
}
pub(crate) use on_both_engines;

pub type TestClient = Client<NativeTransport>;

/// A server on a loopback port with a database of its own, and a clock that stands still at
/// 2026-11-23T12:00:00Z.
pub struct TestApp {
    pub state: State,
    pub clock: Clock,
    pub url: String,
    pub http: reqwest::Client,
    database: Option<TestDatabase>,
    _stop: oneshot::Sender<()>,
}

impl TestApp {
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, Config::default()).await
    }

    pub async fn start_with(engine: Engine, config: Config) -> Self {
        let (store, database) = match engine {
            Engine::Sqlite => (Store::open_memory().await.unwrap(), None),
            Engine::Postgres => {
                let database = TestDatabase::create().await;
                (Store::open_postgres(&database.url, 8).await.unwrap(), Some(database))
            }
        };
        Self::serve(store, database, config, Router::new()).await
    }

    /// A server on a database that is opened already, which lasts longer.
    pub async fn start_on(store: Store) -> Self {
        Self::serve(store, None, Config::default(), Router::new()).await
    }

    /// A server on SQLite with more routes.
    pub async fn start_with_routes(config: Config, more: Router<State>) -> Self {
        Self::serve(Store::open_memory().await.unwrap(), None, config, more).await
    }

    /// Two servers on one PostgreSQL database, each with a clock of its own.
    pub async fn start_two() -> (Self, Self) {
        Self::start_two_with(Config::default()).await
    }

    pub async fn start_two_with(config: Config) -> (Self, Self) {
        let first = Self::start_with(Engine::Postgres, config.clone()).await;
        let second = first.start_another(config).await;
        (first, second)
    }

    /// Another server on this one's PostgreSQL database, with a clock of its own.
    pub async fn start_another(&self, config: Config) -> Self {
        let store = Store::open_postgres(&self.database.as_ref().unwrap().url, 8).await.unwrap();
        Self::serve(store, None, config, Router::new()).await
    }

    async fn serve(store: Store, database: Option<TestDatabase>, config: Config, more: Router<State>) -> Self {
        let clock = Clock::fixed(Timestamp::from_millis(1_795_435_200_000));
        storage::migrate::up(&store).await.unwrap();
        storage::testing::unlock(&store).await;
        // Hashing passwords would be half of all the work of these tests.
        let mut config = Config { hash_cost: HashCost::LEAST, ..config };
        // No test asks the real one.
        config.tmdb.url.get_or_insert_with(|| "http://127.0.0.1:9/3".to_owned());
        let state = State::open(store, clock.clone(), config).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let app = server::app_with(state.clone(), more);
        let served = state.clone();
        tokio::spawn(async move {
            server::service::serve::serve(listener, app, &served, async { drop(stopped.await) }).await;
        });
        let http = client::native::http_client()
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(0)
            .build()
            .unwrap();
        Self { state, clock, url, http, database, _stop: stop }
    }

    /// Lets time pass for the server and for the generations of sessions, which the database's clock tells.
    pub async fn let_pass(&self, seconds: i64) {
        self.clock.advance(seconds);
        self.age_sessions(seconds).await;
    }

    /// Makes the generation of every session older.
    pub async fn age_sessions(&self, seconds: i64) {
        let age = move |tx: &mut Tx| storage::testing::age_sessions(tx, seconds);
        self.state.store.write::<_, storage::Error, _>(age).await.unwrap();
    }

    /// A client that nobody signed in with.
    pub fn client(&self) -> TestClient {
        Client::new(NativeTransport::new(&self.url).unwrap())
    }

    /// A client signed in with a new account of that name.
    pub async fn sign_in(&self, username: &str) -> TestClient {
        self.sign_in_as(username, Role::Member).await
    }

    /// A client signed in with a new account of that name and role.
    pub async fn sign_in_as(&self, username: &str, role: Role) -> TestClient {
        self.add_user_as(username, hash_of_password(&self.clock).await, role).await;
        let client = self.client();
        log_in(&client, username).await;
        client
    }

    /// A client signed in with a new admin of that name.
    pub async fn sign_in_admin(&self, username: &str) -> TestClient {
        self.sign_in_as(username, Role::Admin).await
    }

    /// Makes an account with this password hash.
    pub async fn add_user(&self, username: &str, password_hash: String) -> UserId {
        self.add_user_as(username, password_hash, Role::Member).await
    }

    /// Makes an account with this password hash and role.
    pub async fn add_user_as(&self, username: &str, password_hash: String, role: Role) -> UserId {
        let user = User {
            id: UserId(self.clock.id()),
            username: username.to_owned(),
            password_hash: Some(password_hash),
            role,
            created_at: self.clock.now(),
            disabled_at: None,
            movie_count: 0,
            last_login_at: None,
        };
        let id = user.id;
        assert!(self.state.store.write::<_, storage::Error, _>(move |tx| insert_user(tx, &user)).await.unwrap());
        id
    }

    /// A raw request, for what the client never sends.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.url))
    }

    /// A raw request with this account's token.
    pub fn request_as(&self, token: &str, method: &str, path: &str) -> RequestBuilder {
        self.request(method, path).bearer_auth(token)
    }

    /// The access token of an account that exists.
    pub async fn token_of(&self, username: &str) -> String {
        let draft = LoginDraft::new(username, PASSWORD);
        self.client().login(&draft).await.unwrap().access_token
    }
}

/// Signs in with an account of [`TestApp::sign_in`].
pub async fn log_in(client: &TestClient, username: &str) {
    let draft = LoginDraft::new(username, PASSWORD);
    let token = client.login(&draft).await.unwrap();
    client.transport().set_token(Some(token.access_token));
}

/// A hash of [`PASSWORD`], the same one for all tests.
pub async fn hash_of_password(clock: &Clock) -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return hash.clone();
    }
    let passwords = Passwords::new(HashCost::LEAST).unwrap();
    let hash = passwords.hash(PASSWORD.to_owned(), clock).await.unwrap();
    HASH.get_or_init(|| hash).clone()
}

/// The password of an account of [`TestApp::sign_in`], to be given once more.
pub fn own_proof() -> ProofDraft {
    ProofDraft { password: PASSWORD.to_owned() }
}

/// The names of what happened, the newest first.
pub async fn events(app: &TestApp) -> Vec<String> {
    let page = PageQuery { limit: 100, cursor: None };
    let query = AuditEventsQuery::default();
    let log = app.state.store.read::<_, storage::Error, _>(move |tx| list_audit_events(tx, &query, &page)).await;
    log.unwrap().items.into_iter().map(|event| event.event).collect()
}

/// A draft with this title and nothing else.
pub fn draft(title: &str) -> MovieDraft {
    MovieDraft { title: title.to_owned(), ..MovieDraft::default() }
}

/// The members of a JSON object.
pub fn fields(object: &serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    object.as_object().cloned().unwrap()
}

/// Adds a film with this title.
pub async fn add(client: &TestClient, title: &str) -> Movie {
    client.create_movie(&draft(title), None).await.unwrap()
}

/// The problem that a call must have ended with.
#[track_caller]
pub fn problem<T>(result: Result<T, Error>, expected: ProblemKind) -> Problem {
    match result {
        Err(Error::Problem(problem)) => {
            assert_eq!(problem.kind(), Some(expected), "{problem:?}");
            problem
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it should have been {expected:?}"),
    }
}

/// The problem that a raw request must be answered with.
pub async fn refused(request: RequestBuilder, expected: ProblemKind) -> Problem {
    let response = request.send().await.unwrap();
    let status = response.status();
    let media_type = response.headers().get("content-type").cloned();
    let text = response.text().await.unwrap();
    assert_eq!(status.as_u16(), expected.status(), "{text}");
    assert_eq!(media_type.unwrap(), "application/problem+json");
    let problem: Problem = serde_json::from_str(&text).unwrap();
    assert_eq!(problem.kind(), Some(expected), "{problem:?}");
    problem
}

/// The fields at fault and their codes.
pub fn faults(problem: &Problem) -> Vec<(&str, &str)> {
    problem.errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect()
}
