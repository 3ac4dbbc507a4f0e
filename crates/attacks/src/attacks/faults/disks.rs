//! A disk that is small enough to be filled.

use anyhow::{Context, Result, ensure};
use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A file system in memory, unmounted when it is dropped.
pub struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts one of so many megabytes.
    ///
    /// # Errors
    /// When this account may not.
    pub fn mount(megabytes: u32) -> Result<Self> {
        ensure!(rustix::process::geteuid().is_root(), "only root can mount a small disk");
        // PostgreSQL runs as another account.
        let open = Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new().prefix("movietracker-disk-").permissions(open).tempdir_in("/tmp")?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m,mode=755"), "tmpfs"]).arg(folder.path());
        let output = mount.output().context("there is no program to mount a small disk with")?;
        ensure!(output.status.success(), "a small disk can't be mounted here");
        Ok(Self { folder })
    }

    /// A new folder on it.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.path().join(name);
        fs::create_dir(&folder)?;
        Ok(folder)
    }

    /// Takes all that is free.
    ///
    /// # Errors
    /// When no file can be made.
    pub fn fill(&self) -> Result<()> {
        let (mut file, block) = (File::create(self.filler())?, vec![1; 65_536]);
        while file.write_all(&block).is_ok() {}
        let rest = [1; 512];
        while file.write_all(&rest).is_ok() {}
        Ok(())
    }

    /// Gives it back.
    ///
    /// # Errors
    /// When it isn't taken.
    pub fn free(&self) -> Result<()> {
        Ok(fs::remove_file(self.filler())?)
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // At once, also where a process that is just ending still has files open.
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}
