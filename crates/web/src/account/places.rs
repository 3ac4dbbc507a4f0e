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
        Some(name) => format!("Same as my browser ({name})"),
        None => "Same as my browser".to_owned(),
    };
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let (language, region) =
        (text(now.language.as_ref().map(Language::as_str)), text(now.region.as_ref().map(Region::as_str)));
    let of_asked = of_browser(name_of(&languages, asked_language));
    let language_choices = choices(of_asked, languages, |it| it.as_str().to_owned(), &language);
    let of_asked = of_browser(name_of(&regions, asked_region));
    let region_choices = choices(of_asked, regions, |it| it.as_str().to_owned(), &region);
    let choose = move |field| move |value: String| save.run((field, some(value)));
    view! {
        <div class="field account-choice">
            <span class="field-label" aria-hidden="true">"Language of film titles"</span>
            <Select label="Language of film titles" id="title-language"
                value=language choices=language_choices
                on_change=choose("language") />
        </div>
        <div class="field account-choice">
            <span class="field-label" aria-hidden="true">"Country"</span>
            <Select label="Country" id="region"
                value=region choices=region_choices
                on_change=choose("region") />
        </div>
        <p class="account-text">
            "Films are shown by their titles in this language, with the original title beside it. The country decides where one language has several, such as Portuguese. Titles that you made up stay, and exports keep the titles you entered."
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

/// What there is to choose from; also what a program has chosen that the browser has no name for.
fn choices<T>(of_browser: String, named: Vec<Named<T>>, code: impl Fn(&T) -> String, now: &str) -> Vec<Choice> {
    let all = named.into_iter().map(|(it, name)| (code(&it), name));
    let mut choices: Vec<Choice> = [(String::new(), of_browser)].into_iter().chain(all).collect();
    if choices.iter().all(|(code, _)| code != now) {
        choices.push((now.to_owned(), now.to_owned()));
    }
    choices
}
