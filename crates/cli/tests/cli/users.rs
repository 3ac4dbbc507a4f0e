use crate::support::*;
use client::Client;
use client::native::NativeTransport;
use domain::auth::passwords::ProofDraft;
use domain::auth::second_factors::TotpDraft;
use domain::auth::sessions::LoginDraft;
use server::clock::Clock;
use totp_rs::{Builder, Secret};

async fn can_sign_in(server: &Server, username: &str, password: &str) -> bool {
    let client = Client::new(NativeTransport::new(&server.base).unwrap());
    client.login(&LoginDraft::new(username, password)).await.is_ok()
}

on_both_engines! {
    async fn accounts_are_made_listed_changed_and_deleted(program: Program) {
        program.run(&["user", "add", "Ana", "--role", "admin", "--password-file", "password"]);
        program.add_user("bob");
        let list = program.run(&["user", "list"]);
        assert!(list.contains("Ana") && list.contains("admin") && list.contains("bob"), "{list}");
        assert!(program.refused(&["user", "add", "ANA", "--password-file", "password"]).contains("already"));

        let server = program.serve();
        assert!(can_sign_in(&server, "bob", PASSWORD).await);
        program.file("other", "another horse battery");
        program.run(&["user", "passwd", "bob", "--password-file", "other"]);
        assert!(!can_sign_in(&server, "bob", PASSWORD).await);
        assert!(can_sign_in(&server, "bob", "another horse battery").await);
        program.run(&["user", "disable", "Bob"]);
        assert!(!can_sign_in(&server, "bob", "another horse battery").await);
        assert!(program.run(&["user", "list"]).contains("disabled"));
        program.run(&["user", "enable", "bob"]);
        assert!(can_sign_in(&server, "bob", "another horse battery").await);
        assert!(program.refused(&["user", "delete", "bob"]).contains("--yes"));
        program.run(&["user", "delete", "bob", "--yes"]);
        assert!(!can_sign_in(&server, "bob", "another horse battery").await);
        assert!(program.refused(&["user", "disable", "bob"]).contains("no account “bob”"));
    }
}

on_both_engines! {
    async fn the_audit_log_tells_what_was_done_the_newest_first(program: Program) {
        program.add_user("ana");
        let server = program.serve();
        assert!(!can_sign_in(&server, "ana", "wrong password").await);
        program.run(&["user", "disable", "ana"]);
        let log = program.run(&["audit"]);
        let events: Vec<_> = log.lines().map(|line| line.split_whitespace().nth(1).unwrap()).collect();
        assert_eq!(events, ["user_disabled", "login_failed", "user_created"]);
        assert!(log.lines().nth(1).unwrap().contains("subject=ana from=127.0.0.1"), "{log}");
        assert_eq!(program.run(&["audit", "--limit", "1"]).lines().count(), 1);
    }

    async fn a_role_is_changed_and_the_last_admin_stays(program: Program) {
        program.run(&["user", "add", "ana", "--role", "admin", "--password-file", "password"]);
        program.add_user("bob");
        for command in [&["user", "role", "ana", "member"][..], &["user", "disable", "ana"], &["user", "delete", "ana", "--yes"]] {
            assert!(program.refused(command).contains("last admin"), "{command:?}");
        }
        assert!(program.run(&["user", "role", "Bob", "admin"]).contains("bob is now an admin"));
        program.run(&["user", "role", "ana", "member"]);
        let list = program.run(&["user", "list"]);
        let roles: Vec<_> = list.lines().map(|line| line.split_whitespace().nth(1).unwrap()).collect();
        assert_eq!(roles, ["member", "admin"]);
        let log = program.run(&["audit", "--limit", "2"]);
        let events: Vec<_> = log.lines().map(|line| line.split_whitespace().nth(1).unwrap()).collect();
        assert_eq!(events, ["user_made_member", "user_made_admin"]);
    }

    async fn a_new_signing_key_signs_nobody_out(program: Program) {
        program.add_user("ana");
        let server = program.serve();
        let client = server.client("ana").await;
        program.run(&["keys", "rotate"]);
        client.get_me().await.unwrap();
        server.client("ana").await.get_me().await.unwrap();
    }
}

on_both_engines! {
    async fn second_factors_that_are_lost_can_be_taken_away(program: Program) {
        program.add_user("ana");
        assert!(program.refused(&["user", "reset-two-factor", "ana"]).contains("two-factor"));
        let mut server = program.serve();
        let client = server.client("ana").await;
        let setup = client.create_totp(&ProofDraft { password: PASSWORD.to_owned() }).await.unwrap();
        let code = code_of(&setup.secret);
        let codes = client.confirm_totp(&TotpDraft { code: code.clone() }).await.unwrap().codes;
        assert!(!can_sign_in(&server, "ana", PASSWORD).await);
        let told = program.run(&["user", "reset-two-factor", "Ana"]);
        assert!(told.contains("just a password"), "{told}");
        assert!(can_sign_in(&server, "ana", PASSWORD).await);
        assert!(program.run(&["audit", "--limit", "2"]).contains("second_factors_reset"));
        // What signs in stands in no log.
        let log = server.log();
        for secret in [&setup.secret, &code, &codes[0]] {
            assert!(!log.contains(secret.as_str()), "{log}");
        }
    }
}

/// The code that an app shows now.
fn code_of(secret: &str) -> String {
    let seconds = Clock::system().now().as_millis() / 1000;
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate(seconds.try_into().unwrap()).to_string()
}

#[tokio::test]
async fn a_password_comes_from_a_file_or_a_prompt_and_keeps_the_rules() {
    let program = Program::new(storage::Engine::Sqlite).await;
    assert!(program.refused(&["user", "add", "ana", "--password", "x"]).contains("unexpected argument"));
    assert!(program.refused(&["user", "add", "ana"]).contains("--password-file"));
    program.file("short", "short");
    assert!(program.refused(&["user", "add", "ana", "--password-file", "short"]).contains("at least 8 characters"));
    assert!(program.refused(&["user", "add", "ana", "--password-file", "none"]).contains("none can't be read"));
}
