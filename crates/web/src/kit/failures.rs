//! What to tell people when a call failed.

use client::Error;
use domain::problems::ProblemKind;

/// One or two sentences: what happened, and what to do.
pub fn describe(error: &Error) -> String {
    match error {
        Error::Transport(_) => "The server can't be reached. Check the connection, then try again.".to_owned(),
        Error::Unexpected { status, .. } => {
            format!("Something between you and the server answered instead (status {status}). Try again in a moment.")
        }
        Error::Problem(problem) if problem.kind() == Some(ProblemKind::Internal) => {
            "Something went wrong on the server. Try again in a moment.".to_owned()
        }
        Error::Problem(problem) => problem.message().to_owned(),
    }
}

/// Whether the film is gone: deleted here or in another window.
pub fn is_gone(error: &Error) -> bool {
    error.kind() == Some(ProblemKind::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use client::TransportError;
    use domain::problems::Problem;

    #[test]
    fn no_failure_is_told_in_the_words_of_a_machine() {
        let away = Error::Transport(TransportError("TypeError: Failed to fetch".to_owned()));
        assert!(describe(&away).starts_with("The server can't be reached."));
        let proxy = Error::Unexpected { status: 502, message: "expected value at line 1".to_owned() };
        assert!(describe(&proxy).contains("status 502"));
    }

    #[test]
    fn the_servers_own_reason_is_passed_on() {
        let problem = Problem::new(ProblemKind::Unavailable).with_detail("The server is busy.");
        assert_eq!(describe(&Error::Problem(problem)), "The server is busy.");
    }
}
