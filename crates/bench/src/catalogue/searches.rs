//! How fast a catalogue answers.

use crate::report::{Report, Unit};
use anyhow::Result;
use catalogue::finding::{Catalogue, Found};
use catalogue::testing::{Chance, Datasets};
use hdrhistogram::Histogram;
use nix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// Milliseconds that 99 of 100 searches may take at the most.
const MOST: f64 = 1.0;
/// The films of each answer, as the page asks for them.
const FOUND: usize = 10;
/// The most letters of a title that are typed one by one.
const TYPED: usize = 25;

/// A kind of search: its name, and what is typed for a film.
type Kind = (&'static str, fn(&mut Sample<'_>) -> Result<Vec<String>>);

const KINDS: [Kind; 9] = [
    ("a title, letter by letter", |it| Ok(letter_by_letter(&it.film.title))),
    ("another script, letter by letter", |it| {
        let original = it.film.original_title.as_deref().filter(|title| !title.is_ascii());
        Ok(original.map(letter_by_letter).unwrap_or_default())
    }),
    ("two words, the second not to its end", |it| Ok(vec![format!("{} {}", it.word(), short(&it.word(), 3))])),
    ("a word and the year", |it| Ok(it.film.year.map(|year| format!("{} {year}", it.word())).into_iter().collect())),
    ("a word and a person", |it| {
        let Some(name) = it.person()? else { return Ok(Vec::new()) };
        Ok(letter_by_letter(&format!("{} {}", it.word(), name.rsplit(' ').next().unwrap_or_default())))
    }),
    ("a person, letter by letter", |it| Ok(it.person()?.map(|name| letter_by_letter(&name)).unwrap_or_default())),
    ("how its words begin", |it| {
        let beginnings: Vec<&str> = it.film.title.split(' ').map(|word| short(word, 2)).collect();
        Ok(vec![beginnings.join(" ")])
    }),
    ("words that no film has together", |it| {
        let (first, other) = (it.word(), it.other()?);
        Ok(vec![format!("{first} {other}"), format!("{first} {other} {}", it.other()?), format!("xq{first}")])
    }),
    ("a title with a typing error", |it| {
        let title = it.film.title.clone();
        Ok(vec![misspelt(&title, &mut it.chance)])
    }),
];

/// A film, and what is typed to find it.
struct Sample<'a> {
    catalogue: &'a Catalogue,
    film: Found,
    count: u32,
    chance: Chance,
}

impl Sample<'_> {
    /// A word of its title.
    fn word(&mut self) -> String {
        let words: Vec<&str> = self.film.title.split(' ').collect();
        self.chance.one_of(&words).to_owned()
    }

    /// Somebody who worked on it.
    fn person(&mut self) -> Result<Option<String>> {
        let credits = self.catalogue.credits(self.film.rank)?;
        let at = self.chance.below(u32::try_from(credits.len())?.max(1)) as usize;
        Ok(credits.into_iter().nth(at).map(|it| it.name))
    }

    /// A word of another film.
    fn other(&mut self) -> Result<String> {
        let film = film(self.catalogue, &mut self.chance, self.count)?;
        Ok(film.title.split(' ').next_back().unwrap_or_default().to_owned())
    }
}

/// Searches, and tells how long it took: of each kind, and of all.
pub fn measure(catalogue: &Catalogue, datasets: &Datasets, searches: u32, report: &mut Report) -> Result<()> {
    let mut all = Histogram::<u64>::new(3)?;
    let count = catalogue.count()?;
    for (number, (name, typed)) in (0..).zip(KINDS) {
        let mut chance = Chance::of(datasets.seed, 100 + number, 0);
        let (mut kind, mut slowest) = (Histogram::<u64>::new(3)?, (0, String::new()));
        // Of what has letters of another script there is little.
        let mut left = searches * 40;
        let mut done = 0;
        while done < searches && left > 0 {
            left -= 1;
            let film = film(catalogue, &mut chance, count)?;
            let typed = typed(&mut Sample {
                catalogue,
                film,
                count,
                chance: Chance::of(chance.draw(), number, u64::from(left)),
            })?;
            done += u32::from(!typed.is_empty());
            for search in typed {
                let start = processor_time()?;
                catalogue.find(&search, FOUND)?;
                let nanoseconds = u64::try_from(processor_time()?.saturating_sub(start).as_nanos())?;
                kind.record(nanoseconds)?;
                slowest = slowest.max((nanoseconds, search));
            }
        }
        all.add(&kind)?;
        let name = format!("{name}, {} times", kind.len());
        report.told(name, format!("p50 {:.2} ms, p99 {:.2} ms", at(&kind, 0.5), at(&kind, 0.99)));
        report.told("  the slowest", format!("{:.2} ms: {}", at(&kind, 1.0), slowest.1));
    }
    report.bounded(format!("all searches: p99 of {}", all.len()), (at(&all, 0.99), MOST), Unit::Milliseconds);
    report.told("all searches: p50 and the slowest", format!("{:.2} ms, {:.2} ms", at(&all, 0.5), at(&all, 1.0)));
    Ok(())
}

/// The processor's time that this thread has taken. What else runs on the machine doesn't count, and a catalogue waits
/// for nothing.
fn processor_time() -> Result<Duration> {
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?.into())
}

/// Milliseconds within which this part of them was done.
#[expect(clippy::cast_precision_loss, reason = "no search takes 2^53 nanoseconds")]
fn at(times: &Histogram<u64>, part: f64) -> f64 {
    times.value_at_quantile(part) as f64 / 1e6
}

/// A film: well-known ones are looked for more often.
fn film(catalogue: &Catalogue, chance: &mut Chance, count: u32) -> Result<Found> {
    let rank = if chance.percent(50) { chance.rank_below(count, 100.0) } else { chance.below(count) } + 1;
    catalogue.film_of_rank(rank)?.ok_or_else(|| anyhow::anyhow!("there is no film of rank {rank}"))
}

fn letter_by_letter(text: &str) -> Vec<String> {
    let ends = text.char_indices().skip(1).map(|(at, _)| at).chain([text.len()]).take(TYPED);
    ends.map(|end| text[..end].to_owned()).collect()
}

/// The first letters of a word.
fn short(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(end, _)| &word[..end])
}

/// A text with one letter too many, too few, wrong, or two in the wrong order.
pub fn misspelt(text: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (1..letters.len()).filter(|at| letters[*at].is_alphabetic()).collect();
    if places.is_empty() {
        return text.to_owned();
    }
    let at = chance.one_of(&places);
    let letter = chance.one_of(&('a'..='z').collect::<Vec<char>>());
    match chance.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letter),
        2 => letters[at] = letter,
        _ => letters.swap(at - 1, at),
    }
    letters.into_iter().collect()
}
