//! Ids: UUIDs of version 7 (RFC 9562), so that newer rows sort after older ones.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// The id of a film.
    MovieId,
    /// The id of an API token.
    ApiTokenId,
    /// The id of an invite.
    InviteId,
    /// The id of a passkey.
    PasskeyId,
    /// The id of a challenge for a passkey.
    PasskeyChallengeId,
    /// The id of an account.
    UserId,
    /// The id of a watch.
    WatchId,
    /// The id of an identity at an OpenID provider.
    IdentityId,
    /// The id of an import.
    ImportId,
    /// The id of a job.
    JobId,
    /// The id of a list of films.
    ListId,
    /// The id of a session.
    SessionId,
    /// The id of a change that can be taken back.
    UndoId,
    /// The id of a saved view.
    ViewId,
}
