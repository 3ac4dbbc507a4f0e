//! Signing in with a passkey: instead of a password, or after it.

use super::ceremony::{ask, is_in_time, read_answer, verify};
use super::relying_party::required;
use crate::auth::sign_in::{Entry, sign_in};
use crate::error::{ApiError, Result};
use crate::request::cookies::Cookie;
use crate::request::extract::Json;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::request::origins::SameOrigin;
use crate::security::client_info::ClientInfo;
use crate::security::rate_limits::Attempts;
use crate::security::secrets::hash_of;
use crate::state::State;
use axum::response::{IntoResponse, Response};
use domain::accounts::audit_events::EventKind;
use domain::auth::passkeys::{CHALLENGE_LIFETIME, PasskeyLoginDraft};
use domain::auth::sessions::AccessToken;
use domain::challenges::PasskeyOptions;
use domain::ids::PasskeyChallengeId;
use domain::problems::{Problem, ProblemKind};
use domain::times::Timestamp;
use http::HeaderMap;
use storage::Tx;
use storage::auth::known_devices::use_device;
use storage::auth::passkeys::{self as stored, Challenge, ChallengeKind, Passkey};
use storage::users::{User, find_user};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(create_passkey_login_options)).routes(routes!(login_with_passkey))
}

/// Start signing in with a passkey: returns what to ask the browser for.
#[utoipa::path(post, path = "/api/auth/passkey/options", tag = SESSIONS, security(()), responses(
    (status = 200, body = PasskeyOptions),
    (status = 409, body = Problem, description = "Passkeys can't be used at this address."),
    (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
))]
async fn create_passkey_login_options(
    state: State,
    _: SameOrigin,
    from: ClientInfo,
    headers: HeaderMap,
) -> Result<axum::Json<PasskeyOptions>> {
    let party = required(&state.config, &headers)?;
    let now = state.clock.now();
    if let Some(excess) = state.count(&Attempts::of_passkey(&from)).await? {
        return Err(excess.into());
    }
    let (options, id, challenge) = ask(&state, &party, None, now)?;
    state
        .store
        .write(move |tx| {
            // So that there are never more than those of the last minutes.
            stored::delete_expired_challenges(tx, now.plus_seconds(-CHALLENGE_LIFETIME))?;
            stored::insert_challenge(tx, id, ChallengeKind::Authentication, &challenge)
        })
        .await?;
    Ok(axum::Json(options))
}

/// Sign in with a passkey: returns an access token, and a refresh token in a cookie.
#[utoipa::path(post, path = "/api/auth/passkey", tag = SESSIONS, request_body = PasskeyLoginDraft, security(()),
    responses(
        (status = 200, body = AccessToken),
        (status = 401, body = Problem, description = "The passkey is unknown, or its answer is wrong or too late."),
        (status = 409, body = Problem, description = "Passkeys can't be used at this address."),
        (status = 429, body = Problem, description = "Too many attempts. `Retry-After` says when to try again."),
    ))]
async fn login_with_passkey(
    state: State,
    _: SameOrigin,
    from: ClientInfo,
    headers: HeaderMap,
    body: Json,
) -> Result<Response> {
    let (challenge_id, answer) = body.parse(PasskeyLoginDraft::parse)?;
    let party = required(&state.config, &headers)?;
    let attempts = Attempts::of_passkey_answer(&from);
    if let Some(excess) = state.count(&attempts).await? {
        return Err(excess.into());
    }
    let (answer, now) = (read_answer(&answer), state.clock.now());
    let shown = Shown {
        challenge_id,
        credential_id: answer.as_ref().map(|answer| answer.get_credential_id().to_vec()),
        device: Cookie::Device.get(&headers, state.config.is_secure()).map(|token| hash_of(&token).to_vec()),
    };
    let Found { challenge, owned, is_known_device } = state.store.write(move |tx| find(tx, shown, now)).await?;
    let challenge = challenge.filter(|challenge| is_in_time(challenge, now));
    let name = owned.as_ref().map(|(_, user)| user.username.clone());
    let verified = match (answer, challenge, owned) {
        (Some(answer), Some(challenge), Some((passkey, user))) => {
            verify(&party, &answer, &challenge, &passkey).map(|credential| (passkey, user, credential))
        }
        (_, None, _) => Err("its challenge has expired, or was answered already".to_owned()),
        _ => Err("it is not known".to_owned()),
    };
    let (passkey, user, credential) = match verified {
        Ok(verified) => verified,
        Err(reason) => {
            tracing::info!(%reason, "a passkey was refused");
            state.note_refusal(&from, EventKind::PasskeyRefused, name.as_deref()).await?;
            return Err(refused());
        }
    };
    let entry = Entry { from: &from, headers: &headers, user, factors: None, is_known_device };
    let granted = sign_in(&state, entry, move |tx| {
        // Somebody else may have used it, or its owner deleted it, a moment ago.
        if stored::use_passkey(tx, &passkey, &credential, now)? { Ok(()) } else { Err(refused()) }
    });
    let granted = granted.await?;
    state.rate_limits.forgive(&state.store, &attempts).await?;
    Ok(granted.into_response())
}

/// What a browser shows.
struct Shown {
    challenge_id: PasskeyChallengeId,
    credential_id: Option<Vec<u8>>,
    /// The digest of the token by which an account may know the browser.
    device: Option<Vec<u8>>,
}

/// What is known of it.
#[derive(Default)]
struct Found {
    challenge: Option<Challenge>,
    /// The passkey and its account, unless that is disabled.
    owned: Option<(Passkey, User)>,
    is_known_device: bool,
}

/// Finds what was shown; the challenge is gone then, whatever comes of it.
fn find(tx: &mut Tx, shown: Shown, now: Timestamp) -> Result<Found, storage::Error> {
    let challenge = stored::take_challenge(tx, shown.challenge_id, ChallengeKind::Authentication)?;
    let passkey = shown.credential_id.map(|id| stored::find_passkey(tx, &id)).transpose()?.flatten();
    let Some(passkey) = passkey else { return Ok(Found { challenge, ..Found::default() }) };
    let is_known_device = match shown.device {
        Some(token) => use_device(tx, passkey.user_id, &token, now)?,
        None => false,
    };
    let user = find_user(tx, passkey.user_id)?.filter(|user| user.disabled_at.is_none());
    Ok(Found { challenge, owned: user.map(|user| (passkey, user)), is_known_device })
}

fn refused() -> ApiError {
    let detail = "This passkey was not accepted: it is not known here, or it took longer than five minutes. \
        Try again, or sign in with your password.";
    ApiError::new(ProblemKind::InvalidCredentials, detail)
}
