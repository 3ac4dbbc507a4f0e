//! How a search finds films.

use super::search::words;
use crate::engine::{Engine, Param, Tx};
use crate::error::Error;
use crate::library::movies::{BEFORE_ARTICLE, split_article};
use crate::paging::{Conditions, like_pattern};
use domain::ids::UserId;
use domain::text::fold;

/// A search, and how it finds films: the same on all its pages.
pub(super) struct Search {
    engine: Engine,
    way: Way,
}

enum Way {
    /// By the beginnings of words. The rarest is looked up in the index, the others in what it leads to.
    Beginnings {
        /// The word that the fewest films have.
        rarest: String,
        /// All others.
        others: Vec<String>,
    },
    /// By any parts of words: no film has words that begin so.
    Parts(Vec<String>),
    /// By the folded title as it's written: the search has no words, only signs.
    Title(String),
}

/// The films of a search, each once, with what they are ordered by; `{}` stands for the conditions on their texts.
const BY_WORD_SQLITE: &str = "FROM (
        SELECT DISTINCT movie_search.movie_id, movie_search.title_sort
        FROM movie_words CROSS JOIN movie_search
        WHERE movie_search.owner_id = $1 AND movie_search.movie_id = movie_words.movie_id{}
            AND movie_words.owner_id = $1 AND ";
// It would rather read all texts than look some up.
const BY_WORD_POSTGRES: &str = "FROM (
        SELECT DISTINCT movie_words.movie_id, (
            SELECT movie_search.title_sort FROM movie_search
            WHERE movie_search.owner_id = $1 AND movie_search.movie_id = movie_words.movie_id{}
        ) AS title_sort
        FROM movie_words WHERE movie_words.owner_id = $1 AND ";
const BY_TEXT: &str =
    "FROM (SELECT movie_search.movie_id, movie_search.title_sort FROM movie_search WHERE movie_search.owner_id = $1{}";
const TITLES: &str = "FROM (SELECT movies.id AS movie_id, movies.title_sort FROM movies
        WHERE movies.owner_id = $1 AND movies.deleted_at IS NULL
            AND movies.title_sort >= {from} AND movies.title_sort < {to}";
/// The end of each. There is always a condition, and the films are still called `found` behind it.
pub(super) const FOUND: &str = ") AS found WHERE ";

/// How far the films of a word are counted to see which word is the rarest.
const MAX_COUNTED: u32 = 1000;

impl Search {
    /// How these words find films of an owner.
    pub fn choose(tx: &mut Tx, owner: UserId, search: &str) -> Result<Self, Error> {
        let words = words(search);
        let engine = tx.engine();
        if words.is_empty() {
            return Ok(Self { engine, way: Way::Title(fold(search.trim())) });
        }
        let counts = count_each(tx, owner, &words)?;
        let place = (0..words.len()).min_by_key(|place| counts[*place]).unwrap_or_default();
        let mut others = words.clone();
        let found = Self { engine, way: Way::Beginnings { rarest: others.remove(place), others } };
        let is_found = counts[place] > 0 && (words.len() == 1 || found.exists(tx, owner)?);
        Ok(if is_found { found } else { Self { engine, way: Way::Parts(words) } })
    }

    fn exists(&self, tx: &mut Tx, owner: UserId) -> Result<bool, Error> {
        let found = self.films(owner);
        Ok(tx.query_opt::<i64>(&format!("SELECT 1 {} LIMIT 1", found.from), &found.params())?.is_some())
    }

    /// The films, as `found` with `movie_id` and `title_sort`; there is at least one condition.
    pub fn films(&self, owner: UserId) -> Conditions {
        let mut found = Conditions::new("", vec![Box::new(owner)]);
        let mut texts = String::new();
        let mut add = |found: &mut Conditions, column: &str, pattern: String| {
            texts = format!("{texts} AND movie_search.{column} LIKE {} ESCAPE '\\'", found.bind(pattern));
        };
        let mut condition = "found.movie_id IS NOT NULL";
        match &self.way {
            Way::Beginnings { rarest, others } => {
                for word in others {
                    add(&mut found, "search_text", like_pattern(&format!(" {word}")));
                }
                let (from, to) = (found.bind(rarest.clone()), found.bind(after_all(rarest)));
                let sql = if self.engine == Engine::Sqlite { BY_WORD_SQLITE } else { BY_WORD_POSTGRES };
                let word = format!("movie_words.word >= {from} AND movie_words.word < {to}");
                found.from = sql.replace("{}", &texts) + &word;
                if self.engine == Engine::Postgres && !others.is_empty() {
                    condition = "found.title_sort IS NOT NULL";
                }
            }
            Way::Parts(words) => {
                for word in words {
                    add(&mut found, "search_text", like_pattern(word));
                }
                found.from = BY_TEXT.replace("{}", &texts);
            }
            Way::Title(text) => {
                add(&mut found, "title_sort", like_pattern(text));
                found.from = BY_TEXT.replace("{}", &texts);
            }
        }
        found.from = found.from + FOUND + condition;
        found
    }

