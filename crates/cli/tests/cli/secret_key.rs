use crate::support::{Program, on_both_engines};
use std::os::unix::fs::PermissionsExt;

on_both_engines! {
    async fn the_first_start_makes_a_key_that_only_its_owner_can_read(program: Program) {
        program.add_user("ana");
        let file = program.path("data/secret.key");
        let key = std::fs::read_to_string(&file).unwrap();
        assert_eq!(key.trim().len(), 64);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        program.add_user("ben");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), key);
        assert_eq!(std::fs::read_dir(program.path("data")).unwrap().filter(|it| {
            it.as_ref().unwrap().file_name().to_string_lossy().contains("secret")
        }).count(), 1);
    }

    async fn without_its_key_a_database_is_not_opened_and_no_other_key_is_made(program: Program) {
        program.add_user("ana");
        let file = program.path("data/secret.key");
        let key = std::fs::read(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        let said = program.refused(&["user", "list"]);
        assert!(said.contains("doesn't exist") && said.contains("--secret-key-file"), "{said}");
        assert!(!file.exists());
        program.file("data/secret.key", "0f".repeat(32));
        let said = program.refused(&["user", "list"]);
        assert!(said.contains("is not the secret key of this database"), "{said}");
        program.file("data/secret.key", "nonsense");
        assert!(program.refused(&["user", "list"]).contains("64 hexadecimal digits"));
        program.file("another.key", &key);
        program.run(&["user", "list", "--secret-key-file", "another.key"]);
        assert!(program.refused(&["user", "list", "--secret-key-file", "none.key"]).contains("openssl rand -hex 32"));
    }

    async fn sealing_anew_makes_another_key_and_signs_nobody_out(program: Program) {
        program.add_user("ana");
        let file = program.path("data/secret.key");
        let before = std::fs::read_to_string(&file).unwrap();
        let server = program.serve();
        let client = server.client("ana").await;
        drop(server);
        program.run(&["keys", "rewrap"]);
        assert_ne!(std::fs::read_to_string(&file).unwrap(), before);
        let server = program.serve();
        let token = client.transport().token().unwrap();
        let again = client::Client::new(client::native::NativeTransport::new(&server.base).unwrap());
        again.transport().set_token(Some(token));
        assert_eq!(again.get_me().await.unwrap().username, "ana");
        drop(server);
        program.file("data/secret.key", before);
        assert!(program.refused(&["user", "list"]).contains("is not the secret key of this database"));
    }

    async fn the_audit_log_is_checked(program: Program) {
        program.add_user("ana");
        program.add_user("ben");
        assert_eq!(program.run(&["audit", "verify"]), "The audit log is intact: 2 events.\n");
    }
}

#[tokio::test]
async fn an_audit_log_that_was_tampered_with_is_told() {
    let program = Program::new(storage::Engine::Sqlite).await;
    program.add_user("ana");
    program.add_user("ben");
    let store = storage::Store::open_sqlite(&program.path("data/movietracker.db")).await.unwrap();
    let tamper = "DROP TRIGGER audit_events_are_kept; DELETE FROM audit_events WHERE seq = 1";
    store.write::<_, storage::Error, _>(|tx| tx.batch(tamper)).await.unwrap();
    drop(store);
    let said = program.refused(&["audit", "verify"]);
    assert!(said.contains("tampered with") && said.contains("Events 1 to 1 are missing"), "{said}");
}
