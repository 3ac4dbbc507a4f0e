//! Our own formats: what is written comes back, field by field.

use crate::account::{Account, account, export, full, list_id, moment, movie_id, unzip};
use crate::support::{Told, options, read_file, read_with, zip};
use domain::accounts::preferences::Preferences;
use domain::library::views::ViewFields;
use domain::transfer::exports::{ExportFormat, ExportedDismissal, ExportedMovie, ExportedWatch};
use formats::{Entry, FileProblem, FileReport, List, Own, Row, Sink, Stopped, Watch};
use std::io::Cursor;

/// All that is told of a file.
#[derive(Default)]
struct Everything {
    rows: Told,
    lists: Vec<List>,
    views: Vec<ViewFields>,
    settings: Vec<Preferences>,
    dismissals: Vec<ExportedDismissal>,
    services: Vec<String>,
}

impl Sink for Everything {
    fn row(&mut self, row: Row) -> Result<(), Stopped> {
        self.rows.row(row)
    }

    fn list(&mut self, list: List) -> Result<(), Stopped> {
        self.lists.push(list);
        Ok(())
    }

    fn view(&mut self, view: ViewFields) -> Result<(), Stopped> {
        self.views.push(view);
        Ok(())
    }

    fn settings(&mut self, settings: Preferences) -> Result<(), Stopped> {
        self.settings.push(settings);
        Ok(())
    }

    fn dismissal(&mut self, dismissal: ExportedDismissal) -> Result<(), Stopped> {
        self.dismissals.push(dismissal);
        Ok(())
    }

    fn service(&mut self, name: String) -> Result<(), Stopped> {
        self.services.push(name);
        Ok(())
    }

    fn file(&mut self, report: FileReport) -> Result<(), Stopped> {
        self.rows.file(report)
    }
}

fn everything(name: &str, bytes: &[u8]) -> Everything {
    let mut told = Everything::default();
    let summary = formats::read(&mut Cursor::new(bytes), Some(name), &options(), &mut told).unwrap();
    assert_eq!(summary.format, "movie_tracker");
    told
}

/// What the rows of a film say, all together.
fn of_film(entries: &[Entry], number: u128) -> Entry {
    let key = movie_id(number).map(|id| id.to_string());
    let mut of_it = entries.iter().filter(|entry| entry.key == key).cloned();
    let mut whole = of_it.next().unwrap();
    for more in of_it {
        assert_eq!(more.movie.title, whole.movie.title);
        whole.watches.extend(more.watches);
        whole.items.extend(more.items);
    }
    whole
}

fn check_full(entry: &Entry, has_ratings: bool) {
    let it = full();
    let movie = &entry.movie;
    assert_eq!(
        (&movie.title, &movie.original_title, movie.year, movie.runtime_minutes, &movie.genres, &movie.overview),
        (&it.title, &it.original_title, it.year, it.runtime_minutes, &it.genres, &it.overview)
    );
    assert_eq!((&movie.directors, &movie.actors, &movie.services), (&it.directors, &it.actors, &it.services));
    assert_eq!((&movie.imdb_id, movie.tmdb_id), (&it.imdb_id, it.tmdb_id));
    assert_eq!((&entry.notes, &entry.tags, entry.liked, entry.rating), (&it.notes, &it.tags, true, None));
    assert_eq!((entry.watchlisted, entry.watchlisted_at), (true, it.watchlisted_at));
    let ratings = if has_ratings { it.ratings } else { Vec::new() };
    let own = Own { added_at: it.added_at, watchlist_order: it.watchlist_order, ratings, ..Own::default() };
    // A zip names its pictures.
    let told = entry.own.clone().map(|own| Own { poster: None, ..own });
    assert_eq!(told, Some(own));
    assert_eq!(entry.doubts, []);
    let watches = it.watches.into_iter().map(|it| Watch {
        watched_on: it.watched_on,
        rating: it.rating,
        rewatch: it.rewatch,
        is_own: true,
        liked: it.liked,
        comment: it.comment,
        place: it.place,
        companions: it.companions,
        external_id: it.external_id,
        source: it.source,
        added_at: it.added_at,
        joins: false,
    });
    assert_eq!(entry.watches, watches.collect::<Vec<_>>());
}

