//! A server with a provider beside it, and browsers before both.

use super::provider::{CLIENT_ID, CLIENT_SECRET, TestProvider};
use crate::support::*;
use domain::accounts::identities::Identity;
use domain::ids::{IdentityId, UserId};
use domain::pages::PageQuery;
use server::{Config, OidcConfig};
use storage::accounts::audit_events::list_audit_events;
use storage::accounts::identities::insert_identity;
use storage::{Engine, Tx};

/// Where the provider believes the server to be.
pub const PUBLIC_URL: &str = "https://films.example";

/// Makes of each test one for SQLite and one for PostgreSQL, with a provider.
macro_rules! on_stage {
    ($(async fn $name:ident($stage:ident: Stage) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn test($stage: crate::oidc::stage::Stage) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test(crate::oidc::stage::Stage::start(storage::Engine::Sqlite, false).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgresql() {
                test(crate::oidc::stage::Stage::start(storage::Engine::Postgres, false).await).await;
            }
        }
    )+};
}
pub(crate) use on_stage;

/// A server with a provider.
pub struct Stage {
    pub app: TestApp,
    pub provider: TestProvider,
}

impl Stage {
    /// Starts both; `auto_accounts` makes accounts for whoever comes.
    pub async fn start(engine: Engine, auto_accounts: bool) -> Self {
        Self::start_with(engine, |oidc| oidc.auto_accounts = auto_accounts).await
    }

    /// Starts both, with another configuration of the provider.
    pub async fn start_with(engine: Engine, change: impl FnOnce(&mut OidcConfig)) -> Self {
        let provider = TestProvider::start().await;
        let mut config = config(&provider);
        change(config.oidc.as_mut().unwrap());
        let app = TestApp::start_with(engine, config).await;
        let clock = app.clock.clone();
        provider.behaviour().now = Box::new(move || clock.now().as_millis() / 1000);
        Self { app, provider }
    }

    /// Two servers on one PostgreSQL database, and their provider.
    pub async fn start_two() -> (Self, TestApp) {
        let stage = Self::start(Engine::Postgres, false).await;
        let other = stage.app.start_another(config(&stage.provider)).await;
        (stage, other)
    }

    /// A browser that was never here.
    pub fn visitor(&self) -> Visitor {
        let builder = client::native::http_client().redirect(reqwest::redirect::Policy::none());
        let http = builder.pool_max_idle_per_host(0).build().unwrap();
        Visitor { http, url: self.app.url.clone(), cookies: Default::default() }
    }

    /// An account with a password that is linked with a subject of the provider.
    pub async fn add_linked(&self, username: &str, subject: &str) -> UserId {
        let issuer = self.provider.issuer.clone();
        self.add_linked_at(username, &issuer, subject).await
    }

    /// An account with a password that is linked with a subject of some provider.
    pub async fn add_linked_at(&self, username: &str, issuer: &str, subject: &str) -> UserId {
        let user = self.app.sign_in(username).await.get_me().await.unwrap().id;
        self.app.clock.advance(1);
        self.link(user, issuer, subject).await;
        user
    }

    /// Links a subject of some provider with an account.
    pub async fn link(&self, user: UserId, issuer: &str, subject: &str) {
        let identity = Identity {
            id: IdentityId(self.app.clock.id()),
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            created_at: self.app.clock.now(),
            last_login_at: None,
        };
        assert!(self.write(move |tx| insert_identity(tx, user, &identity)).await);
    }

    /// Does something to the database.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T, storage::Error> + Send + 'static,
    ) -> T {
        self.app.state.store.write(work).await.unwrap()
    }

    /// The names of what happened, the newest first.
    pub async fn events(&self) -> Vec<String> {
        let page = PageQuery { limit: 100, cursor: None };
        let log = self.write(move |tx| list_audit_events(tx, &Default::default(), &page)).await;
        log.items.into_iter().map(|event| event.event).collect()
    }
}

