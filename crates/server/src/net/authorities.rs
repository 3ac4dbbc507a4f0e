//! Which certificates a host may show.

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_native_certs::load_native_certs;
use std::sync::Arc;

/// A host is trusted when one of the system's authorities, or one of these (as PEM), vouches for it.
///
/// # Errors
/// When there are no certificates to trust, or those given can't be read.
pub fn tls_config(pem: Option<&[u8]>) -> Result<ClientConfig, String> {
    let mut roots = authorities(pem)?;
    let system = load_native_certs();
    roots.add_parsable_certificates(system.certs);
    if roots.is_empty() {
        let reasons: Vec<_> = system.errors.iter().map(ToString::to_string).collect();
        return Err(format!("the system has no certificates to trust: {}", reasons.join("; ")));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// The authorities of a PEM file; none without one.
///
/// # Errors
/// When it has no certificate, or one that can't be read.
pub fn authorities(pem: Option<&[u8]>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let Some(pem) = pem else { return Ok(roots) };
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let unreadable = |error: &dyn std::fmt::Display| format!("a certificate of the CA file can't be read: {error}");
        let certificate = certificate.map_err(|error| unreadable(&error))?;
        roots.add(certificate).map_err(|error| unreadable(&error))?;
    }
    if roots.is_empty() { Err("the CA file has no certificate".to_owned()) } else { Ok(roots) }
}
