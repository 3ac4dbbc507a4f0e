//! API tokens.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::auth::api_tokens::ApiTokenDraft;
use domain::auth::api_tokens::ApiTokens;
use domain::auth::api_tokens::CreatedApiToken;
use domain::ids::ApiTokenId;

impl<T: Transport> Client<T> {
    /// The API tokens of the account, the newest first.
    pub fn list_api_tokens(&self) -> impl Future<Output = Result<ApiTokens, Error>> {
        self.fetch(Request::new(Method::Get, "/api/me/tokens"))
    }

    /// Makes an API token; it is shown this once.
    pub fn create_api_token(&self, draft: &ApiTokenDraft) -> impl Future<Output = Result<CreatedApiToken, Error>> {
        self.fetch(Request::new(Method::Post, "/api/me/tokens").with_json(draft))
    }

    /// Revokes an API token.
    pub fn delete_api_token(&self, id: ApiTokenId) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/me/tokens/{id}")))
    }
}