fn config(provider: &TestProvider) -> Config {
    let oidc = OidcConfig {
        issuer: provider.issuer.clone(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: Some(CLIENT_SECRET.to_owned()),
        name: Some("Home".to_owned()),
        scopes: vec!["openid".to_owned(), "profile".to_owned()],
        ..OidcConfig::default()
    };
    Config { public_url: Some(PUBLIC_URL.to_owned()), oidc: Some(oidc), ..Config::default() }
}

/// A browser that keeps cookies and follows no redirect by itself. It keeps them by itself, for they are
/// for TLS alone, which nothing in a test speaks.
#[derive(Clone)]
pub struct Visitor {
    pub http: reqwest::Client,
    pub url: String,
    pub cookies: std::sync::Arc<std::sync::Mutex<std::collections::BTreeMap<String, String>>>,
}

impl Visitor {
    /// Goes to an address of the server.
    pub async fn send(&self, path: &str) -> reqwest::Response {
        self.request(reqwest::Method::GET, path, None).await
    }

    async fn request(&self, method: reqwest::Method, path: &str, token: Option<&str>) -> reqwest::Response {
        let pairs: Vec<_> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request =
            self.http.request(method.clone(), format!("{}{path}", self.url)).header("cookie", pairs.join("; "));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if method == reqwest::Method::POST {
            request =
                request.header("content-type", "application/json").body(format!("{{\"password\":\"{PASSWORD}\"}}"));
        }
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            match value {
                "" => drop(cookies.remove(name)),
                value => drop(cookies.insert(name.to_owned(), value.to_owned())),
            }
        }
        response
    }

    /// Goes to an address of the server: the status, and where it sends on to.
    pub async fn get(&self, path: &str) -> (u16, String) {
        let response = self.send(path).await;
        (response.status().as_u16(), location(&response))
    }

    /// Goes to the provider by way of the server; gives the callback that it is sent back to, unvisited, or
    /// where else it is sent.
    pub async fn callback(&self, return_url: &str) -> String {
        let return_url = percent_encoding::utf8_percent_encode(return_url, percent_encoding::NON_ALPHANUMERIC);
        let (status, target) = self.get(&format!("/api/auth/oidc/start?return_url={return_url}")).await;
        if status != 302 {
            return target;
        }
        self.visit_provider(&target).await
    }

    /// Goes to a page of the provider; gives the callback that it is sent back to.
    pub async fn visit_provider(&self, target: &str) -> String {
        let response = self.http.get(target).send().await.unwrap();
        let back = location(&response);
        let status = response.status();
        let path = back.strip_prefix(PUBLIC_URL);
        path.unwrap_or_else(|| panic!("the provider answered {status} {back}")).to_owned()
    }

    /// Signs in through the provider, and gives the page that it ends at.
    pub async fn sign_in(&self, return_url: &str) -> String {
        let callback = self.callback(return_url).await;
        if !callback.starts_with("/api/") {
            return callback;
        }
        let (status, page) = self.get(&callback).await;
        assert_eq!(status, 303, "{page}");
        page
    }

    /// The access token of whoever is signed in.
    pub async fn token(&self) -> Option<String> {
        let response = self.request(reqwest::Method::POST, "/api/auth/refresh", None).await;
        let text = response.text().await.unwrap();
        let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
        answer["access_token"].as_str().map(str::to_owned)
    }

    /// Who is signed in.
    pub async fn username(&self) -> String {
        let token = self.token().await.expect("nobody is signed in");
        let me = self.request(reqwest::Method::GET, "/api/me", Some(&token)).await.text().await.unwrap();
        let me: serde_json::Value = serde_json::from_str(&me).unwrap();
        me["username"].as_str().unwrap().to_owned()
    }

    /// Fails when anybody is signed in.
    pub async fn is_signed_out(&self) {
        assert_eq!(self.token().await, None);
    }

    /// Begins to link, as whoever has this token: the page of the provider.
    pub async fn link(&self, token: &str) -> String {
        let response = self.request(reqwest::Method::POST, "/api/me/identities", Some(token)).await;
        assert_eq!(response.status(), 200);
        let answer: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        answer["redirect_url"].as_str().unwrap().to_owned()
    }
}

fn location(response: &reqwest::Response) -> String {
    response.headers().get("location").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}
