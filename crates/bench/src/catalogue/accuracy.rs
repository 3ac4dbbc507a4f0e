//! Whether a catalogue of real films finds the film that is meant.

use super::searches::misspelt;
use crate::report::{Report, Unit};
use anyhow::{Context, Result, ensure};
use catalogue::building::{Building, Kinds};
use catalogue::finding::Catalogue;
use catalogue::sources::imdb::Imdb;
use catalogue::testing::Chance;
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The films that are looked for.
const LOOKED_FOR: u32 = 1000;
/// A film is found when it is one of the first of the answer.
const FIRST: usize = 3;
/// The letters that are typed at first.
const LETTERS: usize = 6;
/// Of 1000 films, how many may not be found at the most: as typed, and with a typing error.
const MOST_LOST: [f64; 2] = [50.0, 100.0];

/// Builds a catalogue of the films of a file, and looks for a thousand of them.
pub fn measure(path: &Path, folder: &Path, report: &mut Report) -> Result<()> {
    let films = films(path)?;
    let count = u32::try_from(films.len())?;
    let (datasets, data) = (folder.join("real"), folder.join("real-data"));
    fs::create_dir_all(&datasets)?;
    fs::create_dir_all(&data)?;
    write(&films, &datasets)?;
    let mut watch = |_| true;
    let mut building = Building::begin(&data, Kinds::default(), &mut watch)?;
    Imdb::in_folder(&datasets)?.read(&mut building)?;
    ensure!(building.finish()? == count, "not all films were read");
    let catalogue = Catalogue::open(&data)?.context("there is no catalogue")?;
    let mut chance = Chance::of(7, 0, 0);
    let [mut six, mut whole, mut either, mut wrong] = [0_u32; 4];
    for _ in 0..LOOKED_FOR {
        let number = chance.below(count);
        let title = films[number as usize]["title"].as_str().unwrap_or_default();
        let finds = |search: &str| -> Result<bool> {
            Ok(catalogue.find(search, FIRST)?.iter().any(|it| it.imdb == number + 1))
        };
        let beginning: String = title.chars().take(LETTERS).collect();
        let (by_six, by_title) = (finds(&beginning)?, finds(title)?);
        six += u32::from(!by_six);
        whole += u32::from(!by_title);
        either += u32::from(!by_six && !by_title);
        wrong += u32::from(!finds(&misspelt(title, &mut chance))?);
    }
    report.section(&format!("Not among the first {FIRST}, of {LOOKED_FOR} films out of {count} real ones"));
    report.told(format!("by the first {LETTERS} letters"), six.to_string());
    report.told("by the title", whole.to_string());
    report.bounded("by neither", (either.into(), MOST_LOST[0]), Unit::Number);
    report.bounded("by the title with a typing error", (wrong.into(), MOST_LOST[1]), Unit::Number);
    Ok(())
}

fn films(path: &Path) -> Result<Vec<Value>> {
    let file = File::open(path)?;
    let is_packed = path.extension().is_some_and(|ending| ending == "gz");
    let text: Box<dyn Read> = if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    BufReader::new(text).lines().map(|line| serde_json::from_str(&line?).context("a line isn’t JSON")).collect()
}

/// Writes the films as IMDb's datasets, with votes by chance.
fn write(films: &[Value], folder: &Path) -> Result<()> {
    let mut basics =
        "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"
            .to_owned();
    let mut ratings = "tconst\taverageRating\tnumVotes\n".to_owned();
    let mut principals = "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n".to_owned();
    let mut names = "nconst\tprimaryName\n".to_owned();
    let (mut people, mut chance) = (HashMap::new(), Chance::of(1, 0, 0));
    for (film, number) in films.iter().zip(1..) {
        let title = film["title"].as_str().unwrap_or_default().replace(['\t', '\n'], " ");
        let year = film["year"].as_i64().map_or("\\N".to_owned(), |year| year.to_string());
        writeln!(basics, "tt{number:07}\tmovie\t{title}\t{title}\t0\t{year}\t\\N\t\\N\t\\N")?;
        writeln!(ratings, "tt{number:07}\t6.0\t{}", (1.0 / (1.0 - chance.part()).powf(1.6)).round())?;
        for (name, ordering) in film["cast"].as_array().into_iter().flatten().filter_map(Value::as_str).zip(1..=10) {
            let next = people.len() + 1;
            let person = *people.entry(name.to_owned()).or_insert(next);
            if person == next {
                writeln!(names, "nm{person:07}\t{}", name.replace(['\t', '\n'], " "))?;
            }
            writeln!(principals, "tt{number:07}\t{ordering}\tnm{person:07}\tactor\t\\N\t\\N")?;
        }
    }
    let texts = [
        ("title.basics", basics),
        ("title.ratings", ratings),
        ("title.principals", principals),
        ("name.basics", names),
    ];
    for (name, text) in texts {
        fs::write(folder.join(format!("{name}.tsv")), text)?;
    }
    Ok(())
}
