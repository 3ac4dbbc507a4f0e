//! One-time links: invites and password resets. A token is stored as its digest: who reads the
//! database can't use it. A link that was used or withdrawn is deleted.

use crate::engine::Tx;
use crate::error::Error;
use crate::paging::PORTION;
use crate::schema::{Entity, entity, insert, sql};
use domain::accounts::invites::InviteInfo;
use domain::accounts::links::LinkKind;
use domain::accounts::users::Role;
use domain::ids::{InviteId, UserId};
use domain::times::Timestamp;
use uuid::Uuid;

/// A link to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewLink {
    /// Names the link.
    pub id: Uuid,
    /// What it is for, and for whom.
    pub purpose: Purpose,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Making an account that may do this.
    Invite(Role),
    /// Choosing another password for this account.
    PasswordReset(UserId),
}

impl Purpose {
    /// The kind of link.
    pub fn kind(self) -> LinkKind {
        match self {
            Self::Invite(_) => LinkKind::Invite,
            Self::PasswordReset(_) => LinkKind::PasswordReset,
        }
    }
}

/// A link that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is for, and for whom.
    pub purpose: Purpose,
    /// The name of who made it.
    pub created_by: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A link as it is stored.
struct LinkRow {
    user_id: Option<UserId>,
    role: Option<Role>,
    created_by: String,
    expires_at: Timestamp,
}

entity! {
    LinkRow in ONE_TIME_LINKS { user_id, role, created_by = "users.username", expires_at }
}

impl TryFrom<LinkRow> for Link {
    type Error = Error;

    fn try_from(row: LinkRow) -> Result<Self, Error> {
        let purpose = match (row.user_id, row.role) {
            (Some(user), _) => Purpose::PasswordReset(user),
            (None, Some(role)) => Purpose::Invite(role),
            (None, None) => return Err(Error::Database("a link is for nobody".to_owned())),
        };
        Ok(Self { purpose, created_by: row.created_by, expires_at: row.expires_at })
    }
}

entity! {
    InviteInfo in ONE_TIME_LINKS { id, role, created_by = "users.username", created_at, expires_at }
}

/// Adds a link.
pub fn insert_link(tx: &mut Tx, token_hash: &[u8], link: &NewLink) -> Result<(), Error> {
    let (user, role) = match link.purpose {
        Purpose::Invite(role) => (None, Some(role)),
        Purpose::PasswordReset(user) => (Some(user), None),
    };
    insert!(
        tx,
        ONE_TIME_LINKS {
            id: link.id,
            kind: link.purpose.kind().as_str(),
            token_hash: token_hash,
            user_id: user,
            role: role,
            created_by: link.created_by,
            created_at: link.created_at,
            expires_at: link.expires_at,
        }
    )
    .map(drop)
}

const FIND_LINK: &str = sql!(
    "SELECT ",
    LinkRow::COLUMNS,
    " FROM one_time_links JOIN users ON users.id = one_time_links.created_by
      WHERE one_time_links.token_hash = $1 AND one_time_links.expires_at > $2"
);

/// The link with this digest, if it still works.
pub fn find_link(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<Link>, Error> {
    tx.query_opt::<LinkRow>(FIND_LINK, &[&token_hash, &now])?.map(Link::try_from).transpose()
}

const USE_LINK: &str = "DELETE FROM one_time_links WHERE token_hash = $1 AND expires_at > $2";

/// Uses a link up. Of several callers with the same one, one gets it.
pub fn use_link(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<Link>, Error> {
    let link = find_link(tx, token_hash, now)?;
    let is_ours = tx.execute(USE_LINK, &[&token_hash, &now])? == 1;
    Ok(link.filter(|_| is_ours))
}

const LIST_INVITES: &str = sql!(
    "SELECT ",
    InviteInfo::COLUMNS,
    " FROM one_time_links JOIN users ON users.id = one_time_links.created_by
    WHERE one_time_links.kind = 'invite' AND one_time_links.expires_at > $1
    ORDER BY one_time_links.created_at DESC, one_time_links.id DESC"
);

/// The invites that still work, the newest first.
pub fn list_invites(tx: &mut Tx, now: Timestamp) -> Result<Vec<InviteInfo>, Error> {
    tx.query(LIST_INVITES, &[&now])
}

const DELETE_INVITE: &str = "DELETE FROM one_time_links WHERE id = $1 AND kind = 'invite'";

/// Withdraws an invite. False when there is no such invite.
pub fn delete_invite(tx: &mut Tx, id: InviteId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_INVITE, &[&id])? == 1)
}

const DELETE_RESETS_FOR: &str = "DELETE FROM one_time_links WHERE user_id = $1";

/// Withdraws the links that reset an account's password.
pub fn delete_resets_for(tx: &mut Tx, user: UserId) -> Result<u64, Error> {
    tx.execute(DELETE_RESETS_FOR, &[&user])
}

const DELETE_LINKS_BY: &str = "DELETE FROM one_time_links WHERE created_by = $1";

/// Withdraws the links that an account made.
pub fn delete_links_by(tx: &mut Tx, user: UserId) -> Result<u64, Error> {
    tx.execute(DELETE_LINKS_BY, &[&user])
}

/// Withdraws the links that an account made, and those that reset its password.
pub fn delete_links_of(tx: &mut Tx, user: UserId) -> Result<u64, Error> {
    Ok(delete_links_by(tx, user)? + delete_resets_for(tx, user)?)
}

const DELETE_EXPIRED_LINKS: &str = "DELETE FROM one_time_links
    WHERE id IN (SELECT id FROM one_time_links WHERE expires_at <= $1 LIMIT $2) AND expires_at <= $1";

/// Forgets the links that have expired; gives how many there were, [`PORTION`] at the most.
pub fn delete_expired_links(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_EXPIRED_LINKS, &[&now, &PORTION])
}
