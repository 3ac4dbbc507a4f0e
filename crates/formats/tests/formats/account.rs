//! An account in which everything is said, and its exports.

use domain::accounts::places::{Language, Region};
use domain::accounts::preferences::{Preferences, RatingScale};
use domain::ids::{ListId, MovieId};
use domain::library::lists::Visibility;
use domain::library::ratings::Rating;
use domain::times::Timestamp;
use domain::transfer::exports::{
    ExportFormat, ExportedAccount, ExportedDismissal, ExportedList, ExportedListItem, ExportedMovie, ExportedRating,
    ExportedService, ExportedView, ExportedWatch,
};
use formats::{Export, Pass};
use std::io::{Cursor, Read as _};
use uuid::Uuid;

/// An account in pieces.
#[derive(Default)]
pub struct Account {
    pub about: ExportedAccount,
    pub lists: Vec<ExportedList>,
    pub movies: Vec<ExportedMovie>,
    pub items: Vec<ExportedListItem>,
    pub pictures: Vec<(&'static str, &'static [u8])>,
}

pub fn moment(number: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_123 + number * 1000)
}

pub fn stars(half_stars: i64) -> Option<Rating> {
    Rating::from_half_stars(half_stars)
}

#[expect(clippy::unnecessary_wraps, reason = "as an export has them")]
pub fn movie_id(number: u128) -> Option<MovieId> {
    Some(MovieId(Uuid::from_u128(number)))
}

#[expect(clippy::unnecessary_wraps, reason = "as an export has them")]
pub fn list_id(number: u128) -> Option<ListId> {
    Some(ListId(Uuid::from_u128(number)))
}

pub fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A film in which everything is said, in ways that are easily lost.
pub fn full() -> ExportedMovie {
    let watch = ExportedWatch {
        watched_on: Some("2019-07-10".parse().unwrap()),
        rating: stars(9),
        liked: true,
        rewatch: Some(false),
        comment: Some("=HYPERLINK(\"x\")\n\n\tindented \"quoted\", and\nmore".to_owned()),
        place: Some("@home".to_owned()),
        companions: names(&["Ann, the first", "'=Bob"]),
        source: Some("page".to_owned()),
        external_id: Some("+abc".to_owned()),
        added_at: Some(moment(2)),
    };
    let [month, year] = ["2020-02", "2021"].map(|date| Some(date.parse().unwrap()));
    ExportedMovie {
        id: movie_id(1),
        title: "=1+1 \"x\", 'y'".to_owned(),
        original_title: Some("=1+1 \"x\", 'y'".to_owned()),
        year: Some(1959),
        runtime_minutes: Some(75),
        genres: names(&["Drama; Crime", "-30-"]),
        directors: names(&["=Billy Wilder", "I.A.L. Diamond"]),
        actors: names(&["Tony Curtis"]),
        services: names(&["+MUBI", "Filmmit, the second"]),
        overview: Some("-".to_owned()),
        notes: Some("'=already\nwith an apostrophe".to_owned()),
        rating: None,
        ratings: vec![
            ExportedRating { rated_at: moment(4), rating: stars(7) },
            ExportedRating { rated_at: moment(5), rating: None },
        ],
        liked: true,
        watchlisted_at: Some(moment(6)),
        watchlist_order: Some(-1024),
        tags: names(&["a,b", "@c", "c;d"]),
        imdb_id: Some("tt00053137".to_owned()),
        tmdb_id: Some(42),
        added_at: Some(moment(1)),
        watches: vec![
            watch.clone(),
            watch,
            ExportedWatch { watched_on: month, ..ExportedWatch::default() },
            ExportedWatch { watched_on: year, rewatch: Some(true), ..ExportedWatch::default() },
            ExportedWatch::default(),
        ],
        ..ExportedMovie::default()
    }
}

pub fn account() -> Account {
    let plain = |number: u128, title: &str| ExportedMovie {
        id: movie_id(number),
        title: title.to_owned(),
        year: Some(1922),
        added_at: Some(moment(9)),
        ..ExportedMovie::default()
    };
    let list = |number, name: &str| ExportedList { id: list_id(number), name: name.to_owned(), ..Default::default() };
    let item = |list, movie, note: Option<&str>| ExportedListItem {
        list: list_id(list),
        movie: movie_id(movie),
        title: "Cinderella".to_owned(),
        year: Some(1922),
        note: note.map(str::to_owned),
        added_at: Some(moment(8)),
        ..ExportedListItem::default()
    };
    Account {
        about: ExportedAccount {
            settings: Preferences {
                shares_watchlist: true,
                rating_scale: RatingScale::TenPoints,
                language: Language::from_name("de"),
                region: Region::from_name("AT"),
            },
            dismissals: vec![ExportedDismissal { catalogue_id: "tt0118615".to_owned() }],
            services: ["MUBI", "Netflix"].map(|name| ExportedService { name: name.to_owned() }).into(),
            views: vec![ExportedView { name: "Short".to_owned(), query: "runtime_max=90".to_owned() }],
            exported_at: Some(moment(0)),
        },
        lists: vec![
            ExportedList {
                description: Some("+ long\ntext".to_owned()),
                ranked: true,
                visibility: Visibility::Members,
                tags: names(&["=x", "y, z"]),
                created_at: Some(moment(7)),
                ..list(1, "@Best of")
            },
            list(2, "Empty"),
            list(3, "Empty"),
        ],
        movies: vec![full(), plain(2, "Cinderella"), plain(3, "Cinderella")],
        items: vec![item(1, 3, Some("-note")), item(1, 2, None), item(3, 2, None)],
        pictures: Vec::new(),
    }
}

/// The export of an account, told as a server does.
pub fn export(format: ExportFormat, account: &Account) -> Vec<u8> {
    let mut export = Export::begin(format, &account.about).unwrap();
    let mut bytes = Vec::new();
    while let Some(pass) = export.pass() {
        match pass {
            Pass::Lists => account.lists.iter().for_each(|list| export.list(list).unwrap()),
            Pass::Movies => account.movies.iter().for_each(|movie| export.movie(movie).unwrap()),
            Pass::ListItems => {
                for list in &account.lists {
                    let items = account.items.iter().filter(|item| item.list == list.id);
                    items.zip(1..).for_each(|(item, place)| export.item(list, place, item).unwrap());
                }
            }
            Pass::Pictures => account.pictures.iter().for_each(|(path, jpeg)| export.picture(path, jpeg).unwrap()),
        }
        export.end_pass().unwrap();
        bytes.extend(export.take());
    }
    bytes
}

/// The files of a zip, as texts.
pub fn unzip(bytes: &[u8]) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let files = (0..zip.len()).map(|number| {
        let mut file = zip.by_index(number).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), String::from_utf8_lossy(&content).into_owned())
    });
    files.collect()
}
