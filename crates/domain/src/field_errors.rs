//! The fields of a request that need another value.

use serde::{Deserialize, Serialize};

/// A field that isn’t valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field, as it is called in the body or the query; `genres[2]` for the third of a list.
    pub field: String,
    /// What is wrong, for programs: `required`, `too_long`, `out_of_range`, …
    pub code: String,
    /// What is wrong and what to do, for people.
    pub message: String,
}

/// The most fields at fault that are listed.
pub const MAX_ERRORS: usize = 50;
/// The most characters of a field's name or path; what is longer ends in `…`.
pub const MAX_FIELD: usize = 60;
/// The most characters of a message about a field.
const MAX_MESSAGE: usize = 300;

/// The fields that need another value, in the order they were found: the first [`MAX_ERRORS`], and
/// whether there are more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors {
    list: Vec<FieldError>,
    #[serde(skip)]
    more: bool,
}

impl FieldErrors {
    /// Notes a fault. The first of a field wins: one message at a time is enough to mend it.
    pub fn add(&mut self, field: impl Into<String>, code: &str, message: impl Into<String>) {
        let field = shortened(&field.into(), MAX_FIELD);
        if self.of(&field).is_some() {
            return;
        }
        if self.is_full() {
            self.more = true;
            return;
        }
        let message = shortened(&message.into(), MAX_MESSAGE);
        self.list.push(FieldError { field, code: code.to_owned(), message });
    }

    /// Notes the faults of another list behind those of this one.
    pub fn extend(&mut self, other: Self) {
        for error in other.list {
            self.add(error.field, &error.code, error.message);
        }
        self.more |= other.more;
    }

    /// Whether a fault of one more field would not be listed.
    pub fn is_full(&self) -> bool {
        self.list.len() >= MAX_ERRORS
    }

    /// Notes that there are more faults than the list can hold.
    pub fn add_unlisted(&mut self) {
        self.more = true;
    }

    /// The message for this field, or for an element of it.
    pub fn of(&self, field: &str) -> Option<&str> {
        let is_of = |name: &str| name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
        self.list.iter().find(|error| is_of(&error.field)).map(|error| error.message.as_str())
    }

    /// Whether no field is at fault.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether there are more faults than are listed.
    pub fn has_more(&self) -> bool {
        self.more
    }

    /// The faults, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.list.iter()
    }

    /// The value, when no field is at fault.
    ///
    /// # Errors
    /// The faults themselves.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// The first characters of a text and `…`, when it is longer than `max` characters.
pub(crate) fn shortened(text: &str, max: usize) -> String {
    text.char_indices().nth(max).map_or_else(|| text.to_owned(), |(end, _)| format!("{}…", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::Problem;

    #[test]
    fn an_element_of_a_list_counts_as_its_field() {
        let mut errors = FieldErrors::default();
        errors.add("genres[2]", "too_long", "Too long");
        assert_eq!(errors.of("genres"), Some("Too long"));
        assert_eq!(errors.of("genre"), None);
    }

    #[test]
    fn fifty_faults_are_listed_and_said_to_be_the_first() {
        let mut errors = FieldErrors::default();
        (0..50).for_each(|number| errors.add(format!("f{number}"), "unknown_field", "Take it out."));
        errors.add("f0", "required", "Once more");
        assert!(!Problem::from(errors.clone()).more_errors);
        errors.add("f50", "unknown_field", "Take it out.");
        let problem = Problem::from(errors);
        assert_eq!((problem.errors.iter().count(), problem.more_errors), (50, true));
        assert!(problem.message().contains("Only the first 50"), "{problem}");
        let json = serde_json::to_string(&problem).unwrap();
        assert!(serde_json::from_str::<Problem>(&json).unwrap().more_errors);
    }

    #[test]
    fn long_names_and_messages_are_shortened() {
        let mut errors = FieldErrors::default();
        errors.add("é".repeat(100_000), "unknown_field", "\u{1}".repeat(100_000));
        let json = serde_json::to_string(&errors).unwrap();
        assert!(json.len() < 2100 && json.contains(&format!("{}…", "é".repeat(60))), "{json}");
    }
}