    /// The films whose titles begin with a word that is so short that half of all films have it, as [`Search::films`]
    /// gives all. None when the search is another one.
    pub fn short_titles(&self, owner: UserId, search: &str) -> Option<Conditions> {
        let Way::Beginnings { rarest, others } = &self.way else { return None };
        let is_short = others.is_empty() && fold(search.trim()) == *rarest && !is_joined(rarest);
        is_short.then(|| {
            let mut found = Conditions::new("", vec![Box::new(owner)]);
            let (from, to) = (found.bind(rarest.clone()), found.bind(after_all(rarest)));
            found.from = TITLES.replace("{from}", &from).replace("{to}", &to) + FOUND + "found.movie_id IS NOT NULL";
            found
        })
    }

    /// How many films it finds.
    pub fn count(&self, tx: &mut Tx, owner: UserId) -> Result<i64, Error> {
        if let Way::Beginnings { rarest, others } = &self.way
            && others.is_empty()
        {
            // The index has all that this needs.
            return tx.query_one(COUNT_WORD, &[&owner, rarest, &after_all(rarest)]);
        }
        let found = self.films(owner);
        tx.query_one(&format!("SELECT count(*) {}", found.from), &found.params())
    }
}

const COUNT_WORD: &str =
    "SELECT count(DISTINCT movie_id) FROM movie_words WHERE owner_id = $1 AND word >= $2 AND word < $3";

/// What all words that begin like this one come before.
fn after_all(word: &str) -> String {
    format!("{word}{}", char::MAX)
}

/// How many rows of the index begin with each of these words, but none is counted further than [`MAX_COUNTED`].
fn count_each(tx: &mut Tx, owner: UserId, words: &[String]) -> Result<Vec<i64>, Error> {
    // That there is any is all that is asked of a word alone.
    let most = if words.len() == 1 { 1 } else { MAX_COUNTED };
    let mut params: Vec<Box<dyn Param>> = vec![Box::new(owner)];
    let mut counts = Vec::new();
    for word in words {
        params.push(Box::new(word.clone()));
        params.push(Box::new(after_all(word)));
        let (from, to) = (params.len() - 1, params.len());
        counts.push(format!(
            "(SELECT count(*) FROM (SELECT 1 FROM movie_words
              WHERE owner_id = $1 AND word >= ${from} AND word < ${to} LIMIT {most}) AS those)"
        ));
    }
    let params: Vec<&dyn Param> = params.iter().map(AsRef::as_ref).collect();
    let rows = tx.query_map(&format!("SELECT {}", counts.join(", ")), &params, |row| {
        (0..words.len()).map(|index| row.get(index)).collect::<Result<Vec<i64>, Error>>()
    })?;
    rows.into_iter().next().ok_or_else(|| Error::Database("a statement gave no row".to_owned()))
}

/// Whether a text is long enough to be looked for in titles without the signs in their words.
fn is_joined(text: &str) -> bool {
    text.chars().count() >= 4
}

/// Adds what films are ordered by, the best match first: how `found.title_sort` has the text that is searched for. Its
/// article, if it has one, doesn't matter.
pub(super) fn relevance(conditions: &mut Conditions, search: &str) -> String {
    let folded = fold(search.trim());
    let text = split_article(&folded).1;
    let anywhere = like_pattern(text);
    let exact = anywhere.strip_prefix('%').and_then(|pattern| pattern.strip_suffix('%')).unwrap_or_default();
    let patterns = [exact.to_owned(), format!("{exact}{BEFORE_ARTICLE}%"), format!("{exact}%"), format!("% {exact}%")];
    let [exact, with_article, begins, word] = patterns.map(|pattern| conditions.bind(pattern));
    // "spiderman" is "Spider-Man", and "oceans eleven" is "Ocean's Eleven".
    let joined = |pattern: &str| {
        let joined = format!(" OR replace(replace(found.title_sort, '-', ''), '''', '') LIKE {pattern} ESCAPE '\\'");
        if is_joined(text) { joined } else { String::new() }
    };
    let (joined_exact, joined_begins) = (joined(&exact), joined(&begins));
    format!(
        "(CASE WHEN found.title_sort LIKE {exact} ESCAPE '\\' OR found.title_sort LIKE {with_article} ESCAPE '\\'\
         {joined_exact} THEN '0' WHEN found.title_sort LIKE {begins} ESCAPE '\\'{joined_begins} THEN '1' \
         WHEN found.title_sort LIKE {word} ESCAPE '\\' THEN '2' ELSE '3' END || found.title_sort)",
    )
}
