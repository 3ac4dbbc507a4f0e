//! Queries as they stand in an address: names and values, percent-encoded.

use super::{Kind, ListQuery};
use crate::field_errors::FieldErrors;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The most bytes of a query in a text.
const MAX_TEXT: usize = 16 * 1024;
/// The most parameters of a query in a text.
const MAX_PARAMETERS: usize = 100;
/// All but the characters that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Reads a query; faults are those of `field`.
pub fn parse<Q: ListQuery>(text: &str, field: &str) -> Result<Q, FieldErrors> {
    let text = text.trim().trim_start_matches('?');
    let pairs: Vec<&str> = text.split('&').filter(|pair| !pair.is_empty()).take(MAX_PARAMETERS + 1).collect();
    let mut errors = FieldErrors::default();
    if text.len() > MAX_TEXT || pairs.len() > MAX_PARAMETERS {
        errors.add(field, "too_long", "This query is too long. Choose fewer filters.");
        return errors.into_result(Q::default());
    }
    let pairs: Vec<(String, String)> = pairs.into_iter().map(pair).collect();
    for (index, (name, _)) in pairs.iter().enumerate() {
        let takes_several = Q::PARAMETERS.iter().any(|it| it.name == name && it.kind == Kind::Texts);
        if !takes_several && pairs[..index].iter().any(|(other, _)| other == name) {
            errors.add(format!("{field}.{name}"), "repeated", "Give it only once.");
        }
    }
    let (query, faults) = Q::parse_with(&pairs, |_, _, _| false);
    for fault in faults.iter() {
        errors.add(format!("{field}.{}", fault.field), &fault.code, fault.message.clone());
    }
    errors.into_result(query)
}

/// Writes names and values.
pub fn write(pairs: &[(&'static str, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.extend(utf8_percent_encode(value, RESERVED));
    }
    text
}

fn pair(pair: &str) -> (String, String) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (decode(name), decode(value))
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::movies_query::MoviesQuery;

    fn faults(text: &str) -> Vec<(String, String)> {
        let errors = MoviesQuery::parse_text(text, "query").unwrap_err();
        errors.iter().map(|it| (it.field.clone(), it.code.clone())).collect()
    }

    #[test]
    fn a_query_is_read_as_it_is_written() {
        let text = "search=am%C3%A9lie%20%26&genre=Drama&genre=War&genre_match=any&runtime_max=100&sort=-rating";
        let query = MoviesQuery::parse_text(text, "query").unwrap();
        assert_eq!((query.search.as_str(), query.genres.len()), ("amélie &", 2));
        assert_eq!(query.to_text(), text);
        assert_eq!(MoviesQuery::parse_text("?search=in+the%20mood", "query").unwrap().search, "in the mood");
        assert_eq!(MoviesQuery::parse_text("", "query"), Ok(MoviesQuery::default()));
    }

    #[test]
    fn every_parameter_at_fault_is_named() {
        let fault = |field: &str, code: &str| (format!("query.{field}"), code.to_owned());
        let found = faults("year=x&foo=1&sort=title&sort=year");
        assert_eq!(found, [fault("sort", "repeated"), fault("year", "out_of_range"), fault("foo", "unknown_field")]);
        assert_eq!(faults(&"tag=x&".repeat(101)), [("query".to_owned(), "too_long".to_owned())]);
    }
}
