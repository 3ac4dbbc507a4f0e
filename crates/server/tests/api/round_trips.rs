//! How often a request waits for PostgreSQL.

use crate::support::*;
use domain::library::movies::MovieDraft;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use storage::Store;
use storage::testing::TestDatabase;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// How many requests are made: an answer may still arrive before the last of several statements has been sent, which looks
/// like one more round trip. The fewest of so many is what one needs.
const REQUESTS: usize = 12;

/// How far away the server seems to be: long enough for the statements that are sent together to be seen together.
const DISTANCE: Duration = Duration::from_millis(10);

/// The types of messages after which the server says that it is ready: Sync and Query.
const ASKS: &[u8] = b"SQ";
/// `ReadyForQuery`, and what asks for a password before the first of it.
const READY: u8 = b'Z';
const AUTHENTICATION: u8 = b'R';

/// Counts the round trips of a connection to PostgreSQL: what is sent while no answer is due begins another one.
#[derive(Default)]
struct Counter {
    due: AtomicU32,
    trips: AtomicU32,
}

impl Counter {
    fn ask(&self) {
        if self.due.fetch_add(1, Ordering::SeqCst) == 0 {
            self.trips.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn answer(&self) {
        self.due.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The next message: its type, its length and the rest.
async fn message(from: &mut OwnedReadHalf) -> std::io::Result<Vec<u8>> {
    let kind = from.read_u8().await?;
    let length = from.read_u32().await?;
    let mut message = vec![kind];
    message.extend(length.to_be_bytes());
    message.resize(1 + length as usize, 0);
    from.read_exact(&mut message[5..]).await?;
    Ok(message)
}

/// Hands on what is asked.
async fn pass_questions(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counter: &Counter) -> std::io::Result<()> {
    loop {
        let message = message(&mut from).await?;
        if ASKS.contains(&message[0]) {
            counter.ask();
        }
        to.write_all(&message).await?;
    }
}

/// Hands on each answer as a whole, so that nothing is asked because of a part of one.
async fn pass_answers(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counter: &Counter) -> std::io::Result<()> {
    let mut answer = Vec::new();
    loop {
        let message = message(&mut from).await?;
        answer.extend_from_slice(&message);
        if message[0] == READY {
            tokio::time::sleep(DISTANCE).await;
            counter.answer();
        }
        if matches!(message[0], READY | AUTHENTICATION) {
            to.write_all(&std::mem::take(&mut answer)).await?;
        }
    }
}

/// Stands between one connection and the server of this URL; gives another URL for it.
async fn count_round_trips(url: &str, counter: Arc<Counter>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (login, rest) = url.split_once('@').unwrap();
    let (server, rest) = rest.split_once('/').unwrap();
    let own = format!("{login}@{}/{rest}&sslmode=disable", listener.local_addr().unwrap());
    let server = server.to_owned();
    tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.unwrap();
        let mut server = TcpStream::connect(server).await.unwrap();
        client.set_nodelay(true).unwrap();
        server.set_nodelay(true).unwrap();
        // The first message alone has no type; the server is ready once it has been answered.
        let length = client.read_u32().await.unwrap();
        let mut startup = vec![0; length as usize - 4];
        client.read_exact(&mut startup).await.unwrap();
        server.write_u32(length).await.unwrap();
        server.write_all(&startup).await.unwrap();
        counter.ask();
        let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
        // Both end with the connection.
        let _ = tokio::join!(
            pass_questions(from_client, to_server, &counter),
            pass_answers(from_server, to_client, &counter),
        );
    });
    own
}

/// A film with everything that has rows of its own.
fn film(number: usize) -> MovieDraft {
    MovieDraft {
        title: format!("The Third Man {number}"),
        year: Some(1949),
        genres: names(&["Film noir", "Thriller"]),
        directors: names(&["Carol Reed"]),
        tags: names(&["vienna"]),
        rating: Some(4.5),
        watched_on: Some("2026-11-20".to_owned()),
        imdb_id: Some("tt0041959".to_owned()),
        ..MovieDraft::default()
    }
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

/// A server with one connection whose round trips are counted.
struct Counted {
    app: TestApp,
    counter: Arc<Counter>,
    _database: TestDatabase,
}

impl Counted {
    async fn start() -> Self {
        let (counter, database) = (Arc::new(Counter::default()), TestDatabase::create().await);
        let url = count_round_trips(&database.url, counter.clone()).await;
        let app = TestApp::start_on(Store::open_postgres(&url, 1).await.unwrap()).await;
        Self { app, counter, _database: database }
    }

    /// The fewest round trips of many requests, each with its number.
    async fn fewest(&self, request: impl AsyncFn(usize)) -> u32 {
        let mut fewest = u32::MAX;
        for number in 0..REQUESTS {
            let before = self.counter.trips.load(Ordering::SeqCst);
            request(number).await;
            fewest = fewest.min(self.counter.trips.load(Ordering::SeqCst) - before);
        }
        fewest
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_film_takes_at_most_three_round_trips() {
    let counted = Counted::start().await;
    let client = counted.app.sign_in("ana").await;
    let without_key =
        counted.fewest(async |number| drop(client.create_movie(&film(number), None).await.unwrap())).await;
    let with_key = counted.fewest(async |number| {
        client.create_movie(&film(number), Some(&format!("key-{number}"))).await.unwrap();
    });
    assert_eq!((without_key, with_key.await), (2, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_films_takes_one_round_trip_and_so_does_that_it_is_known() {
    let counted = Counted::start().await;
    add(&counted.app.sign_in("ana").await, "M").await;
    let token = counted.app.token_of("ana").await;
    let ask = async |known: &str| {
        let request = counted.app.request_as(&token, "GET", "/api/movies").header("if-none-match", known);
        request.send().await.unwrap()
    };
    let plain = counted.app.request_as(&token, "GET", "/api/movies");
    let newer = counted.fewest(async |_| {
        assert_eq!(plain.try_clone().unwrap().send().await.unwrap().status(), 200);
    });
    assert_eq!(newer.await, 1);
    let etag = ask("\"other\"").await.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(counted.fewest(async |_| assert_eq!(ask(&etag).await.status(), 304)).await, 1);
}
