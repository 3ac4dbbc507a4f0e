//! The tables of signing in.

use super::table::{Column, Index, Literal, Table, Unique};

/// The browsers and programs that are signed in.
pub const SESSIONS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("user_id").belongs_to("users", "id"),
        Column::timestamp("created_at"),
        Column::timestamp("last_used_at"),
        Column::timestamp("expires_at"),
        // When the present generation began, by the database's clock.
        Column::timestamp("rotated_at"),
        Column::text("client"),
        Column::big_int("generation"),
        Column::bytes("secret"),
        Column::text("address").default(Literal::Text("")),
    ],
    indexes: &[Index::new("sessions_by_user", &["user_id"]), Index::new("sessions_by_expiry", &["expires_at"])],
    ..Table::named("sessions")
};

/// The keys that access tokens are signed with.
pub const SIGNING_KEYS: Table = Table {
    columns: &[
        Column::text("kid"),
        Column::bytes("secret"),
        Column::timestamp("created_at"),
        Column::timestamp("retired_at").nullable(),
    ],
    primary_key: &["kid"],
    ..Table::named("signing_keys")
};

/// Attempts, counted in windows of time; shared by all servers on one database.
pub const RATE_LIMITS: Table = Table {
    columns: &[Column::text("key"), Column::timestamp("started_at"), Column::big_int("count")],
    primary_key: &["key"],
    indexes: &[Index::new("rate_limits_by_age", &["started_at"])],
    without_rowid: true,
    ..Table::named("rate_limits")
};

/// Browsers that signed in before. A stranger's guesses don't count against them.
pub const KNOWN_DEVICES: Table = Table {
    columns: &[
        Column::bytes("token_hash"),
        Column::uuid("user_id").belongs_to("users", "id"),
        Column::timestamp("last_used_at"),
    ],
    primary_key: &["token_hash"],
    indexes: &[
        Index::new("known_devices_by_user", &["user_id"]),
        Index::new("known_devices_by_age", &["last_used_at"]),
    ],
    without_rowid: true,
    ..Table::named("known_devices")
};

/// What programs use the API with.
pub const API_TOKENS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("user_id").belongs_to("users", "id"),
        // SHA-256 of the token, which itself is stored nowhere.
        Column::bytes("token_hash"),
        Column::text("name"),
        Column::text("scope").check("scope IN ('read', 'write')"),
        Column::timestamp("created_at"),
        Column::timestamp("expires_at"),
        Column::timestamp("last_used_at").nullable(),
    ],
    uniques: &[Unique { name: "api_tokens_token_hash", columns: &["token_hash"] }],
    indexes: &[
        Index::new("api_tokens_by_user", &["user_id", "created_at", "id"]),
        Index::new("api_tokens_by_expiry", &["expires_at"]),
    ],
    ..Table::named("api_tokens")
};

/// The authenticator apps of accounts.
pub const TOTP: Table = Table {
    columns: &[
        Column::uuid("user_id").belongs_to("users", "id"),
        // What its codes are computed from, sealed.
        Column::bytes("secret"),
        Column::timestamp("created_at"),
        // Since when codes are asked for; nothing until the app has shown that it knows the secret.
        Column::timestamp("confirmed_at").nullable(),
        // The time step of the last code that was accepted: no code is accepted twice.
        Column::big_int("last_used_step"),
    ],
    primary_key: &["user_id"],
    indexes: &[Index::new("totp_by_age", &["created_at"])],
    without_rowid: true,
    ..Table::named("totp")
};

/// Codes that take the place of a lost second factor, each once.
pub const RECOVERY_CODES: Table = Table {
    columns: &[
        Column::uuid("user_id").belongs_to("users", "id"),
        // SHA-256 of the code, which itself is stored nowhere.
        Column::bytes("code_hash"),
        Column::timestamp("used_at").nullable(),
    ],
    primary_key: &["user_id", "code_hash"],
    without_rowid: true,
    ..Table::named("recovery_codes")
};

/// Passkeys.
pub const PASSKEYS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("user_id").belongs_to("users", "id"),
        Column::text("name"),
        Column::bytes("credential_id"),
        // The public key with its counter, as the library writes it.
        Column::text("credential"),
        Column::timestamp("created_at"),
        Column::timestamp("last_used_at").nullable(),
    ],
    uniques: &[Unique { name: "passkeys_credential_id", columns: &["credential_id"] }],
    indexes: &[Index::new("passkeys_by_user", &["user_id", "created_at", "id"])],
    ..Table::named("passkeys")
};

/// What passkeys were asked to sign, until they have, for five minutes at the most.
pub const PASSKEY_CHALLENGES: Table = Table {
    columns: &[
        Column::uuid("id"),
        // Whose passkey it must be; nobody's in particular when one signs in without a name.
        Column::uuid("user_id").nullable().belongs_to("users", "id"),
        Column::text("kind").check("kind IN ('registration', 'authentication')"),
        Column::text("state"),
        Column::timestamp("created_at"),
    ],
    indexes: &[
        Index::new("passkey_challenges_by_user", &["user_id"]),
        Index::new("passkey_challenges_by_age", &["created_at"]),
    ],
    ..Table::named("passkey_challenges")
};

/// Browsers that were sent to the provider and have not come back. Digests only: nothing here could finish a sign-in.
pub const OIDC_FLOWS: Table = Table {
    columns: &[
        Column::bytes("state_hash"),
        Column::bytes("browser_hash"),
        // The session whose account is to be linked; none when somebody signs in.
        Column::uuid("session_id").nullable().belongs_to("sessions", "id"),
        Column::text("return_url"),
        Column::timestamp("created_at"),
    ],
    primary_key: &["state_hash"],
    indexes: &[Index::new("oidc_flows_by_session", &["session_id"]), Index::new("oidc_flows_by_age", &["created_at"])],
    without_rowid: true,
    ..Table::named("oidc_flows")
};
