//! What can go wrong in the database, and which of the drivers' errors mean that.

use deadpool_postgres::PoolError;
use rusqlite::ErrorCode;
use std::path::PathBuf;
use tokio_postgres::error::SqlState;

/// Why the last admin stays, and what to do.
pub const LAST_ADMIN: &str = "This is the last admin who can sign in. Make another account an admin first.";

/// What went wrong. No text in here has a stored value or a password in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The database is busy or away, or the statement took too long: worth another try in a while.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The disk of the database is full.
    #[error("the disk of the database is full: free some space on it, and try again")]
    Full,
    /// The database's file is not the one any more that was opened.
    #[error("{} was moved, deleted or replaced while it was in use", .0.display())]
    FileLost(PathBuf),
    /// A page's cursor is not one that this list gave out.
    #[error("the cursor does not belong to this list")]
    BadCursor,
    /// The schema or the database itself is of a version that this program can't work with; the
    /// text says what to do.
    #[error("{0}")]
    Schema(String),
    /// The database's secrets are sealed with another key.
    #[error("the database's secrets are sealed with another secret key than the one given")]
    WrongKey,
    /// A backup is encrypted, and there is no passphrase to open it with.
    #[error("the backup is encrypted: it needs its passphrase")]
    NoPassphrase,
    /// A backup is encrypted with another passphrase.
    #[error("this isn't the passphrase that the backup was encrypted with")]
    WrongPassphrase,
    /// The account that a row was to belong to is gone.
    #[error("the account is gone")]
    OwnerGone,
    /// Nobody could manage accounts any more.
    #[error("{LAST_ADMIN}")]
    LastAdmin,
    /// Why there is no backup, or nothing was restored or copied; the text says what to do.
    #[error("{0}")]
    Transfer(String),
    /// What is wrong with a statement that somebody typed. This text may name values.
    #[error("{0}")]
    Statement(String),
    /// A URL of a database that says something that can't be.
    #[error("the database URL: {0}")]
    Url(String),
    /// Anything else that the database did not accept.
    #[error("the database failed: {0}")]
    Database(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(failure, message) => {
                // SQLite's messages name tables and columns, never values.
                let message = message.clone().unwrap_or_else(|| failure.to_string());
                match failure.code {
                    ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Unavailable(message),
                    ErrorCode::DiskFull => Self::Full,
                    // The file of the locks beside the database could not be made longer.
                    _ if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => Self::Full,
                    _ if failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Self::OwnerGone,
                    _ => Self::Database(format!("{message} (SQLite error {})", failure.extended_code)),
                }
            }
            rusqlite::Error::SqlInputError { error: failure, msg, .. } => {
                Self::Database(format!("{msg} (SQLite error {})", failure.extended_code))
            }
            other => Self::Database(other.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(failure) = error.as_db_error() else {
            // Without an answer of the server it is the connection (closed, refused, cut off, too
            // slow), unless the driver did not like a value.
            let source = std::error::Error::source(&error);
            let connection = source.is_none_or(<dyn std::error::Error>::is::<std::io::Error>);
            let kind = if connection { Self::Unavailable } else { Self::Database };
            return kind(cause(&error));
        };
        let state = failure.code();
        let class = state.code().get(..2).unwrap_or_default();
        // The message of a data error (22) quotes the value, as every detail does.
        let message = match class {
            "22" => format!("SQLSTATE {}", state.code()),
            _ => format!("{} (SQLSTATE {})", failure.message(), state.code()),
        };
        let temporary = [
            &SqlState::QUERY_CANCELED,
            &SqlState::LOCK_NOT_AVAILABLE,
            &SqlState::T_R_DEADLOCK_DETECTED,
            &SqlState::T_R_SERIALIZATION_FAILURE,
            &SqlState::READ_ONLY_SQL_TRANSACTION,
            &SqlState::ADMIN_SHUTDOWN,
            &SqlState::CRASH_SHUTDOWN,
            &SqlState::CANNOT_CONNECT_NOW,
            &SqlState::TOO_MANY_CONNECTIONS,
            &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        ];
        if *state == SqlState::DISK_FULL {
            Self::Full
        } else if *state == SqlState::FOREIGN_KEY_VIOLATION {
            Self::OwnerGone
        } else if class == "08" || temporary.contains(&state) {
            Self::Unavailable(message)
        } else {
            Self::Database(message)
        }
    }
}

impl From<PoolError> for Error {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(_) => Self::Unavailable("no connection became free in time".to_owned()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

/// An error with what is behind it: "error connecting to server: connection refused".
fn cause(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        source = inner.source();
    }
    text
}
