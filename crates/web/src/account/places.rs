//! The language of film titles, and the country.

use crate::kit::browser;
use crate::kit::places::{Named, languages, of_tag, regions};
use crate::ui::select::{Choice, Select};
use domain::accounts::places::{Language, Region};
use domain::accounts::preferences::Preferences;
use leptos::prelude::*;
use serde_json::Value;

/// Both choices; each is saved at once.
#[component]
pub fn Places(now: Preferences, #[prop(into)] save: Callback<(&'static str, Value)>) -> impl IntoView {
    let (asked_language, asked_region) = of_tag(&browser::language());
    let (languages, regions) = (languages(), regions());
    let of_browser = |name: Option<String>| match name {
        Some(name) => format!("As my browser asks ({name})"),
        None => "As my browser asks".to_owned(),
    };
    let language_choices =
        choices(of_browser(name_of(&languages, asked_language)), languages, |it| it.as_str().to_owned());
    let region_choices = choices(of_browser(name_of(&regions, asked_region)), regions, |it| it.as_str().to_owned());
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let choose = move |field| move |value: String| save.run((field, some(value)));
    view! {
        <div class="field">
            <span class="field-label" aria-hidden="true">"Language of film titles"</span>
            <Select label="Language of film titles" id="title-language"
                value=text(now.language.as_ref().map(Language::as_str)) choices=language_choices
                on_change=choose("language") />
        </div>
        <div class="field">
            <span class="field-label" aria-hidden="true">"Country"</span>
            <Select label="Country" id="region"
                value=text(now.region.as_ref().map(Region::as_str)) choices=region_choices
                on_change=choose("region") />
        </div>
        <p class="account-text">
            "When you search for a film to log, its title is shown in this language, with the original title beside it. Where a language has titles of its own in several countries, TMDB’s are those of yours. Films you already have keep their titles."
        </p>
    }
}

/// Null for nothing.
fn some(value: String) -> Value {
    if value.is_empty() { Value::Null } else { Value::String(value) }
}

fn name_of<T: Copy + PartialEq>(named: &[Named<T>], wanted: Option<T>) -> Option<String> {
    let wanted = wanted?;
    named.iter().find(|it| it.0 == wanted).map(|it| it.1.clone())
}

fn choices<T>(of_browser: String, named: Vec<Named<T>>, code: impl Fn(&T) -> String) -> Vec<Choice> {
    let all = named.into_iter().map(|(it, name)| (code(&it), name));
    [(String::new(), of_browser)].into_iter().chain(all).collect()
}
