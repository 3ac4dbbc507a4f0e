//! Who may do what: every operation of the OpenAPI document, tried by everyone.

#[path = "matrix/bodies.rs"]
mod bodies;
#[path = "matrix/rules.rs"]
mod rules;

use crate::support::*;
use bodies::body_of;
use domain::accounts::identities::Identity;
use domain::auth::api_tokens::{ApiTokenDraft, Scope};
use domain::auth::passkeys::PasskeyInfo;
use domain::ids::{IdentityId, JobId, ListId, MovieId, PasskeyId, SessionId, WatchId};
use domain::jobs::MAX_ATTEMPTS;
use domain::library::list_items::ListItemsDraft;
use domain::library::lists::ListDraft;
use domain::library::movies::MovieDraft;
use domain::library::views::ViewDraft;
use rules::{On, RULES, Who};
use serde_json::Value;
use storage::Tx;
use storage::accounts::identities::insert_identity;
use storage::auth::passkeys::{Passkey, insert_passkey};
use storage::jobs::queue;

/// The owner comes last: some operations end sessions, or the account.
const EVERYONE: [Who; 9] = [
    Who::Anonymous,
    Who::Expired,
    Who::ExpiredApiToken,
    Who::Other,
    Who::AdminToken,
    Who::Admin,
    Who::ReadToken,
    Who::WriteToken,
    Who::Owner,
];

/// Method and path of every operation of the document, by its id.
fn operations() -> Vec<(String, String, String)> {
    let document: Value = serde_json::from_str(&server::openapi_document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            found.push((id, method.to_uppercase(), path.clone()));
        }
    }
    found
}

/// A thing of the owner's, or of the site, to act on.
async fn make(app: &TestApp, Cast { owner, admin, .. }: &Cast, on: On) -> String {
    match on {
        On::Nothing => String::new(),
        On::Movie => add(owner, "M").await.id.to_string(),
        On::BinnedMovie => {
            let id: MovieId = add(owner, "M").await.id;
            owner.delete_movie(id, None).await.unwrap();
            id.to_string()
        }
        On::Tag => {
            let draft = MovieDraft { tags: vec!["club".to_owned()], ..draft("M") };
            owner.create_movie(&draft, None).await.unwrap();
            "club".to_owned()
        }
        On::List => create_list(owner).await.to_string(),
        On::ListItem => {
            let (list, movie) = (create_list(owner).await, add(owner, "M").await.id);
            let draft = ListItemsDraft { movie_ids: vec![movie], note: None };
            owner.create_list_items(list, &draft, None, None).await.unwrap();
            format!("{list} {movie}")
        }
        On::Watch => {
            let movie = add(owner, "M").await;
            let id: WatchId = owner.create_watch(movie.id, &Default::default(), None).await.unwrap().id;
            id.to_string()
        }
        On::View => {
            let draft = ViewDraft { name: app.clock.id().to_string(), ..ViewDraft::default() };
            owner.create_view(&draft, None).await.unwrap().id.to_string()
        }
        On::Import => {
            let file = b"Date,Name,Year,Letterboxd URI\n".to_vec();
            owner.create_import(file, "watched.csv", None).await.unwrap().id.to_string()
        }
        On::ApiToken => {
            let draft = ApiTokenDraft { name: "A script".to_owned(), ..ApiTokenDraft::default() };
            owner.create_api_token(&draft).await.unwrap().info.id.to_string()
        }
        On::Identity => {
            let user = owner.get_me().await.unwrap().id;
            let id = IdentityId(app.clock.id());
            let (issuer, subject) = ("https://id.example".to_owned(), id.to_string());
            let identity = Identity { id, issuer, subject, created_at: app.clock.now(), last_login_at: None };
            let insert = move |tx: &mut Tx| insert_identity(tx, user, &identity);
            assert!(app.state.store.write::<_, storage::Error, _>(insert).await.unwrap());
            id.to_string()
        }
        On::Passkey => {
            let user_id = owner.get_me().await.unwrap().id;
            let id = PasskeyId(app.clock.id());
            let info = PasskeyInfo { id, name: "My key".to_owned(), created_at: app.clock.now(), last_used_at: None };
            let credential_id = id.0.as_bytes().to_vec();
            let passkey = Passkey { info, user_id, credential_id, credential: "{}".to_owned() };
            let added = app.state.store.write::<_, storage::Error, _>(move |tx| insert_passkey(tx, &passkey)).await;
            assert!(added.unwrap());
            id.to_string()
        }
        On::Session => {
            let id: SessionId = owner.list_sessions().await.unwrap().items[0].id;
            id.to_string()
        }
        On::User => app.add_user(&app.clock.id().to_string(), String::new()).await.to_string(),
        On::FailedJob => {
            let id = JobId(app.clock.id());
            let fail = move |tx: &mut Tx| {
                queue::insert_job(tx, id, "test", "{}")?;
                let mut job = queue::claim_job(tx, id.0, &["test"], 60)?.unwrap();
                job.attempts = MAX_ATTEMPTS;
                queue::fail_job(tx, &job, id.0, "It doesn't work.", 0)
            };
            assert!(app.state.store.write::<_, storage::Error, _>(fail).await.unwrap());
            id.to_string()
        }
        On::Invite => admin.create_invite(&Default::default()).await.unwrap().info.id.to_string(),
    }
}

