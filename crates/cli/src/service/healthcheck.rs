//! `movietracker healthcheck`: for container supervisors, which have nothing else to ask with.

use anyhow::{Result, bail};
use clap::Args;
use client::native::NativeTransport;
use client::{Method, Request, Transport};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

/// The options of `healthcheck`.
#[derive(Args)]
pub struct HealthcheckOptions {
    /// Where the server is; by default where it listens on this machine.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The address and port that the server listens on.
    #[arg(
        id = "healthcheck_listen",
        long = "listen",
        env = "MOVIETRACKER_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:3000"
    )]
    listen: SocketAddr,
}

impl HealthcheckOptions {
    fn url(self) -> String {
        let mut address = self.listen;
        if address.ip().is_unspecified() {
            // A server that listens on all addresses can't be asked at that one.
            address.set_ip(if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
        }
        self.url.unwrap_or_else(|| format!("http://{address}"))
    }
}

/// Asks, and fails when the server is not ready.
pub async fn run(options: HealthcheckOptions) -> Result<()> {
    let transport = NativeTransport::new(options.url().trim_end_matches('/'))?;
    let path_and_query = "/health/ready".to_owned();
    let request = Request { method: Method::Get, path_and_query, headers: Vec::new(), body: None };
    let response = transport.send(request).await?;
    if response.status != 200 {
        bail!("the server answered with {}", response.status);
    }
    println!("ready");
    Ok(())
}
