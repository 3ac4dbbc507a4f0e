//! `movietracker healthcheck`: for container supervisors, which have nothing else to ask with.

use anyhow::{Result, bail};
use clap::Args;
use client::native::NativeTransport;
use client::{Method, Request, Transport};

/// The options of `healthcheck`.
#[derive(Args)]
pub struct HealthcheckOptions {
    /// Where the server listens.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:3000")]
    url: String,
}

/// Asks, and fails when the server is not ready.
pub async fn run(options: HealthcheckOptions) -> Result<()> {
    let transport = NativeTransport::new(options.url.trim_end_matches('/'))?;
    let path_and_query = "/health/ready".to_owned();
    let request = Request { method: Method::Get, path_and_query, headers: Vec::new(), body: None };
    let response = transport.send(request).await?;
    if response.status != 200 {
        bail!("the server answered with {}", response.status);
    }
    println!("ready");
    Ok(())
}
