//! Pages of lists, by keyset: a page begins behind the last row of the one before, whatever was
//! added or taken away in between.

mod conditions;

pub(crate) use conditions::Conditions;

use crate::engine::{Param, Row, Tx};
use crate::error::Error;
use crate::schema::Entity;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::library::watch_dates::WatchDate;
use domain::pages::{MAX_LIMIT, Page, PageQuery};
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The most rows that one call of a function that deletes what has expired deletes. It is called
/// again until it deletes fewer: other writers get their turn in between.
pub const PORTION: i64 = 500;

/// An item of a list.
pub(crate) trait Item: Entity {
    /// What the rows with equal keys are ordered by.
    fn id(&self) -> Uuid;
}

/// What a list is ordered by, before the id.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order<'a> {
    /// The column, or an expression.
    pub key: &'a str,
    /// What its values are.
    pub kind: KeyKind,
    /// A condition that every value meets and NULL does not, when the column can be NULL. It
    /// compares, so that an index can leave the NULLs out (SQLite's can't with IS NOT NULL).
    pub floor: Option<&'static str>,
    /// From the highest to the lowest. Rows without a value come last either way.
    pub descending: bool,
}

/// The type of a list's key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum KeyKind {
    /// Text.
    Text,
    /// A small number.
    Number,
    /// A whole number of any size.
    Whole,
    /// When a film was watched.
    WatchDate,
    /// A moment.
    Moment,
}

/// A list: the statement behind the columns of its items, up to its order, and the order.
pub(crate) struct Listing<'a> {
    /// Its name in cursors; those of another list are refused.
    pub name: &'a str,
    /// An expression for the number of all rows, when that is known without counting.
    pub total: Option<&'a str>,
    /// From `FROM` to the last condition; there is at least one.
    pub from: &'a str,
    /// The id column.
    pub id: &'a str,
    /// The order.
    pub order: Order<'a>,
    /// The parameters of all of these.
    pub params: &'a [&'a dyn Param],
    /// How the items are joined to `page`, which has the ids of one, when they aren't among what the list is made from.
    pub joined: Option<&'a str>,
}

/// The items of one page, and what is known of the rest.
pub(crate) struct Items<T> {
    page: Vec<T>,
    next_cursor: Option<String>,
    /// The number of all items, when it needs no more counting.
    total: Option<u64>,
}

impl<T> Items<T> {
    /// Whether there is another page.
    pub fn is_followed(&self) -> bool {
        self.next_cursor.is_some()
    }

    /// The page, counted by `count` if need be.
    pub fn into_page(self, count: impl FnOnce() -> Result<i64, Error>) -> Result<Page<T>, Error> {
        let total = match self.total {
            Some(total) => total,
            None => count()?.try_into().unwrap_or(0),
        };
        Ok(Page { items: self.page, next_cursor: self.next_cursor, total })
    }
}

/// The key of a row as a cursor carries it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Key {
    Number(i64),
    Text(String),
}

/// Where a page ended.
#[derive(Serialize, Deserialize)]
struct Cursor<'a> {
    /// The list.
    l: std::borrow::Cow<'a, str>,
    /// The key of the last row; nothing when it had none.
    k: Option<Key>,
    /// The id of the last row.
    i: Uuid,
}

impl Cursor<'_> {
    fn encode(&self) -> Result<String, Error> {
        let json = serde_json::to_vec(self).map_err(|error| Error::Database(error.to_string()))?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(json))
    }

    fn decode(text: &str, list: &str) -> Result<Self, Error> {
        let json = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::BadCursor)?;
        let cursor: Self = serde_json::from_slice(&json).map_err(|_| Error::BadCursor)?;
        if cursor.l == list { Ok(cursor) } else { Err(Error::BadCursor) }
    }
}

impl KeyKind {
    fn read(self, row: &Row<'_>, index: usize) -> Result<Option<Key>, Error> {
        Ok(match self {
            Self::Text => row.get::<Option<String>>(index)?.map(Key::Text),
            Self::Number | Self::Whole => row.get::<Option<i64>>(index)?.map(Key::Number),
            Self::WatchDate => row.get::<Option<WatchDate>>(index)?.map(|date| Key::Text(date.to_string())),
            Self::Moment => row.get::<Option<Timestamp>>(index)?.map(|moment| Key::Number(moment.as_millis())),
        })
    }

    /// The key as a parameter; a cursor that somebody made up may hold anything.
    fn param(self, key: &Key) -> Result<Box<dyn Param>, Error> {
        let param: Option<Box<dyn Param>> = match (self, key) {
            (Self::Text, Key::Text(text)) if !text.contains('\0') => Some(Box::new(text.clone())),
            (Self::Number, Key::Number(n)) => i16::try_from(*n).ok().map(|n| Box::new(n) as _),
            (Self::Whole, Key::Number(n)) => Some(Box::new(*n)),
            (Self::WatchDate, Key::Text(text)) => text.parse::<WatchDate>().ok().map(|date| Box::new(date) as _),
            (Self::Moment, Key::Number(millis)) => Some(Box::new(Timestamp::from_millis(*millis))),
            _ => None,
        };
        param.ok_or(Error::BadCursor)
    }
}

/// A row of a list: the item, its key, and the total or NULL.
struct Listed<T> {
    item: T,
    key: Option<Key>,
    total: Option<i64>,
}

