//! Backups, restoring them elsewhere, and moving to another database.

use crate::support::*;
use client::Client;
use client::native::NativeTransport;
use domain::library::movies::MovieDraft;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use storage::Engine;
use storage::testing::TestDatabase;

async fn titles(client: &Client<NativeTransport>) -> Vec<String> {
    let (mut titles, mut cursor) = (Vec::new(), None);
    loop {
        let page = client.list_movies(&MoviesQuery::default(), &PageQuery { limit: 100, cursor }).await.unwrap();
        titles.extend(page.items.into_iter().map(|movie| movie.title));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return titles;
        }
    }
}

async fn add(client: &Client<NativeTransport>, title: &str) -> Result<(), client::Error> {
    let draft = MovieDraft { title: title.to_owned(), ..MovieDraft::default() };
    client.create_movie(&draft, None).await.map(drop)
}

fn copy_key(from: &Program, to: &Program) {
    fs::create_dir_all(to.path("data")).unwrap();
    fs::copy(from.path("data/secret.key"), to.path("data/secret.key")).unwrap();
}

/// Serves what was restored, and finds these films.
async fn assert_serves(program: &Program, expected: &[String]) {
    let server = program.serve();
    let found = titles(&server.client("ana").await).await;
    let missing: Vec<_> = expected.iter().filter(|title| !found.contains(title)).collect();
    assert!(missing.is_empty(), "{missing:?} of {}", expected.len());
}

