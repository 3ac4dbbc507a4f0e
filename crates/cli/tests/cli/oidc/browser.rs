//! A browser that keeps cookies, speaks TLS and follows no redirect by itself.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{Method, Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::collections::BTreeMap;

pub struct Browser {
    http: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// By host and port, and name.
    cookies: BTreeMap<(String, String), String>,
}

impl Browser {
    /// A browser that trusts this authority alone.
    pub fn new(authority: &str) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
        let tls = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().build();
        Self { http: Client::builder(TokioExecutor::new()).build(connector), cookies: BTreeMap::new() }
    }

    pub async fn get(&mut self, url: &str) -> Page {
        self.send(Request::get(url), url, "").await
    }

    /// Sends a form.
    pub async fn post(&mut self, url: &str, form: &str) -> Page {
        let request = Request::builder().method(Method::POST).uri(url);
        self.send(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded"), url, form).await
    }

    /// Sends a request as it is, with the cookies of where it goes.
    pub async fn send(&mut self, request: http::request::Builder, url: &str, body: &str) -> Page {
        let authority = url.parse::<Uri>().unwrap().authority().unwrap().to_string();
        let own = self.cookies.iter().filter(|((owner, _), _)| *owner == authority);
        let pairs: Vec<_> = own.map(|((_, name), value)| format!("{name}={value}")).collect();
        let request = request.header(COOKIE, pairs.join("; ")).body(Full::new(Bytes::from(body.to_owned()))).unwrap();
        let response = self.http.request(request).await.unwrap_or_else(|error| panic!("{url}: {error:?}"));
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap_or_default();
            self.cookies.insert((authority.clone(), name.to_owned()), value.to_owned());
        }
        let (url, status, location) = (url.to_owned(), response.status().as_u16(), location(&response));
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Page { url, status, location, body: String::from_utf8(body.to_vec()).unwrap() }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Page {
    pub url: String,
    pub status: u16,
    /// Where it sends on to, if it does.
    pub location: Option<String>,
    pub body: String,
}

fn location<B>(response: &Response<B>) -> Option<String> {
    response.headers().get(LOCATION).map(|value| value.to_str().unwrap().to_owned())
}
