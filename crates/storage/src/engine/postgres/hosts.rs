//! The hosts of a URL, each as a server of its own.

use super::tls::TlsOptions;
use super::url::{parse, set_keepalives};
use crate::error::Error;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// Where PostgreSQL listens unless the URL says otherwise.
const DEFAULT_PORT: u16 = 5432;

/// Reads a URL whose hosts are servers of their own; each comes with its name.
pub fn parse_each(url: &str) -> Result<(Vec<(String, Config)>, TlsOptions), Error> {
    let (all, tls) = parse(url)?;
    let (hosts, addresses, ports) = (all.get_hosts(), all.get_hostaddrs(), all.get_ports());
    let each = (0..hosts.len().max(addresses.len())).map(|at| {
        let mut one = base(&all);
        let port = ports.get(at).or(ports.first()).copied().unwrap_or(DEFAULT_PORT);
        let mut name = String::new();
        if let Some(address) = addresses.get(at) {
            one.hostaddr(*address);
            name = address.to_string();
        }
        match hosts.get(at) {
            Some(Host::Tcp(host)) => {
                one.host(host);
                name.clone_from(host);
            }
            #[cfg(unix)]
            Some(Host::Unix(folder)) => {
                one.host_path(folder);
                name = folder.display().to_string();
            }
            None => {}
        }
        one.port(port);
        (format!("{name}:{port}"), one)
    });
    let each: Vec<_> = each.collect();
    if each.is_empty() {
        return Err(Error::Url("it names no host".to_owned()));
    }
    Ok((each, tls))
}

/// What a URL says besides hosts; the driver can't take hosts away.
fn base(all: &Config) -> Config {
    let mut one = Config::new();
    one.ssl_mode(all.get_ssl_mode()).channel_binding(all.get_channel_binding());
    all.get_user().map(|user| one.user(user));
    all.get_password().map(|password| one.password(password));
    all.get_dbname().map(|name| one.dbname(name));
    all.get_options().map(|options| one.options(options));
    all.get_application_name().map(|name| one.application_name(name));
    all.get_connect_timeout().map(|limit| one.connect_timeout(*limit));
    set_keepalives(&mut one);
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_is_a_server_with_what_the_url_says_of_all() {
        let url = "postgres://ana:secret@a:6001,b:6002/films?sslmode=require&options=-c%20work_mem%3D8MB";
        let (each, _) = parse_each(url).unwrap();
        let names: Vec<_> = each.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a:6001", "b:6002"]);
        for (_, config) in &each {
            assert_eq!((config.get_hosts().len(), config.get_ports().len()), (1, 1));
            assert_eq!((config.get_user(), config.get_dbname()), (Some("ana"), Some("films")));
            assert_eq!(config.get_password(), Some(&b"secret"[..]));
            assert!(config.get_options().unwrap().ends_with("work_mem=8MB"));
        }
    }

    #[test]
    fn hosts_may_share_a_port_or_have_the_usual_one() {
        let names = |url: &str| parse_each(url).unwrap().0.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names("host=a,b port=7 user=ana"), ["a:7", "b:7"]);
        assert_eq!(names("postgres://ana@a/films"), ["a:5432"]);
        assert!(parse_each("user=ana").is_err());
    }
}
