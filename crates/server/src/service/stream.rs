//! A connection's socket, which waits neither for a peer that doesn't read nor for one that sends on.

use crate::request::linger::Linger;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// The longest that an answer may wait for its peer to read on.
const WRITE_TIMEOUT: Duration = Duration::from_secs(15);
/// The longest that what a peer still sends is read and discarded, and its most bytes.
const LINGER_TIMEOUT: Duration = Duration::from_secs(5);
const LINGER_BYTES: usize = 32 * 1024 * 1024;
/// The bytes of answers that the system takes without having sent them: it would take megabytes.
#[cfg(target_os = "linux")]
const UNSENT_BYTES: u32 = 32 * 1024;

/// A TCP connection with bounds of time and memory.
pub struct GuardedStream {
    stream: TcpStream,
    linger: Linger,
    /// Runs while the peer keeps us waiting.
    timer: Option<Pin<Box<Sleep>>>,
    is_half_closed: bool,
    discarded: usize,
}

impl GuardedStream {
    /// Guards a connection.
    pub fn new(stream: TcpStream, linger: Linger) -> Self {
        bound_kernel_memory(&stream);
        Self { stream, linger, timer: None, is_half_closed: false, discarded: 0 }
    }

    fn within_time<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.timer = None;
            return written;
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_TIMEOUT)));
        ready!(timer.as_mut().poll(cx));
        // What is unread is of no use any more: the system forgets it at once.
        self.stream.set_zero_linger().ok();
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

/// What can't be set is done without: the connection works all the same.
#[cfg(target_os = "linux")]
fn bound_kernel_memory(stream: &TcpStream) {
    let socket = socket2::SockRef::from(stream);
    socket.set_tcp_nodelay(true).ok();
    socket.set_tcp_notsent_lowat(UNSENT_BYTES).ok();
    // Also holds for what is left to send when the connection is closed.
    socket.set_tcp_user_timeout(Some(2 * WRITE_TIMEOUT)).ok();
}

#[cfg(not(target_os = "linux"))]
fn bound_kernel_memory(stream: &TcpStream) {
    stream.set_nodelay(true).ok();
}

impl AsyncRead for GuardedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for GuardedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.within_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.within_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.is_half_closed {
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
            self.is_half_closed = true;
        }
        if !self.linger.is_asked() {
            return Poll::Ready(Ok(()));
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(LINGER_TIMEOUT)));
        if timer.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Ok(()));
        }
        let mut buffer = [0; 8 * 1024];
        while self.discarded < LINGER_BYTES {
            let mut buffer = ReadBuf::new(&mut buffer);
            let outcome = ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer));
            if outcome.is_err() || buffer.filled().is_empty() {
                break;
            }
            self.discarded += buffer.filled().len();
        }
        Poll::Ready(Ok(()))
    }
}