on_both_engines! {
    async fn a_backup_of_a_server_at_work_is_restored_elsewhere_and_served(program: Program) {
        program.add_user("ana");
        let server = program.serve();
        let client = Arc::new(server.client("ana").await);
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (client, acknowledged) = (Arc::clone(&client), Arc::clone(&acknowledged));
                tokio::spawn(async move {
                    for number in 0.. {
                        let title = format!("Film {writer}-{number}");
                        if add(&client, &title).await.is_err() {
                            return;
                        }
                        acknowledged.lock().unwrap().push(title);
                    }
                })
            })
            .collect();
        while acknowledged.lock().unwrap().len() < 50 {
            tokio::task::yield_now().await;
        }
        let before = acknowledged.lock().unwrap().clone();
        let mut command = program.command(&["backup", "films.db"]);
        let said = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        let said = String::from_utf8(said.stdout).unwrap();
        assert!(said.starts_with("Backed up ") && said.contains("films of 1 account to films.db"), "{said}");
        assert!(said.contains("The secret key isn't in it. Keep a copy of data/secret.key"), "{said}");
        drop(server);
        for writer in writers {
            writer.await.unwrap();
        }
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let elsewhere = Program::new(engine).await;
            elsewhere.file("films.db", fs::read(program.path("films.db")).unwrap());
            let said = elsewhere.run(&["restore", "films.db"]);
            assert!(said.starts_with("Restored ") && said.contains("at data/secret.key"), "{said}");
            copy_key(&program, &elsewhere);
            assert_serves(&elsewhere, &before).await;
            assert!(elsewhere.refused(&["restore", "films.db"]).contains("has accounts already"));
        }
        // Or served as it is.
        let elsewhere = Program::new(Engine::Sqlite).await;
        copy_key(&program, &elsewhere);
        fs::copy(program.path("films.db"), elsewhere.path("data/movietracker.db")).unwrap();
        assert_serves(&elsewhere, &before).await;
    }

    async fn a_lost_database_is_restored(program: Program) {
        program.add_user("ana");
        let server = program.serve();
        add(&server.client("ana").await, "Heat").await.unwrap();
        drop(server);
        program.run(&["backup", "films.db"]);
        let elsewhere = Program::new(Engine::Sqlite).await;
        copy_key(&program, &elsewhere);
        elsewhere.file("films.db", fs::read(program.path("films.db")).unwrap());
        elsewhere.run(&["restore", "films.db"]);
        fs::remove_file(elsewhere.path("data/movietracker.db")).unwrap();
        assert!(elsewhere.refused(&["user", "list"]).contains("Restore it from a backup"));
        let said = elsewhere.run(&["restore", "films.db"]);
        assert_eq!(said, "Restored 1 film of 1 account.\n");
        assert_serves(&elsewhere, &["Heat".to_owned()]).await;
    }

    async fn an_encrypted_backup_is_restored_with_its_passphrase(program: Program) {
        program.add_user("ana");
        program.file("words", "käse & brot\n");
        let said = program.run(&["backup", "films.db", "--passphrase-file", "words"]);
        assert!(said.contains("to films.db.age ("), "{said}");
        assert!(!program.path("films.db").exists());
        assert!(program.refused(&["backup", "films.db", "--passphrase"]).contains("give --passphrase-file"));
        let elsewhere = Program::new(Engine::Sqlite).await;
        elsewhere.file("films", fs::read(program.path("films.db.age")).unwrap());
        elsewhere.file("words", "käse");
        assert!(elsewhere.refused(&["restore", "films"]).contains("give --passphrase-file"));
        let said = elsewhere.refused(&["restore", "films", "--passphrase-file", "words"]);
        assert!(said.contains("this isn't the passphrase"), "{said}");
        assert!(!elsewhere.path("data/movietracker.db").exists());
        elsewhere.file("words", "käse & brot");
        let said = elsewhere.run(&["restore", "films", "--passphrase-file", "words"]);
        assert!(said.starts_with("Restored 0 films of 1 account.\n"), "{said}");
    }

    async fn another_secret_key_is_told_when_a_backup_is_restored(program: Program) {
        program.add_user("ana");
        program.run(&["backup", "films.db"]);
        let elsewhere = Program::new(Engine::Sqlite).await;
        elsewhere.file("films.db", fs::read(program.path("films.db")).unwrap());
        fs::create_dir(elsewhere.path("data")).unwrap();
        elsewhere.file("data/secret.key", "0f".repeat(32));
        let said = elsewhere.run(&["restore", "films.db"]);
        assert!(said.contains("sealed with another secret key than data/secret.key"), "{said}");
        assert!(elsewhere.refused(&["user", "list"]).contains("is not the secret key of this database"));
        copy_key(&program, &elsewhere);
        assert!(elsewhere.run(&["user", "list"]).contains("ana"));
    }

    async fn a_backup_is_only_replaced_if_wanted(program: Program) {
        assert!(program.refused(&["backup", "films.db"]).contains("error"));
        assert!(!program.path("films.db").exists());
        program.add_user("ana");
        program.run(&["backup", "films.db"]);
        assert!(program.refused(&["backup", "films.db"]).contains("films.db exists already"));
        program.run(&["backup", "films.db", "--overwrite"]);
        let left: Vec<_> = fs::read_dir(program.path("")).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().contains("part")), "{left:?}");
    }

    async fn an_instance_moves_to_the_other_database_and_back(program: Program) {
        program.add_user("ana");
        let server = program.serve();
        let client = server.client("ana").await;
        add(&client, "Heat").await.unwrap();
        let token = client.transport().token().unwrap();
        drop(server);
        let (mut url, mut before) = (url_of(&program), Vec::new());
        for _ in 0..2 {
            // From a file to PostgreSQL, and the other way.
            let engine = if url.starts_with("sqlite:") { Engine::Postgres } else { Engine::Sqlite };
            let there = Program::new(engine).await;
            copy_key(&program, &there);
            let to = url_of(&there);
            let said = there.run(&["copy", "--from", &url, "--to", &to]);
            assert!(said.starts_with("Copied 1 film of 1 account. All "), "{said}");
            assert!(said.contains("The secret key isn't copied"), "{said}");
            let server = there.serve();
            // Nobody is signed out.
            let client = Client::new(NativeTransport::new(&server.base).unwrap());
            client.transport().set_token(Some(token.clone()));
            assert_eq!(titles(&client).await, ["Heat"]);
            drop(server);
            assert_eq!(there.run(&["audit", "verify"]), "The audit log is intact: 2 events.\n");
            url = to;
            before.push(there);
        }
        assert!(program.refused(&["copy", "--from", "sqlite:none.db", "--to", "sqlite:new.db"]).contains("none.db"));
        assert!(program.refused(&["copy", "--from", "films.db", "--to", "sqlite:new.db"]).contains("sqlite:PATH"));
    }
}

fn url_of(program: &Program) -> String {
    program.database_url().unwrap_or_else(|| format!("sqlite:{}", program.path("data/movietracker.db").display()))
}

