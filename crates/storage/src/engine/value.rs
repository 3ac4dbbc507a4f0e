//! Values on their way into a statement and out of a row, for both drivers.

use crate::error::Error;
use bytes::{BufMut, BytesMut};
use domain::accounts::places::{Language, Region};
use domain::accounts::preferences::RatingScale;
use domain::accounts::users::Role;
use domain::auth::api_tokens::Scope;
use domain::ids::{
    ApiTokenId, IdentityId, ImportId, InviteId, JobId, ListId, MovieId, PasskeyChallengeId, PasskeyId, SessionId,
    UndoId, UserId, ViewId, WatchId,
};
use domain::jobs::JobState;
use domain::library::changes::ChangeKind;
use domain::library::lists::Visibility;
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::times::{Date, Timestamp, parse_date};
use domain::transfer::imports::ImportState;
use domain::transfer::rows::RowState;
use jiff::SignedDuration;
use jiff::civil::date;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

/// A value as either engine knows it.
///
/// | here | SQLite | PostgreSQL |
/// |---|---|---|
/// | `Bool` | INTEGER 0 or 1 | boolean |
/// | `Int` | INTEGER | smallint, integer, bigint |
/// | `Text` | TEXT | text |
/// | `Bytes` | BLOB | bytea |
/// | `Uuid` | BLOB of 16 bytes | uuid |
/// | `Date` | TEXT, `YYYY-MM-DD` | date |
/// | `WatchDate` | TEXT, `YYYY-MM-DD`, `YYYY-MM` or `YYYY` | text |
/// | `Timestamp` | INTEGER, milliseconds since 1970 | timestamptz |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table above says it")]
pub enum Value<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Uuid(Uuid),
    Date(Date),
    WatchDate(WatchDate),
    Timestamp(Timestamp),
}

/// What can be bound to a `$n` of a statement.
pub trait Param {
    /// The value to bind.
    fn value(&self) -> Value<'_>;
}

/// What can be read from a column.
pub trait Column: Sized {
    /// The value of a column as this type, or nothing when it is none.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

macro_rules! columns {
    ($($type:ty: $self:ident => $to:expr, $($pattern:pat => $from:expr),+;)+) => {$(
        impl Param for $type {
            fn value(&self) -> Value<'_> {
                let $self = self;
                $to
            }
        }

        impl Column for $type {
            fn from_value(value: Value<'_>) -> Option<Self> {
                match value {
                    $($pattern => $from,)+
                    _ => None,
                }
            }
        }
    )+};
}

columns! {
    bool: it => Value::Bool(*it), Value::Bool(b) => Some(b), Value::Int(n) => Some(n != 0);
    i16: it => Value::Int(i64::from(*it)), Value::Int(n) => n.try_into().ok();
    i32: it => Value::Int(i64::from(*it)), Value::Int(n) => n.try_into().ok();
    i64: it => Value::Int(*it), Value::Int(n) => Some(n);
    String: it => Value::Text(it), Value::Text(text) => Some(text.to_owned());
    Vec<u8>: it => Value::Bytes(it), Value::Bytes(bytes) => Some(bytes.to_owned());
    Uuid: it => Value::Uuid(*it), Value::Uuid(id) => Some(id), Value::Bytes(bytes) => Self::from_slice(bytes).ok();
    Date: it => Value::Date(*it), Value::Date(day) => Some(day), Value::Text(text) => parse_date(text);
    WatchDate: it => Value::WatchDate(*it), Value::Text(text) => text.parse().ok();
    Timestamp: it => Value::Timestamp(*it),
        Value::Timestamp(moment) => Some(moment), Value::Int(millis) => Some(Self::from_millis(millis));
    Rating: it => Value::Int(i64::from(it.half_stars())), Value::Int(n) => Self::from_half_stars(n);
    RatingScale: it => Value::Text(it.as_str()), Value::Text(name) => Self::from_name(name);
    Language: it => Value::Text(it.as_str()), Value::Text(name) => Self::from_name(name);
    Region: it => Value::Text(it.as_str()), Value::Text(name) => Self::from_name(name);
    Role: it => Value::Text(it.as_str()), Value::Text(name) => Self::from_name(name);
    ChangeKind: it => Value::Text(it.as_str()), Value::Text(name) => Self::from_name(name);
    Visibility: it => Value::Text(it.as_str()), Value::Text(name) => Self::from_name(name);
    ImportState: it => Value::Text(it.as_str()), Value::Text(name) => Self::from_name(name);
    RowState: it => Value::Text(it.as_str()), Value::Text(name) => Self::from_name(name);
    JobState: it => Value::Text(it.as_str()), Value::Text(name) => Self::from_name(name);
    Scope: it => Value::Text(it.as_str()), Value::Text(name) => Self::from_name(name);
}

