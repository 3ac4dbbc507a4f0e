//! Films for the stories.

use anyhow::Result;
use client::Client;
use client::native::NativeTransport;
use domain::library::movies::{Movie, MovieDraft};
use domain::library::watches::WatchDraft;
use std::fmt::Write as _;
use std::path::Path;

/// Title, year, rating (0 for none), day watched, genres, whether it is wanted.
type Row = (&'static str, i64, f64, &'static str, &'static [&'static str], bool);

/// Films that many know.
pub const KNOWN: [Row; 20] = [
    ("Metropolis", 1927, 4.0, "2024-02-11", &["Science Fiction", "Drama"], false),
    ("Playtime", 1967, 4.5, "2024-03-02", &["Comedy"], false),
    ("La Haine", 1995, 4.0, "2024-04-19", &["Drama", "Crime"], false),
    ("Tampopo", 1985, 4.5, "2024-05-25", &["Comedy"], false),
    ("Come and See", 1985, 5.0, "2024-06-07", &["War", "Drama"], false),
    ("Paris, Texas", 1984, 0.0, "", &["Drama"], true),
    ("Rashomon", 1950, 4.0, "2024-08-30", &["Crime", "Mystery"], false),
    ("Arrival", 2016, 4.0, "2024-10-12", &["Science Fiction"], false),
    ("Stalker", 1979, 4.0, "2024-11-03", &["Science Fiction", "Drama"], false),
    ("Up", 2009, 3.5, "2024-12-26", &["Animation", "Adventure"], false),
    ("Past Lives", 2023, 0.0, "", &["Romance", "Drama"], true),
    ("Moonlight", 2016, 4.5, "2025-02-08", &["Drama"], false),
    ("Alien", 1979, 4.5, "2025-03-14", &["Horror", "Science Fiction"], false),
    ("In the Mood for Love", 2000, 5.0, "2025-04-05", &["Romance", "Drama"], false),
    (
        "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb",
        1964,
        4.5,
        "2025-05-17",
        &["Comedy"],
        false,
    ),
    ("Parasite", 2019, 4.5, "2025-06-21", &["Thriller", "Comedy"], false),
    ("Amélie", 2001, 4.5, "2025-07-13", &["Comedy", "Romance"], false),
    ("Pulp Fiction", 1994, 4.0, "2025-08-09", &["Crime"], false),
    ("Seven Samurai", 1954, 5.0, "2025-10-04", &["Action", "Drama"], false),
    ("The Godfather", 1972, 5.0, "2025-11-22", &["Crime", "Drama"], false),
];

/// Adds a film that has nothing but a title.
pub async fn add_film(api: &Client<NativeTransport>, title: &str) -> Result<Movie> {
    let draft = MovieDraft { title: title.to_owned(), ..MovieDraft::default() };
    Ok(api.create_movie(&draft, None).await?)
}

/// Adds twenty films that many know; gives the last one, which has two watches and every text.
pub async fn add_known_films(api: &Client<NativeTransport>) -> Result<Movie> {
    for row in KNOWN.split_last().map_or(&KNOWN[..], |(_, rest)| rest) {
        api.create_movie(&draft(row), None).await?;
    }
    let last = MovieDraft {
        original_title: Some("Mario Puzo’s The Godfather".to_owned()),
        runtime_minutes: Some(175),
        overview: Some("An ageing patriarch hands his empire to his reluctant son.".to_owned()),
        notes: Some("The restored print. Notice the oranges.".to_owned()),
        tags: vec!["with the film club".to_owned(), "restored".to_owned()],
        imdb_id: Some("tt0068646".to_owned()),
        tmdb_id: Some(238),
        ..draft(&KNOWN[KNOWN.len() - 1])
    };
    let last = api.create_movie(&last, None).await?;
    let comment = Some("Even better the second time.".to_owned());
    let again =
        WatchDraft { watched_on: Some("2026-01-31".to_owned()), rating: Some(5.0), comment, ..WatchDraft::default() };
    api.create_watch(last.id, &again, None).await?;
    Ok(last)
}