#[tokio::test]
async fn the_schema_is_updated_after_a_backup_that_stays_until_the_next_one() {
    let program = Program::new(Engine::Sqlite).await;
    program.add_user("ana");
    assert!(!program.path("data/before-migration.db").exists());
    let reverted = program.run(&["migrate", "down"]);
    let server = program.serve();
    drop(server);
    let elsewhere = Program::new(Engine::Sqlite).await;
    fs::create_dir(elsewhere.path("data")).unwrap();
    fs::copy(program.path("data/before-migration.db"), elsewhere.path("data/movietracker.db")).unwrap();
    assert_eq!(elsewhere.run(&["migrate", "up"]), reverted.replace("reverted", "applied"));
    assert!(elsewhere.path("data/before-migration.db").exists());
}

/// A program with enough films that writing them takes a while.
async fn with_films(count: usize) -> Program {
    let program = Program::new(Engine::Sqlite).await;
    program.add_user("ana");
    let rows: Vec<_> = (0..count).map(|number| format!("{{\"title\": \"Film {number}\"}}")).collect();
    program.file("films.ndjson", rows.join("\n"));
    program.run(&["import", "films.ndjson", "--user", "ana"]);
    program
}

fn parts(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.contains("part")).collect()
}

#[tokio::test]
async fn a_kill_in_the_middle_leaves_nothing_half_written() {
    let program = with_films(3000).await;
    let database = TestDatabase::create().await;
    let source = url_of(&program);
    let cases: [(&[&str], &str); 2] = [
        (&["copy", "--from", &source, "--to", "sqlite:copy.db"], "copy.db"),
        (&["copy", "--from", &source, "--to", &database.url], "none.db"),
    ];
    for (arguments, target) in cases {
        let mut process = program.command(arguments).stdout(Stdio::null()).spawn().unwrap();
        // In the middle of a file it has one under another name.
        while target == "copy.db" && parts(&program.path("")).is_empty() {
            assert!(process.try_wait().unwrap().is_none(), "it was faster than this test");
        }
        process.kill().unwrap();
        process.wait().unwrap();
        assert!(!program.path(target).exists());
        let said = program.run(arguments);
        assert!(said.starts_with("Copied 3000 films of 1 account"), "{said}");
        assert_eq!(parts(&program.path("")), [""; 0]);
    }
}

/// The commands of a section of the document.
fn commands_of(section: &str) -> &'static str {
    let text = include_str!("../../../../docs/backup.md");
    let section = text.split("\n## ").find(|part| part.starts_with(section)).unwrap();
    section.split("```sh\n").nth(1).unwrap().split("```").next().unwrap()
}

on_both_engines! {
    async fn the_restore_drill_of_the_document_succeeds_as_written(program: Program) {
        // Both engines use the same port.
        static PORT: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
        let _port = PORT.lock().await;
        program.add_user("ana");
        let words = program.file("words", "käse & brot");
        let words = words.to_str().unwrap();
        for (end, passphrase) in [("db", None), ("age", Some(words))] {
            let option = passphrase.map(|file| ["--backup-passphrase-file", file]).unwrap_or_default();
            let option: Vec<_> = option.into_iter().filter(|word| !word.is_empty()).collect();
            // So that one is due at once.
            program.run(&["query", "DELETE FROM schedules", "--write"]);
            let server = program.serve_with(&[&["--backup-every", "1d"], option.as_slice()].concat());
            let client = server.client("ana").await;
            add(&client, "Heat").await.unwrap();
            let folder = program.path("data/backups");
            let is_there = || {
                let mut paths = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path());
                paths.any(|path| path.extension().is_some_and(|found| found == end))
            };
            while !is_there() {
                tokio::task::yield_now().await;
            }
            let set = passphrase.map(|file| format!("export MOVIETRACKER_BACKUP_PASSPHRASE_FILE={file}\n"));
            let output = program.shell(&format!("{}{}", set.unwrap_or_default(), commands_of("Restore drill")));
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
            for expected in ["of 1 account.", "The audit log is intact", "ana", "ready\n", "The drill succeeded."] {
                assert!(said.contains(expected), "{expected}: {said}");
            }
            assert!(!said.contains("secret key"), "it is in place: {said}");
        }
    }
}
