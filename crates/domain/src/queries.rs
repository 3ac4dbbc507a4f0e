//! Queries of lists. One table of parameters says how each is read, written and described, for API, page and document.

mod written;

use crate::field_errors::FieldErrors;
use crate::pages::PageQuery;
use crate::text;

/// How often a parameter may be given that takes several values.
pub const MAX_REPEATS: usize = 20;
/// The most characters of a value.
pub const MAX_VALUE: usize = 300;

/// A parameter of the query `Q`.
pub struct Parameter<Q> {
    /// Its name, in the API and in the page's address.
    pub name: &'static str,
    /// What it does.
    #[cfg(feature = "openapi")]
    pub description: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Takes a value, trimmed and not empty; false when it is none of its kind.
    pub read: fn(&mut Q, &str) -> bool,
    /// Its values; none at its default.
    pub write: fn(&Q) -> Vec<String>,
}

/// The values that a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line of text, of at most [`MAX_VALUE`] characters.
    Text,
    /// As [`Self::Text`], and it may be given up to [`MAX_REPEATS`] times.
    Texts,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// A day: `YYYY-MM-DD`.
    Date,
    /// A day, a month or a year: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    WatchDate,
    /// A rating: 0.5 to 5, in halves.
    Rating,
    /// An id.
    Id,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// What to sort by: one of these words, with `-` in front for descending.
    Sort(&'static [&'static str]),
    /// A name that the document of the API tells.
    Name,
    /// `now`, or a cursor that an answer gave.
    Cursor,
}

impl Kind {
    /// What a value must be, without the parameter's name in front.
    fn expectation(self) -> String {
        match self {
            Self::Text | Self::Name => "a known name".to_owned(),
            Self::Cursor => "now, or next from an earlier answer".to_owned(),
            Self::Texts => format!("given at most {MAX_REPEATS} times"),
            Self::Bool => "true or false".to_owned(),
            Self::Id => "an id".to_owned(),
            Self::Integer => "a whole number".to_owned(),
            Self::WatchDate => "written as YYYY, YYYY-MM or YYYY-MM-DD".to_owned(),
            Self::Date => "a day, written as YYYY-MM-DD".to_owned(),
            Self::Rating => "0.5 to 5, in halves".to_owned(),
            Self::OneOf(words) => alternatives(words),
            Self::Sort(words) => format!("{}, with - in front for descending", alternatives(words)),
        }
    }
}

/// “a, b or c”.
fn alternatives(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// What a list is asked for, besides the page of it.
pub trait ListQuery: Default + Sized + 'static {
    /// Its parameters.
    const PARAMETERS: &'static [Parameter<Self>];

    /// Takes one parameter; a fault is noted, and the parameter then has no effect. An empty value is as good as
    /// none. Gives false for a name that is not of this query.
    fn take(&mut self, name: &str, value: &str, errors: &mut FieldErrors) -> bool {
        let Some(parameter) = Self::PARAMETERS.iter().find(|parameter| parameter.name == name) else { return false };
        let value = value.trim();
        if value.chars().any(char::is_control) || value.chars().count() > MAX_VALUE {
            let message = format!("{} is one line of at most {MAX_VALUE} characters.", text::label(name));
            errors.add(name, "malformed", message);
        } else if !value.is_empty() && !(parameter.read)(self, value) {
            let message = format!("{} must be {}.", text::label(name), parameter.kind.expectation());
            errors.add(name, "out_of_range", message);
        }
        true
    }

    /// Reads the query together with another reader for the names it does not know.
    fn parse_with(
        pairs: &[(String, String)],
        mut other: impl FnMut(&str, &str, &mut FieldErrors) -> bool,
    ) -> (Self, FieldErrors) {
        let (mut query, mut errors) = (Self::default(), FieldErrors::default());
        for (name, value) in pairs {
            if !query.take(name, value, &mut errors) && !other(name, value, &mut errors) {
                let name: String = name.chars().take(60).collect();
                errors.add(name.clone(), "unknown_field", format!("There is no parameter “{name}”. Remove it."));
            }
        }
        (query, errors)
    }

    /// Reads the query together with the page that is asked for.
    ///
    /// # Errors
    /// Every parameter at fault, unknown ones too.
    fn parse(pairs: &[(String, String)]) -> Result<(Self, PageQuery), FieldErrors> {
        let mut page = PageQuery::default();
        let (query, errors) = Self::parse_with(pairs, |name, value, errors| page.take(name, value, errors));
        errors.into_result((query, page))
    }

    /// Reads the query as it stands behind the `?` of an address.
    ///
    /// # Errors
    /// Every parameter at fault, unknown ones too, each as `field.parameter`.
    fn parse_text(text: &str, field: &str) -> Result<Self, FieldErrors> {
        written::parse(text, field)
    }

    /// The query as it stands behind the `?` of an address; what is at its default is left out.
    fn to_text(&self) -> String {
        written::write(&self.to_pairs())
    }

    /// The query's names and values; what is at its default is left out.
    fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let pairs = |parameter: &Parameter<Self>| {
            let name = parameter.name;
            (parameter.write)(self).into_iter().map(move |value| (name, value)).collect::<Vec<_>>()
        };
        Self::PARAMETERS.iter().flat_map(pairs).collect()
    }
}

/// The query of a list that has no parameters of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoQuery;

impl ListQuery for NoQuery {
    const PARAMETERS: &'static [Parameter<Self>] = &[];
}

/// Keeps a value that was understood.
pub(crate) fn keep<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let is_understood = value.is_some();
    *place = value.or(place.take());
    is_understood
}

/// Keeps one more of the texts of a parameter that takes several; one that is there already, once.
pub(crate) fn keep_one_more(places: &mut Vec<String>, value: &str) -> bool {
    if !places.iter().any(|other| other == value) {
        places.push(value.to_owned());
    }
    places.len() <= MAX_REPEATS
}

/// A text; none when it is empty.
pub(crate) fn non_empty(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// The table of a query's parameters: name, kind and description, how a value is read and how it is written.
macro_rules! parameters {
    ($query:ty { $($name:literal: $kind:expr, $description:literal, $read:expr, $write:expr;)* }) => {
        impl $crate::queries::ListQuery for $query {
            const PARAMETERS: &'static [$crate::queries::Parameter<Self>] = &[$($crate::queries::Parameter {
                name: $name,
                #[cfg(feature = "openapi")]
                description: $description,
                kind: $kind,
                read: $read,
                write: |query| {
                    let values = ($write as fn(&Self) -> _)(query);
                    values.into_iter().collect()
                },
            }),*];
        }
    };
}
pub(crate) use parameters;
