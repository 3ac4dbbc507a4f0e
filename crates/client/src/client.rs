//! The client: what sends the calls, and what can come of them.

use crate::transport::{Request, Response, Transport, TransportError};
use domain::problems::Problem;
use serde::de::DeserializeOwned;

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The server refused, and said why.
    #[error("{0}")]
    Problem(Problem),
    /// No answer came: the network, or the server, is away.
    #[error("the server did not answer: {0}")]
    Transport(#[from] TransportError),
    /// An answer that this API does not give: of a proxy, or of another version.
    #[error("an unexpected answer with status {status}: {message}")]
    Unexpected {
        /// The status code of the answer.
        status: u16,
        /// What was not as expected.
        message: String,
    },
}

impl Error {
    /// The server's reason, when it gave one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            Self::Transport(_) | Self::Unexpected { .. } => None,
        }
    }

    /// The kind of the server's reason, when it is one that this version knows.
    pub fn kind(&self) -> Option<domain::problems::ProblemKind> {
        self.problem().and_then(Problem::kind)
    }
}

/// The API, through a transport.
#[derive(Debug, Clone, Copy)]
pub struct Client<T> {
    transport: T,
}

impl<T: Transport> Client<T> {
    /// The API as this transport reaches it.
    pub fn new(transport: T) -> Self {
        Self { transport }
    }

    /// What the requests go through.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Sends a request; an answer that is an error becomes one.
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let response = self.transport.send(request).await?;
        if (200..300).contains(&response.status) { Ok(response) } else { Err(refusal(&response)) }
    }

    /// Sends a request whose answer is JSON.
    pub(crate) async fn fetch<R: DeserializeOwned>(&self, request: Request) -> Result<R, Error> {
        read(&self.send(request).await?)
    }

    /// Sends a request whose answer is JSON that two types are read from.
    pub(crate) async fn fetch_both<A: DeserializeOwned, B: DeserializeOwned>(
        &self,
        request: Request,
    ) -> Result<(A, B), Error> {
        let response = self.send(request).await?;
        Ok((read(&response)?, read(&response)?))
    }

    /// Sends a request whose answer is a file.
    pub(crate) async fn fetch_bytes(&self, request: Request) -> Result<Vec<u8>, Error> {
        self.send(request).await.map(|response| response.body)
    }

    /// Sends a request whose answer has no body.
    pub(crate) async fn run(&self, request: Request) -> Result<(), Error> {
        self.send(request).await.map(drop)
    }
}

fn read<R: DeserializeOwned>(response: &Response) -> Result<R, Error> {
    serde_json::from_slice(&response.body)
        .map_err(|error| Error::Unexpected { status: response.status, message: error.to_string() })
}

fn refusal(response: &Response) -> Error {
    read(response).map_or_else(|unexpected| unexpected, Error::Problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::problems::ProblemKind;
    use std::cell::RefCell;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    /// Gives the same answer to everything, and keeps what it was asked.
    struct Canned {
        response: Result<Response, TransportError>,
        asked: RefCell<Vec<Request>>,
    }

    impl Transport for &Canned {
        async fn send(&self, request: Request) -> Result<Response, TransportError> {
            self.asked.borrow_mut().push(request);
            self.response.clone()
        }
    }

    fn answer(status: u16, body: &str) -> Canned {
        let response = Response { status, headers: Vec::new(), body: body.as_bytes().to_vec() };
        Canned { response: Ok(response), asked: RefCell::default() }
    }

    fn now<F: Future>(future: F) -> F::Output {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("a canned answer never waits"),
        }
    }

    #[test]
    fn a_refusal_gives_the_servers_reason() {
        let canned = answer(404, r#"{"type":"/problems/not-found","title":"Not found","status":404}"#);
        let error = now(Client::new(&canned).get_me()).unwrap_err();
        assert_eq!(error.kind(), Some(ProblemKind::NotFound));
    }

    #[test]
    fn the_page_of_a_proxy_is_an_unexpected_answer() {
        for (status, body) in [(502, "<html>Bad gateway</html>"), (200, "<html>Sign in to the hotel</html>")] {
            let canned = answer(status, body);
            let error = now(Client::new(&canned).get_me()).unwrap_err();
            assert!(matches!(error, Error::Unexpected { status: s, .. } if s == status), "{error}");
        }
    }

    #[test]
    fn a_server_that_is_away_is_a_fault_of_the_transport() {
        let canned = Canned { response: Err(TransportError("refused".to_owned())), asked: RefCell::default() };
        assert!(matches!(now(Client::new(&canned).logout()), Err(Error::Transport(_))));
    }

    #[test]
    fn an_etag_goes_with_the_change_that_depends_on_it() {
        let canned = answer(204, "");
        let id = "0192f0c1-2d5c-7a6e-8a7d-0242ac120002".parse().unwrap();
        now(Client::new(&canned).delete_movie(id, Some("\"7\""))).unwrap();
        assert_eq!(canned.asked.borrow()[0].headers, [("if-match", "\"7\"".to_owned())]);
    }
}
