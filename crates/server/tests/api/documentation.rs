use crate::support::*;
use storage::Engine;

#[test]
fn the_openapi_document_is_the_one_that_was_reviewed() {
    insta::assert_snapshot!("openapi", server::openapi_document());
}

#[test]
fn every_operation_of_the_document_has_an_id_and_a_summary() {
    let document: serde_json::Value = serde_json::from_str(&server::openapi_document()).unwrap();
    assert_eq!(document["openapi"].as_str().map(|version| &version[..3]), Some("3.1"));
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["operationId"].is_string() && operation["summary"].is_string(), "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_is_served_from_here_alone() {
    let app = TestApp::start(Engine::Sqlite).await;
    let response = app.request("GET", "/api/openapi.json").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.text().await.unwrap(), server::openapi_document());
    let page = app.request("GET", "/api/docs/").send().await.unwrap();
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"), "{policy}");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    let html = page.text().await.unwrap();
    assert!(html.contains("docs.js") && !html.contains("src=\"http"));
    for (file, content_type) in [("docs.js", "text/javascript"), ("docs.css", "text/css")] {
        let response = app.request("GET", &format!("/api/docs/{file}")).send().await.unwrap();
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with(content_type), "{file}");
    }
    // Compressed once, in the program: it would be 3 MB larger.
    let library = app.request("GET", "/api/docs/swagger-ui-bundle.js").send().await.unwrap();
    assert_eq!(library.headers()["content-encoding"], "gzip");
}

#[test]
fn films_come_first_and_the_version_is_that_of_the_program() {
    let document: serde_json::Value = serde_json::from_str(&server::openapi_document()).unwrap();
    let tags: Vec<_> = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    assert_eq!(tags.first(), Some(&"movies"));
    assert_eq!(tags.last(), Some(&"administration"));
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
}
