//! What can come instead of an answer of PostgreSQL.

use super::answer;
use crate::error::Error;
use tokio_postgres::error::SqlState;

/// What can come instead of an answer.
pub enum Failure {
    Driver(tokio_postgres::Error),
    Parameters,
    Statement(String),
    Silence,
}

impl From<answer::Failure> for Failure {
    fn from(failure: answer::Failure) -> Self {
        match failure {
            answer::Failure::Statement(text) => Self::Statement(text),
            answer::Failure::Driver(error) => Self::Driver(error),
        }
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Driver(error)
    }
}

impl Failure {
    /// Whether the connection is of no more use: the server is silent, became a standby, or knows
    /// our prepared statements by an older schema.
    pub fn breaks_connection(&self) -> bool {
        match self {
            Self::Driver(error) => {
                let useless = [&SqlState::READ_ONLY_SQL_TRANSACTION, &SqlState::FEATURE_NOT_SUPPORTED];
                error.is_closed() || error.code().is_some_and(|code| useless.contains(&code))
            }
            Self::Parameters | Self::Statement(_) => false,
            Self::Silence => true,
        }
    }

    pub fn into_error(self) -> Error {
        match self {
            Self::Driver(error) => error.into(),
            Self::Parameters => Error::Database("a statement has other parameters than values".to_owned()),
            Self::Statement(text) => Error::Statement(text),
            Self::Silence => Error::Unavailable("the server does not answer".to_owned()),
        }
    }
}
