//! Saying when a film was watched, as exactly as one remembers.

use crate::kit::browser;
use crate::kit::dates;
use crate::ui::field::{Fault, FaultMessage};
use crate::ui::live::When;
use domain::field_errors::FieldErrors;
use domain::library::watch_dates::{Precision, WatchDate};
use leptos::prelude::*;

/// What is known of the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Known {
    /// It was not watched yet.
    NotWatched,
    /// Today, which is the day on which the form is sent.
    #[default]
    Today,
    /// The day.
    Day,
    /// The month or the year.
    Month,
    /// Nothing.
    Nothing,
}

impl Known {
    const ALL: [Self; 5] = [Self::NotWatched, Self::Today, Self::Day, Self::Month, Self::Nothing];

    fn label(self) -> &'static str {
        match self {
            Self::NotWatched => "Not yet",
            Self::Today => "Today",
            Self::Day => "Another day",
            Self::Month => "Month or year",
            Self::Nothing => "Don’t remember",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::NotWatched => "not-watched",
            Self::Today => "today",
            Self::Day => "day",
            Self::Month => "month",
            Self::Nothing => "nothing",
        }
    }
}

/// The fields, as typed; copies are the same.
#[derive(Clone, Copy)]
pub struct WatchDateFields {
    /// What is known.
    pub known: RwSignal<Known>,
    day: RwSignal<String>,
    /// `01` to `12`, or empty.
    month: RwSignal<String>,
    year: RwSignal<String>,
}

impl WatchDateFields {
    /// Fields in which nothing is typed.
    pub fn new(known: Known) -> Self {
        Self {
            known: RwSignal::new(known),
            day: RwSignal::new(browser::today().to_string()),
            month: RwSignal::default(),
            year: RwSignal::default(),
        }
    }

    /// Fields that hold the date of a watch.
    pub fn of(date: Option<WatchDate>) -> Self {
        let this = Self::new(Known::Nothing);
        let Some(date) = date else { return this };
        let text = date.to_string();
        if date.precision() == Precision::Day {
            this.known.set(Known::Day);
            this.day.set(text);
        } else {
            let (year, month) = text.split_once('-').unwrap_or((&text, ""));
            this.known.set(Known::Month);
            this.year.set(year.to_owned());
            this.month.set(month.to_owned());
        }
        this
    }

    /// All of them as texts.
    pub fn texts(self) -> [String; 4] {
        [self.known.get().name().to_owned(), self.day.get(), self.month.get(), self.year.get()]
    }

    /// Puts these texts in the fields.
    pub fn load(self, [known, day, month, year]: [String; 4]) {
        self.known.set(Known::ALL.into_iter().find(|it| it.name() == known).unwrap_or_default());
        self.day.set(day);
        self.month.set(month);
        self.year.set(year);
    }

    /// The same texts when they are read on another day: today is the day it is now.
    pub fn settle(texts: &mut [String]) {
        if let [known, day, ..] = texts
            && *known == Known::Today.name()
        {
            Known::Day.name().clone_into(known);
            *day = browser::today().to_string();
        }
    }

    /// What the API is told: nothing for a film that was not watched, and an unknown date or a text otherwise.
    ///
    /// # Errors
    /// What is missing.
    #[expect(clippy::option_option, reason = "left out and null are not the same in the API")]
    pub fn draft(self) -> Result<Option<Option<String>>, FieldErrors> {
        // The browser sends no event when the last part of a day is cleared by keyboard.
        let day = browser::value_of(DAY).unwrap_or_else(|| self.day.get_untracked());
        let year = self.year.get_untracked().trim().to_owned();
        let missing = |message: &str| {
            let mut errors = FieldErrors::default();
            errors.add("watched_on", "required", message);
            Err(errors)
        };
        match self.known.get_untracked() {
            Known::NotWatched => Ok(None),
            Known::Nothing => Ok(Some(None)),
            Known::Today => Ok(Some(Some(browser::today().to_string()))),
            Known::Day if day.is_empty() => missing("Enter the day, or choose “Don’t remember”."),
            Known::Day => Ok(Some(Some(day))),
            Known::Month if year.is_empty() => missing("Enter the year, or choose “Don’t remember”."),
            Known::Month if year.len() != 4 || year.parse::<u16>().is_err() => missing("Enter a year of four digits."),
            Known::Month => {
                let month = self.month.get_untracked();
                Ok(Some(Some(if month.is_empty() { year } else { format!("{year}-{month}") })))
            }
        }
    }
}

const DAY: &str = "input[name=watched_on]";

/// Chooses what is known, and asks for it.
#[component]
pub fn WatchDateInput(
    fields: WatchDateFields,
    errors: RwSignal<FieldErrors>,
    /// Whether a film that was not watched can be said to be so.
    #[prop(optional)]
    may_be_unwatched: bool,
) -> impl IntoView {
    let fault = Fault::of(errors, "watched_on");
    let choice = move |known: Known| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="watch-date-known"
                    value=known.name()
                    prop:checked=move || fields.known.get() == known
                    on:change=move |_| {
                        fields.known.set(known);
                        fault.edited();
                    }
                />
                <span>{known.label()}</span>
            </label>
        }
    };
    let choices = Known::ALL.into_iter().filter(move |known| may_be_unwatched || *known != Known::NotWatched);
    view! {
        <fieldset class="field watch-date">
            <legend>"Watched"</legend>
            <div class="choices">{choices.map(choice).collect_view()}</div>
            <When holds=move || fields.known.get() == Known::Day><DayInput fields fault /></When>
            <When holds=move || fields.known.get() == Known::Month><MonthInput fields fault /></When>
            <FaultMessage fault id="field-watched_on-fault".to_owned() />
        </fieldset>
    }
}

#[component]
fn DayInput(fields: WatchDateFields, fault: Fault) -> impl IntoView {
    view! {
        <input
            type="date"
            name="watched_on"
            aria-label="Day"
            min="1870-01-01"
            aria-invalid=move || fault.aria_invalid()
            aria-describedby="field-watched_on-fault"
            prop:value=fields.day.get_untracked()
            on:input=move |event| {
                // A day that is typed in part has no value; what was there before is not what is meant.
                fields.day.set(event_target_value(&event));
                fault.edited();
            }
        />
    }
}

#[component]
fn MonthInput(fields: WatchDateFields, fault: Fault) -> impl IntoView {
    let month = |(name, number): (&'static str, usize)| {
        let value = format!("{number:02}");
        let chosen = value.clone();
        view! { <option value=value prop:selected=move || fields.month.get() == chosen>{name}</option> }
    };
    view! {
        <div class="watch-date-month">
            <select aria-label="Month" name="watched-month" on:change=move |event| fields.month.set(event_target_value(&event))>
                <option value="" prop:selected=move || fields.month.get().is_empty()>"Month unknown"</option>
                {dates::MONTHS.into_iter().zip(1..).map(month).collect_view()}
            </select>
            <input
                type="text"
                name="watched-year"
                inputmode="numeric"
                maxlength="4"
                placeholder="Year"
                aria-label="Year"
                autocomplete="off"
                aria-invalid=move || fault.aria_invalid()
                aria-describedby="field-watched_on-fault"
                prop:value=move || fields.year.get()
                on:input=move |event| {
                    fields.year.set(event_target_value(&event));
                    fault.edited();
                }
            />
        </div>
    }
}