impl Listing<'_> {
    /// The page that is asked for.
    pub fn page<T: Item>(&self, tx: &mut Tx, page: &PageQuery) -> Result<Items<T>, Error> {
        let cursor = match (page.from_end(), page.cursor.as_deref()) {
            (Some(count), _) => self.before_last::<T>(tx, count)?,
            (None, text) => text.map(|text| Cursor::decode(text, self.name)).transpose()?,
        };
        let limit = page.limit.clamp(1, MAX_LIMIT) as usize;
        // One more than asked for shows whether there is another page.
        let mut rows: Vec<Listed<T>> = match &cursor {
            Some(Cursor { k: None, .. }) if self.order.floor.is_none() => return Err(Error::BadCursor),
            Some(Cursor { k: None, .. }) => Vec::new(),
            cursor => self.rows_with_key(tx, cursor.as_ref(), limit + 1)?,
        };
        if rows.len() <= limit && self.order.floor.is_some() {
            let after = cursor.as_ref().filter(|cursor| cursor.k.is_none()).map(|cursor| cursor.i);
            rows.extend(self.rows_without_key(tx, after, limit + 1 - rows.len())?);
        }
        self.items(rows, limit, cursor.is_none())
    }

    /// Where the last `count` rows begin; nothing when there are no others. It is found from the end, so the last page
    /// costs what the first does.
    fn before_last<T: Item>(&self, tx: &mut Tx, count: usize) -> Result<Option<Cursor<'_>>, Error> {
        let backwards = Listing { order: Order { descending: !self.order.descending, ..self.order }, ..*self };
        let mut rows: Vec<Listed<T>> = Vec::new();
        if self.order.floor.is_some() {
            rows = backwards.rows_without_key(tx, None, count + 1)?;
        }
        if rows.len() <= count {
            rows.extend(backwards.rows_with_key(tx, None, count + 1 - rows.len())?);
        }
        let before = rows.into_iter().nth(count);
        Ok(before.map(|row| Cursor { l: self.name.into(), k: row.key, i: row.item.id() }))
    }

    fn items<T: Item>(&self, mut rows: Vec<Listed<T>>, limit: usize, first: bool) -> Result<Items<T>, Error> {
        let known = rows.first().and_then(|row| row.total).and_then(|total| u64::try_from(total).ok());
        let all_here = (first && rows.len() <= limit).then_some(rows.len() as u64);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = match rows.last_mut().filter(|_| more) {
            Some(last) => Some(Cursor { l: self.name.into(), k: last.key.take(), i: last.item.id() }.encode()?),
            None => None,
        };
        let page = rows.into_iter().map(|row| row.item).collect();
        Ok(Items { page, next_cursor, total: known.or(all_here) })
    }

    fn rows_with_key<T: Item>(
        &self,
        tx: &mut Tx,
        after: Option<&Cursor<'_>>,
        limit: usize,
    ) -> Result<Vec<Listed<T>>, Error> {
        let Order { key, kind, floor, descending } = self.order;
        let (direction, beyond) = if descending { (" DESC", '<') } else { ("", '>') };
        let mut more: Vec<Box<dyn Param>> = Vec::new();
        let mut condition = String::new();
        if let Some(Cursor { k: Some(at), i, .. }) = after {
            let n = self.params.len() + 1;
            condition = format!(" AND ({key}, {}) {beyond} (${n}, ${})", self.id, n + 1);
            more = vec![kind.param(at)?, Box::new(*i)];
        }
        // Upwards, the place where the last page ended is a floor of its own.
        if let Some(floor) = floor.filter(|_| descending || after.is_none()) {
            condition = format!("{condition} AND {floor}");
        }
        self.rows(tx, &condition, &more, &format!("{key}{direction}, {}{direction}", self.id), limit)
    }

    fn rows_without_key<T: Item>(
        &self,
        tx: &mut Tx,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<Listed<T>>, Error> {
        let Order { key, descending, .. } = self.order;
        let (direction, beyond) = if descending { (" DESC", '<') } else { ("", '>') };
        let mut more: Vec<Box<dyn Param>> = Vec::new();
        let mut condition = format!(" AND {key} IS NULL");
        if let Some(id) = after {
            condition = format!("{condition} AND {} {beyond} ${}", self.id, self.params.len() + 1);
            more.push(Box::new(id));
        }
        self.rows(tx, &condition, &more, &format!("{}{direction}", self.id), limit)
    }

    fn rows<T: Item>(
        &self,
        tx: &mut Tx,
        condition: &str,
        more: &[Box<dyn Param>],
        order: &str,
        limit: usize,
    ) -> Result<Vec<Listed<T>>, Error> {
        let mut params = self.params.to_vec();
        params.extend(more.iter().map(AsRef::as_ref));
        // The limit stands in the text: PostgreSQL plans a statement anew each time when it can't
        // see how few rows are wanted.
        let (columns, key, from) = (T::COLUMNS, self.order.key, self.from);
        let sql = match self.joined {
            None => {
                let total = self.total.unwrap_or("NULL");
                format!("SELECT {columns}, {key}, {total} {from}{condition} ORDER BY {order} LIMIT {limit}")
            }
            Some(join) => {
                let (id, direction) = (self.id, if self.order.descending { " DESC" } else { "" });
                format!(
                    "SELECT {columns}, page.key, NULL FROM (
                         SELECT {id} AS id, {key} AS key {from}{condition} ORDER BY {order} LIMIT {limit}
                     ) AS page {join} ORDER BY page.key{direction}, page.id{direction}"
                )
            }
        };
        let kind = self.order.kind;
        tx.query_map(&sql, &params, |row| {
            Ok(Listed { item: T::from_row(row)?, key: kind.read(row, T::COUNT)?, total: row.get(T::COUNT + 1)? })
        })
    }
}

/// A pattern for what contains the word; what LIKE takes for more than itself stands escaped.
pub(crate) fn like_pattern(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
