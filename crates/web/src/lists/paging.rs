//! Long lists in parts: a *leaf* of a list is what one screen can hold without becoming slow. It
//! fills up while one scrolls; beyond it one turns the leaf.

use domain::pages::PageQuery;

/// The most items on a leaf.
pub const LEAF_SIZE: usize = 300;
/// The items that are fetched at a time.
pub const STEP: usize = 60;

/// Which leaf of a list is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Leaf {
    /// Counted from 0.
    pub number: u64,
    /// Where it starts; none for the first.
    pub cursor: Option<String>,
}

impl Leaf {
    /// Reads the leaf out of an address's query; the first one when there is no cursor.
    pub fn from_values(number: Option<&str>, cursor: Option<&str>) -> Self {
        let number = number.and_then(|text| text.parse::<u64>().ok()).filter(|number| (2..=1_000_000).contains(number));
        match (number, cursor) {
            (Some(number), Some(cursor)) => Self { number: number - 1, cursor: Some(cursor.to_owned()) },
            _ => Self::default(),
        }
    }

    /// Names and values for an address; nothing for the first leaf.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let cursor = self.cursor.clone().map(|cursor| ("cursor", cursor));
        cursor.into_iter().flat_map(|cursor| [("page", (self.number + 1).to_string()), cursor]).collect()
    }

    /// “Films 301–600 of 1,284” without the noun; `shown` are on this leaf so far.
    pub fn range(&self, shown: usize, total: u64) -> String {
        let before = self.number * LEAF_SIZE as u64;
        let group = crate::kit::counts::grouped;
        format!("{}–{} of {}", group(before + 1), group(before + shown as u64), group(total))
    }
}

/// What to fetch next when `loaded` items of a leaf are there; none when the leaf is full.
pub fn next_step(loaded: usize, cursor: Option<String>) -> Option<PageQuery> {
    let limit = STEP.min(LEAF_SIZE.saturating_sub(loaded));
    let limit = u32::try_from(limit).ok().filter(|limit| *limit > 0)?;
    Some(PageQuery { limit, cursor })
}

/// Where the leaves that were seen start, so that one can turn back: cursors lead forward only.
#[derive(Debug, Default)]
pub struct Trail {
    list: String,
    seen: Vec<Leaf>,
}

impl Trail {
    /// Notes the leaf that is shown of a list; another list's leaves are forgotten.
    pub fn note(&mut self, list: &str, leaf: &Leaf) {
        if self.list != list {
            *self = Self { list: list.to_owned(), seen: vec![Leaf::default()] };
        }
        self.seen.retain(|seen| seen.number != leaf.number);
        self.seen.push(leaf.clone());
    }

    /// The leaf before, or the first one when it isn't known how to get there; none at the start.
    pub fn before(&self, leaf: &Leaf) -> Option<Leaf> {
        let number = leaf.number.checked_sub(1)?;
        Some(self.seen.iter().find(|seen| seen.number == number).cloned().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(number: u64, cursor: &str) -> Leaf {
        Leaf { number, cursor: Some(cursor.to_owned()) }
    }

    #[test]
    fn a_leaf_stands_in_the_address_from_the_second_on() {
        assert_eq!(Leaf::default().to_pairs(), []);
        assert_eq!(leaf(2, "c").to_pairs(), [("page", "3".to_owned()), ("cursor", "c".to_owned())]);
        assert_eq!(Leaf::from_values(Some("3"), Some("c")), leaf(2, "c"));
        for (number, cursor) in [(Some("3"), None), (None, Some("c")), (Some("1"), Some("c")), (Some("-1"), Some("c"))]
        {
            assert_eq!(Leaf::from_values(number, cursor), Leaf::default());
        }
    }

    #[test]
    fn a_leaf_fills_in_steps_and_never_overflows() {
        let (mut loaded, mut steps) = (0, 0);
        while let Some(page) = next_step(loaded, None) {
            loaded += page.limit as usize;
            steps += 1;
        }
        assert_eq!((loaded, steps), (LEAF_SIZE, LEAF_SIZE.div_ceil(STEP)));
    }

    #[test]
    fn the_range_counts_from_one() {
        assert_eq!(Leaf::default().range(60, 1284), "1–60 of 1,284");
        assert_eq!(leaf(4, "c").range(84, 1284), "1,201–1,284 of 1,284");
    }

    #[test]
    fn one_turns_back_the_way_one_came() {
        let mut trail = Trail::default();
        trail.note("?sort=title", &Leaf::default());
        trail.note("?sort=title", &leaf(1, "a"));
        trail.note("?sort=title", &leaf(2, "b"));
        assert_eq!(trail.before(&leaf(2, "b")), Some(leaf(1, "a")));
        assert_eq!(trail.before(&leaf(1, "a")), Some(Leaf::default()));
        assert_eq!(trail.before(&Leaf::default()), None);
    }

    #[test]
    fn after_a_reload_one_turns_back_to_the_start() {
        let mut trail = Trail::default();
        trail.note("", &leaf(7, "x"));
        assert_eq!(trail.before(&leaf(7, "x")), Some(Leaf::default()));
    }
}
