//! Long lists in pages: a page holds what one screen can show without becoming slow. It
//! fills up while one scrolls, by several answers of the API.

use domain::pages::{PageQuery, last_items};

/// The most items on a page.
pub const PAGE_SIZE: usize = 300;
/// The items that are fetched at a time.
pub const STEP: usize = 60;

/// Which page of a list is shown, and where it starts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PagePosition {
    /// Counted from 0.
    pub number: u64,
    /// Where it starts; none for the first.
    pub cursor: Option<String>,
}

impl PagePosition {
    /// Reads the page out of an address's query; the first one when there is no cursor.
    pub fn from_values(number: Option<&str>, cursor: Option<&str>) -> Self {
        let number = number.and_then(|text| text.parse::<u64>().ok()).filter(|number| (2..=1_000_000).contains(number));
        match (number, cursor) {
            (Some(number), Some(cursor)) => Self { number: number - 1, cursor: Some(cursor.to_owned()) },
            _ => Self::default(),
        }
    }

    /// Names and values for an address; nothing for the first page.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let cursor = self.cursor.clone().map(|cursor| ("cursor", cursor));
        cursor.into_iter().flat_map(|cursor| [("page", (self.number + 1).to_string()), cursor]).collect()
    }

    /// The last page of a list with so many items, unless this is it or is next to it.
    pub fn last(&self, total: u64) -> Option<Self> {
        let size = PAGE_SIZE as u64;
        let number = total.saturating_sub(1) / size;
        let rest = total - number * size;
        (number > self.number + 1).then(|| Self { number, cursor: Some(last_items(rest)) })
    }

    /// “Films 301–600 of 1,284” without the noun; `shown` are on this page so far.
    pub fn range(&self, shown: usize, total: u64) -> String {
        let before = self.number * PAGE_SIZE as u64;
        let group = crate::kit::counts::grouped;
        format!("{}–{} of {}", group(before + 1), group(before + shown as u64), group(total))
    }
}

/// What to fetch next when `loaded` items of a page are there; none when the page is full.
pub fn next_step(loaded: usize, cursor: Option<String>) -> Option<PageQuery> {
    let limit = STEP.min(PAGE_SIZE.saturating_sub(loaded));
    let limit = u32::try_from(limit).ok().filter(|limit| *limit > 0)?;
    Some(PageQuery { limit, cursor })
}

/// Where the pages that were seen start, so that one can turn back: cursors lead forward only.
#[derive(Debug, Default)]
pub struct PageHistory {
    list: String,
    seen: Vec<PagePosition>,
}

impl PageHistory {
    /// Notes the page that is shown of a list; another list's pages are forgotten.
    pub fn note(&mut self, list: &str, position: &PagePosition) {
        if self.list != list {
            *self = Self { list: list.to_owned(), seen: vec![PagePosition::default()] };
        }
        self.seen.retain(|seen| seen.number != position.number);
        self.seen.push(position.clone());
    }

    /// The page before, or the first one when it isn't known how to get there; none at the start.
    pub fn before(&self, position: &PagePosition) -> Option<PagePosition> {
        let number = position.number.checked_sub(1)?;
        Some(self.seen.iter().find(|seen| seen.number == number).cloned().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(number: u64, cursor: &str) -> PagePosition {
        PagePosition { number, cursor: Some(cursor.to_owned()) }
    }

    #[test]
    fn a_page_stands_in_the_address_from_the_second_on() {
        assert_eq!(PagePosition::default().to_pairs(), []);
        assert_eq!(position(2, "c").to_pairs(), [("page", "3".to_owned()), ("cursor", "c".to_owned())]);
        assert_eq!(PagePosition::from_values(Some("3"), Some("c")), position(2, "c"));
        for (number, cursor) in [(Some("3"), None), (None, Some("c")), (Some("1"), Some("c")), (Some("-1"), Some("c"))]
        {
            assert_eq!(PagePosition::from_values(number, cursor), PagePosition::default());
        }
    }

    #[test]
    fn a_page_fills_in_steps_and_never_overflows() {
        let (mut loaded, mut steps) = (0, 0);
        while let Some(page) = next_step(loaded, None) {
            loaded += page.limit as usize;
            steps += 1;
        }
        assert_eq!((loaded, steps), (PAGE_SIZE, PAGE_SIZE.div_ceil(STEP)));
    }

    #[test]
    fn the_range_counts_from_one() {
        assert_eq!(PagePosition::default().range(60, 1284), "1–60 of 1,284");
        assert_eq!(position(4, "c").range(84, 1284), "1,201–1,284 of 1,284");
    }

    #[test]
    fn the_last_page_holds_what_is_left() {
        let last = |number: u64, total| position(number, "c").last(total).map(|page| (page.number, page.cursor));
        assert_eq!(last(0, 36_273), Some((120, Some("last-273".to_owned()))));
        assert_eq!(last(0, 900), Some((2, Some("last-300".to_owned()))));
        for (number, total) in [(0, 300), (0, 600), (1, 900), (2, 900), (0, 0)] {
            assert_eq!(last(number, total), None, "page {number} of {total} films");
        }
    }

    #[test]
    fn one_turns_back_the_way_one_came() {
        let mut history = PageHistory::default();
        history.note("?sort=title", &PagePosition::default());
        history.note("?sort=title", &position(1, "a"));
        history.note("?sort=title", &position(2, "b"));
        assert_eq!(history.before(&position(2, "b")), Some(position(1, "a")));
        assert_eq!(history.before(&position(1, "a")), Some(PagePosition::default()));
        assert_eq!(history.before(&PagePosition::default()), None);
    }

    #[test]
    fn after_a_reload_one_turns_back_to_the_start() {
        let mut history = PageHistory::default();
        history.note("", &position(7, "x"));
        assert_eq!(history.before(&position(7, "x")), Some(PagePosition::default()));
    }
}
