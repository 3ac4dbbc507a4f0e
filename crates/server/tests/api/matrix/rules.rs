//! What everyone may do.

/// What an operation acts on, and who may do it.
pub struct Rule {
    pub operation: &'static str,
    pub on: On,
    pub access: Access,
    /// The status for those who may.
    pub status: u16,
}

#[derive(Clone, Copy, PartialEq)]
pub enum On {
    Nothing,
    Movie,
    BinnedMovie,
    Tag,
    List,
    ListItem,
    Watch,
    View,
    Import,
    Session,
    ApiToken,
    User,
    Invite,
    FailedJob,
    Identity,
    Passkey,
}

/// Who may do something.
#[derive(Clone, Copy, PartialEq)]
pub enum Access {
    /// Everyone, without any token.
    Public,
    /// Every account, and its API tokens when their scope allows the method.
    Account,
    /// Every account that is signed in; no API token.
    SignedIn,
    /// Every admin who is signed in; no API token.
    Admin,
}

/// Who tries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Who {
    Anonymous,
    Expired,
    ExpiredApiToken,
    Other,
    AdminToken,
    Admin,
    ReadToken,
    WriteToken,
    Owner,
}

impl Rule {
    pub fn expected(&self, who: Who, method: &str) -> u16 {
        if self.access == Access::Public {
            return self.status;
        }
        match who {
            Who::Anonymous | Who::Expired | Who::ExpiredApiToken => 401,
            Who::Admin if self.access == Access::Admin => self.status,
            _ if self.access == Access::Admin => 403,
            Who::ReadToken | Who::WriteToken | Who::AdminToken if self.access == Access::SignedIn => 403,
            Who::ReadToken if method != "GET" => 403,
            // What belongs to another account is not found, by an admin neither.
            Who::Other | Who::Admin | Who::AdminToken if self.on != On::Nothing => 404,
            _ => self.status,
        }
    }
}

const fn rule(operation: &'static str, on: On, access: Access, status: u16) -> Rule {
    Rule { operation, on, access, status }
}

const fn account(operation: &'static str, on: On, status: u16) -> Rule {
    rule(operation, on, Access::Account, status)
}

const fn signed_in(operation: &'static str, on: On, status: u16) -> Rule {
    rule(operation, on, Access::SignedIn, status)
}

const fn admin(operation: &'static str, on: On, status: u16) -> Rule {
    rule(operation, on, Access::Admin, status)
}

const fn public(operation: &'static str, status: u16) -> Rule {
    rule(operation, On::Nothing, Access::Public, status)
}

