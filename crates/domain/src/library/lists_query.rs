//! What is asked for when lists are listed.

use crate::ids::MovieId;
use crate::queries::{Kind, keep, keep_one_more, non_empty, parameters};

/// Which lists, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ListsQuery {
    /// Words that must all occur in the name; letter case and accents don't matter.
    pub search: String,
    /// Only lists with all of these tags.
    pub tags: Vec<String>,
    /// Only lists that this film is on.
    pub movie: Option<MovieId>,
    /// Whose lists.
    pub by: By,
    /// The order.
    pub sort: ListSort,
}

/// Whose lists are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum By {
    /// One's own.
    #[default]
    Me,
    /// Those that the other people of this server have opened to everyone on it.
    Others,
}

/// What lists are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ListSort {
    /// The one that was changed last comes first.
    #[default]
    Updated,
    /// By name, folded.
    Name,
}

parameters!(ListsQuery {
    "search": Kind::Text, "Words that must all occur in the name; case and accents don’t matter.",
        |query, value| { value.clone_into(&mut query.search); true }, |query| non_empty(&query.search);
    "tag": Kind::Texts, "Only lists with this tag. Given several times, with all of them.",
        |query, value| keep_one_more(&mut query.tags, value), |query| query.tags.clone();
    "movie": Kind::Id, "Only lists with this film. Works for your own lists.",
        |query, value| keep(&mut query.movie, value.parse().ok()), |query| query.movie.map(|it| it.to_string());
    "by": Kind::OneOf(&["me", "others"]), "Your own lists, which is the default, or those that others on this server have opened to everyone on it.",
        |query, value| match value {
            "me" => { query.by = By::Me; true }
            "others" => { query.by = By::Others; true }
            _ => false,
        },
        |query| (query.by == By::Others).then(|| "others".to_owned());
    "sort": Kind::OneOf(&["-updated", "name"]), "The order: last changed first, which is the default, or by name.",
        |query, value| match value {
            "-updated" => { query.sort = ListSort::Updated; true }
            "name" => { query.sort = ListSort::Name; true }
            _ => false,
        },
        |query| (query.sort == ListSort::Name).then(|| "name".to_owned());
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::ListQuery;

    #[test]
    fn a_query_is_read_back_as_it_was_written() {
        let pairs = [
            ("search", "best of"),
            ("tag", "club"),
            ("tag", "noir"),
            ("movie", "0192f0c1-2d5c-7a6e-8a7d-0242ac120002"),
            ("by", "others"),
            ("sort", "name"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (query, errors) = ListsQuery::parse_with(&pairs, |_, _, _| false);
        assert_eq!(errors.iter().count(), 0);
        let written: Vec<_> = query.to_pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(written, pairs);
    }

    #[test]
    fn every_parameter_at_fault_is_named() {
        let pairs = [("movie", "7"), ("by", "all"), ("sort", "added")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (_, errors) = ListsQuery::parse_with(&pairs, |_, _, _| false);
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["movie", "by", "sort"]);
    }
}
