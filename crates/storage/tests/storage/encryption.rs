//! Backups that are encrypted, and what is restored from them.

use crate::common::{Db, movie, on_both_engines, owner, read};
use std::fs;
use std::path::Path;
use storage::transfer::{Encryption, Existing, Passphrase, back_up_encrypted, is_encrypted, restore, restore_to_file};
use storage::{Error, Store};

const WORDS: &str = "käse & brot";
/// A text that age's own program encrypted with these words.
const FOREIGN: &[u8] = include_bytes!("encryption/text.age");

fn passphrase(words: &str) -> Passphrase {
    Passphrase::new(words.to_owned())
}

/// Restores to a database that isn't there yet, or is empty; what is written on the way is gone afterwards.
async fn restored(backup: &Path, db: &Db, words: Option<&str>) -> Result<(), Error> {
    let passphrase = words.map(passphrase);
    match db {
        Db::Sqlite(path) => {
            let result = restore_to_file(backup, path, passphrase.as_ref()).await.map(drop);
            let left = fs::read_dir(path.parent().unwrap()).unwrap().count();
            assert_eq!(left, usize::from(result.is_ok()), "nothing half written is left");
            result
        }
        Db::Postgres(_) => {
            let folder = tempfile::tempdir().unwrap();
            let scratch = folder.path().join("scratch.db");
            let result = restore(backup, &db.open().await, &scratch, None, passphrase.as_ref()).await.map(drop);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing half written is left");
            result
        }
    }
}

/// A database with a film, and its backup, encrypted.
async fn encrypted(folder: &Path) -> std::path::PathBuf {
    let db = Db::Sqlite(folder.join("source.db"));
    let store = db.migrated().await;
    movie(&store, owner(&store, "ana").await, "Heat").await;
    let (target, scratch) = (folder.join("away"), folder.join("scratch"));
    fs::create_dir(&target).unwrap();
    fs::create_dir(&scratch).unwrap();
    let file = target.join("films.db.age");
    let encryption = Encryption { passphrase: passphrase(WORDS), scratch: scratch.clone() };
    let contents = back_up_encrypted(&store, &file, Existing::Keep, &encryption).await.unwrap();
    assert_eq!((contents.rows["movies"], contents.bytes), (1, fs::metadata(&file).unwrap().len()));
    assert_eq!((fs::read_dir(&target).unwrap().count(), fs::read_dir(&scratch).unwrap().count()), (1, 0));
    // It replaces itself, and not what is something else.
    back_up_encrypted(&store, &file, Existing::Replace, &encryption).await.unwrap();
    let kept = back_up_encrypted(&store, &file, Existing::Keep, &encryption).await;
    assert!(matches!(&kept, Err(Error::Transfer(text)) if text.contains("exists already")), "{kept:?}");
    assert!(is_encrypted(&file));
    file
}

async fn titles(store: &Store) -> Vec<String> {
    read(store, |tx| tx.query("SELECT title FROM movies", &[])).await
}

#[track_caller]
fn assert_refused(result: &Result<(), Error>, words: &str) {
    assert!(matches!(result, Err(Error::Transfer(text)) if text.contains(words)), "{result:?}");
}

on_both_engines! {
    async fn an_encrypted_backup_is_restored_with_its_passphrase_alone(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let file = encrypted(folder.path()).await;
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.windows(4).any(|found| found == b"Heat"), "the title can't be read");
        assert_eq!(restored(&file, &db, None).await, Err(Error::NoPassphrase));
        assert_eq!(restored(&file, &db, Some("kase & brot")).await, Err(Error::WrongPassphrase));
        restored(&file, &db, Some(WORDS)).await.unwrap();
        assert_eq!(titles(&db.open().await).await, ["Heat"]);
        assert!(fs::read(&file).unwrap() == bytes, "it stays as it is");
    }

    async fn an_encrypted_backup_that_was_cut_or_changed_restores_nothing(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let bytes = fs::read(encrypted(folder.path()).await).unwrap();
        let file = folder.path().join("broken.age");
        // The head is as long as what remains when all portions, with 16 bytes more each, are taken away.
        let head = bytes.windows(5).position(|found| found == b"\n--- ").unwrap() + 1 + 4 + 43 + 1 + 16;
        let portion = 64 * 1024 + 16;
        for length in [30, head + portion, bytes.len() - 1] {
            fs::write(&file, &bytes[..length]).unwrap();
            assert_refused(&restored(&file, &db, Some(WORDS)).await, "is damaged");
        }
        let mut changed = bytes.clone();
        changed[head + portion + 100] ^= 1;
        fs::write(&file, changed).unwrap();
        assert_refused(&restored(&file, &db, Some(WORDS)).await, "is damaged");
        let longer = [bytes.as_slice(), b"more"].concat();
        fs::write(&file, longer).unwrap();
        assert_refused(&restored(&file, &db, Some(WORDS)).await, "is damaged");
    }

    async fn a_file_that_asks_for_absurd_work_is_refused_at_once(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("absurd.age");
        let text = String::from_utf8_lossy(FOREIGN);
        let head = text.split_inclusive('\n').take(2).map(str::len).sum::<usize>();
        for work in ["21", "30", "63"] {
            let asking = text[..head].replace(" 18\n", &format!(" {work}\n"));
            fs::write(&file, [asking.as_bytes(), &FOREIGN[head..]].concat()).unwrap();
            assert_refused(&restored(&file, &db, Some(WORDS)).await, "asks for more than 1 GiB");
        }
    }

    async fn what_age_itself_encrypted_is_decrypted(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("text.age");
        fs::write(&file, FOREIGN).unwrap();
        assert_eq!(restored(&file, &db, Some("brot")).await, Err(Error::WrongPassphrase));
        assert_refused(&restored(&file, &db, Some(WORDS)).await, "can't be read as a backup");
    }
}
