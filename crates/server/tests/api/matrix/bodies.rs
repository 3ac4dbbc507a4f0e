//! What operations are sent.

use crate::support::PASSWORD;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

static NAMES: AtomicU32 = AtomicU32::new(0);

const NO_CHALLENGE: &str = "0192f0c1-2d5c-7a6e-8a7d-0242ac120002";

pub fn body_of(operation: &str) -> Option<Value> {
    Some(match operation {
        "create_movie" | "replace_movie" | "update_movie" => json!({"title": "M"}),
        "fetch_import" => json!({"address": "http://127.0.0.1/", "token": "x"}),
        "update_import" => json!({}),
        "update_import_rows" => json!({"state": "ready", "taken": true}),
        "change_movies" => json!({"ids": [NO_CHALLENGE], "change": {"liked": true}}),
        // No two have the same name.
        "create_view" | "update_view" => json!({"name": format!("V {}", NAMES.fetch_add(1, Ordering::Relaxed))}),
        "move_on_watchlist" => json!({"after": null}),
        "update_preferences" => json!({"shares_watchlist": true}),
        "update_services" => json!({"services": ["Mubi"]}),
        "update_poster" | "update_backdrop" => json!({"url": "http://127.0.0.1/"}),
        "rename_tag" => json!({"name": "society"}),
        "create_list" | "update_list" => json!({"name": "L"}),
        "create_list_items" => json!({"movie_ids": [NO_CHALLENGE]}),
        "update_list_order" => json!({"movie_ids": []}),
        "update_list_item" => json!({"note": "N"}),
        "undo" => json!({"undo": NO_CHALLENGE}),
        "log_movie" => json!({"movie": {"title": "M"}}),
        "create_watch" | "update_watch" => json!({"rating": 4}),
        "login" => json!({"username": "ana", "password": PASSWORD}),
        "create_setup" => json!({"token": "x", "username": "eve", "password": PASSWORD}),
        "update_password" => json!({"current_password": PASSWORD, "new_password": "another horse battery"}),
        "create_api_token" => json!({"name": "A script"}),
        "check_link" => json!({"token": "x"}),
        "register" => json!({"username": "eve", "password": PASSWORD}),
        "reset_password" => json!({"token": "x", "password": PASSWORD}),
        "export_user" => json!({"format": "json"}),
        "update_user" => json!({"role": "admin"}),
        "create_invite" => json!({"role": "member"}),
        "update_settings" => json!({
            "registration_open": false,
            "second_factor_required": false,
            "session_idle_days": 14,
            "audit_retention_days": 400,
        }),
        "update_backup_schedule" => json!({"interval_hours": 24, "keep": 7}),
        "match_movie" => json!({"candidate": "tt0113277"}),
        "update_catalogue_settings" => json!({"shorts": true}),
        // Without one, none is asked whether it is good.
        "update_tmdb_token" => json!({"token": ""}),
        "start_catalogue_update" => json!({"accepts_terms": true}),
        "create_identity" => json!({"issuer": "https://id.example", "subject": "sub-ana"}),
        "delete_me"
        | "download_backup"
        | "link_identity"
        | "create_totp"
        | "delete_totp"
        | "create_recovery_codes"
        | "create_passkey_options"
        | "delete_passkey"
        | "delete_identity" => json!({"password": PASSWORD}),
        "confirm_totp" => json!({"code": "123456"}),
        "update_passkey" => json!({"name": "My key"}),
        "create_passkey" => json!({"challenge_id": NO_CHALLENGE, "name": "My key", "credential": {}}),
        "login_with_passkey" => json!({"challenge_id": NO_CHALLENGE, "credential": {}}),
        _ => return None,
    })
}
