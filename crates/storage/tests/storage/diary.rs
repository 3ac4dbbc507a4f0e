use crate::common::{add, all_pages, at, day, fields, movie, names, on_both_engines, owner, watch_id, write};
use domain::library::movies::MovieFields;
use domain::library::ratings::Rating;
use domain::library::watches::WatchFields;
use domain::library::watches_query::WatchesQuery;
use storage::library::watches::{insert_watch, list_watches};

on_both_engines! {
    async fn the_diary_shows_what_it_is_asked_for(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        for owner in [ana, ben] {
            let tagged = MovieFields { tags: names(&["Club"]), ..fields("Heat") };
            let film = write(&store, move |tx| add(tx, owner, &tagged)).await;
            let other = movie(&store, owner, "Alien").await;
            for (film, date, half_stars, place, people) in [
                (film, Some("2024-03-09"), 8, Some("Lux"), &["Bo", "Cy"][..]),
                (film, Some("2024-03"), 0, None, &["Bo_b"]),
                (film, Some("2023"), 4, None, &[]),
                (other, Some("2024-12-31"), 10, Some("Home"), &[]),
                (other, None, 0, None, &[]),
            ] {
                let watch = WatchFields {
                    watched_on: date.map(day),
                    rating: Rating::from_half_stars(half_stars),
                    liked: half_stars == 10,
                    place: place.map(str::to_owned),
                    companions: names(people),
                    ..WatchFields::default()
                };
                write(&store, move |tx| insert_watch(tx, owner, film, watch_id(), &watch, at(1))).await;
            }
        }
        let all = WatchesQuery::default;
        let text = |text: &str| Some(text.to_owned());
        for (query, expected) in [
            (all(), &["2024-12-31", "2024-03-09", "2024-03", "2023", "-"][..]),
            (WatchesQuery { watched_in: Some(day("2024")), ..all() }, &["2024-12-31", "2024-03-09", "2024-03"]),
            (WatchesQuery { watched_in: Some(day("2024-03")), ..all() }, &["2024-03-09", "2024-03"]),
            (WatchesQuery { watched_in: Some(day("2024-03-09")), ..all() }, &["2024-03-09"]),
            (WatchesQuery { until: Some(day("2024-03")), ..all() }, &["2024-03-09", "2024-03", "2023"]),
            (WatchesQuery { until: Some(day("2024-03-08")), ..all() }, &["2024-03", "2023"]),
            (WatchesQuery { rating_min: Rating::from_half_stars(8), ..all() }, &["2024-12-31", "2024-03-09"]),
            (WatchesQuery { liked: Some(true), ..all() }, &["2024-12-31"]),
            (WatchesQuery { rewatch: Some(true), ..all() }, &["2024-12-31", "2024-03-09", "2024-03"]),
            (WatchesQuery { rewatch: Some(false), ..all() }, &["2023", "-"]),
            (WatchesQuery { tag: text("club"), ..all() }, &["2024-03-09", "2024-03", "2023"]),
            (WatchesQuery { place: text("Lux"), ..all() }, &["2024-03-09"]),
            (WatchesQuery { companion: text("Bo"), ..all() }, &["2024-03-09"]),
            (WatchesQuery { companion: text("Cy"), liked: Some(true), ..all() }, &[]),
            (WatchesQuery { companion: text("%"), ..all() }, &[]),
        ] {
            let asked = query.clone();
            let found = all_pages(&store, 2, move |tx, page| {
                let page = list_watches(tx, ana, &asked, page)?;
                assert_eq!(page.total, expected.len() as u64);
                Ok(page)
            })
            .await;
            let dates = found.iter().map(|it| it.watched_on.map_or_else(|| "-".to_owned(), |date| date.to_string()));
            assert_eq!(dates.collect::<Vec<_>>(), expected, "{query:?}");
        }
    }
}