fn check_lists(told: &Everything) {
    let lists = account().lists.into_iter().map(|it| List {
        key: it.id.unwrap().to_string(),
        name: it.name,
        description: it.description,
        ranked: it.ranked,
        visibility: it.visibility,
        tags: it.tags,
        created_at: it.created_at,
        even_empty: true,
        doubts: Vec::new(),
    });
    assert_eq!(told.lists, lists.collect::<Vec<_>>());
    let placed = |number| {
        let items = of_film(&told.rows.entries, number).items.into_iter();
        items.map(|it| (it.list, it.position, it.note, it.added_at)).collect::<Vec<_>>()
    };
    let key = |number| list_id(number).unwrap().to_string();
    assert_eq!(placed(3), [(key(1), Some(1), Some("-note".to_owned()), Some(moment(8)))]);
    let at = Some(moment(8));
    assert_eq!(placed(2), [(key(1), Some(2), None, at), (key(3), Some(1), None, at)]);
}

#[test]
fn our_json_comes_back_field_by_field() {
    let told = everything("x.json", &export(ExportFormat::Json, &account()));
    check_full(&of_film(&told.rows.entries, 1), true);
    check_lists(&told);
    assert_eq!(told.settings, [account().about.settings]);
    assert_eq!(told.dismissals, account().about.dismissals);
    assert_eq!(told.services, ["MUBI", "Netflix"]);
    let view = ViewFields { name: "Short".to_owned(), query: "runtime_max=90".to_owned(), position: None };
    assert_eq!(told.views, [view]);
    assert_eq!(told.rows.reports.iter().map(|it| it.problem).collect::<Vec<_>>(), [None]);
}

#[test]
fn our_tables_come_back_field_by_field() {
    let told = everything("x.zip", &export(ExportFormat::Csv, &account()));
    check_full(&of_film(&told.rows.entries, 1), false);
    check_lists(&told);
    let problems: Vec<_> = told.rows.reports.iter().map(|it| it.problem).collect();
    assert_eq!(problems, [None, None, Some(FileProblem::Reference), None]);
}

#[test]
fn an_export_of_nothing_is_whole() {
    for format in ExportFormat::ALL {
        let bytes = export(format, &Account::default());
        if format.extension() == "zip" {
            unzip(&bytes);
        }
    }
    let json = export(ExportFormat::Json, &Account::default());
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["movie_tracker"]["version"], 1);
    assert_eq!(json["list_items"], serde_json::json!([]));
    let told = everything("x.json", &export(ExportFormat::Json, &Account::default()));
    assert_eq!(told.settings.len(), 1);
}

#[test]
fn a_film_with_very_many_long_comments_comes_back_whole() {
    let watch = |number: i64| ExportedWatch {
        comment: Some(format!("{number} {}", "😀".repeat(9_990))),
        added_at: Some(moment(number)),
        ..ExportedWatch::default()
    };
    let watches: Vec<_> = (0..100).map(watch).collect();
    let movie = ExportedMovie { id: movie_id(1), title: "Solaris".to_owned(), watches, ..ExportedMovie::default() };
    let account = Account { movies: vec![movie.clone()], ..Account::default() };
    let told = everything("x.json", &export(ExportFormat::Json, &account));
    assert!(told.rows.entries.len() > 10);
    let comments = of_film(&told.rows.entries, 1).watches.into_iter().map(|watch| watch.comment);
    assert_eq!(comments.collect::<Vec<_>>(), movie.watches.into_iter().map(|it| it.comment).collect::<Vec<_>>());
}

#[test]
fn the_file_of_a_newer_version_is_refused_clearly() {
    let file = br#"{"movie_tracker": {"version": 2}, "movies": [{"title": "Heat"}]}"#;
    let (result, told) = read_with("x.json", file, &options());
    assert_eq!(result.unwrap().rows, 0);
    assert_eq!(told.reports[0].problem, Some(FileProblem::Newer));
}

