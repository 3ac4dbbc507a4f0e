mod browser;
mod certified;

use crate::support::*;

const ISSUER: &str = "https://id.example";

on_both_engines! {
    async fn sign_ins_are_linked_and_unlinked_by_hand(program: Program) {
        program.add_user("ana");
        program.add_user("bob");
        assert!(program.run(&["user", "link", "Ana", "sub-ana", "--issuer", ISSUER]).contains("ana can sign in"));
        assert!(program.refused(&["user", "link", "bob", "sub-ana", "--issuer", ISSUER]).contains("already"));
        assert!(program.refused(&["user", "link", "bob", " ", "--issuer", ISSUER]).contains("subject"));
        assert!(program.refused(&["user", "unlink", "bob", "sub-ana", "--issuer", ISSUER]).contains("isn't linked"));
        program.run(&["user", "unlink", "ana", "sub-ana", "--issuer", ISSUER]);
        program.run(&["user", "link", "bob", "sub-ana", "--issuer", ISSUER]);
        let audit = program.run(&["audit"]);
        assert!(audit.contains("linked a sign-in through a provider") && audit.contains("unlinked"), "{audit}");
    }
}

#[tokio::test]
async fn a_provider_that_can_not_work_is_refused_at_the_start() {
    let program = Program::new(storage::Engine::Sqlite).await;
    let serve = |more: &[&str]| {
        let mut args = vec!["serve", "--listen", "127.0.0.1:0", "--oidc-client-id", "films"];
        args.extend(more);
        program.refused(&args)
    };
    let public = ["--public-url", "https://films.example"];
    assert!(serve(&["--oidc-issuer", ISSUER]).contains("public URL is missing"));
    assert!(serve(&[&public[..], &["--oidc-issuer", "http://id.example"]].concat()).contains("https://"));
    assert!(serve(&public).contains("--oidc-issuer"));
    let file = [&public[..], &["--oidc-issuer", ISSUER, "--oidc-client-secret-file", "/nowhere/at/all"]].concat();
    assert!(serve(&file).contains("/nowhere/at/all"));
}

#[tokio::test]
async fn authorities_that_can_not_be_read_are_refused_at_the_start() {
    let program = Program::new(storage::Engine::Sqlite).await;
    let public = "https://films.example";
    let mut args = vec!["serve", "--listen", "127.0.0.1:0", "--oidc-client-id", "films"];
    args.extend(["--oidc-issuer", ISSUER, "--public-url", public, "--oidc-ca-file"]);
    let refused = |file: &str| program.refused(&[&args[..], &[file]].concat());
    assert!(refused("/nowhere/ca.pem").contains("can't read /nowhere/ca.pem"));
    program.file("empty.pem", "no certificate");
    assert!(refused("empty.pem").contains("the CA file has no certificate"));
    program.file("broken.pem", "-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n");
    assert!(refused("broken.pem").contains("a certificate of the CA file can't be read"));
}

#[tokio::test]
async fn the_only_way_in_needs_a_provider() {
    let program = Program::new(storage::Engine::Sqlite).await;
    assert!(program.refused(&["serve", "--listen", "127.0.0.1:0", "--oidc-only"]).contains("needs a provider"));
}
