//! What signing in needs: sessions, second factors, API tokens, counts of attempts.

pub mod api_tokens;
pub mod known_devices;
pub mod oidc_flows;
pub mod passkeys;
pub mod rate_limits;
pub mod recovery_codes;
pub mod second_factors;
pub mod sessions;
pub mod signing_keys;
pub mod totp;