#[test]
fn what_somebody_wrote_by_hand_is_read() {
    let file = br#"{"movie_tracker": {"version": 1}, "more": {"x": 1}, "movies": [
        {"title": "Heat", "rating": "4,5", "watches": [{"watched_on": "10.7.2019"}], "new": true},
        {"title": "Ran", "rating": 9, "genres": null}, 17]}"#;
    let told = read_file("movie_tracker", "x.json", file);
    let expected = [
        "1: Heat | watched 2019-07-10 | \u{2605}4.5",
        "2: Ran ! rating_out_of_range",
        "3: movies - refused: malformed",
    ];
    assert_eq!(told.lines, expected);
}

#[test]
fn a_list_that_has_neither_name_nor_id_is_given_a_name() {
    let file = br#"{"movie_tracker": {"version": 1}, "lists": [{"id": "", "name": " "}, {"id": "7", "name": null}]}"#;
    let names = everything("x.json", file).lists.into_iter().map(|list| list.name);
    assert_eq!(names.collect::<Vec<_>>(), ["Unnamed list", "7"]);
}

#[test]
fn a_zip_with_pictures_is_read_and_names_them() {
    let poster = Some("posters/1.jpg".to_owned());
    let mut account = Account { pictures: vec![("posters/1.jpg", b"\xff\xd8\x00\x00")], ..account() };
    account.movies[0].poster.clone_from(&poster);
    let zip = export(ExportFormat::Zip, &account);
    let names: Vec<String> = unzip(&zip).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["movie-tracker.json", "posters/1.jpg"]);
    let told = everything("x.zip", &zip);
    let film = of_film(&told.rows.entries, 1);
    check_full(&film, true);
    assert_eq!(film.own.unwrap().poster, poster);
    let problems: Vec<_> = told.rows.reports.iter().map(|it| it.problem).collect();
    assert_eq!(problems, [None]);
}

#[test]
fn a_film_names_its_pictures_only_in_their_folders() {
    let told = read_file(
        "movie_tracker",
        "x.json",
        r#"{"movie_tracker": {"version": 1}, "movies": [
            {"title": "A", "added_at": null, "poster": "posters/1.jpg", "backdrop": "backdrops/1.jpg"},
            {"title": "B", "added_at": "", "poster": "backdrops/1.jpg", "backdrop": "../../etc/passwd"},
            {"title": "C", "added_at": "", "poster": "a/posters/2.jpg", "backdrop": 7}]}"#,
    );
    let pictures: Vec<_> = told.entries.iter().map(|it| it.own.clone().unwrap_or_default()).collect();
    let named = |at: usize| (pictures[at].poster.as_deref(), pictures[at].backdrop.as_deref());
    assert_eq!(named(0), (None, None), "a film without a moment is told in part");
    assert_eq!(named(1), (None, None));
    assert_eq!(named(2), (Some("posters/2.jpg"), None));
}

#[test]
fn pictures_are_found_in_a_zip_and_read_within_their_bound() {
    let bytes = zip(&[
        ("x/posters/1.jpg", &b"\xff\xd8\xff one"[..]),
        ("notes/1.jpg", &b"x"[..]),
        ("backdrops/1.png", &b"x"[..]),
    ]);
    let mut source = Cursor::new(bytes);
    let mut pictures = formats::Pictures::open(&mut source, formats::Limits::default()).unwrap();
    assert_eq!(pictures.read("posters/1.jpg", 7).as_deref(), Some(&b"\xff\xd8\xff one"[..]));
    assert_eq!(pictures.read("posters/1.jpg", 6), None);
    assert_eq!((pictures.read("notes/1.jpg", 9), pictures.read("backdrops/1.png", 9)), (None, None));
    let mut none = Cursor::new(b"no zip".to_vec());
    let found = formats::Pictures::open(&mut none, formats::Limits::default());
    assert_eq!(found.and_then(|mut pictures| pictures.read("posters/1.jpg", 9)), None);
}
