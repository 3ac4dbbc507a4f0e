//! The database URL: what the driver reads of it, and what it doesn't know and is read here.

use super::tls::{Authority, TlsMode, TlsOptions};
use crate::error::Error;
use percent_encoding::percent_decode_str;
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

/// Settings of each session; the server gives up on a statement after 5 s.
const OPTIONS: &str = "-c statement_timeout=5s -c idle_in_transaction_session_timeout=60s -c timezone=UTC";
/// The parameters that are read here.
const OURS: [&str; 4] = ["sslmode", "sslrootcert", "sslcert", "sslkey"];

/// Reads the URL, and sets what it leaves open.
pub fn parse(url: &str) -> Result<(Config, TlsOptions), Error> {
    let (rest, ours) = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        take_from_url(url)
    } else {
        take_from_pairs(url)
    };
    // The driver's texts name the parameter at fault, never its value.
    let mut config: Config = rest.parse().map_err(|error: tokio_postgres::Error| Error::Url(error.to_string()))?;
    let tls = tls_options(&config, &ours)?;
    config.ssl_mode(match tls.mode {
        TlsMode::Disable => SslMode::Disable,
        TlsMode::Prefer => SslMode::Prefer,
        TlsMode::Require | TlsMode::VerifyCa | TlsMode::VerifyFull => SslMode::Require,
    });
    if config.get_application_name().is_none() {
        config.application_name("movietracker");
    }
    if config.get_hosts().len() > 1 && config.get_target_session_attrs() == TargetSessionAttrs::Any {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(2));
    }
    // Those of the URL come later, and so they win.
    let options = format!("{OPTIONS} {}", config.get_options().unwrap_or_default());
    config.options(options.trim_end());
    set_keepalives(&mut config);
    Ok((config, tls))
}

/// So that a server whose machine is gone is noticed.
pub fn set_keepalives(config: &mut Config) {
    config.keepalives_idle(Duration::from_secs(15)).keepalives_interval(Duration::from_secs(5)).keepalives_retries(3);
    config.tcp_user_timeout(Duration::from_secs(15));
}

type Ours = HashMap<&'static str, String>;

fn our_name(key: &str) -> Option<&'static str> {
    OURS.into_iter().find(|name| *name == key)
}

/// Takes our parameters out of `postgres://…?name=value&…`.
fn take_from_url(url: &str) -> (String, Ours) {
    let mut ours = Ours::new();
    // As the driver reads it: a password may hold a question mark.
    let host_at = url.find('@').unwrap_or_default();
    let Some(query_at) = url[host_at..].find('?') else { return (url.to_owned(), ours) };
    let (head, query) = url.split_at(host_at + query_at);
    let mut rest = Vec::new();
    for pair in query[1..].split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match our_name(&percent_decode_str(key).decode_utf8_lossy()) {
            Some(name) => drop(ours.insert(name, percent_decode_str(value).decode_utf8_lossy().into_owned())),
            None => rest.push(pair),
        }
    }
    let separator = if rest.is_empty() { "" } else { "?" };
    (format!("{head}{separator}{}", rest.join("&")), ours)
}

/// Takes our parameters out of `name=value name='another value' …`.
fn take_from_pairs(text: &str) -> (String, Ours) {
    let (mut rest, mut ours) = (String::new(), Ours::new());
    let mut left = text.trim_start();
    while !left.is_empty() {
        let (pair, after) = left.split_at(end_of_pair(left));
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match our_name(key.trim_end()) {
            Some(name) => drop(ours.insert(name, unquoted(value.trim_start()))),
            None => rest.extend([pair, " "]),
        }
        left = after.trim_start();
    }
    (rest, ours)
}

/// Where the first `name = value` of a text ends.
fn end_of_pair(text: &str) -> usize {
    let Some(equals) = text.find('=') else { return text.len() };
    let value = text[equals + 1..].trim_start();
    let start = text.len() - value.len();
    let (quoted, mut escaped) = (value.starts_with('\''), false);
    for (at, c) in value.char_indices().skip(usize::from(quoted)) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' if quoted => return start + at + 1,
            c if !quoted && c.is_whitespace() => return start + at,
            _ => {}
        }
    }
    text.len()
}

/// A value without its quotes and backslashes.
fn unquoted(value: &str) -> String {
    let inner = value.strip_prefix('\'').map_or(value, |inner| inner.strip_suffix('\'').unwrap_or(inner));
    let (mut text, mut escaped) = (String::new(), false);
    for c in inner.chars() {
        escaped = c == '\\' && !escaped;
        if !escaped {
            text.push(c);
        }
    }
    text
}

