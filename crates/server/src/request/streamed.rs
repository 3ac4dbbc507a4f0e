//! Answers whose bodies are sent piece by piece, as the client reads them.

use axum::body::{Body, Bytes};
use http_body::Frame;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// The body of these pieces. An error breaks the answer off, so that the client sees that it isn't whole; so does
/// nothing else: a client that goes away closes the channel.
pub fn body<E>(pieces: mpsc::Receiver<Result<Bytes, E>>) -> Body
where
    E: std::error::Error + Send + Sync + 'static,
{
    Body::new(Pieces(pieces))
}

struct Pieces<E>(mpsc::Receiver<Result<Bytes, E>>);

impl<E> http_body::Body for Pieces<E> {
    type Data = Bytes;
    type Error = E;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, E>>> {
        self.0.poll_recv(cx).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
