//! Tags: the names that an owner sorts films and lists by.
//!
//! A tag is the same in every spelling. Renaming one changes the films in the trash as well, so that it doesn't come
//! back with them.

mod changing;
mod writing;

pub use changing::change_tag;
pub(crate) use changing::{Retagging, take_back};

use crate::engine::Tx;
use crate::error::Error;
use crate::library::labels::gather;
use domain::ids::UserId;
use domain::library::tags::{Tag, Tags};
use std::cmp::Reverse;
use std::collections::BTreeMap;

const COUNT_MOVIES: &str = "
    SELECT name_folded, name, count(*) FROM movie_tags WHERE owner_id = $1
    GROUP BY name_folded, name ORDER BY name_folded, count(*) DESC, name";
const COUNT_LISTS: &str = "
    SELECT list_tags.name_folded, list_tags.name, count(*) FROM list_tags JOIN lists ON lists.id = list_tags.list_id
    WHERE list_tags.owner_id = $1 AND lists.deleted_at IS NULL
    GROUP BY list_tags.name_folded, list_tags.name ORDER BY list_tags.name_folded, count(*) DESC, list_tags.name";

/// The tags of an owner's films and lists, the most used first. Each is spelled as most films do, or else most lists.
pub fn list_tags(tx: &mut Tx, owner: UserId) -> Result<Tags, Error> {
    let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
    for (folded, label) in gather(tx.query(COUNT_MOVIES, &[&owner])?) {
        tags.insert(folded, Tag { name: label.name, movie_count: label.movie_count, list_count: 0 });
    }
    for (folded, label) in gather(tx.query(COUNT_LISTS, &[&owner])?) {
        let tag = tags.entry(folded).or_insert(Tag { name: label.name, movie_count: 0, list_count: 0 });
        tag.list_count = label.movie_count;
    }
    let mut items: Vec<Tag> = tags.into_values().collect();
    // A stable sort: equally frequent ones stay in the order of their names.
    items.sort_by_key(|tag| Reverse(tag.movie_count + tag.list_count));
    Ok(Tags { items })
}
