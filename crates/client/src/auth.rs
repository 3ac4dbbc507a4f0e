//! The calls about signing in.

mod api_tokens;
mod passkeys;
mod passwords;
mod second_factors;
mod sessions;
