//! The calls about backups, for admins.

use crate::client::{Client, Error};
use crate::transport::{Method, Request, Transport};
use domain::auth::passwords::ProofDraft;
use domain::jobs::JobInfo;
use domain::transfer::backups::{BackupScheduleDraft, Backups};

impl<T: Transport> Client<T> {
    /// The backups of the server that answers, and when they are made.
    pub fn list_backups(&self) -> impl Future<Output = Result<Backups, Error>> {
        self.fetch(Request::new(Method::Get, "/api/admin/backups"))
    }

    /// Puts a backup into the queue, unless one is there.
    pub fn create_backup(&self) -> impl Future<Output = Result<JobInfo, Error>> {
        self.fetch(Request::new(Method::Post, "/api/admin/backups"))
    }

    /// Says when backups are made.
    pub fn update_backup_schedule(&self, draft: &BackupScheduleDraft) -> impl Future<Output = Result<Backups, Error>> {
        self.fetch(Request::new(Method::Put, "/api/admin/backups/schedule").with_json(draft))
    }

    /// A backup, as one piece in memory.
    pub fn download_backup(&self, name: &str, proof: &ProofDraft) -> impl Future<Output = Result<Vec<u8>, Error>> {
        self.fetch_bytes(Request::new(Method::Post, format!("/api/admin/backups/{name}/download")).with_json(proof))
    }

    /// Deletes a backup.
    pub fn delete_backup(&self, name: &str) -> impl Future<Output = Result<(), Error>> {
        self.run(Request::new(Method::Delete, format!("/api/admin/backups/{name}")))
    }
}
