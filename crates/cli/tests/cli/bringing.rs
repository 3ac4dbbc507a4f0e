//! What is brought from elsewhere: accounts, when the server is killed meanwhile, and films from a MediaTracker.

use crate::support::*;
use domain::accounts::password_resets::PasswordResetDraft;
use domain::accounts::users::UsersQuery;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::transfer::imports::ImportState;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

type Client = client::Client<client::native::NativeTransport>;

async fn names(admin: &Client) -> Vec<String> {
    let users = admin.list_users(&UsersQuery::default(), &PageQuery::default()).await.unwrap();
    users.items.into_iter().map(|user| user.username).collect()
}

/// Waits until this is so.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let begin = Instant::now();
    while !is_so().await {
        // A job of a server that was killed is left to it for a minute.
        assert!(begin.elapsed() < Duration::from_mins(3), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Ends a server as an outage does.
fn kill(server: &mut Server) {
    server.process.kill().unwrap();
    server.process.wait().unwrap();
}

on_both_engines! {
    async fn an_account_whose_file_was_on_its_way_when_the_server_was_killed_is_not_there(program: Program) {
        program.run(&["user", "add", "root", "--role", "admin", "--password-file", "password"]);
        let mut server = program.serve();
        let root = server.client("root").await;
        let host = server.base.strip_prefix("http://").unwrap().to_owned();
        let mut stream = TcpStream::connect(&host).unwrap();
        let token = root.transport().token().unwrap();
        let head = format!(
            "POST /api/users/import?username=ben HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/octet-stream\r\nContent-Length: 100000000\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&vec![b' '; 3 * 1024 * 1024]).unwrap();
        until("a part of the file is there", async || {
            let imports = root.list_imports(&PageQuery::default()).await.unwrap().items;
            imports.first().is_some_and(|it| it.state == ImportState::Uploading && it.byte_count > 1024 * 1024)
        })
        .await;
        kill(&mut server);
        let mut server = program.serve();
        let root = server.client("root").await;
        assert_eq!(names(&root).await, ["root"]);
        // Its name is free, and once the account was answered, nothing stops it.
        let film = br#"{"movie_tracker": {"version": 1}, "movies": [{"title": "Heat", "year": 1995}]}"#;
        let made = root.import_user(film.to_vec(), "ben", "ben.json", None).await.unwrap();
        kill(&mut server);
        let server = program.serve();
        let reset = PasswordResetDraft { token: made.token, password: PASSWORD.to_owned() };
        let anyone = client::Client::new(client::native::NativeTransport::new(&server.base).unwrap());
        anyone.reset_password(&reset).await.unwrap();
        let ben = server.client("ben").await;
        until("the films are there", async || {
            ben.get_import(made.import).await.unwrap().state == ImportState::Applied
        })
        .await;
        let films = ben.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap();
        assert_eq!(films.items.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), ["Heat"]);
    }

    async fn films_come_from_a_mediatracker_by_its_address(program: Program) {
        program.add_user("ana");
        let address = media_tracker();
        program.file("token", "a-token\n");
        let import = ["import", "--from-mediatracker", &address, "--token-file", "token", "--user", "ana"];
        let told = program.run(&import);
        assert!(told.contains("1 films added"), "{told}");
        let told = program.run(&import);
        assert!(!told.contains("1 films added"), "{told}");
        program.file("token", "another\n");
        let refused = program.refused(&import);
        assert!(refused.contains("doesn’t accept this token") && !refused.contains("another"), "{refused}");
        assert!(program.refused(&["import", "--user", "ana"]).contains("required"));
    }
}

/// A MediaTracker with one film.
fn media_tracker() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let request = lines.next().unwrap_or_default();
            let is_known =
                lines.take_while(|line| !line.is_empty()).any(|line| line.to_lowercase() == "access-token: a-token");
            let body = match request.split(' ').nth(1).unwrap_or_default() {
                "/api/items" => {
                    r#"[{"id": 1, "mediaType": "movie", "title": "Heat", "seen": false, "onWatchlist": true}]"#
                }
                "/api/user" => r#"{"id": 1}"#,
                _ => "[]",
            };
            let status = if is_known { "200 OK" } else { "401 Unauthorized" };
            let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
            stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        }
    });
    address
}