macro_rules! ids {
    ($($id:ty),+) => {$(
        impl Param for $id {
            fn value(&self) -> Value<'_> {
                Value::Uuid(self.0)
            }
        }

        impl Column for $id {
            fn from_value(value: Value<'_>) -> Option<Self> {
                Uuid::from_value(value).map(Self)
            }
        }
    )+};
}

ids!(
    ApiTokenId,
    IdentityId,
    ImportId,
    InviteId,
    JobId,
    ListId,
    MovieId,
    PasskeyChallengeId,
    PasskeyId,
    UndoId,
    UserId,
    ViewId,
    WatchId,
    SessionId
);

impl Param for &str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Param for &[u8] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<T: Param> Param for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Param::value)
    }
}

impl<T: Column> Column for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl<'a> Value<'a> {
    /// The value as SQLite is given it.
    pub(super) fn to_sqlite(self) -> Result<ToSqlOutput<'a>, Error> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Bool(b) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(b))),
            Self::Int(n) => ToSqlOutput::Borrowed(ValueRef::Integer(n)),
            // PostgreSQL refuses it; SQLite would store it and stop reading there now and then.
            Self::Text(text) if text.contains('\0') => {
                return Err(Error::Database("a text with a NUL character can't be stored".to_owned()));
            }
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Uuid(id) => ToSqlOutput::Owned(id.into_bytes().to_vec().into()),
            Self::Date(day) => ToSqlOutput::Owned(day.to_string().into()),
            Self::WatchDate(date) => ToSqlOutput::Owned(date.to_string().into()),
            Self::Timestamp(moment) => ToSqlOutput::Borrowed(ValueRef::Integer(moment.as_millis())),
        })
    }

    /// The value as SQLite has it in a row.
    pub(super) fn from_sqlite(value: ValueRef<'a>) -> Option<Self> {
        Some(match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(n) => Self::Int(n),
            ValueRef::Text(text) => Self::Text(std::str::from_utf8(text).ok()?),
            ValueRef::Blob(bytes) => Self::Bytes(bytes),
            ValueRef::Real(_) => return None,
        })
    }
}

/// PostgreSQL counts days and microseconds from this day on.
const POSTGRES_EPOCH: Date = date(2000, 1, 1);
/// The same moment in milliseconds since 1970.
const POSTGRES_EPOCH_MILLIS: i64 = 946_684_800_000;

type BoxedError = Box<dyn std::error::Error + Sync + Send>;

// The server says what type each parameter has, NULL too; the value follows that type.
impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxedError> {
        match (*self, ty) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Bool(b), &Type::BOOL) => out.put_u8(u8::from(b)),
            (Self::Int(n), &Type::INT2) => out.put_i16(n.try_into()?),
            (Self::Int(n), &Type::INT4) => out.put_i32(n.try_into()?),
            (Self::Int(n), &Type::INT8) => out.put_i64(n),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME) => out.put_slice(text.as_bytes()),
            (Self::WatchDate(date), &Type::TEXT) => out.put_slice(date.to_string().as_bytes()),
            (Self::Bytes(bytes), &Type::BYTEA) => out.put_slice(bytes),
            (Self::Uuid(id), &Type::UUID) => out.put_slice(id.as_bytes()),
            (Self::Date(day), &Type::DATE) => {
                let days = day.duration_since(POSTGRES_EPOCH).as_hours() / 24;
                out.put_i32(days.try_into()?);
            }
            (Self::Timestamp(moment), &Type::TIMESTAMPTZ) => {
                out.put_i64((moment.as_millis() - POSTGRES_EPOCH_MILLIS) * 1000);
            }
            (_, ty) => return Err(format!("a parameter does not fit the type {ty}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, BoxedError> {
        Ok(match *ty {
            Type::BOOL => Self::Bool(bool::from_sql(ty, raw)?),
            Type::INT2 => Self::Int(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::BYTEA => Self::Bytes(raw),
            Type::UUID => Self::Uuid(Uuid::from_slice(raw)?),
            Type::DATE => {
                let days = i64::from(i32::from_sql(&Type::INT4, raw)?);
                Self::Date(POSTGRES_EPOCH.checked_add(SignedDuration::from_hours(days * 24))?)
            }
            Type::TIMESTAMPTZ => {
                let millis = i64::from_sql(&Type::INT8, raw)?.div_euclid(1000);
                Self::Timestamp(Timestamp::from_millis(millis.saturating_add(POSTGRES_EPOCH_MILLIS)))
            }
            _ => Self::Text(std::str::from_utf8(raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, BoxedError> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
