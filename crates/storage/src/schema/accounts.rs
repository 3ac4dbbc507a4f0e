//! The tables of accounts.

use super::table::{Check, Column, Index, Literal, Table, Triggers, Unique};

/// Accounts.
pub const USERS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::text("username"),
        // As it is compared; see domain::users::fold_username.
        Column::text("username_folded"),
        // None when it signs in through a provider or by a passkey alone.
        Column::text("password_hash").nullable(),
        Column::text("role").check("role IN ('admin', 'member')"),
        Column::timestamp("created_at"),
        Column::timestamp("disabled_at").nullable(),
        // The films that are not in the trash: the total of a list without filters.
        Column::big_int("movie_count").default(Literal::Int(0)).check("movie_count >= 0"),
        Column::timestamp("last_login_at").nullable(),
        // Whether others who share theirs see which films both want to watch.
        Column::bool("shares_watchlist").default(Literal::Bool(false)),
        Column::text("rating_scale")
            .default(Literal::Text("five_stars"))
            .check("rating_scale IN ('five_stars', 'ten_points', 'hundred_points')"),
        // Of film titles, with the country; none for what the browser asks for.
        Column::text("language").nullable(),
        Column::text("region").nullable(),
    ],
    uniques: &[Unique { name: "users_username", columns: &["username_folded"] }],
    triggers: Triggers { sqlite: &["users_counted"], postgres: &["users_counted"] },
    ..Table::named("users")
};

/// The one-time token that makes the first account; one row or none.
pub const SETUP: Table =
    Table { columns: &[Column::small_int("id").check("id = 1"), Column::text("token")], ..Table::named("setup") };

/// Replies to requests that came with an Idempotency-Key, for when they come again.
pub const IDEMPOTENCY_KEYS: Table = Table {
    columns: &[
        Column::uuid("owner_id").belongs_to("users", "id"),
        Column::text("key"),
        Column::bytes("fingerprint"),
        Column::timestamp("created_at"),
        Column::int("status").default(Literal::Int(0)),
        Column::text("location").nullable(),
        Column::text("etag").nullable(),
        Column::text("body").default(Literal::Text("")),
    ],
    primary_key: &["owner_id", "key"],
    indexes: &[Index::new("idempotency_keys_by_age", &["created_at"])],
    without_rowid: true,
    ..Table::named("idempotency_keys")
};

/// What was done to accounts, and by whom. Names stay when the account is gone.
pub const AUDIT_EVENTS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::timestamp("created_at"),
        Column::text("event"),
        Column::text("actor").nullable(),
        Column::text("subject").nullable(),
        Column::text("address"),
        Column::text("client"),
        // Repeated refusals stand in one line.
        Column::big_int("count").check("count >= 1"),
        // Counted up from 1 without a gap.
        Column::big_int("seq"),
        // A keyed digest of this line and the one before.
        Column::bytes("mac"),
    ],
    uniques: &[Unique { name: "audit_events_seq", columns: &["seq"] }],
    indexes: &[
        Index::new("audit_events_by_time", &["created_at", "id"]),
        // For the log of one event alone.
        Index::new("audit_events_by_event", &["event", "created_at", "id"]),
    ],
    // They keep the log append-only.
    triggers: Triggers {
        sqlite: &["audit_events_are_kept", "audit_events_are_unchanged"],
        postgres: &["audit_events_are_kept", "audit_events_are_not_truncated"],
    },
    ..Table::named("audit_events")
};

/// Where the audit log begins and ends. One row.
pub const AUDIT_HEAD: Table = Table {
    columns: &[
        Column::small_int("id").check("id = 1"),
        // The number of the last line.
        Column::big_int("seq"),
        Column::bytes("mac"),
        // The number of the last line that was pruned.
        Column::big_int("pruned_seq"),
        Column::bytes("pruned_mac"),
        Column::bytes("seal"),
        // Whether lines are being chained for the first time.
        Column::bool("is_open"),
    ],
    ..Table::named("audit_head")
};

