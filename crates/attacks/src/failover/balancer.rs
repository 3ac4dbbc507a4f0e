//! HAProxy, as `deploy/proxies` configures it.

use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;

const SHIPPED: &str = include_str!("../../../../deploy/proxies/haproxy.cfg");
/// What is another one here: where it listens, without TLS, and where the servers are.
const BIND: &str = ":443 ssl crt /etc/haproxy/films.example.pem alpn h2,http/1.1";
const SERVERS: [&str; 2] = ["10.0.0.11:3000", "10.0.0.12:3000"];
/// The longest that it may take to start.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running HAProxy, ended when it is dropped.
pub struct Balancer {
    /// Where it listens.
    pub address: SocketAddr,
    _child: Child,
}

impl Balancer {
    /// Starts it in front of two servers.
    ///
    /// # Errors
    /// When it doesn't start, or its configuration isn't as expected.
    pub async fn start(haproxy: &Path, folder: &Path, servers: [SocketAddr; 2]) -> Result<Self> {
        let address = super::site::free_address()?;
        let places = [(BIND, address), (SERVERS[0], servers[0]), (SERVERS[1], servers[1])];
        let mut text = SHIPPED.to_owned();
        for (shipped, ours) in places {
            ensure!(text.contains(&format!(" {shipped}\n")), "haproxy.cfg has no {shipped}");
            text = text.replace(&format!(" {shipped}\n"), &format!(" {ours}\n"));
        }
        let file = folder.join("haproxy.cfg");
        std::fs::write(&file, text)?;
        let mut command = Command::new(haproxy);
        command.arg("-db").arg("-f").arg(&file).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(std::fs::File::create(folder.join("haproxy.log"))?);
        let child = command.spawn().context("HAProxy can't be started")?;
        let start = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            ensure!(start.elapsed() < PATIENCE, "HAProxy doesn't start");
            sleep(Duration::from_millis(20)).await;
        }
        Ok(Self { address, _child: child })
    }
}
