//! How one's rating of a film has changed.

use crate::context::use_api;
use crate::kit::browser;
use crate::kit::tasks::Task;
use crate::library::watch_dates;
use crate::ui::live::{effect, live};
use crate::ui::stars::Stars;
use domain::library::movies::MovieSummary;
use domain::library::ratings::{GivenRating, Rating};
use domain::library::watch_dates::WatchDate;
use leptos::prelude::*;

/// The ratings that the film was given, the latest first; nothing while there is only one.
#[component]
pub fn RatingHistory(movie: Memo<MovieSummary>) -> impl IntoView {
    let api = use_api();
    let id = movie.with_untracked(|movie| movie.id);
    let ratings = RwSignal::new(Vec::<GivenRating>::new());
    let fetching = StoredValue::new_local(None::<Task>);
    let version = Memo::new(move |_| movie.with(|movie| movie.version));
    effect(move || {
        version.track();
        fetching.set_value(Some(Task::spawn(async move {
            // Without an answer it shows what it showed.
            if let Ok(history) = api.list_ratings(id).await {
                ratings.try_set(history.items);
            }
        })));
    });
    live(move || {
        let items = ratings.get();
        (items.len() > 1).then(|| {
            view! {
                <section class="film-page-section">
                    <h2>"Ratings over time"</h2>
                    <ol class="timeline">{items.iter().map(row).collect_view()}</ol>
                </section>
            }
        })
    })
}

fn row(given: &GivenRating) -> impl IntoView + use<> {
    let text = when(given, |moment| browser::local_day(moment).into());
    let stars = match given.rating {
        Some(rating) => view! { <Stars value=Signal::stored(Rating::half_stars(rating)) /> }.into_any(),
        None => view! { <span class="quiet">"Rating removed"</span> }.into_any(),
    };
    view! { <li class="timeline-item"><span class="timeline-date">{text}</span>{stars}</li> }
}

/// When a rating counts from: the date of its watch, else the day on which it was given.
fn when(given: &GivenRating, day_of: impl Fn(domain::times::Timestamp) -> WatchDate) -> String {
    match (given.watch_id, given.watched_on) {
        (Some(_), Some(date)) => watch_dates::in_short(date),
        (Some(_), None) => "Date unknown".to_owned(),
        (None, _) => watch_dates::in_short(day_of(given.rated_at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_counts_from_the_date_of_its_watch() {
        let given = |watch: serde_json::Value| {
            let json = serde_json::json!({"rating": 4, "rated_at": "2026-03-01T12:00:00.000Z",
                "watch_id": watch["id"], "watched_on": watch["on"]});
            when(&serde_json::from_value(json).unwrap(), |moment| moment.date().into())
        };
        let id = "0192f0c1-2d5c-7a6e-8a7d-0242ac120002";
        assert_eq!(given(serde_json::json!({"id": id, "on": "1999"})), "1999");
        assert_eq!(given(serde_json::json!({"id": id, "on": null})), "Date unknown");
        assert_eq!(given(serde_json::json!({"id": null, "on": null})), "1 Mar 2026");
    }
}