/// What tells whether a secret key is the right one, and the key of the audit log, which is sealed with it. One row,
/// once the secrets are sealed.
pub const SECRET_KEYS: Table = Table {
    columns: &[Column::small_int("id").check("id = 1"), Column::bytes("check_value"), Column::bytes("audit_key")],
    ..Table::named("secret_keys")
};

/// What admins decide for the whole site. One row.
pub const SETTINGS: Table = Table {
    columns: &[
        Column::small_int("id").check("id = 1"),
        Column::bool("registration_open"),
        Column::bool("second_factor_required").default(Literal::Bool(false)),
        Column::big_int("session_idle_days").default(Literal::Int(14)).check("session_idle_days BETWEEN 1 AND 30"),
        Column::big_int("audit_retention_days")
            .default(Literal::Int(400))
            .check("audit_retention_days BETWEEN 30 AND 3650"),
        // None when no backups are made by themselves, or only as the options of a server say.
        Column::big_int("backup_interval_hours").nullable().check("backup_interval_hours BETWEEN 1 AND 8784"),
        Column::big_int("backup_keep").default(Literal::Int(7)).check("backup_keep BETWEEN 1 AND 1000"),
        // What each server's catalogue of films is built from; none for IMDb's own address.
        Column::text("catalogue_location").nullable(),
        Column::bool("catalogue_tv_movies").default(Literal::Bool(true)),
        Column::bool("catalogue_videos").default(Literal::Bool(true)),
        Column::bool("catalogue_shorts").default(Literal::Bool(false)),
        Column::bool("catalogue_documentaries").default(Literal::Bool(true)),
        Column::bool("catalogue_adult").default(Literal::Bool(false)),
        // With commas between them; none for all.
        Column::text("catalogue_languages").nullable(),
        Column::big_int("catalogue_interval_days").nullable().check("catalogue_interval_days BETWEEN 1 AND 366"),
        // Servers whose catalogue is older build it anew.
        Column::timestamp("catalogue_requested_at").nullable(),
        Column::timestamp("catalogue_cancelled_at").nullable(),
        Column::timestamp("catalogue_terms_accepted_at").nullable(),
        // The catalogues that films were matched with last, one a line.
        Column::text("matched_catalogues").default(Literal::Text("")),
        // The token for TMDB that an admin has entered, sealed.
        Column::bytes("tmdb_token").nullable(),
        // Whether films that are added are looked up: where there is a token, here or in the options of a server.
        Column::bool("looks_up_movies").default(Literal::Bool(false)),
    ],
    ..Table::named("settings")
};

/// Links that work once. One that was used or withdrawn is deleted; those of an admin go with them.
pub const ONE_TIME_LINKS: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::text("kind").check("kind IN ('invite', 'password_reset')"),
        // SHA-256 of the token, which itself is stored nowhere.
        Column::bytes("token_hash"),
        // Whose password is reset; nobody's by an invite.
        Column::uuid("user_id").nullable().belongs_to("users", "id"),
        // What an invite's account may do.
        Column::text("role").nullable().check("role IN ('admin', 'member')"),
        Column::uuid("created_by").belongs_to("users", "id"),
        Column::timestamp("created_at"),
        Column::timestamp("expires_at"),
    ],
    uniques: &[Unique { name: "one_time_links_token_hash", columns: &["token_hash"] }],
    checks: &[Check("(kind = 'invite') = (user_id IS NULL) AND (kind = 'invite') = (role IS NOT NULL)")],
    indexes: &[
        Index::new("one_time_links_by_user", &["user_id"]),
        Index::new("one_time_links_by_creator", &["created_by"]),
        Index::new("one_time_links_by_expiry", &["expires_at"]),
    ],
    ..Table::named("one_time_links")
};

/// Who an account is at an OpenID provider.
pub const IDENTITIES: Table = Table {
    columns: &[
        Column::uuid("id"),
        Column::uuid("user_id").belongs_to("users", "id"),
        Column::text("issuer"),
        Column::text("subject"),
        Column::timestamp("created_at"),
        Column::timestamp("last_login_at").nullable(),
    ],
    uniques: &[Unique { name: "identities_subject", columns: &["issuer", "subject"] }],
    indexes: &[Index::new("identities_by_user", &["user_id", "created_at", "id"])],
    ..Table::named("identities")
};
