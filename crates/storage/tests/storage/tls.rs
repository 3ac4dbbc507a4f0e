//! Connections to a PostgreSQL with TLS, which each test starts itself.

use crate::cluster::{Authority, Cluster};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use storage::{Error, Store};
use tracing_subscriber::fmt::MakeWriter;

/// Lets everybody in, who comes with TLS.
const TLS_ALONE: &str = "hostssl all all 127.0.0.1/32 trust\n";

/// Whether a connection is encrypted, or why there is none.
async fn connect(url: &str) -> Result<bool, String> {
    let store = Store::open_postgres(url, 1).await.map_err(|error| error.to_string())?;
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    store.read(move |tx| tx.query_one::<bool>(sql, &[])).await.map_err(|error: Error| error.to_string())
}

#[track_caller]
fn assert_refused(result: &Result<bool, String>, word: &str) {
    assert!(matches!(result, Err(message) if message.contains(word)), "{word}: {result:?}");
}

#[tokio::test]
async fn a_certificate_is_verified_as_the_mode_says() {
    let (ours, foreign) = (Authority::new("Ours"), Authority::new("Foreign"));
    let server = Cluster::start(Some(&ours.certify("db.example", |_| ())), &ours, TLS_ALONE);
    let (ours, foreign) = (server.trusting(&ours, "ours.pem"), server.trusting(&foreign, "foreign.pem"));
    let url = |host: &str, mode: &str, authority: &str| server.url(host, &format!("sslmode={mode}&{authority}"));

    for mode in ["verify-full", "verify-ca", "require", "prefer"] {
        assert_eq!(connect(&url("db.example", mode, &ours)).await, Ok(true), "{mode}");
    }
    let other_name = |mode: &str| url("other.example", mode, &ours);
    assert_refused(&connect(&other_name("verify-full")).await, "not valid for name");
    assert_eq!(connect(&other_name("verify-ca")).await, Ok(true));

    for mode in ["verify-full", "verify-ca", "require", "prefer"] {
        let result = connect(&url("db.example", mode, &foreign)).await;
        assert_refused(&result, "UnknownIssuer");
        assert_refused(&result, "sslrootcert");
    }
    // Without an authority of its own, `require` asks for encryption alone, and `verify-full` trusts
    // those of the system, which this one is none of.
    assert_eq!(connect(&server.url("other.example", "sslmode=require")).await, Ok(true));
    assert_eq!(connect(&server.url("other.example", "sslmode=prefer")).await, Ok(true));
    assert!(connect(&server.url("db.example", "sslmode=verify-full")).await.is_err());
    assert!(connect(&server.url("db.example", "sslmode=disable")).await.is_err());
    let missing = connect(&server.url("db.example", "sslmode=verify-full&sslrootcert=/nowhere/ca.pem")).await;
    assert_refused(&missing, "/nowhere/ca.pem");
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let ours = Authority::new("Ours");
    let expired = ours.certify("db.example", |params| {
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    });
    let server = Cluster::start(Some(&expired), &ours, TLS_ALONE);
    let authority = server.trusting(&ours, "ours.pem");
    for mode in ["verify-full", "verify-ca", "require"] {
        let result = connect(&server.url("db.example", &format!("sslmode={mode}&{authority}"))).await;
        assert_refused(&result, "expired");
    }
    assert_eq!(connect(&server.url("db.example", "sslmode=require")).await, Ok(true));
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_a_server_that_asks_for_one() {
    let (ours, foreign) = (Authority::new("Ours"), Authority::new("Foreign"));
    let by_certificate = "hostssl all all 127.0.0.1/32 cert\n";
    let server = Cluster::start(Some(&ours.certify("db.example", |_| ())), &ours, by_certificate);
    let verified = format!("sslmode=verify-full&{}", server.trusting(&ours, "ours.pem"));
    let ours = server.showing(&ours.certify("postgres", |_| ()), "ours");
    let foreign = server.showing(&foreign.certify("postgres", |_| ()), "foreign");
    assert_eq!(connect(&server.url("db.example", &format!("{verified}&{ours}"))).await, Ok(true));
    assert!(connect(&server.url("db.example", &format!("{verified}&{foreign}"))).await.is_err());
    assert_refused(&connect(&server.url("db.example", &verified)).await, "certificate");
}

#[tokio::test]
async fn a_server_without_tls_is_refused_or_at_least_told_of() {
    let nobody = Authority::new("Nobody");
    let server = Cluster::start(None, &nobody, "host all all 127.0.0.1/32 trust\n");
    let authority = server.trusting(&nobody, "nobody.pem");
    for mode in ["verify-full", "verify-ca", "require"] {
        let result = connect(&server.url("db.example", &format!("sslmode={mode}&{authority}"))).await;
        assert_refused(&result, "does not support TLS");
        assert_refused(&result, "sslmode=disable");
    }
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    // The address is this machine's, so nothing leaves it.
    assert_eq!(connect(&server.url("db.example", "")).await, Ok(false));
    assert_eq!(log.text(), "");
    assert_eq!(connect(&server.url("db.example", "sslmode=prefer")).await, Ok(false));
    assert!(log.text().contains("WARN") && log.text().contains("not encrypted"), "{}", log.text());
}

/// What was logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
