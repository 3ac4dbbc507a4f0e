//! Signing in: passwords, second factors, sessions and API tokens.

pub mod api_tokens;
pub mod passkeys;
pub mod passwords;
pub mod second_factors;
pub mod sessions;
