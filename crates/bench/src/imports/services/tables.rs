//! Files that are tables.

use super::{Row, Rows, zipped};
use anyhow::{Context as _, Result};
use csv::{QuoteStyle, Writer, WriterBuilder};

type Table = Writer<Vec<u8>>;

/// A table with these columns.
fn table(header: &[&str]) -> Result<Table> {
    quoted_as_needed(QuoteStyle::Necessary, header)
}

fn quoted_as_needed(style: QuoteStyle, header: &[&str]) -> Result<Table> {
    let mut table = WriterBuilder::new().quote_style(style).from_writer(Vec::new());
    table.write_record(header)?;
    Ok(table)
}

fn bytes(table: Table) -> Result<Vec<u8>> {
    table.into_inner().ok().context("a table in memory")
}

/// Half of the rows in the diary, a quarter among the ratings, and a quarter on the watchlist.
pub fn letterboxd(rows: Rows) -> Result<Vec<u8>> {
    let header = ["Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Tags", "Watched Date"];
    let (mut diary, mut ratings, mut watchlist) = (table(&header)?, table(&header[..5])?, table(&header[..4])?);
    for row in rows {
        let (date, year) = (row.date(), row.film.year_text());
        let address = format!("https://boxd.it/{:x}", row.number);
        let rating = row.rating().map(|rating| (f64::from(rating) / 2.0).to_string()).unwrap_or_default();
        let rewatch = if row.number.is_multiple_of(7) { "Yes" } else { "" };
        let tags = if row.number.is_multiple_of(9) { "cinema, with Ann" } else { "" };
        let cells = [&date, &row.film.title, &year, &address, &rating, rewatch, tags, &date];
        match row.number % 4 {
            0 | 1 => diary.write_record(cells)?,
            2 => ratings.write_record(&cells[..5])?,
            _ => watchlist.write_record(&cells[..4])?,
        }
    }
    let files = [("diary.csv", diary), ("ratings.csv", ratings), ("watchlist.csv", watchlist)];
    zipped(files.into_iter().map(|(name, table)| Ok((name.to_owned(), bytes(table)?))).collect::<Result<_>>()?)
}

/// Ratings.
pub fn imdb(rows: Rows) -> Result<Vec<u8>> {
    let header = "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,\
        Genres,Num Votes,Release Date,Directors";
    let mut table = table(&header.split(',').collect::<Vec<_>>())?;
    for Row { film, number } in rows {
        let row = Row { film, number };
        let (id, year) = (row.film.imdb(), row.film.year_text());
        let (rating, minutes) = ((1 + number % 10).to_string(), (60 + number % 90).to_string());
        let address = format!("https://www.imdb.com/title/{id}/");
        let (title, date) = (&*row.film.title, row.date());
        let cells = [&*id, &rating, &date, title, title, &address, "Movie", "7.1", &minutes, &year, "Drama, War"];
        table.write_record(cells.into_iter().chain(["100", "", "Ann Example"]))?;
    }
    bytes(table)
}

/// Films that were watched, and films to watch.
pub fn tv_time(rows: Rows) -> Result<Vec<u8>> {
    let header =
        ["uuid", "entity_type", "type", "movie_name", "release_date", "created_at", "rewatch_count", "runtime"];
    let mut table = table(&header)?;
    for row in rows {
        let kind = if row.is_wanted() { "towatch" } else { "watch" };
        let released = row.film.year.map_or("0000-12-31 20:06:12".to_owned(), |year| format!("{year}-06-01 22:00:00"));
        let (id, seconds) = (format!("{:032x}", row.number), (60 * (60 + row.number % 90)).to_string());
        let created = format!("{} 20:{:02}:00", row.date(), row.number % 60);
        let rewatches = (row.number % 40 / 39).to_string();
        table.write_record([&*id, "movie", kind, &row.film.title, &released, &created, &rewatches, &seconds])?;
    }
    zipped(vec![("gdpr/tracking-prod-records.csv".to_owned(), bytes(table)?)])
}

/// Each viewing, with titles alone.
pub fn netflix(rows: Rows) -> Result<Vec<u8>> {
    let mut table = quoted_as_needed(QuoteStyle::Always, &["Title", "Date"])?;
    for row in rows {
        let (year, month, day) = row.day();
        table.write_record([&row.film.title, &format!("{month}/{day}/{:02}", year % 100)])?;
    }
    bytes(table)
}

/// Each watch; every tenth of unknown date.
pub fn movary(rows: Rows) -> Result<Vec<u8>> {
    let mut table = table(&["title", "year", "tmdbId", "imdbId", "watchedAt", "comment", "location"])?;
    for row in rows {
        let date = if row.number.is_multiple_of(10) { String::new() } else { row.date() };
        let comment = if row.number.is_multiple_of(6) { "Loud, and\nlong" } else { "" };
        let (year, tmdb, imdb) = (row.film.year_text(), row.film.number.to_string(), row.film.imdb());
        table.write_record([&*row.film.title, &year, &tmdb, &imdb, &date, comment, "Cinema"])?;
    }
    bytes(table)
}

/// Films that were watched, and films that are planned.
pub fn yamtrack(rows: Rows) -> Result<Vec<u8>> {
    let header = "media_id,source,media_type,title,image,season_number,episode_number,score,progress,status,start_date,\
        end_date,notes,created_at,progressed_at";
    let mut table = quoted_as_needed(QuoteStyle::Always, &header.split(',').collect::<Vec<_>>())?;
    for row in rows {
        let created = format!("{} 15:28:00+00:00", row.date());
        let ended = if row.is_wanted() { "" } else { &created };
        let (status, progress) = if row.is_wanted() { ("Planning", "0") } else { ("Completed", "1") };
        let score = row.rating().filter(|_| !row.is_wanted()).map(|it| format!("{it}.0")).unwrap_or_default();
        let id = row.film.number.to_string();
        let about = [&*id, "tmdb", "movie", &row.film.title, "x", "", "", &score, progress, status];
        table.write_record(about.into_iter().chain(["", ended, "", &created, ""]))?;
    }
    bytes(table)
}
