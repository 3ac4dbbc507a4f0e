//! Asking a MediaTracker for everything that an account keeps there, as one document of JSON.

use super::faults::Fault;
use crate::limits::places::Place;
use crate::net::{Destinations, HttpClient, HttpError, Limits, Route};
use crate::transfer::imports::uploading::Source;
use bytes::Bytes;
use domain::transfer::imports::MAX_IMPORT_BYTES;
use http::{HeaderValue, Request, StatusCode};
use serde::de::{self, DeserializeOwned, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// The bounds of one answer. Redirects aren't followed: they would take the token along.
const LIMITS: Limits = Limits { timeout: Duration::from_secs(30), max_body: 16 * 1024 * 1024, max_redirects: 0 };
/// The longest that all of it may take.
const FETCH_TIME: Duration = Duration::from_mins(15);
/// The films whose history is asked for at once.
const AT_ONCE: usize = 4;
/// The most lists that are asked for.
const MAX_LISTS: usize = 1000;

/// The most items of an answer: in memory, each takes more than its text may.
const MAX_ITEMS: usize = 100_000;

/// The items of an answer, as they are written; one with too many is refused.
struct AtMost(Vec<Box<RawValue>>);

impl<'de> Deserialize<'de> for AtMost {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items;

        impl<'de> Visitor<'de> for Items {
            type Value = AtMost;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "at most {MAX_ITEMS} items")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<AtMost, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element()? {
                    if all.len() == MAX_ITEMS {
                        return Err(de::Error::invalid_length(MAX_ITEMS + 1, &self));
                    }
                    all.push(item);
                }
                Ok(AtMost(all))
            }
        }

        deserializer.deserialize_seq(Items)
    }
}

/// What an account keeps at a MediaTracker: first its lists, then its items, then what is on the lists.
pub struct MediaTracker {
    api: Arc<Api>,
    lists: VecDeque<ListOf>,
    items: VecDeque<Item>,
    step: Step,
    is_first: bool,
    total: usize,
    _place: Option<Place>,
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Lists,
    Items,
    ListItems,
    End,
}

/// A list.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListOf {
    id: i64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    is_watchlist: Option<bool>,
}

/// An item, as it is in the list of all.
struct Item {
    /// Its id, when there is a history to ask for.
    seen: Option<i64>,
    raw: Box<RawValue>,
}

impl MediaTracker {
    /// Asks for the items and the lists of the account with this token.
    ///
    /// # Errors
    /// When there is no MediaTracker, or it doesn't know the token.
    pub async fn open(
        address: &str,
        token: &str,
        destinations: Destinations,
        proxy: Option<&str>,
    ) -> Result<Self, Fault> {
        let route = Route { proxy, authorities: None };
        let client = HttpClient::new(destinations, route, LIMITS).map_err(|reason| {
            tracing::error!(reason, "nothing can be fetched");
            Fault::Unreachable(Destinations::Configured)
        })?;
        let mut token = HeaderValue::from_str(token).map_err(|_| Fault::Rejected)?;
        token.set_sensitive(true);
        let deadline = Instant::now() + FETCH_TIME;
        let api = Api { client, destinations, address: address.to_owned(), token, deadline };
        let all: AtMost = api.get("items").await?;
        let items: VecDeque<Item> = all.0.into_iter().map(Item::new).collect();
        let lists = api.lists().await?;
        if items.is_empty() && lists.is_empty() {
            return Err(Fault::Empty);
        }
        let (step, is_first, total) = (Step::Lists, true, 0);
        Ok(Self { api: Arc::new(api), lists, items, step, is_first, total, _place: None })
    }

    /// Keeps this place until everything is fetched.
    #[must_use]
    pub fn holding(self, place: Place) -> Self {
        Self { _place: Some(place), ..self }
    }