pub const RULES: &[Rule] = &[
    public("get_setup", 200),
    // There is an account already.
    public("create_setup", 409),
    public("restore_backup", 409),
    public("get_login_options", 200),
    public("login", 200),
    // Their token is the cookie, which nobody sends here.
    public("refresh", 401),
    public("logout", 401),
    // Nobody has a link, and registration is closed.
    public("check_link", 403),
    public("register", 403),
    public("reset_password", 403),
    admin("list_users", On::Nothing, 200),
    admin("update_user", On::User, 200),
    admin("delete_user", On::User, 204),
    // It has none.
    admin("delete_second_factors", On::User, 404),
    admin("delete_user_sessions", On::User, 204),
    admin("create_password_reset", On::User, 201),
    admin("export_user", On::User, 200),
    // The account has no name.
    admin("import_user", On::Nothing, 422),
    admin("create_identity", On::User, 201),
    admin("list_invites", On::Nothing, 200),
    admin("create_invite", On::Nothing, 201),
    admin("delete_invite", On::Invite, 204),
    admin("get_settings", On::Nothing, 200),
    admin("update_settings", On::Nothing, 200),
    admin("list_audit_events", On::Nothing, 200),
    admin("list_jobs", On::Nothing, 200),
    admin("retry_job", On::FailedJob, 200),
    admin("list_schedules", On::Nothing, 200),
    // Nothing has a schedule before a worker has started.
    admin("run_schedule", On::Nothing, 404),
    account("list_catalogue_movies", On::Nothing, 200),
    account("get_catalogue_movie", On::Nothing, 404),
    account("get_catalogue_person", On::Nothing, 404),
    account("list_movie_matches", On::Nothing, 200),
    account("get_movie_matches_status", On::Nothing, 200),
    // There is no catalogue.
    account("start_movie_matches", On::Nothing, 409),
    account("match_movie", On::Movie, 422),
    account("dismiss_movie_match", On::Movie, 200),
    account("get_person", On::Nothing, 200),
    account("get_movie_relations", On::Movie, 200),
    account("get_movie_availability", On::Movie, 200),
    account("list_watchlist_releases", On::Nothing, 200),
    account("get_services", On::Nothing, 200),
    account("update_services", On::Nothing, 200),
    account("list_collections", On::Nothing, 200),
    account("get_collection", On::Nothing, 404),
    account("list_best_movies", On::Nothing, 200),
    account("list_discoveries", On::Nothing, 200),
    account("list_discover_dismissals", On::Nothing, 200),
    account("create_discover_dismissal", On::Nothing, 404),
    account("delete_discover_dismissal", On::Nothing, 404),
    admin("get_catalogue", On::Nothing, 200),
    admin("update_catalogue_settings", On::Nothing, 200),
    admin("start_catalogue_update", On::Nothing, 202),
    admin("cancel_catalogue_update", On::Nothing, 200),
    admin("get_tmdb", On::Nothing, 200),
    // An empty one: any other is tried first.
    admin("update_tmdb_token", On::Nothing, 422),
    admin("delete_tmdb_token", On::Nothing, 200),
    admin("start_movie_lookups", On::Nothing, 409),
    admin("list_backups", On::Nothing, 200),
    admin("create_backup", On::Nothing, 202),
    admin("update_backup_schedule", On::Nothing, 200),
    // There is no such file.
    admin("download_backup", On::Nothing, 404),
    admin("delete_backup", On::Nothing, 404),
    // There is no provider here: both end at the login page.
    public("start_oidc", 303),
    public("finish_oidc", 303),
    // This server is reached by an address, where browsers offer no passkeys.
    public("create_passkey_login_options", 409),
    public("login_with_passkey", 409),
    account("get_me", On::Nothing, 200),
    signed_in("list_sessions", On::Nothing, 200),
    signed_in("delete_sessions", On::Nothing, 204),
    signed_in("delete_session", On::Session, 204),
    signed_in("update_password", On::Nothing, 204),
    signed_in("get_second_factors", On::Nothing, 200),
    signed_in("create_totp", On::Nothing, 200),
    // Nothing waits for a code, nor is there anything to delete or to recover from.
    signed_in("confirm_totp", On::Nothing, 409),
    signed_in("delete_totp", On::Nothing, 404),
    signed_in("create_recovery_codes", On::Nothing, 409),
    signed_in("create_passkey_options", On::Nothing, 409),
    signed_in("create_passkey", On::Nothing, 409),
    signed_in("update_passkey", On::Passkey, 204),
    signed_in("delete_passkey", On::Passkey, 204),
    signed_in("delete_me", On::Nothing, 204),
    signed_in("list_api_tokens", On::Nothing, 200),
    signed_in("create_api_token", On::Nothing, 201),
    signed_in("delete_api_token", On::ApiToken, 204),
    signed_in("list_identities", On::Nothing, 200),
    // There is no provider here.
    signed_in("link_identity", On::Nothing, 404),
    signed_in("delete_identity", On::Identity, 204),
    account("list_movies", On::Nothing, 200),
    account("create_movie", On::Nothing, 201),
    account("get_movie", On::Movie, 200),
    account("replace_movie", On::Movie, 200),
    account("update_movie", On::Movie, 200),
    account("delete_movie", On::Movie, 204),
    // There is no such film, so none is changed.
    account("change_movies", On::Nothing, 200),
    account("list_views", On::Nothing, 200),
    account("create_view", On::Nothing, 201),
    account("update_view", On::View, 200),
    account("delete_view", On::View, 200),
    // There is no film to pick.
    account("pick_movie", On::Nothing, 404),
    // The film isn't on the watchlist.
    account("move_on_watchlist", On::Movie, 409),
    account("list_watchlists", On::Nothing, 200),
    // They share nothing.
    account("list_common_movies", On::User, 404),
    account("get_preferences", On::Nothing, 200),
    signed_in("update_preferences", On::Nothing, 200),
    // An address that nothing is fetched from.
    account("update_poster", On::Movie, 422),
    account("update_backdrop", On::Movie, 422),
    // It has none.
    account("delete_poster", On::Movie, 404),
    account("delete_backdrop", On::Movie, 404),
    // There is no such picture.
    public("get_image", 404),
    account("list_trash", On::Nothing, 200),
    account("restore_movie", On::BinnedMovie, 200),
    account("erase_movie", On::BinnedMovie, 204),
    account("list_companions", On::Nothing, 200),
    account("list_genres", On::Nothing, 200),
    account("get_statistics", On::Nothing, 200),
    account("list_year_links", On::Nothing, 200),
    // No year is called that.
    signed_in("create_year_link", On::Nothing, 404),
    account("delete_year_link", On::Nothing, 404),
    public("get_shared_year", 404),
    account("export", On::Nothing, 422),
    account("list_imports", On::Nothing, 200),
    // The file is empty.
    account("create_import", On::Nothing, 422),
    // The server fetches nothing from there.
    account("fetch_import", On::Nothing, 422),
    account("get_import", On::Import, 200),
    account("list_import_rows", On::Import, 200),
    account("get_import_report", On::Import, 200),
    // It hasn't been read yet.
    account("update_import", On::Import, 409),
    account("update_import_rows", On::Import, 409),
    account("apply_import", On::Import, 409),
    account("delete_import", On::Import, 204),
    account("list_places", On::Nothing, 200),
    account("list_tags", On::Nothing, 200),
    account("rename_tag", On::Tag, 200),
    account("delete_tag", On::Tag, 200),
    account("list_lists", On::Nothing, 200),
    account("create_list", On::Nothing, 201),
    account("get_list", On::List, 200),
    account("update_list", On::List, 200),
    account("delete_list", On::List, 200),
    signed_in("create_list_link", On::List, 201),
    account("delete_list_link", On::List, 200),
    account("list_list_items", On::List, 200),
    // There is no such film.
    account("create_list_items", On::List, 422),
    account("update_list_order", On::List, 200),
    account("update_list_item", On::ListItem, 200),
    account("delete_list_item", On::ListItem, 200),
    // Nobody has a link.
    public("get_shared_list", 404),
    public("list_shared_list_items", 404),
    account("list_ratings", On::Movie, 200),
    account("list_movie_watches", On::Movie, 200),
    account("create_watch", On::Movie, 201),
    account("get_watch", On::Watch, 200),
    account("update_watch", On::Watch, 200),
    account("delete_watch", On::Watch, 200),
    account("list_watches", On::Nothing, 200),
    account("log_movie", On::Nothing, 201),
    account("list_changes", On::Nothing, 200),
    account("follow_changes", On::Nothing, 200),
    // There is no such change.
    account("undo", On::Nothing, 404),
];
