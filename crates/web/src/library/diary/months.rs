//! Watches by month.

use crate::library::watch_dates;
use domain::library::watches::Watch;

/// The watches under the months they fall in, or the years where the months aren’t known; they come in the order of
/// their dates, those without one last.
pub fn by_month(watches: Vec<Watch>) -> Vec<(String, Vec<Watch>)> {
    let mut months: Vec<(String, Vec<Watch>)> = Vec::new();
    for watch in watches {
        let month = watch.watched_on.map_or_else(|| "Date unknown".to_owned(), watch_dates::month_or_year);
        match months.last_mut() {
            Some((last, watches)) if *last == month => watches.push(watch),
            _ => months.push((month, vec![watch])),
        }
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(day: Option<&str>) -> Watch {
        let id = "0192f0c1-2d5c-7a6e-8a7d-0242ac120002";
        let json = serde_json::json!({
            "id": id, "movie": {"id": id, "title": "Alien", "year": 1979}, "watched_on": day,
            "rating": null, "liked": false, "rewatch": false, "rewatch_corrected": false, "comment": null, "place": null,
            "companions": [], "created_at": "2026-01-01T00:00:00.000Z", "version": 1,
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_month_starts_when_the_month_changes_and_the_unknown_dates_come_last() {
        let days =
            [Some("2019-04-02"), Some("2019-04"), Some("2019-03-31"), Some("2019"), Some("2018-04-30"), None, None];
        let months = by_month(days.map(watch).to_vec());
        let counts: Vec<_> = months.iter().map(|(month, watches)| (month.as_str(), watches.len())).collect();
        assert_eq!(counts, [("April 2019", 2), ("March 2019", 1), ("2019", 1), ("April 2018", 1), ("Date unknown", 2)]);
    }
}
