//! What can go wrong when a MediaTracker is asked.

use crate::net::Destinations;
use http::StatusCode;
use std::fmt;

/// Why nothing, or no more, can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is no answer, or requests may not go there.
    Unreachable(Destinations),
    /// It answers with another address.
    Redirected,
    /// What answers isn't a MediaTracker.
    Unknown,
    /// It doesn't know the token.
    Rejected,
    /// It answers with an error of its own.
    Failing(StatusCode),
    /// It sends more than is taken.
    TooLarge,
    /// It takes too long.
    TooSlow,
    /// The account keeps nothing there.
    Empty,
}

impl Fault {
    /// The field that is at fault.
    pub fn field(self) -> &'static str {
        if matches!(self, Self::Rejected | Self::Empty) { "token" } else { "address" }
    }

    /// What it is called in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::Redirected => "redirected",
            Self::Unknown => "unknown",
            Self::Rejected => "rejected",
            Self::Failing(_) => "failing",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::Empty => "empty",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // Which of the two it is would tell about the server's network.
            Self::Unreachable(Destinations::Public) => {
                "There’s no answer from this address. Check the address. If MediaTracker is on this server’s own network, \
                 the administrator must start the server with --import-from-own-network."
            }
            Self::Unreachable(_) => {
                "There’s no answer from this address. Check the address and make sure that MediaTracker is running."
            },
            Self::Redirected => "This address redirects to another one. Enter the address your browser shows when MediaTracker is open.",
            Self::Unknown => "There’s no MediaTracker at this address. Enter the address you open it with in your browser.",
            Self::Rejected => "MediaTracker doesn’t accept this token. Create a new one under “Application tokens”.",
            Self::Failing(status) => {
                return write!(f, "MediaTracker answered with an error ({}). Try again later.", status.as_u16());
            }
            Self::TooLarge => "MediaTracker sent too much data: at most 16 MiB per answer and 256 MiB in total can be imported.",
            Self::TooSlow => "MediaTracker took too long to answer. Try again later.",
            Self::Empty => "This MediaTracker account has nothing to import.",
        })
    }
}
