//! How long what is begun, or remembered, is kept.

/// Seconds within which a browser must be back from the provider.
pub const FLOW_LIFETIME: i64 = 600;
/// Seconds for which a browser is known that is not used: 400 days, the most that browsers keep a
/// cookie (RFC 6265bis, section 5.5).
pub const DEVICE_LIFETIME: i64 = 400 * 24 * 3600;
/// Seconds for which a secret waits to be confirmed.
pub const SETUP_LIFETIME: i64 = 3600;
