//! Accounts: setting up, one's own, and those of others.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::accounts::users::Me;
use domain::accounts::users::RestoredBackup;
use domain::accounts::users::SetupDraft;
use domain::accounts::users::SetupState;
use domain::accounts::users::UserInfo;
use domain::accounts::users::UserPatch;
use domain::accounts::users::UsersQuery;
use domain::auth::passwords::ProofDraft;
use domain::ids::UserId;
use domain::pages::Page;
use domain::pages::PageQuery;
use domain::queries::ListQuery;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

impl<T: Transport> Client<T> {
    /// Whether the first account still has to be created.
    pub fn get_setup(&self) -> impl Future<Output = Result<SetupState, Error>> {
        self.fetch(Request::new(Method::Get, "/api/setup"))
    }

    /// Makes the first account.
    pub fn create_setup(&self, draft: &SetupDraft) -> impl Future<Output = Result<Me, Error>> {
        self.fetch(Request::new(Method::Post, "/api/setup").with_json(draft))
    }

    /// Restores a backup in place of creating the first account, with the secret key of the server that it comes from, if
    /// that is another one, and its passphrase, if it is encrypted.
    pub fn restore_backup(
        &self,
        file: Vec<u8>,
        token: &str,
        secret_key: Option<&str>,
        passphrase: Option<&str>,
    ) -> impl Future<Output = Result<RestoredBackup, Error>> {
        let request = Request::new(Method::Post, "/api/setup/restore").with_query([("token", token.to_owned())]);
        let passphrase = passphrase.map(|words| utf8_percent_encode(words, NON_ALPHANUMERIC).to_string());
        let request =
            request.with_header("x-secret-key", secret_key).with_header("x-passphrase", passphrase.as_deref());
        self.fetch(request.with_bytes(file))
    }

    /// Who is signed in.
    pub fn get_me(&self) -> impl Future<Output = Result<Me, Error>> {
        self.fetch(Request::new(Method::Get, "/api/me"))
    }

    /// Deletes the account with everything in it.
    pub fn delete_me(&self, draft: &ProofDraft) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Post, "/api/me/deletion").with_json(draft))
    }

    /// One page of the accounts, by name.
    pub fn list_users(
        &self,
        query: &UsersQuery,
        page: &PageQuery,
    ) -> impl Future<Output = Result<Page<UserInfo>, Error>> {
        let request = Request::new(Method::Get, "/api/users");
        self.fetch(request.with_query(query.to_pairs()).with_query(page.to_pairs()))
    }

    /// Changes an account's role, disables it or enables it.
    pub fn update_user(&self, id: UserId, patch: &UserPatch) -> impl Future<Output = Result<UserInfo, Error>> {
        self.fetch(Request::new(Method::Patch, format!("/api/users/{id}")).with_json(patch))
    }

    /// Deletes an account with everything in it.
    pub fn delete_user(&self, id: UserId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/users/{id}")))
    }

    /// Takes an account's second factors away.
    pub fn delete_second_factors(&self, id: UserId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/users/{id}/second-factors")))
    }

    /// Ends an account's sessions and API tokens.
    pub fn delete_user_sessions(&self, id: UserId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/users/{id}/sessions")))
    }
}
