//! The secret key: a file outside the database that the secrets in it are sealed with.

use anyhow::{Context, Result, anyhow, bail};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use storage::sealing::{KEY_LENGTH, SecretKey};
use storage::secrets::{is_key_of, is_sealed, rewrap, unlock};
use storage::{Error, Store};

/// The key's file in the data folder.
const FILE: &str = "secret.key";

/// Where the key is.
pub struct SecretKeyFile {
    path: PathBuf,
    /// Whether whoever runs the program named it: then it isn't made.
    is_named: bool,
}

impl SecretKeyFile {
    /// The file that was named, or the one of the data folder.
    pub fn new(named: Option<&Path>, data_dir: &Path) -> Self {
        match named {
            Some(path) => Self { path: path.to_owned(), is_named: true },
            None => Self { path: data_dir.join(FILE), is_named: false },
        }
    }

    /// Opens the database's secrets; the very first time, makes the key and seals them with it.
    pub async fn unlock(&self, store: &Store) -> Result<()> {
        let (key, is_new) = match read(&self.path)? {
            Some(key) => (key, false),
            None if self.is_named => bail!(self.missing()),
            None if is_sealed(store).await? => bail!(
                "the database's secrets are sealed with a secret key, and {} doesn't exist. Copy it from the server \
                 that was first, or from the backup, or name it with --secret-key-file",
                self.path.display()
            ),
            None => (self.make()?, true),
        };
        let random = server::clock::Clock::system().random();
        match unlock(store, key, random).await {
            Ok(()) => Ok(()),
            Err(Error::WrongKey) => {
                if is_new {
                    // Another server was faster, with a key of its own: this one is of no use.
                    fs::remove_file(&self.path).ok();
                }
                Err(anyhow!(
                    "{} is not the secret key of this database: all servers of a database need the same one. Copy it \
                     from the server that was first, or from the backup. If `movietracker keys rewrap` was \
                     interrupted, rename {} to it",
                    self.path.display(),
                    self.successor().display()
                ))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Refuses a file that was named and is no key, or isn't there.
    pub fn check(&self) -> Result<()> {
        if read(&self.path)?.is_none() && self.is_named {
            bail!(self.missing());
        }
        Ok(())
    }

    fn missing(&self) -> String {
        format!(
            "the secret key file {} doesn't exist. Create it once with `openssl rand -hex 32`, and give the same file \
             to every server of this database",
            self.path.display()
        )
    }

    /// Whether it is the key of a database; nothing when the file is missing. A database whose secrets aren't sealed yet
    /// takes any.
    pub async fn is_of(&self, store: &Store) -> Result<Option<bool>> {
        match read(&self.path)? {
            Some(key) => Ok(Some(is_key_of(store, &key).await?.unwrap_or(true))),
            None => Ok(if is_sealed(store).await? { None } else { Some(true) }),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes another key, and seals the database's secrets with it.
    pub async fn rewrap(&self, store: &Store) -> Result<()> {
        let old = read(&self.path)?.with_context(|| format!("{} doesn't exist", self.path.display()))?;
        let next = self.successor();
        fs::remove_file(&next)
            .or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
        let new = create(&next)?;
        rewrap(store, old, new).await?;
        fs::rename(&next, &self.path).with_context(|| format!("{} can't replace the old key", next.display()))?;
        sync_folder(&self.path)
    }

    /// The file of the next key, while secrets are sealed anew.
    fn successor(&self) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".new");
        PathBuf::from(name)
    }

    fn make(&self) -> Result<SecretKey> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        crate::files::make_private_folder(folder)?;
        let made = folder.join(format!("{FILE}.{}", std::process::id()));
        let key = create(&made)?;
        // Whole or not at all, and the first one stays.
        let linked = fs::hard_link(&made, &self.path);
        fs::remove_file(&made).ok();
        match linked {
            Ok(()) => {
                sync_folder(&self.path)?;
                Ok(key)
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                read(&self.path)?.with_context(|| format!("{} can't be read", self.path.display()))
            }
            Err(error) => Err(error).with_context(|| format!("{} can't be created", self.path.display())),
        }
    }
}

fn read(path: &Path) -> Result<Option<SecretKey>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("the secret key {} can't be read", path.display())),
    };
    let key = SecretKey::parse(text.trim());
    key.with_context(|| format!("{} isn’t a secret key: it needs 64 hexadecimal digits", path.display())).map(Some)
}

/// Makes a key in a new file that only its owner can read.
fn create(path: &Path) -> Result<SecretKey> {
    let bytes = server::clock::Clock::system().random::<KEY_LENGTH>();
    let digits = SecretKey::write(&bytes);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        writeln!(file, "{digits}")?;
        file.sync_all()
    });
    written.with_context(|| format!("the secret key {} can't be written", path.display()))?;
    Ok(SecretKey::new(&bytes))
}

/// Makes a new name last through a loss of power.
fn sync_folder(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.with_context(|| format!("{} can't be synced", folder.display()))
}
