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
    /// Names a film of one owner.
    MovieId,
    /// Names an API token.
    ApiTokenId,
    /// Names an invite.
    InviteId,
    /// Names a passkey of an account.
    PasskeyId,
    /// Names a challenge that a passkey is to answer.
    PasskeyChallengeId,
    /// Names an account.
    UserId,
    /// Names one viewing of a film.
    WatchId,
    /// Names an identity at an OpenID provider.
    IdentityId,
    /// Names a job of the queue.
    JobId,
    /// Names one signed-in browser or program.
    SessionId,
}