async fn create_list(owner: &TestClient) -> ListId {
    let draft = ListDraft { name: "L".to_owned(), ..ListDraft::default() };
    owner.create_list(&draft, None).await.unwrap().id
}

async fn status(app: &TestApp, (id, method, path): &(String, String, String), token: Option<&str>) -> u16 {
    let mut request = app.request(method, path);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body_of(id) {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    request.send().await.unwrap().status().as_u16()
}

/// The accounts of one operation's tries, and the tokens of theirs.
struct Cast {
    owner: TestClient,
    admin: TestClient,
    tokens: Vec<(Who, Option<String>)>,
}

impl Cast {
    /// Accounts of their own for each operation: some end sessions, or the account.
    async fn new(app: &TestApp, number: usize) -> Self {
        let name = |who: &str| format!("{who}{number}");
        let (owner, other, admin) = (name("owner"), name("other"), name("admin"));
        let client = app.sign_in(&owner).await;
        app.sign_in(&other).await;
        let manager = app.sign_in_admin(&admin).await;
        let short_lived = api_token(&client, Scope::Write, 1).await;
        let expired = app.token_of(&owner).await;
        app.clock.advance(24 * 3600 + 1);
        log_in(&client, &owner).await;
        log_in(&manager, &admin).await;
        let tokens = vec![
            (Who::Anonymous, None),
            (Who::Expired, Some(expired)),
            (Who::ExpiredApiToken, Some(short_lived)),
            (Who::Other, Some(app.token_of(&other).await)),
            (Who::AdminToken, Some(api_token(&manager, Scope::Write, 9).await)),
            (Who::Admin, Some(app.token_of(&admin).await)),
            (Who::ReadToken, Some(api_token(&client, Scope::Read, 9).await)),
            (Who::WriteToken, Some(api_token(&client, Scope::Write, 9).await)),
            (Who::Owner, Some(app.token_of(&owner).await)),
        ];
        // One more, for the admin's own try may end the session.
        let admin = app.sign_in_admin(&name("maker")).await;
        Self { owner: client, admin, tokens }
    }

    fn token(&self, who: Who) -> Option<&str> {
        self.tokens.iter().find(|(one, _)| *one == who).and_then(|(_, token)| token.as_deref())
    }
}

async fn api_token(client: &TestClient, scope: Scope, expires_in_days: u16) -> String {
    let draft = ApiTokenDraft { name: "A script".to_owned(), scope, expires_in_days, ..ApiTokenDraft::default() };
    client.create_api_token(&draft).await.unwrap().token
}

on_both_engines! {
    async fn everyone_may_do_just_what_the_rules_say(app: TestApp) {
        // One who stays, so that no other admin is the last one.
        app.sign_in_admin("root").await;
        app.sign_in("ana").await;
        let mut seen = 0;
        for (number, (id, method, path)) in operations().into_iter().enumerate() {
            let rule = RULES.iter().find(|rule| rule.operation == id);
            let rule = rule.unwrap_or_else(|| panic!("{id} has no rule: who may do it?"));
            let cast = Cast::new(&app, number).await;
            for who in EVERYONE {
                let thing = make(&app, &cast, rule.on).await;
                // A film on a list has two.
                let (first, second) = thing.split_once(' ').unwrap_or((&thing, ""));
                let first = if first.is_empty() { "x" } else { first };
                let path = path.replace("{id}", first).replace("{movie}", second).replace("{name}", first);
                let path = path.replace("{kind}", "test").replace("{file}", "x").replace("{token}", "x");
                let target = (id.clone(), method.clone(), path);
                let status = status(&app, &target, cast.token(who)).await;
                assert_eq!(status, rule.expected(who, &method), "{who:?}: {id}");
            }
            seen += 1;
        }
        assert_eq!(seen, RULES.len(), "a rule is for no operation");
    }
}
