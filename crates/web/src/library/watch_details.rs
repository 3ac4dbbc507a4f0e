//! What is told of a watch beside its date: rating, like, rewatch, place and people.

use crate::ui::icon::Icon;
use crate::ui::stars::Stars;
use domain::library::ratings::Rating;
use domain::library::watches::Watch;
use leptos::prelude::*;

/// Rating, like and rewatch.
pub fn watch_marks(watch: &Watch) -> impl IntoView + use<> {
    let mark = |icon: &'static str, text: &'static str| {
        view! {
            <span class=format!("watch-mark is-{icon}") title=text>
                <Icon name=icon /><span class="visually-hidden">{text}</span>
            </span>
        }
    };
    view! {
        <Stars value=Signal::stored(watch.rating.map_or(0, Rating::half_stars)) />
        {watch.liked.then(|| mark("heart-full", "Liked"))}
        {watch.rewatch.then(|| mark("again", "Rewatch"))}
    }
}

/// Where and with whom, if that is known.
pub fn watch_circumstances(watch: &Watch) -> impl IntoView + use<> {
    circumstances(watch).map(|text| view! { <p class="watch-circumstances" dir="auto">{text}</p> })
}

fn circumstances(watch: &Watch) -> Option<String> {
    let with = enumerated(&watch.companions).map(|names| format!("with {names}"));
    match (&watch.place, with) {
        (Some(place), Some(with)) => Some(format!("{place}, {with}")),
        (Some(place), None) => Some(place.clone()),
        (None, Some(with)) => Some(format!("W{}", with.get(1..).unwrap_or_default())),
        (None, None) => None,
    }
}

/// “Bo”, “Bo and Cy”, “Bo, Cy and Di”.
fn enumerated(names: &[String]) -> Option<String> {
    match names {
        [] => None,
        [one] => Some(one.clone()),
        [first @ .., last] => Some(format!("{} and {last}", first.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(place: Option<&str>, companions: &[&str]) -> Option<String> {
        let id = "0192f0c1-2d5c-7a6e-8a7d-0242ac120002";
        let json = serde_json::json!({
            "id": id, "movie": {"id": id, "title": "Alien", "year": 1979}, "watched_on": null, "rating": null,
            "liked": false, "rewatch": false, "rewatch_corrected": false, "comment": null, "place": place,
            "companions": companions, "created_at": "2026-01-01T00:00:00.000Z", "version": 1,
        });
        circumstances(&serde_json::from_value(json).unwrap())
    }

    #[test]
    fn place_and_people_are_told_in_one_line() {
        assert_eq!(text(None, &[]), None);
        assert_eq!(text(Some("Lux"), &[]).as_deref(), Some("Lux"));
        assert_eq!(text(None, &["Bo"]).as_deref(), Some("With Bo"));
        assert_eq!(text(Some("Lux"), &["Bo", "Cy", "Di"]).as_deref(), Some("Lux, with Bo, Cy and Di"));
    }
}
