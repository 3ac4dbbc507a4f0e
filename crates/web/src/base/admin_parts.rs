//! The parts of the administration, each of which is a page.

/// The parts of the administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminPart {
    /// The accounts.
    Users,
    /// Invites, and whether anyone may make an account.
    Invites,
    /// The audit log.
    Audit,
    /// What the servers do in the background.
    Jobs,
    /// Backups, and when they are made.
    Backups,
    /// The catalogue of films.
    Catalogue,
}

impl AdminPart {
    /// The one whose address has this behind `/admin/`; the first one has nothing there.
    pub fn of(name: Option<&str>) -> Option<Self> {
        Some(match name {
            None => Self::Users,
            Some("invites") => Self::Invites,
            Some("audit") => Self::Audit,
            Some("jobs") => Self::Jobs,
            Some("backups") => Self::Backups,
            Some("catalogue") => Self::Catalogue,
            Some(_) => return None,
        })
    }
}
