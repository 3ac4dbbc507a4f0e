//! TLS to PostgreSQL, by rustls, with the modes that PostgreSQL's own programs have.

use crate::error::Error;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Socket;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream as RustlsStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::verify_server_cert_signed_by_trust_anchor;
use tokio_rustls::rustls::crypto::{self, WebPkiSupportedAlgorithms};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, InvalidDnsNameError, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{self, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

/// How much a connection to PostgreSQL is protected: `sslmode` of the URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// Not at all.
    Disable,
    /// Encrypted, if the server can.
    Prefer,
    /// Encrypted; with `sslrootcert`, as [`TlsMode::VerifyCa`].
    Require,
    /// Encrypted, with a server whose certificate is of a trusted authority.
    VerifyCa,
    /// Encrypted, with the very host that the URL names.
    VerifyFull,
}

/// Whose certificates of servers are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// Those that the system trusts.
    System,
    /// Those in a PEM file.
    File(PathBuf),
}

/// What a URL says of TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsOptions {
    pub mode: TlsMode,
    pub authority: Authority,
    /// The PEM files of our own certificate and its key.
    pub client: Option<(PathBuf, PathBuf)>,
}

impl TlsOptions {
    /// What rustls is to do; nothing without TLS. Reads the files.
    pub fn client_config(&self) -> Result<Option<ClientConfig>, Error> {
        if self.mode == TlsMode::Disable {
            return Ok(None);
        }
        let provider = Arc::new(crypto::ring::default_provider());
        let algorithms = provider.signature_verification_algorithms;
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.map_err(|error| Error::Database(format!("TLS: {error}")))?;
        let builder = match (self.mode, &self.authority) {
            (TlsMode::VerifyFull, authority) => builder.with_root_certificates(authority.roots()?),
            (_, authority) => {
                // A certificate of any authority of the world is as good as none.
                let roots = if *authority == Authority::System { None } else { Some(authority.roots()?) };
                builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyName { roots, algorithms }))
            }
        };
        let mut config = match &self.client {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => {
                let key_of_client = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, &error))?;
                builder
                    .with_client_auth_cert(certificates(certificate)?, key_of_client)
                    .map_err(|error| unreadable(certificate, &error))?
            }
        };
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        Ok(Some(config))
    }
}

impl Authority {
    fn roots(&self) -> Result<RootCertStore, Error> {
        let mut roots = RootCertStore::empty();
        match self {
            Self::File(path) => {
                for certificate in certificates(path)? {
                    roots.add(certificate).map_err(|error| unreadable(path, &error))?;
                }
            }
            Self::System => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                if roots.is_empty() {
                    let message = "the system has no certificates of authorities: name one by sslrootcert=FILE in the \
                                   database URL";
                    return Err(Error::Database(message.to_owned()));
                }
            }
        }
        Ok(roots)
    }
}

/// The certificates of a PEM file, at least one.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let all = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let all = all.map_err(|error| unreadable(path, &error))?;
    if all.is_empty() { Err(unreadable(path, &"there is no certificate in it")) } else { Ok(all) }
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Database(format!("{} can't be used for TLS: {error}", path.display()))
}

/// Believes certificates of these authorities, or any, whatever name they are for.
#[derive(Debug)]
struct AnyName {
    roots: Option<RootCertStore>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if let Some(roots) = &self.roots {
            let certificate = ParsedCertificate::try_from(end_entity)?;
            verify_server_cert_signed_by_trust_anchor(&certificate, roots, intermediates, now, self.algorithms.all)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Makes a connection one with TLS, and notes that it did: with `prefer` the driver doesn't say.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ClientConfig>,
    used: Arc<AtomicBool>,
}

impl Tls {
    /// For one connection.
    pub fn new(config: Arc<ClientConfig>) -> Self {
        Self { config, used: Arc::default() }
    }

    /// Whether the server agreed to TLS.
    pub fn is_used(&self) -> bool {
        self.used.load(Ordering::Relaxed)
    }
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Stream;
    type TlsConnect = Handshake;
    type Error = InvalidDnsNameError;

    fn make_tls_connect(&mut self, host: &str) -> Result<Handshake, InvalidDnsNameError> {
        Ok(Handshake { tls: self.clone(), host: ServerName::try_from(host)?.to_owned() })
    }
}

/// A handshake to be made with a host.
pub struct Handshake {
    tls: Tls,
    host: ServerName<'static>,
}

impl TlsConnect<Socket> for Handshake {
    type Stream = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        self.tls.used.store(true, Ordering::Relaxed);
        let connected = TlsConnector::from(self.tls.config).connect(self.host, socket);
        Box::pin(async { connected.await.map(Stream) })
    }
}

/// An encrypted connection.
pub struct Stream(RustlsStream<Socket>);

impl TlsStream for Stream {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