fn draft(row: &Row) -> MovieDraft {
    let (title, year, rating, watched_on, genres, on_watchlist) = *row;
    MovieDraft {
        title: title.to_owned(),
        year: Some(year),
        rating: Some(rating).filter(|rating| *rating > 0.0),
        watched_on: Some(watched_on.to_owned()).filter(|day| !day.is_empty()),
        genres: genres.iter().map(|genre| (*genre).to_owned()).collect(),
        on_watchlist,
        ..MovieDraft::default()
    }
}

/// The title that sorts behind all others of [`write_many_films`].
pub const LAST_TITLE: &str = "🎬 The last of all";

/// Writes a file of films as `import` reads it: accents, other scripts, repeats, titles of all
/// lengths up to 300 characters.
pub fn write_many_films(file: &Path, count: usize) -> Result<()> {
    const HEADS: [&str; 12] = [
        "The Night",
        "Éloge",
        "über Alles",
        "Ночь",
        "夜",
        "\"Quoted\"",
        "100% Wolf",
        "A_B",
        "Ångström",
        "L’Été",
        "<b>Bold</b>",
        "الليل",
    ];
    let mut text = String::new();
    for number in 0..count - 1 {
        let head = HEADS[number % HEADS.len()];
        let title = match number % 100 {
            7 => "The Repeated".to_owned(),
            13 => format!("{head} {number} {}", "long ".repeat(60)).chars().take(299).collect::<String>() + "x",
            _ => format!("{head} {number}"),
        };
        let year = 1900 + number % 125;
        let genre = ["Drama", "Comedy", "Film noir"][number % 3];
        let title = serde_json::to_string(&title)?;
        let row = format!(r#"{{"title":{title},"year":{year},"genres":["{genre}"]"#);
        let rating =
            if number % 4 == 0 { format!(r#","rating":{}"#, [0.5, 2.5, 5.0][number % 3]) } else { String::new() };
        let day =
            if number % 5 == 0 { format!(r#","watched_on":"20{:02}-06-15""#, number % 24) } else { String::new() };
        writeln!(text, "{row}{rating}{day}}}")?;
    }
    writeln!(text, r#"{{"title":{}}}"#, serde_json::to_string(LAST_TITLE)?)?;
    std::fs::write(file, text)?;
    Ok(())
}

/// A picture of so many pixels, as PNG: the sun over the sea at night.
pub fn painting(width: u32, height: u32) -> Vec<u8> {
    let (w, h) = (f64::from(width), f64::from(height));
    let mixed = |from: [f64; 3], to: [f64; 3], part: f64| {
        let part = part.clamp(0.0, 1.0);
        // From 0 to 255, whatever is mixed.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let colour = |index: usize| (from[index] + (to[index] - from[index]) * part) as u8;
        image::Rgb([colour(0), colour(1), colour(2)])
    };
    let (night, dusk, sun, sea) = ([18.0, 16.0, 54.0], [226.0, 96.0, 70.0], [255.0, 224.0, 150.0], [20.0, 60.0, 92.0]);
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (f64::from(x), f64::from(y));
        let from_sun = (x - w * 0.62).hypot(y - h * 0.46) / w.min(h);
        if y > h * 0.62 {
            mixed(sea, night, (y / h - 0.62) * 2.4 + (y * 40.0 / h).sin() * 0.08)
        } else if from_sun < 0.16 {
            mixed(sun, dusk, from_sun * 2.0)
        } else {
            mixed(dusk, night, from_sun * 0.9 - 0.1)
        }
    });
    let mut file = std::io::Cursor::new(Vec::new());
    // Into memory: nothing can fail.
    let _ = picture.write_to(&mut file, image::ImageFormat::Png);
    file.into_inner()
}
