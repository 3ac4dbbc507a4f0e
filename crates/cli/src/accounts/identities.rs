//! `movietracker user link` and `unlink`.

use super::users::{event, find_user};
use anyhow::{Result, bail};
use clap::Args;
use domain::accounts::audit_events::EventKind;
use domain::accounts::identities::{Identity, IdentityDraft};
use domain::ids::IdentityId;
use domain::problems::Problem;
use server::clock::Clock;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::identities;
use storage::{Error, Store};

/// Whom a provider means.
#[derive(Args)]
pub struct IdentityOptions {
    /// The account's name.
    username: String,
    /// What the provider calls the person: the claim `sub`.
    subject: String,
    /// The provider, spelled exactly as it calls itself.
    #[arg(long, env = "MOVIETRACKER_OIDC_ISSUER", value_name = "URL")]
    issuer: String,
}

impl IdentityOptions {
    fn parse(&self) -> Result<(String, String)> {
        let draft = IdentityDraft { issuer: Some(self.issuer.clone()), subject: self.subject.clone() };
        Ok(draft.parse(None).map_err(Problem::from)?)
    }
}

/// Links a sign-in through a provider with an account.
pub async fn link(store: &Store, options: IdentityOptions) -> Result<()> {
    let user = find_user(store, &options.username).await?;
    let (issuer, subject) = options.parse()?;
    let clock = Clock::system();
    let id = IdentityId(clock.id());
    let identity = Identity { id, issuer, subject, created_at: clock.now(), last_login_at: None };
    let event = event(EventKind::IdentityLinked, &user.username);
    let linked = store.write::<_, Error, _>(move |tx| {
        let linked = identities::insert_identity(tx, user.id, &identity)?;
        if linked {
            insert_audit_event(tx, &event)?;
        }
        Ok(linked)
    });
    if !linked.await? {
        bail!("this sign-in is already linked to an account");
    }
    println!("{} can sign in through the provider.", user.username);
    Ok(())
}

/// Unlinks a sign-in from an account; its sessions go on.
pub async fn unlink(store: &Store, options: IdentityOptions) -> Result<()> {
    let user = find_user(store, &options.username).await?;
    let (issuer, subject) = options.parse()?;
    let event = event(EventKind::IdentityUnlinked, &user.username);
    let unlinked = store.write::<_, Error, _>(move |tx| {
        let found = identities::find_identity(tx, &issuer, &subject)?.filter(|(_, owner)| owner.id == user.id);
        let Some((identity, _)) = found else { return Ok(false) };
        insert_audit_event(tx, &event)?;
        identities::delete_identity(tx, user.id, identity.id)
    });
    if !unlinked.await? {
        bail!("the account isn't linked to this sign-in");
    }
    println!("{} can no longer sign in through the provider.", user.username);
    Ok(())
}
