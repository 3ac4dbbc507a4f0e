use crate::support::*;
use storage::Engine;

const MISTAKES: &str = "\
listn = \"127.0.0.1:3000\"
listen = 3000
public_url = \"films.example\"
log_format = \"yaml\"
trusted_proxy = [\"10.0.0.0/8\", \"proxy\"]
backup_every = \"1d
import_from_own_network = \"yes\"
database_connections = 0
public-url = \"https://films.example\"
[oidc]
issuer = \"https://id.example\"
";

#[tokio::test]
async fn all_mistakes_of_a_file_are_told_at_once_with_their_lines() {
    let program = Program::new(Engine::Sqlite).await;
    program.file("films.toml", MISTAKES);
    for command in [
        &["config", "check", "films.toml"][..],
        &["--config", "films.toml", "serve"],
        &["user", "list", "--config", "films.toml"],
    ] {
        let said = program.refused(command);
        let expected = [
            "films.toml:1: listn: there is no such option. Did you mean listen?",
            "films.toml:2: listen: invalid socket address syntax. Write a value such as 127.0.0.1:3000.",
            "films.toml:3: public_url: the public URL must begin with https:// or http://. The help says:",
            "films.toml:4: log_format: it isn't one of the possible values. Write text or json.",
            "films.toml:5: trusted_proxy: expected an address or a network such as 10.0.0.0/8.",
            "films.toml:6: this isn't TOML:",
            "films.toml:7: import_from_own_network: a text doesn't fit. Write true or false, without quotes.",
            "films.toml:8: database_connections: 0 is not in 1..=1000. Write a value such as 10.",
            "films.toml:9: public-url: there is no such option. Did you mean public_url?",
            "films.toml:10: oidc: there is no such option. Write oidc_… = … outside of any table",
        ];
        let lines: Vec<_> = said.lines().skip(1).map(str::trim).collect();
        assert_eq!(lines.len(), expected.len(), "{said}");
        for (line, expected) in lines.iter().zip(expected) {
            assert!(line.starts_with(expected), "{line}\n{expected}");
        }
    }
}

#[tokio::test]
async fn the_command_line_comes_before_the_environment_and_that_before_the_file() {
    let program = Program::new(Engine::Sqlite).await;
    program.file("films.toml", "log = \"debug\"\nbackup_keep = 3\nbackup_every = \"1d\"\noidc_only = true\n");
    let mut command = program.command(&["config", "show", "--log", "warn"]);
    command.env("MOVIETRACKER_CONFIG", "films.toml").env("MOVIETRACKER_LOG", "error");
    let output = command.env("MOVIETRACKER_BACKUP_KEEP", "5").env("MOVIETRACKER_DATA_DIR", "data").output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let line = |key: &str| {
        let line = shown.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("log ="), "log = \"warn\" # the command line");
    assert_eq!(line("backup_keep"), "backup_keep = 5 # MOVIETRACKER_BACKUP_KEEP");
    assert_eq!(line("backup_every"), "backup_every = \"1d\" # films.toml:3");
    assert_eq!(line("oidc_only"), "oidc_only = true # films.toml:4");
    assert_eq!(line("listen"), "listen = \"127.0.0.1:3000\" # the default");
    assert_eq!(line("# public_url"), "# public_url = \"URL\" # not set");
    // What is empty is not set.
    let mut command = program.command(&["config", "show"]);
    command.env("MOVIETRACKER_PUBLIC_URL", "").env("MOVIETRACKER_BACKUP_EVERY", "").env("MOVIETRACKER_LISTEN", "");
    let output = command.output().unwrap();
    let unset = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && unset.contains("# public_url = \"URL\""), "{unset}");
    // What is shown is a file.
    program.file("shown.toml", &shown);
    let again = program.refused(&["config", "check", "shown.toml"]);
    assert!(again.contains("--oidc-only needs a provider") && !again.contains("shown.toml:"), "{again}");
}

#[tokio::test]
async fn a_server_starts_with_what_is_in_the_file() {
    let program = Program::new(Engine::Sqlite).await;
    program.file("films.toml", "data_dir = \"films\"\ntrusted_proxy = [\"10.0.0.0/8\", \"::1\"]\nlog = \"debug\"\n");
    assert_eq!(program.run(&["config", "check", "films.toml"]), "films.toml is fine: 3 options.\n");
    let server = program.serve_with(&["--config", "films.toml"]);
    assert!(program.path("films/movietracker.db").exists());
    assert!(!program.path("data").exists());
    drop(server);
    program.run(&["user", "add", "ana", "--password-file", "password", "--config", "films.toml"]);
    assert!(program.run(&["--config", "films.toml", "user", "list"]).contains("ana"));
}

