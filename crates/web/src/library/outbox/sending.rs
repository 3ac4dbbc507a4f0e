//! Sending a film, and what comes of it.

use super::entry::{Entry, Sending};
use super::store::{News, Outbox};
use crate::base::session::Session;
use crate::kit::failures::describe;
use crate::kit::offline::has_network;
use crate::kit::waiting::at_most;
use client::{Client, Error};
use domain::library::log::Logged;
use domain::library::movies::MovieSummary;
use std::time::Duration;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// What came of logging a film.
pub enum Outcome {
    /// It is logged.
    Logged(Box<Logged>),
    /// It is kept until the server is back.
    Kept,
    /// It was kept before, and is now as it was edited.
    Edited,
}

/// Why a film is neither logged nor kept.
pub enum Failure {
    /// The server refused it.
    Refused(Error),
    /// The server is away, and it can't be kept.
    NotKept(&'static str),
}

/// Logs a film; while the server is away, it is kept on this device.
///
/// # Errors
/// Why it is neither.
pub async fn log_or_keep(
    api: Client<Session>,
    outbox: Outbox,
    sending: Sending,
    (film, texts): (Option<MovieSummary>, Vec<String>),
) -> Result<Outcome, Failure> {
    // What goes out without a network arrives nowhere.
    let may_arrive = has_network();
    match send(api, &sending).await {
        Some(Ok(logged)) => Ok(Outcome::Logged(Box::new(logged))),
        Some(Err(error)) if !is_away(&error) => Err(Failure::Refused(error)),
        _ => {
            let entry = Entry::new(sending, film, texts, may_arrive);
            outbox.add(entry, News::Kept).map_err(Failure::NotKept)?;
            Ok(Outcome::Kept)
        }
    }
}

/// Sends it; nothing when no answer comes within [`PATIENCE`]. Signing in again takes as long as it takes.
async fn send(api: Client<Session>, sending: &Sending) -> Option<Result<Logged, Error>> {
    let session = *api.transport();
    let asks_to_sign_in = move || leptos::prelude::untrack(|| session.has_ended());
    at_most(PATIENCE, asks_to_sign_in, api.log_movie(&sending.draft, Some(&sending.key))).await
}

/// Whether nothing was heard of the server itself.
pub fn is_away(error: &Error) -> bool {
    match error {
        Error::Transport(_) => true,
        Error::Unexpected { status, .. } => is_away_status(*status),
        Error::Problem(problem) => is_away_status(problem.status),
    }
}

fn is_away_status(status: u16) -> bool {
    matches!(status, 502..=504)
}

/// What came of sending a film that was kept.
pub enum Sent {
    /// The server has it.
    Done(Box<Logged>),
    /// It is sent again later.
    Later,
    /// The server refused it, and said why.
    Refused(String),
}

/// Sends a film that was kept. What the server may have of it from before it was edited is taken back first; `settled` is
/// run once that is done.
pub async fn send_kept(api: Client<Session>, entry: &Entry, settled: impl FnOnce()) -> Sent {
    if let Some(before) = &entry.before {
        match verdict(send(api, before).await) {
            // What was changed since, or taken back already, stays as it is.
            Sent::Done(logged) => match api.undo(logged.undo).await {
                Err(error) if !is_final(&error) => return Sent::Later,
                _ => settled(),
            },
            Sent::Refused(_) => settled(),
            Sent::Later => return Sent::Later,
        }
    }
    verdict(send(api, &entry.sending).await)
}

fn verdict(answer: Option<Result<Logged, Error>>) -> Sent {
    match answer {
        Some(Ok(logged)) => Sent::Done(Box::new(logged)),
        Some(Err(error)) if is_final(&error) => Sent::Refused(reason(&error)),
        _ => Sent::Later,
    }
}

/// Whether sending the same again gives the same answer.
fn is_final(error: &Error) -> bool {
    let Error::Problem(problem) = error else { return false };
    let passes = matches!(problem.status, 401 | 403 | 408 | 425 | 429);
    (400..500).contains(&problem.status) && !passes
}

/// Why the server refuses it, field by field.
fn reason(error: &Error) -> String {
    match error.problem().filter(|problem| !problem.errors.is_empty()) {
        Some(problem) => {
            let messages: Vec<&str> = problem.errors.iter().map(|fault| fault.message.as_str()).collect();
            messages.join(" ")
        }
        None => describe(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client::TransportError;
    use domain::problems::{Problem, ProblemKind};

    fn unexpected(status: u16) -> Error {
        Error::Unexpected { status, message: String::new() }
    }

    fn problem(kind: ProblemKind) -> Error {
        Error::Problem(Problem::new(kind))
    }

    #[test]
    fn a_server_is_away_when_nothing_but_a_proxy_answers() {
        assert!(is_away(&Error::Transport(TransportError(String::new()))));
        assert!([502, 503, 504].into_iter().all(|status| is_away(&unexpected(status))));
        assert!(is_away(&problem(ProblemKind::Unavailable)));
        assert!(!is_away(&unexpected(500)) && !is_away(&problem(ProblemKind::ValidationFailed)));
    }

    #[test]
    fn only_what_would_be_refused_again_is_given_up() {
        let finals = [ProblemKind::ValidationFailed, ProblemKind::NotFound, ProblemKind::PayloadTooLarge];
        assert!(finals.into_iter().all(|kind| is_final(&problem(kind))));
        let passing = [
            ProblemKind::Unauthenticated,
            ProblemKind::TooManyRequests,
            ProblemKind::Internal,
            ProblemKind::Unavailable,
        ];
        assert!(!passing.into_iter().any(|kind| is_final(&problem(kind))));
        // The page of a hotel's network says nothing of the film.
        assert!(!is_final(&unexpected(200)) && !is_final(&unexpected(404)));
    }
}
