//! How the pool gets its connections: with TLS or without, as the URL asks for.

use super::tls::Tls;
use crate::error::Error;
use deadpool_postgres::Connect;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, Connection, NoTls};
use tokio_rustls::rustls::ClientConfig;

type Connecting<'a> =
    Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), tokio_postgres::Error>> + Send + 'a>>;

/// Makes connections.
pub struct Connector(Option<Arc<ClientConfig>>);

impl Connector {
    /// With what rustls is to do; nothing without TLS.
    pub fn new(tls: Option<ClientConfig>) -> Self {
        Self(tls.map(Arc::new))
    }
}

impl Connect for Connector {
    fn connect(&self, config: &Config) -> Connecting<'_> {
        let config = config.clone();
        Box::pin(async move {
            let Some(tls) = &self.0 else { return config.connect(NoTls).await.map(keep_going) };
            let tls = Tls::new(Arc::clone(tls));
            let connected = config.connect(tls.clone()).await?;
            if !tls.is_used() {
                tracing::warn!(
                    "the connection to PostgreSQL is not encrypted, for the server has no TLS and the database URL \
                     says sslmode=prefer"
                );
            }
            Ok(keep_going(connected))
        })
    }
}

/// Lets a connection send and receive until its client is dropped.
fn keep_going<S, T>((client, connection): (Client, Connection<S, T>)) -> (Client, JoinHandle<()>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let task = tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "a connection to PostgreSQL broke");
        }
    });
    (client, task)
}

/// An error of the first connection, with what to do about it.
pub fn explained(error: Error) -> Error {
    let advice = |message: &str| {
        if message.contains("server does not support TLS") {
            "; turn TLS on there, or add sslmode=disable to the database URL if you trust the network in between"
        } else if message.contains("UnknownIssuer") {
            "; sslrootcert=FILE in the database URL names the certificate of the authority to trust"
        } else {
            ""
        }
    };
    match error {
        Error::Unavailable(message) => Error::Unavailable(format!("{message}{}", advice(&message))),
        Error::Database(message) => Error::Database(format!("{message}{}", advice(&message))),
        other => other,
    }
}