#[tokio::test]
async fn secrets_are_not_shown() {
    let program = Program::new(Engine::Sqlite).await;
    let secrets = "database_url = \"postgres://films:canary@db/films\"\noidc_client_secret = \"canary\"\n\
                   proxy = \"http://me:canary@proxy:3128\"\ntmdb_url = \"https://me:canary@tmdb.example/3\"\n";
    program.file("films.toml", secrets);
    let mut output = program.command(&["config", "show", "--config", "films.toml"]);
    output.env_remove("MOVIETRACKER_TMDB_URL");
    let shown = String::from_utf8(output.output().unwrap().stdout).unwrap();
    assert!(!shown.contains("canary"), "{shown}");
    assert!(shown.contains("hidden; films.toml:1") && shown.contains("hidden; films.toml:4"), "{shown}");
    let help = program.command(&["serve", "--help"]).env("MOVIETRACKER_PROXY", "http://me:canary@proxy:3128").output();
    let help = String::from_utf8(help.unwrap().stdout).unwrap();
    assert!(help.contains("[env: MOVIETRACKER_PROXY]") && !help.contains("canary"), "{help}");
}

#[tokio::test]
async fn a_secret_in_the_environment_replaces_its_file_in_the_file() {
    let program = Program::new(Engine::Sqlite).await;
    program.file("films.toml", "database_url_file = \"missing\"\n");
    assert!(program.refused(&["config", "check", "films.toml"]).contains("missing can't be read"));
    let mut command = program.command(&["config", "check", "films.toml"]);
    let output = command.env("MOVIETRACKER_DATABASE_URL", "postgres://films@db/films").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn replicas_are_checked_and_need_postgresql() {
    let program = Program::new(Engine::Sqlite).await;
    program.file("films.toml", "database_replica_url = \"postgres://films:canary@a,b/films\"\n");
    let said = program.refused(&["config", "check", "films.toml"]);
    assert!(said.contains("--database-replica-url needs --database-url") && !said.contains("canary"), "{said}");
    for (parameters, is_fine) in [("", true), ("?sslmode=perhaps", false), ("?sslrootcert=/nowhere.pem", false)] {
        let urls = format!(
            "database_url = \"postgres://films@db/films\"\n\
             database_replica_url = \"postgres://films:canary@a,b/films{parameters}\"\n"
        );
        program.file("films.toml", &urls);
        let output = program.command(&["config", "check", "films.toml"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), is_fine, "{said}");
        assert!(!said.contains("canary"), "{said}");
    }
}

#[tokio::test]
async fn what_does_not_fit_together_is_told_at_once_too() {
    let program = Program::new(Engine::Sqlite).await;
    let file =
        "oidc_only = true\nbackup_s3_bucket = \"films\"\ntmdb_token_file = \"nowhere\"\nsecret_key_file = \"none\"\n";
    program.file("films.toml", file);
    for command in [&["config", "check", "films.toml"][..], &["serve", "--config", "films.toml"]] {
        let said = program.refused(command);
        for part in ["--oidc-only needs", "--backup-s3-endpoint", "nowhere can't be read", "none doesn't exist"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    assert!(!program.path("data/backups").exists());
}

#[tokio::test]
async fn variables_that_are_no_options_are_warned_of() {
    let program = Program::new(Engine::Sqlite).await;
    let mut command = program.command(&["config", "show"]);
    let output = command.env("MOVIETRACKER_LISTN", "127.0.0.1:1").env("MOVIETRACKER_ZZZ", "x").output().unwrap();
    let warned = String::from_utf8(output.stderr).unwrap();
    assert!(warned.contains("MOVIETRACKER_LISTN in the environment is no option, did you mean MOVIETRACKER_LISTEN?"));
    assert!(warned.contains("MOVIETRACKER_ZZZ in the environment is no option\n"), "{warned}");
    assert!(!warned.contains("SHUTDOWN_DELAY"), "{warned}");
    assert!(!warned.contains("MOVIETRACKER_CONFIG"), "{warned}");
    let wrong = program.command(&["healthcheck"]).env("MOVIETRACKER_LISTEN", "nowhere").output().unwrap();
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(said.contains("MOVIETRACKER_LISTEN: invalid socket address syntax"), "{said}");
}

#[tokio::test]
async fn the_version_tells_the_commit_and_the_schema() {
    let program = Program::new(Engine::Sqlite).await;
    let version = program.run(&["--version"]);
    let lines: Vec<_> = version.lines().collect();
    assert_eq!(lines[0], concat!("movietracker ", env!("CARGO_PKG_VERSION")));
    assert!(lines[1].starts_with("commit "), "{version}");
    // The first start has made it.
    program.run(&["migrate", "up"]);
    let status = program.run(&["migrate", "status"]);
    let newest = status.lines().last().and_then(|line| line.split(' ').next()).unwrap();
    assert_eq!(lines[2], format!("schema {newest}"));
}

#[tokio::test]
async fn a_healthcheck_asks_where_the_server_is_told_to_listen() {
    let program = Program::new(Engine::Sqlite).await;
    let server = program.serve();
    let port = server.base.rsplit(':').next().unwrap().to_owned();
    program.file("films.toml", format!("listen = \"0.0.0.0:{port}\"\n"));
    assert_eq!(program.run(&["healthcheck", "--config", "films.toml"]), "ready\n");
    // A machine that knows no certificate authorities.
    let mut bare = program.command(&["healthcheck", "--config", "films.toml"]);
    let asked = bare.env("SSL_CERT_FILE", "/nowhere").env("SSL_CERT_DIR", "/nowhere").output().unwrap();
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
}