    /// The next bytes of the document; none at the end.
    ///
    /// # Errors
    /// When no more comes.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        let mut piece = Vec::new();
        match self.step {
            Step::Lists => {
                self.step = Step::Items;
                piece.extend_from_slice(b"{\"mediaTracker\":1,\"lists\":");
                serde_json::to_writer(&mut piece, &self.lists).map_err(|_| Fault::Unknown)?;
                piece.extend_from_slice(b",\"items\":[\n");
            }
            Step::Items => {
                let count = self.items.len().min(AT_ONCE);
                let batch: Vec<Item> = self.items.drain(..count).collect();
                for item in self.with_history(batch).await? {
                    self.add(&mut piece, item.get().as_bytes());
                }
                if self.items.is_empty() {
                    self.begin(Step::ListItems);
                    piece.extend_from_slice(b"],\"listItems\":[\n");
                }
            }
            Step::ListItems => {
                if let Some(list) = self.lists.pop_front() {
                    let items: Option<AtMost> = self.api.find(&format!("list/items?listId={}", list.id)).await?;
                    for item in items.map(|items| items.0).unwrap_or_default() {
                        self.add(&mut piece, on_list(list.id, item.get()).as_bytes());
                    }
                } else {
                    self.begin(Step::End);
                    piece.extend_from_slice(b"]}\n");
                }
            }
            Step::End => return Ok(None),
        }
        self.total += piece.len();
        if self.total > MAX_IMPORT_BYTES { Err(Fault::TooLarge) } else { Ok(Some(piece.into())) }
    }

    fn begin(&mut self, step: Step) {
        (self.step, self.is_first) = (step, true);
    }

    fn add(&mut self, piece: &mut Vec<u8>, item: &[u8]) {
        if !std::mem::take(&mut self.is_first) {
            piece.extend_from_slice(b",\n");
        }
        piece.extend_from_slice(item);
    }

    /// The items, each with its history where it has one.
    async fn with_history(&self, batch: Vec<Item>) -> Result<Vec<Box<RawValue>>, Fault> {
        let mut tasks = JoinSet::new();
        let mut items: Vec<Box<RawValue>> = Vec::with_capacity(batch.len());
        for (at, item) in batch.into_iter().enumerate() {
            if let Some(id) = item.seen {
                let api = Arc::clone(&self.api);
                tasks.spawn(async move { (at, api.find(&format!("details/{id}")).await) });
            }
            items.push(item.raw);
        }
        while let Some(task) = tasks.join_next().await {
            let (at, detail) = task.map_err(|_| Fault::Unknown)?;
            if let Some(detail) = detail? {
                items[at] = detail;
            }
        }
        Ok(items)
    }
}

impl Source for MediaTracker {
    type Fault = Fault;

    async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        Self::next(self).await
    }
}

impl Item {
    fn new(raw: Box<RawValue>) -> Self {
        #[derive(Deserialize, Default)]
        #[serde(default, rename_all = "camelCase")]
        struct Known {
            id: Option<i64>,
            media_type: Option<String>,
            seen: Option<bool>,
        }
        let known: Known = serde_json::from_str(raw.get()).unwrap_or_default();
        let has_history = known.seen == Some(true) && known.media_type.as_deref() == Some("movie");
        Self { seen: known.id.filter(|_| has_history), raw }
    }
}

/// What is on a list, with the list. It is in memory as text alone, since it may be much.
fn on_list(list: i64, item: &str) -> String {
    match item.strip_prefix('{') {
        Some(members) if members.trim_start() != "}" => format!("{{\"listId\":{list},{members}"),
        _ => format!("{{\"listId\":{list}}}"),
    }
}

/// The API of a MediaTracker.
struct Api {
    client: HttpClient,
    destinations: Destinations,
    address: String,
    token: HeaderValue,
    deadline: Instant,
}

impl Api {
    /// The lists of the account. Early versions have none.
    async fn lists(&self) -> Result<VecDeque<ListOf>, Fault> {
        #[derive(Deserialize)]
        struct User {
            id: i64,
        }
        let user: User = self.get("user").await?;
        let lists: Option<Vec<ListOf>> = self.find(&format!("lists?userId={}", user.id)).await?;
        Ok(lists.unwrap_or_default().into_iter().take(MAX_LISTS).collect())
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Fault> {
        self.find(path).await?.ok_or(Fault::Unknown)
    }

    /// What is there; none when there is nothing.
    async fn find<T: DeserializeOwned>(&self, path: &str) -> Result<Option<T>, Fault> {
        let request = Request::get(format!("{}/api/{path}", self.address)).header("Access-Token", &self.token);
        let request = request.header(http::header::ACCEPT, "application/json").body(Vec::new());
        let unreachable = Fault::Unreachable(self.destinations);
        let request = request.map_err(|_| unreachable)?;
        let answer = tokio::time::timeout_at(self.deadline, self.client.send(request)).await;
        let answer = answer.map_err(|_| Fault::TooSlow)?.map_err(|error| match error {
            HttpError::TooLarge(_) => Fault::TooLarge,
            HttpError::Timeout(_) => Fault::TooSlow,
            HttpError::Forbidden | HttpError::Connection(_) | HttpError::Answer(_) => {
                tracing::debug!(%error, "a MediaTracker could not be asked");
                unreachable
            }
        })?;
        match answer.status() {
            StatusCode::OK => serde_json::from_slice(answer.body()).map(Some).map_err(|_| Fault::Unknown),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Fault::Rejected),
            StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => Ok(None),
            status if status.is_redirection() => Err(Fault::Redirected),
            status if status.is_server_error() => Err(Fault::Failing(status)),
            _ => Err(Fault::Unknown),
        }
    }
}