/// What our parameters ask for; what they leave open depends on where the server is.
fn tls_options(config: &Config, ours: &Ours) -> Result<TlsOptions, Error> {
    let refused = |message: &str| Err(Error::Url(message.to_owned()));
    let mut mode = match ours.get("sslmode").map(String::as_str) {
        Some("disable") => TlsMode::Disable,
        Some("prefer") => TlsMode::Prefer,
        Some("require") => TlsMode::Require,
        Some("verify-ca") => TlsMode::VerifyCa,
        Some("verify-full") => TlsMode::VerifyFull,
        Some(_) => return refused("sslmode must be disable, prefer, require, verify-ca or verify-full"),
        None if is_local(config) => TlsMode::Disable,
        None => TlsMode::VerifyFull,
    };
    let authority = match ours.get("sslrootcert").map(String::as_str) {
        None | Some("system") => Authority::System,
        Some(path) => Authority::File(path.into()),
    };
    if authority == Authority::System {
        if mode == TlsMode::VerifyCa {
            return refused("sslmode=verify-ca needs sslrootcert=FILE, the certificate of the authority");
        }
        if ours.contains_key("sslrootcert") && mode != TlsMode::VerifyFull {
            return refused("sslrootcert=system needs sslmode=verify-full");
        }
    }
    let client = match (ours.get("sslcert"), ours.get("sslkey")) {
        (None, None) => None,
        (Some(certificate), Some(key)) => Some((certificate.into(), key.into())),
        _ => return refused("sslcert and sslkey are needed together"),
    };
    // As PostgreSQL's own programs do: nothing leaves the machine there, and servers have no TLS for it.
    if !config.get_hosts().is_empty() && config.get_hosts().iter().all(|host| !matches!(host, Host::Tcp(_))) {
        mode = TlsMode::Disable;
    }
    Ok(TlsOptions { mode, authority, client })
}

/// Whether what is sent stays on this machine.
fn is_local(config: &Config) -> bool {
    let addresses = config.get_hostaddrs();
    if !addresses.is_empty() {
        return addresses.iter().all(IpAddr::is_loopback);
    }
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str) -> String {
        match parse(url) {
            Err(Error::Url(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    fn mode(url: &str) -> TlsMode {
        parse(url).unwrap().1.mode
    }

    #[test]
    fn a_server_elsewhere_is_verified_unless_the_url_says_otherwise() {
        for elsewhere in ["db.example", "localhost.example", "192.0.2.1", "[2001:db8::1]", "localhost,db.example"] {
            assert_eq!(mode(&format!("postgresql://ana@{elsewhere}/films")), TlsMode::VerifyFull, "{elsewhere}");
        }
        assert_eq!(mode("host=db.example user=ana"), TlsMode::VerifyFull);
        assert_eq!(mode("host=localhost hostaddr=192.0.2.1 user=ana"), TlsMode::VerifyFull);
        for here in ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "%2Frun%2Fpostgresql", "localhost,127.0.0.1"] {
            assert_eq!(mode(&format!("postgres://ana@{here}/films")), TlsMode::Disable, "{here}");
        }
        assert_eq!(mode("postgres:///films?host=/run/postgresql&sslmode=verify-full"), TlsMode::Disable);
        assert_eq!(mode("postgres://db.example/films?sslmode=disable"), TlsMode::Disable);
        assert_eq!(mode("postgres://localhost/films?application_name=x&sslmode=require"), TlsMode::Require);
    }

    #[test]
    fn the_parameters_of_tls_are_read_in_both_forms() {
        let expected = TlsOptions {
            mode: TlsMode::VerifyCa,
            authority: Authority::File("/etc/our ca.pem".into()),
            client: Some(("c'.pem".into(), "k.pem".into())),
        };
        for text in [
            "postgres://ana:p%3Fw?d@h:5/films?connect_timeout=7&sslmode=verify-ca&sslrootcert=/etc/our%20ca.pem&sslcert=c%27.pem&sslkey=k.pem",
            "sslmode = verify-ca host=h port=5 user=ana password='p?w?d' sslrootcert='/etc/our ca.pem' sslcert='c\\'.pem' dbname=films sslkey=k.pem connect_timeout=7",
        ] {
            let (config, tls) = parse(text).unwrap();
            assert_eq!(tls, expected, "{text}");
            assert_eq!(config.get_password(), Some(&b"p?w?d"[..]));
            assert_eq!((config.get_user(), config.get_dbname()), (Some("ana"), Some("films")));
            assert_eq!((config.get_ports(), config.get_ssl_mode()), (&[5][..], SslMode::Require));
            assert_eq!(config.get_connect_timeout(), Some(&Duration::from_secs(7)));
        }
        assert_eq!(
            parse("postgres://h/d?sslmode=verify-full&sslrootcert=system").unwrap().1.authority,
            Authority::System
        );
    }

    #[test]
    fn what_would_not_be_verified_as_it_seems_is_refused() {
        for (parameters, word) in [
            ("sslmode=allow", "sslmode"),
            ("sslmode=", "sslmode"),
            ("sslmode=verify-ca", "sslrootcert"),
            ("sslmode=verify-ca&sslrootcert=system", "sslrootcert"),
            ("sslmode=require&sslrootcert=system", "verify-full"),
            ("sslcert=c.pem", "sslkey"),
            ("sslkey=k.pem", "sslcert"),
        ] {
            let message = refusal(&format!("postgresql://ana:secret@db.example/films?{parameters}"));
            assert!(message.contains(word) && !message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn a_url_that_cannot_be_read_is_refused_without_its_password() {
        for url in [
            "postgresql://ana:secret@db.example:port/films",
            "mysql://ana:secret@db/x",
            "postgresql://a:secret@h/d?x=secret",
            "host=h password='secret",
            "host=h password=secret sslmode=secret",
        ] {
            assert!(!refusal(url).contains("secret"), "{url}");
        }
    }

    #[test]
    fn of_several_hosts_the_one_that_accepts_writing_is_taken() {
        let config = parse("postgresql://a,b/films").unwrap().0;
        assert_eq!(config.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
        assert_eq!(config.get_application_name(), Some("movietracker"));
    }

    #[test]
    fn options_of_the_url_come_last() {
        let config = parse("postgresql://a/films?options=-c%20statement_timeout%3D1s").unwrap().0;
        assert!(config.get_options().unwrap().ends_with("-c statement_timeout=1s"));
    }
}
