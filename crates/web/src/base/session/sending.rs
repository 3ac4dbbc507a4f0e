//! How requests travel: with the token, and again when it was refused.

use super::{KEPT_ME, Renewal, Session, SessionState, Token, fetch};
use crate::kit::browser;
use client::{Client, Method, Request, Response, Transport, TransportError};
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Transport for Session {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let _writing = (request.method != Method::Get).then(|| Writing::begin(self.writes));
        self.carry(&request.path_and_query, async |token| fetch::send(&request, token).await).await
    }
}

/// Counts a request that may change something until it is dropped.
struct Writing(StoredValue<u32>);

impl Writing {
    fn begin(writes: StoredValue<u32>) -> Self {
        writes.try_update_value(|count| *count += 1);
        Self(writes)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.try_update_value(|count| *count = count.saturating_sub(1));
    }
}

impl Session {
    /// Whether something that the user did is on its way to the server.
    pub fn is_writing(self) -> bool {
        self.writes.try_get_value().is_some_and(|count| count > 0)
    }

    /// Carries a request in the way of `send`, which gets the token, and is asked again with another one when that was
    /// refused.
    pub(super) async fn carry(
        self,
        path: &str,
        send: impl AsyncFn(Option<&str>) -> Result<Response, TransportError>,
    ) -> Result<Response, TransportError> {
        if is_public(path) {
            return send(None).await;
        }
        // Without a token the page was opened while the server was away.
        let is_signed_in = || self.state.with_untracked(|state| matches!(state, SessionState::SignedIn(_)));
        let is_over =
            |token: &Option<Token>| token.as_ref().map_or_else(is_signed_in, |token| token.renew_at <= browser::now());
        if self.token.with_value(is_over)
            && let Renewal::Away(reason) = self.renew().await
        {
            return Err(TransportError(reason));
        }
        let mut was_renewed = false;
        loop {
            let token = self.token.get_value();
            let response = send(token.as_ref().map(|token| token.text.as_str())).await?;
            if response.status == 403 && path != ME {
                self.look_at_rights();
            }
            if response.status == 200 && path == ME {
                browser::store(KEPT_ME, str::from_utf8(&response.body).ok());
            }
            if response.status != 401 {
                return Ok(response);
            }
            let renewal = if self.token.get_value() != token {
                // Another request has renewed it while this one was on its way.
                Renewal::Done
            } else if was_renewed {
                Renewal::Refused
            } else {
                self.renew().await
            };
            was_renewed = renewal == Renewal::Done;
            match renewal {
                Renewal::Done => {}
                Renewal::Refused if self.sign_in_again().await => {}
                Renewal::Refused => return Ok(response),
                Renewal::Away(reason) => return Err(TransportError(reason)),
            }
        }
    }

    /// What the page offered was refused: perhaps a role was lost, or a second factor is required now.
    fn look_at_rights(self) {
        spawn_local(async move {
            if let Ok(me) = Client::new(self).get_me().await {
                self.welcome(me);
            }
        });
    }
}

/// Where the account sees itself.
const ME: &str = "/api/me";

/// Whether a call needs no token.
fn is_public(path: &str) -> bool {
    path.starts_with("/api/auth/") || path.starts_with("/api/setup")
}
