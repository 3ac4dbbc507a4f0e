//! Backups that only a passphrase opens, in the format age-encryption.org/v1: age's own program reads them, too.

use crate::error::Error;
use age::secrecy::{ExposeSecret, SecretString};
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::iter::once;
use std::path::{Path, PathBuf};

/// What the name of an encrypted file ends in.
pub const ENCRYPTED_END: &str = ".age";
/// How each file of the format begins.
const HEAD: &[u8] = b"age-encryption.org/";
/// What a guess of the passphrase costs, as a power of two: 128 MiB of memory, and a fraction of a second.
const WORK: u8 = 17;
/// What opening a file may cost at the most: 1 GiB. age's programs take 256 MiB or 512 MiB.
const MOST_WORK: u8 = 20;
/// Bytes that are read and written at once: what is encrypted together.
const PORTION: usize = 64 * 1024;

/// What opens an encrypted backup.
#[derive(Debug, Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// These words.
    pub fn new(words: String) -> Self {
        Self(SecretString::from(words))
    }

    /// Whether it is these words.
    pub fn is(&self, words: &str) -> bool {
        self.0.expose_secret() == words
    }
}

/// How a backup is encrypted.
#[derive(Debug, Clone)]
pub struct Encryption {
    /// What opens it.
    pub passphrase: Passphrase,
    /// The folder that it is in, as long as it isn't encrypted yet.
    pub scratch: PathBuf,
}

/// Whether a file is encrypted in this format. Blocks.
pub fn is_encrypted(path: &Path) -> bool {
    let mut head = [0; HEAD.len()];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == *HEAD
}

/// Encrypts a file, and makes sure that it can be decrypted. Blocks.
pub fn encrypt(plain: &Path, target: &Path, Passphrase(words): &Passphrase) -> io::Result<()> {
    let mut recipient = scrypt::Recipient::new(words.clone());
    recipient.set_work_factor(WORK);
    let encryptor = Encryptor::with_recipients(once(&recipient as _)).map_err(io::Error::other)?;
    let mut input = File::open(plain)?;
    let mut output = encryptor.wrap_output(BufWriter::with_capacity(PORTION, create(target)?))?;
    io::copy(&mut input, &mut output)?;
    output.finish()?.flush()?;
    let decrypted = open(target, words).map_err(|error| io::Error::other(format!("{error:?}")))?;
    if same(File::open(plain)?, decrypted)? { Ok(()) } else { Err(io::Error::other("it came out different")) }
}

/// Decrypts a file, as long as `goes_on` says so. Blocks.
///
/// # Errors
/// [`Error::WrongPassphrase`], and [`Error::Transfer`] when the file can't be decrypted with any.
pub fn decrypt(
    source: &Path,
    target: &Path,
    Passphrase(words): &Passphrase,
    goes_on: &dyn Fn() -> bool,
) -> Result<(), Error> {
    let name = source.display();
    let refused = |reason: &str| Error::Transfer(format!("{name} {reason}"));
    let mut input = open(source, words).map_err(|error| match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => Error::WrongPassphrase,
        DecryptError::NoMatchingKeys => {
            refused("is encrypted for a key, not with a passphrase. Decrypt it with age first")
        }
        DecryptError::ExcessiveWork { .. } => {
            refused("asks for more than 1 GiB of memory to be decrypted. Decrypt it with age first")
        }
        DecryptError::Io(error) if error.kind() != ErrorKind::UnexpectedEof => {
            refused(&format!("can't be read: {error}"))
        }
        _ => refused("is damaged: it can't be decrypted"),
    })?;
    let written = |error: &io::Error| match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::Full,
        _ => Error::Transfer(format!("{} can't be written: {error}", target.display())),
    };
    let mut output = create(target).map_err(|error| written(&error))?;
    let mut portion = vec![0; PORTION];
    while goes_on() {
        // The format notices every change, and a missing end.
        let length = input.read(&mut portion).map_err(|_| refused("is damaged, or its end is missing"))?;
        if length == 0 {
            return Ok(());
        }
        output.write_all(&portion[..length]).map_err(|error| written(&error))?;
    }
    Err(Error::Unavailable("it was interrupted".to_owned()))
}

/// Reads what is encrypted in a file.
fn open(path: &Path, words: &SecretString) -> Result<impl Read + use<>, DecryptError> {
    let decryptor = Decryptor::new_buffered(BufReader::with_capacity(PORTION, File::open(path)?))?;
    let mut identity = scrypt::Identity::new(words.clone());
    identity.set_max_work_factor(MOST_WORK);
    decryptor.decrypt(once(&identity as _))
}

/// Whether both have the same bytes.
fn same(mut one: impl Read, mut other: impl Read) -> io::Result<bool> {
    let (mut left, mut right) = (vec![0; PORTION], Vec::with_capacity(PORTION));
    loop {
        let length = one.read(&mut left)?;
        // One byte more at the end, where there must be none.
        let asked = u64::try_from(length.max(1)).unwrap_or_default();
        right.clear();
        other.by_ref().take(asked).read_to_end(&mut right)?;
        if left[..length] != right[..] {
            return Ok(false);
        }
        if length == 0 {
            return Ok(true);
        }
    }
}

/// A new file that only its owner reads.
fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
