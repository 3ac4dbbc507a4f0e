//! What the catalogue is built from, which films it has, and how often it is updated.

use super::State;
use crate::context::use_toasts;
use crate::kit::failures::describe;
use crate::ui::field::TextField;
use crate::ui::live::live;
use crate::ui::select::{Choice, Select};
use client::Error;
use domain::catalogue::updates::{CatalogueSettings, CatalogueSettingsDraft, IMDB_DATASETS};
use domain::field_errors::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;

const DAYS: [i64; 3] = [1, 7, 30];
/// The value of the choice that it isn't updated by itself.
const NEVER: &str = "";

/// A kind of films: its name, what it is called, and where it stands.
type FilmKind = (&'static str, &'static str, fn(&mut CatalogueSettingsDraft) -> &mut bool);

const KINDS: [FilmKind; 5] = [
    ("tv-movies", "Films made for television", |it| &mut it.tv_movies),
    ("videos", "Films released on video or online only", |it| &mut it.videos),
    ("documentaries", "Documentaries", |it| &mut it.documentaries),
    ("shorts", "Short films", |it| &mut it.shorts),
    ("adult", "Pornography", |it| &mut it.adult),
];

/// The settings, each of which counts from the next update on.
#[component]
pub fn SettingsSection(state: State) -> impl IntoView {
    let toasts = use_toasts();
    let errors = RwSignal::new(FieldErrors::default());
    let settings = state.part(|info| info.settings.clone());
    let location = RwSignal::new(settings.get_untracked().and_then(|now| now.location).unwrap_or_default());
    let save = Callback::new(move |draft: CatalogueSettingsDraft| {
        spawn_local(async move {
            match state.api.update_catalogue_settings(&draft).await {
                Ok(info) => {
                    errors.try_set(FieldErrors::default());
                    state.show(info);
                    toasts.say("Settings saved. They apply from the next update.");
                }
                Err(Error::Problem(problem)) if !problem.errors.is_empty() => {
                    errors.try_set(problem.errors);
                }
                Err(error) => toasts.fail(describe(&error)),
            }
        });
    });
    let languages = settings.get_untracked().and_then(|now| now.languages).map(|all| all.join(", "));
    let languages = RwSignal::new(languages.unwrap_or_default());
    let now = move || settings.get_untracked().map(CatalogueSettingsDraft::from).unwrap_or_default();
    let save_texts = move || {
        let location = Some(location.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let typed = languages.get_untracked();
        let languages: Vec<String> =
            typed.split([',', ' ']).filter(|it| !it.is_empty()).map(str::to_ascii_lowercase).collect();
        let languages = Some(languages).filter(|all| !all.is_empty());
        let draft = CatalogueSettingsDraft { location, languages, ..now() };
        if draft != now() {
            save.run(draft);
        }
    };
    view! {
        <section class="account-section" aria-labelledby="catalogue-settings-title">
            <h2 id="catalogue-settings-title">"Settings"</h2>
            {live(move || settings.get().map(|now| view! { <Choices now save /> }))}
            <form novalidate on:submit=move |event| { event.prevent_default(); save_texts(); }>
                <TextField label="Title languages" name="languages" value=languages errors placeholder="All"
                    hint="Films can also be found by their titles in these languages. Enter two-letter codes, such as de, fr. Leave it empty for all languages." />
                <TextField label="Source" name="location" value=location errors placeholder=IMDB_DATASETS
                    hint="An address, or the full path of a folder or file on the server, with IMDb’s datasets, a Wikidata dump or an exported catalogue. Leave it empty to download from IMDb." />
                <button type="submit" class="button">"Save"</button>
            </form>
        </section>
    }
}

#[component]
fn Choices(now: CatalogueSettings, save: Callback<CatalogueSettingsDraft>) -> impl IntoView {
    let interval = now.interval_days.map_or_else(|| NEVER.to_owned(), |days| days.to_string());
    let intervals = intervals(now.interval_days);
    let draft = StoredValue::new(CatalogueSettingsDraft::from(now));
    let check = move |(name, text, of): FilmKind| {
        let is_checked = *of(&mut draft.get_value());
        view! {
            <label class="check">
                <input id=format!("catalogue-{name}") type="checkbox" prop:checked=is_checked on:change=move |event| {
                    let mut draft = draft.get_value();
                    *of(&mut draft) = event_target_checked(&event);
                    save.run(draft);
                } />
                {text}
            </label>
        }
    };
    view! {
        <div class="field">
            <span class="field-label" aria-hidden="true">"Update automatically"</span>
            <Select label="Update automatically" id="catalogue-interval" value=interval choices=intervals
                on_change=move |value: String| save.run(CatalogueSettingsDraft { interval_days: value.parse().ok(), ..draft.get_value() }) />
        </div>
        <fieldset class="checks">
            <legend class="field-label">"In addition to cinema films, include"</legend>
            {KINDS.map(check).collect_view()}
        </fieldset>
    }
}

/// The usual intervals, and the present one.
fn intervals(now: Option<i64>) -> Vec<Choice> {
    let mut days: Vec<i64> = DAYS.into_iter().chain(now).collect();
    days.sort_unstable();
    days.dedup();
    let text = |days: i64| match days {
        1 => "Every day".to_owned(),
        7 => "Every week".to_owned(),
        30 => "Every month".to_owned(),
        days => format!("Every {days} days"),
    };
    let days = days.into_iter().map(|days| (days.to_string(), text(days)));
    [(NEVER.to_owned(), "Off".to_owned())].into_iter().chain(days).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_interval_is_among_the_choices() {
        let texts: Vec<_> = intervals(Some(14)).into_iter().map(|choice| choice.1).collect();
        assert_eq!(texts, ["Off", "Every day", "Every week", "Every 14 days", "Every month"]);
    }
}
