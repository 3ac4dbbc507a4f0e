//! What is sent through any endpoint stands in no log line.

use crate::support::*;
use client::{Client, Method, Request, Transport};
use domain::auth::api_tokens::{ApiTokenDraft, Scope};
use domain::auth::passwords::PasswordDraft;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Part of everything that is sent and that no log may repeat.
const CANARY: &str = "canary";

/// What would end the session in the middle of it.
const ENDING: [&str; 3] = ["delete_sessions", "logout", "refresh"];

/// A body for an operation: every field of its schema, and each with a canary where it takes a text.
fn body(document: &Value, operation: &Value) -> Value {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let mut fields = Map::new();
    for (field, property) in document["components"]["schemas"][name]["properties"].as_object().into_iter().flatten() {
        let types = property["type"].to_string();
        let text = format!("{CANARY} {field} of some length");
        let value = if types.contains("array") {
            json!([text])
        } else if types.contains("integer") || types.contains("number") {
            json!(1)
        } else if types.contains("boolean") {
            json!(true)
        } else {
            json!(text)
        };
        fields.insert(field.clone(), value);
    }
    Value::Object(fields)
}

fn request(method: Method, path_and_query: String, body: String) -> Request {
    let headers = vec![("content-type", "application/json".to_owned())];
    Request { method, path_and_query, headers, body: Some(body.into_bytes()) }
}

async fn send_to_all(client: &Client<client::native::NativeTransport>, document: &Value) -> usize {
    let mut sent = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if ENDING.iter().any(|id| operation["operationId"] == *id) {
                continue;
            }
            let method = match method.as_str() {
                "get" => Method::Get,
                "post" => Method::Post,
                "put" => Method::Put,
                "patch" => Method::Patch,
                _ => Method::Delete,
            };
            let path = path.replace("{id}", "0192f0c1-2d5c-7a6e-8a7d-0242ac120002");
            let target = format!("{path}?search={CANARY}+query&token={CANARY}&code={CANARY}&state={CANARY}");
            for target in [path.clone(), target] {
                let request = request(method, target, body(document, operation).to_string());
                let answer = client.transport().send(request);
                if operation["operationId"] == "follow_changes" {
                    // It has no end.
                    drop(tokio::time::timeout(Duration::from_secs(1), answer).await);
                } else {
                    answer.await.unwrap();
                }
                sent += 1;
            }
        }
    }
    sent
}

on_both_engines! {
    async fn nothing_that_is_sent_through_any_endpoint_is_logged(program: Program) {
        program.add_user("ana");
        program.run(&["user", "add", "root", "--role", "admin", "--password-file", "password"]);
        let mut server = program.serve_with(&["--log", "trace"]);
        let document: Value = {
            let request = request(Method::Get, "/api/openapi.json".to_owned(), String::new());
            let response = server.client("ana").await.transport().send(request).await.unwrap();
            serde_json::from_slice(&response.body).unwrap()
        };
        let mut secrets = vec![CANARY.to_owned(), PASSWORD.to_owned(), "argon2id".to_owned()];
        for name in ["ana", "root"] {
            let client = server.client(name).await;
            let draft = ApiTokenDraft { name: "A script".to_owned(), scope: Scope::Write, ..ApiTokenDraft::default() };
            let token = client.create_api_token(&draft).await.unwrap().token;
            let wrong = PasswordDraft { current_password: CANARY.to_owned(), new_password: CANARY.repeat(2), revoke_tokens: true };
            client.update_password(&wrong).await.unwrap_err();
            assert!(send_to_all(&client, &document).await > 60);
            for token in [token.as_str(), "mt_canary", "canary.canary.canary"] {
                client.transport().set_token(Some(token.to_owned()));
                send_to_all(&client, &document).await;
            }
            secrets.push(token);
        }
        let log = server.log();
        assert!(log.contains("/api/auth/login"), "requests are logged");
        assert!(!log.contains("log lines were dropped"));
        for secret in secrets {
            let line = log.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "{secret} stands in the log");
        }
    }
}
