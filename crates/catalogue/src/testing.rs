//! Datasets for tests and measurements, as IMDb publishes them: any number of films, the same in every run.

mod chance;
mod texts;

pub use chance::Chance;

use chance::whole;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use texts::{HOME, PLACES, Place, name, title};

/// One in so many films comes with lines around it that are odd.
const ODD: u32 = 97;
/// For each film, so many people worked on films.
const PEOPLE_PER_FILM: u32 = 2;

/// Made-up datasets. Every so many lines are odd: with quotes, too many tabs or too few, `\N`, and numbers that come
/// twice or are unknown.
#[derive(Debug, Clone, Copy)]
pub struct Datasets {
    /// How many films there are.
    pub films: u32,
    /// How many episodes of series there are for each film. They have votes, titles and people, too.
    pub episodes: u32,
    /// What makes them different from others.
    pub seed: u64,
}

/// What something is made by chance for.
#[derive(Clone, Copy)]
enum For {
    Film,
    Votes,
    Titles,
    Directors,
    Cast,
    Name,
}

type Gz = GzEncoder<BufWriter<File>>;

impl Datasets {
    /// So many films, and nothing else.
    pub fn of_films(films: u32) -> Self {
        Self { films, episodes: 0, seed: 1 }
    }

    /// The number of a film at IMDb; films are counted from 1.
    pub fn imdb(&self, film: u32) -> u32 {
        film * (self.episodes + 1)
    }

    /// Writes the two datasets with the titles and the votes.
    ///
    /// # Errors
    /// When they can't be written.
    pub fn write_films(&self, folder: &Path) -> io::Result<()> {
        self.write_basics(folder)?;
        self.write_ratings(folder)
    }

