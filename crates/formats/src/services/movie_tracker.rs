//! Movie Tracker itself: its JSON, also in a zip with pictures, and its tables. Every field comes back as it was.

mod values;

use crate::entry::{Entry, List, ListItem};
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::outcome::{FileProblem, Reason};
use crate::output::Output;
use crate::stop::Stop;
use crate::writing::{BACKDROPS, POSTERS};
use domain::accounts::preferences::Preferences;
use domain::catalogue::availability::ServicesDraft;
use domain::field_errors::FieldErrors;
use domain::library::lists::{MAX_LISTS, Visibility};
use domain::library::views::ViewDraft;
use domain::transfer::exports::{EXPORT_VERSION, ExportedDismissal, ExportedService};
use serde::Deserialize;
use std::collections::HashMap;
use values::{Film, Listed, ListedFilm, Viewing, is_yes, moment};

const FILMS: Part = 0;
const WATCHES: Part = 1;
const LISTS: Part = 2;
const LIST_FILMS: Part = 3;
const JSON: Part = 4;

/// The format.
pub(crate) struct MovieTracker;

impl Format for MovieTracker {
    fn name(&self) -> &'static str {
        "movie_tracker"
    }

    fn title(&self) -> &'static str {
        "Movie Tracker"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        let tables: [(&[&str], Part); 4] = [
            (&["movie_id", "title", "original_title", "watchlisted_at"], FILMS),
            (&["movie_id", "title", "watched_on", "companions"], WATCHES),
            (&["list_id", "name", "ranked", "visibility"], LISTS),
            (&["list_id", "position", "movie_id", "title"], LIST_FILMS),
        ];
        if head.has_key(&[".movie_tracker.version"]) {
            return Some(JSON);
        }
        tables.into_iter().find(|(columns, _)| head.has_columns(columns)).map(|(_, part)| part)
    }

    fn date_columns(&self) -> &'static [&'static str] {
        &["watched_on", "watchlisted_at", "added_at", "created_at"]
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(Own::default())
    }
}

/// The name of a service as it is kept.
fn parse_service(name: String) -> Result<Vec<String>, FieldErrors> {
    ServicesDraft { services: Some(vec![name]) }.parse()
}

/// Whether a file of a zip is a picture that was exported. There can be thousands, which aren't worth a look.
pub(crate) fn is_picture(path: &str) -> bool {
    picture_name(path).is_some()
}

/// What a film calls the picture at this path, which may lie in more folders.
pub(crate) fn picture_name(path: &str) -> Option<&str> {
    let start = path.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
    let name = path.get(start..)?;
    let (folder, file) = name.split_once('/')?;
    (file.strip_suffix(".jpg").is_some() && [POSTERS, BACKDROPS].contains(&folder)).then_some(name)
}

#[derive(Default)]
struct Own {
    /// The lists that were told, and how many films of each.
    lists: HashMap<String, u32>,
}

#[derive(Deserialize)]
struct Program {
    version: u32,
}

impl Reader for Own {
    fn read(&mut self, input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
        match input.part {
            JSON => input.items_and_objects(|key, number, raw| self.value(key, number, raw, out)),
            FILMS => input.rows(out, |row, out| out.film(row.number, Film::of_row(row).entry(&out.dates))),
            WATCHES => input.rows(out, |row, out| {
                let mut film = Film::of_row(row);
                film.watches = vec![Viewing::of_row(row)];
                out.film(row.number, film.partly().entry(&out.dates))
            }),
            LISTS => {
                input.rows(out, |row, out| self.list(&Listed::of_row(row), out))?;
                // They are told with their films.
                Err(FileProblem::Reference.into())
            }
            _ => input.rows(out, |row, out| self.item(row.number, &ListedFilm::of_row(row), out)),
        }
    }
}

impl Own {
    /// An item of the JSON.
    fn value(&mut self, key: &str, number: u64, raw: &str, out: &mut Output<'_>) -> Result<(), Stop> {
        let malformed = |out: &mut Output<'_>| out.refuse(number, key, Reason::Malformed);
        match key {
            "movie_tracker" => match serde_json::from_str::<Program>(raw) {
                Ok(program) if program.version <= EXPORT_VERSION => Ok(()),
                Ok(_) => Err(FileProblem::Newer.into()),
                Err(_) => Err(FileProblem::Damaged.into()),
            },
            "settings" => match serde_json::from_str::<Preferences>(raw) {
                Ok(settings) => out.settings(settings),
                Err(_) => malformed(out),
            },
            "views" => match serde_json::from_str::<ViewDraft>(raw).map(|view| view.parse()) {
                Ok(Ok(view)) => out.view(view),
                _ => malformed(out),
            },
            "dismissals" => match serde_json::from_str::<ExportedDismissal>(raw) {
                Ok(dismissal) => out.dismissal(dismissal),
                Err(_) => malformed(out),
            },
            "services" => match serde_json::from_str::<ExportedService>(raw).map(|it| parse_service(it.name)) {
                Ok(Ok(names)) => names.into_iter().try_for_each(|name| out.service(name)),
                _ => malformed(out),
            },
            "lists" => match serde_json::from_str::<Listed>(raw) {
                Ok(list) => self.list(&list, out),
                Err(_) => malformed(out),
            },
            "movies" => match serde_json::from_str::<Film>(raw) {
                Ok(film) => out.film(number, film.entry(&out.dates)),
                Err(_) => malformed(out),
            },
            "list_items" => match serde_json::from_str::<ListedFilm>(raw) {
                Ok(item) => self.item(number, &item, out),
                Err(_) => malformed(out),
            },
            _ => Ok(()),
        }
    }

    fn list(&mut self, it: &Listed, out: &mut Output<'_>) -> Result<(), Stop> {
        if self.lists.len() >= MAX_LISTS || self.lists.contains_key(&*it.id) {
            return Ok(());
        }
        let mut list = List::new(&it.id, &it.name, &it.description);
        list.tags(it.tags.iter().map(|tag| &**tag));
        list.ranked = is_yes(&it.ranked);
        list.visibility = Visibility::from_name(&it.visibility).unwrap_or_default();
        list.created_at = moment(&it.created_at, &out.dates);
        list.even_empty = true;
        self.lists.insert(list.key.clone(), 0);
        out.list(list)
    }

    fn item(&mut self, number: u64, it: &ListedFilm, out: &mut Output<'_>) -> Result<(), Stop> {
        let mut entry: Entry = Film::from(it).partly().entry(&out.dates);
        if !self.lists.contains_key(&*it.list) {
            // A table of films without that of lists.
            let list = Listed { id: it.list.clone(), name: it.list_name.clone(), ..Listed::default() };
            self.list(&list, out)?;
        }
        let place = self.lists.entry(it.list.to_string()).or_default();
        *place = place.saturating_add(1);
        let position = Some(it.position.parse().unwrap_or(*place));
        let note = entry.read_text("note", &it.note);
        let added_at = moment(&it.added_at, &out.dates);
        entry.items.push(ListItem { list: it.list.to_string(), position, note, added_at });
        out.film(number, entry)
    }
}
