//! Signing in through a certified provider, the npm package oidc-provider, by TLS with a certificate of an
//! authority of its own.

use super::browser::{Browser, Page};
use crate::support::*;
use domain::accounts::identities::OidcFault;
use http::Request;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

const PUBLIC_URL: &str = "https://films.example";

/// An authority: its certificate, as PEM, and what it signs with.
fn authority(name: &str) -> (String, Issuer<'static, KeyPair>) {
    let (mut params, key) = (CertificateParams::default(), KeyPair::generate().unwrap());
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params.self_signed(&key).unwrap().pem(), Issuer::new(params, key))
}

/// A running provider; ended when it is dropped.
struct Provider {
    process: Child,
    // It ends when this is closed and it has something to say.
    _output: BufReader<ChildStdout>,
    issuer: String,
    /// The authority that vouches for it.
    authority: String,
}

impl Provider {
    /// Starts one that knows this server, with files in the program's folder.
    fn start(program: &Program) -> Self {
        let modules = std::env::var_os("OIDC_PROVIDER_MODULES").expect(
            "OIDC_PROVIDER_MODULES must name a folder with oidc-provider in its node_modules; \
             `cargo xtask test` installs it and sets it",
        );
        let (authority, issuer) = authority("The test's authority");
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        let mut node = Command::new("node");
        node.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/oidc/provider.mjs")).arg(modules);
        node.arg(program.file("certificate.pem", certificate.pem())).arg(program.file("key.pem", key.serialize_pem()));
        node.arg(format!("{PUBLIC_URL}/api/auth/oidc/callback"));
        // What it warns of is meant for a provider that isn't a test's.
        let mut process = node.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut port = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut port).unwrap();
        assert!(!port.is_empty(), "the provider did not start");
        Self { process, _output: output, issuer: format!("https://localhost:{}", port.trim()), authority }
    }

    /// Starts a server that signs in through it.
    fn serve(&self, program: &Program, more: &[&str]) -> Server {
        let options = ["--public-url", PUBLIC_URL, "--oidc-issuer", &self.issuer, "--oidc-client-id", "films"];
        let secret = ["--oidc-client-secret", "only for the test", "--oidc-auto-accounts", "--oidc-only"];
        // The server announces its public URL, so its port is chosen here.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut server = program.serve_with(&[&["--listen", &address], &options[..], &secret, more].concat());
        server.base = format!("http://{address}");
        server
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Goes through the provider's pages as somebody of that name, who agrees to everything; gives the callback
/// that the browser is sent to, without the server's address.
async fn agree(browser: &mut Browser, issuer: &str, start: String, name: &str) -> String {
    let mut url = start;
    for _ in 0..10 {
        let Page { url: here, status, location, body } = browser.get(&url).await;
        let location = match location {
            Some(location) => location,
            None if body.contains(r#"value="login""#) => {
                let form = format!("prompt=login&login={name}&password=any");
                browser.post(&here, &form).await.location.unwrap()
            }
            None if body.contains(r#"value="consent""#) => {
                browser.post(&here, "prompt=consent").await.location.unwrap()
            }
            None => panic!("{here} answered {status} {body}"),
        };
        if let Some(callback) = location.strip_prefix(PUBLIC_URL) {
            return callback.to_owned();
        }
        // Within the provider, some are paths.
        url = if location.starts_with('/') { format!("{issuer}{location}") } else { location };
    }
    panic!("the provider goes on sending the browser around, now to {url}");
}

#[tokio::test]
async fn a_certified_provider_signs_in_when_its_authority_is_trusted() {
    let program = Program::new(storage::Engine::Sqlite).await;
    program.add_user("root");
    let provider = Provider::start(&program);
    program.file("ca.pem", &provider.authority);
    let server = provider.serve(&program, &["--oidc-ca-file", "ca.pem"]);
    let mut browser = Browser::new(&provider.authority);

    let started = browser.get(&format!("{}/api/auth/oidc/start?return_url=/diary", server.base)).await;
    let callback = agree(&mut browser, &provider.issuer, started.location.unwrap(), "bea").await;
    let page = browser.get(&format!("{}{callback}", server.base)).await;
    assert_eq!((page.status, page.location.as_deref()), (303, Some("/login?resume=1&return_url=%2Fdiary")));

    let refresh = format!("{}/api/auth/refresh", server.base);
    let answer = browser.send(Request::post(&refresh), &refresh, "").await.body;
    let token: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let (me, token) = (format!("{}/api/me", server.base), token["access_token"].as_str().unwrap());
    let answer = browser.send(Request::get(&me).header("authorization", format!("Bearer {token}")), &me, "").await.body;
    let me: serde_json::Value = serde_json::from_str(&answer).unwrap();
    // Which the provider tells on request only: it isn't in its ID token.
    assert_eq!(me["username"], "bea");
}

#[tokio::test]
async fn a_provider_whose_authority_is_not_trusted_is_not_reached() {
    let program = Program::new(storage::Engine::Sqlite).await;
    program.add_user("root");
    let provider = Provider::start(&program);
    program.file("other.pem", authority("Another authority").0);
    for trusted in [&[][..], &["--oidc-ca-file", "other.pem"]] {
        let mut server = provider.serve(&program, trusted);
        let mut browser = Browser::new(&provider.authority);
        let page = browser.get(&format!("{}/api/auth/oidc/start", server.base)).await;
        let expected = format!("/login?oidc_error={}&return_url=%2Fmovies", OidcFault::Unreachable.slug());
        assert_eq!((page.status, page.location), (303, Some(expected)));
        let log = server.log();
        assert!(log.contains("invalid peer certificate"), "{log}");
    }
}