    /// Writes all six datasets.
    ///
    /// # Errors
    /// When they can't be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        self.write_films(folder)?;
        self.write_akas(folder)?;
        self.write_crew(folder)?;
        self.write_principals(folder)?;
        self.write_names(folder)
    }

    fn chance(&self, reason: For, number: u32) -> Chance {
        Chance::of(self.seed, reason as u64, number.into())
    }

    /// Each title's number, and whether it is a film.
    fn titles(&self) -> impl Iterator<Item = (u32, bool)> {
        let every = self.episodes + 1;
        (1..=self.films * every).map(move |number| (number, number.is_multiple_of(every)))
    }

    /// Whether there are odd lines around the film with this number.
    fn is_odd(&self, number: u32) -> bool {
        number.is_multiple_of((self.episodes + 1) * ODD)
    }

    fn write_basics(&self, folder: &Path) -> io::Result<()> {
        let head =
            "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres";
        let mut file = gz(folder, "title.basics", head)?;
        for (number, is_film) in self.titles() {
            let mut chance = self.chance(For::Film, number);
            let (kind, year) = (chance.below(100), 2026 - chance.rank_below(130, 20.0));
            let kind = match (is_film, kind) {
                (false, _) => "tvEpisode",
                (true, 0..70) => "movie",
                (true, 70..85) => "tvMovie",
                (true, _) => "video",
            };
            let mut title = title(&mut chance, HOME);
            let minutes = 40 + chance.below(140);
            if is_film && self.is_odd(number) {
                title = format!("\"{title}\" \\ it’s");
                writeln!(file, "tt{number:07}\tmovie\n\nzz{number}\tmovie\tNo number\tNo number\t0\t1990")?;
                writeln!(file, "tt{number:07}\t{kind}\t{title}\t\\N\t0\t\\N\t\\N\t\\N\t\\N")?;
                // Twice, and with a tab too many.
                writeln!(file, "tt{number:07}\tmovie\tTwice {title}\ttab\tTwice\t0\t1990\t\\N\t90\tDrama")?;
                continue;
            }
            // One in ten has another title where it comes from.
            let original = if chance.percent(10) { foreign(&mut chance) } else { title.clone() };
            writeln!(file, "tt{number:07}\t{kind}\t{title}\t{original}\t0\t{year}\t\\N\t{minutes}\tDrama,Comedy")?;
        }
        end(file)
    }

    fn write_ratings(&self, folder: &Path) -> io::Result<()> {
        let mut file = gz(folder, "title.ratings", "tconst\taverageRating\tnumVotes")?;
        for (number, is_film) in self.titles() {
            let mut chance = self.chance(For::Votes, number);
            // Two of five films have votes, and one of twenty episodes.
            if !chance.percent(if is_film { 40 } else { 5 }) {
                continue;
            }
            // Few have many (Pareto).
            let votes = whole(5.0 / (1.0 - chance.part()).powf(1.6)).min(3_000_000);
            writeln!(file, "tt{number:07}\t{}.{}\t{votes}", 1 + chance.below(9), chance.below(10))?;
            if is_film && self.is_odd(number) {
                writeln!(file, "tt9{number:07}\t10\t5\ntt{number:07}\t\\N")?;
            }
        }
        end(file)
    }

    fn write_akas(&self, folder: &Path) -> io::Result<()> {
        let head = "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle";
        let mut file = gz(folder, "title.akas", head)?;
        for (number, is_film) in self.titles() {
            let main = title(&mut self.chance(For::Film, number), HOME);
            let mut chance = self.chance(For::Titles, number);
            let count = if is_film { 1 + chance.below(8) } else { 2 };
            for ordering in 1..=count {
                let place = chance.one_of(&PLACES);
                let title = if chance.percent(40) { main.clone() } else { title(&mut chance, place) };
                let Place { region, language, .. } = place;
                writeln!(file, "tt{number:07}\t{ordering}\t{title}\t{region}\t{language}\timdbDisplay\t\\N\t0")?;
            }
            if is_film && self.is_odd(number) {
                writeln!(file, "tt9{number:07}\t1\tNowhere\tDE\t\\N\ntt{number:07}\t9\t\\N\tDE\ntt{number:07}")?;
            }
        }
        end(file)
    }

    fn write_crew(&self, folder: &Path) -> io::Result<()> {
        let mut file = gz(folder, "title.crew", "tconst\tdirectors\twriters")?;
        for (number, is_film) in self.titles() {
            let person = self.person(&mut self.chance(For::Directors, number), is_film);
            writeln!(file, "tt{number:07}\tnm{person:07}\tnm{person:07}")?;
            if is_film && self.is_odd(number) {
                writeln!(file, "tt{number:07}\t\\N\t\\N\ntt{number:07}\tnm{person:07},,nm{person:07}\t\\N")?;
            }
        }
        end(file)
    }

    fn write_principals(&self, folder: &Path) -> io::Result<()> {
        let mut file = gz(folder, "title.principals", "tconst\tordering\tnconst\tcategory\tjob\tcharacters")?;
        for (number, is_film) in self.titles() {
            let mut chance = self.chance(For::Cast, number);
            let count = if is_film { 4 + chance.below(12) } else { 4 };
            for ordering in 1..=count {
                let category = if ordering % 4 == 0 { "producer" } else { "actor" };
                let person = self.person(&mut chance, is_film);
                writeln!(file, "tt{number:07}\t{ordering}\tnm{person:07}\t{category}\t\\N\t[\"Somebody\"]")?;
            }
            if is_film && self.is_odd(number) {
                writeln!(file, "tt9{number:07}\t1\tnm0000001\tactor\t\\N\t\\N\ntt{number:07}\t2\t\\N\tactor")?;
            }
        }
        end(file)
    }

    fn write_names(&self, folder: &Path) -> io::Result<()> {
        let head = "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles";
        let mut file = gz(folder, "name.basics", head)?;
        for person in 1..=self.people() * 2 {
            let name = self.name(person);
            writeln!(file, "nm{person:07}\t{name}\t1950\t\\N\tactor\ttt0000001")?;
            if person.is_multiple_of(ODD) {
                writeln!(file, "nm{person:07}\tTwice {name}\t\\N\t\\N\tactor\t\\N\nnm{person:07}\t\\N\nxx1\tNumber")?;
            }
        }
        end(file)
    }

    /// How many people worked on films; as many others did on episodes.
    fn people(&self) -> u32 {
        self.films * PEOPLE_PER_FILM
    }

    /// The name of the person with this number.
    pub fn name(&self, person: u32) -> String {
        name(&mut self.chance(For::Name, person))
    }

    /// Somebody who worked on it: those with small numbers on more than others.
    fn person(&self, chance: &mut Chance, is_film: bool) -> u32 {
        let part = chance.part();
        let person = whole(f64::from(self.people()) * part * part).min(self.people() - 1) + 1;
        if is_film { person } else { person + self.people() }
    }
}

fn foreign(chance: &mut Chance) -> String {
    let place = chance.one_of(&PLACES);
    title(chance, place)
}

fn gz(folder: &Path, name: &str, head: &str) -> io::Result<Gz> {
    let file = BufWriter::new(File::create(folder.join(format!("{name}.tsv.gz")))?);
    let mut gz = GzEncoder::new(file, Compression::fast());
    writeln!(gz, "{head}")?;
    Ok(gz)
}

fn end(file: Gz) -> io::Result<()> {
    file.finish()?.flush()
}

/// Leaves half of a file, as a download that broke off does.
///
/// # Errors
/// When it can't be changed.
pub fn cut(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path)?.set_len(fs::metadata(path)?.len() / 2)
}

/// Changes a few bytes in the middle of a file.
///
/// # Errors
/// When it can't be changed.
pub fn damage(path: &Path) -> io::Result<()> {
    let mut bytes = fs::read(path)?;
    let middle = bytes.len() / 2;
    bytes.iter_mut().skip(middle).take(16).for_each(|byte| *byte = !*byte);
    fs::write(path, bytes)
}
