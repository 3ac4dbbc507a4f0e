//! Who may do what: every operation of the OpenAPI document, tried by everyone.

use crate::support::*;
use domain::ids::{MovieId, SessionId, WatchId};
use domain::sessions::LoginDraft;
use serde_json::{Value, json};

/// What an operation acts on, and the status that the owner and another account get. An anonymous
/// caller and one whose token has expired get 401 everywhere but where `anonymous` says otherwise.
struct Rule {
    operation: &'static str,
    on: On,
    owner: u16,
    other: u16,
    anonymous: u16,
}

#[derive(Clone, Copy, PartialEq)]
enum On {
    Nothing,
    Movie,
    BinnedMovie,
    Watch,
    Session,
}

/// A rule for an operation on one's own things, of which others have none.
const fn own(operation: &'static str, on: On, owner: u16) -> Rule {
    Rule { operation, on, owner, other: 404, anonymous: 401 }
}

/// A rule for an operation on all that one has.
const fn any(operation: &'static str, status: u16) -> Rule {
    Rule { operation, on: On::Nothing, owner: status, other: status, anonymous: 401 }
}

/// A rule for an operation that asks for no token.
const fn public(operation: &'static str, status: u16) -> Rule {
    Rule { operation, on: On::Nothing, owner: status, other: status, anonymous: status }
}

const RULES: [Rule; 27] = [
    public("get_setup", 200),
    // There is an account already.
    public("create_setup", 409),
    public("login", 200),
    // Their token is the cookie, which nobody sends here.
    public("refresh", 401),
    public("logout", 401),
    any("get_me", 200),
    any("list_sessions", 200),
    any("delete_sessions", 204),
    own("delete_session", On::Session, 204),
    any("update_password", 204),
    any("delete_me", 204),
    any("list_movies", 200),
    any("create_movie", 201),
    own("get_movie", On::Movie, 200),
    own("replace_movie", On::Movie, 200),
    own("update_movie", On::Movie, 200),
    own("delete_movie", On::Movie, 204),
    any("list_bin", 200),
    own("restore_movie", On::BinnedMovie, 200),
    own("erase_movie", On::BinnedMovie, 204),
    any("list_genres", 200),
    any("list_tags", 200),
    own("list_movie_watches", On::Movie, 200),
    own("create_watch", On::Movie, 201),
    own("update_watch", On::Watch, 200),
    own("delete_watch", On::Watch, 204),
    any("list_watches", 200),
];

fn body_of(operation: &str) -> Option<Value> {
    Some(match operation {
        "create_movie" | "replace_movie" | "update_movie" => json!({"title": "M"}),
        "create_watch" | "update_watch" => json!({"rating": 4}),
        "login" => json!({"username": "ana", "password": PASSWORD}),
        "create_setup" => json!({"token": "x", "username": "eve", "password": PASSWORD}),
        "update_password" => json!({"current_password": PASSWORD, "new_password": "another horse battery"}),
        "delete_me" => json!({"password": PASSWORD}),
        _ => return None,
    })
}

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

/// A thing of the owner's to act on.
async fn make(owner: &TestClient, on: On) -> String {
    match on {
        On::Nothing => String::new(),
        On::Movie => add(owner, "M").await.id.to_string(),
        On::BinnedMovie => {
            let id: MovieId = add(owner, "M").await.id;
            owner.delete_movie(id, None).await.unwrap();
            id.to_string()
        }
        On::Watch => {
            let movie = add(owner, "M").await;
            let id: WatchId = owner.create_watch(movie.id, &Default::default(), None).await.unwrap().id;
            id.to_string()
        }
        On::Session => {
            let id: SessionId = owner.list_sessions().await.unwrap().items[0].id;
            id.to_string()
        }
    }
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

on_both_engines! {
    async fn everyone_may_do_just_what_the_rules_say(app: TestApp) {
        let token = async |client: &TestClient, name: &str| {
            let draft = LoginDraft { username: name.to_owned(), password: PASSWORD.to_owned() };
            let token = client.login(&draft).await.unwrap().access_token;
            client.transport().set_token(Some(token.clone()));
            token
        };
        let mut seen = 0;
        for (number, (id, method, path)) in operations().into_iter().enumerate() {
            let rule = RULES.iter().find(|rule| rule.operation == id);
            let rule = rule.unwrap_or_else(|| panic!("{id} has no rule: who may do it?"));
            // Accounts of their own: some operations end sessions, or the account.
            let (owner, other) = (format!("owner{number}"), format!("other{number}"));
            let (owner, other) = ((app.sign_in(&owner).await, owner), (app.sign_in(&other).await, other));
            if id == "login" {
                app.sign_in("ana").await;
            }
            let thing = make(&owner.0, rule.on).await;
            let target = (id.clone(), method, path.replace("{id}", &thing));
            assert_eq!(status(&app, &target, None).await, rule.anonymous, "anonymous: {id}");
            let other_token = token(&other.0, &other.1).await;
            assert_eq!(status(&app, &target, Some(&other_token)).await, rule.other, "another account: {id}");
            let owner_token = token(&owner.0, &owner.1).await;
            app.clock.advance(606);
            assert_eq!(status(&app, &target, Some(&owner_token)).await, rule.anonymous, "expired token: {id}");
            let owner_token = token(&owner.0, &owner.1).await;
            assert_eq!(status(&app, &target, Some(&owner_token)).await, rule.owner, "owner: {id}");
            seen += 1;
            // A new window for the limit on sign-ins from one address.
            app.clock.advance(901);
        }
        assert_eq!(seen, RULES.len(), "a rule is for no operation");
    }
}
