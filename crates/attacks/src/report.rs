//! The table of what was attacked, what came of it, and whether that is within its bound.

use std::fmt;
use storage::Engine;

/// The outcomes so far.
#[derive(Default)]
pub struct Report {
    attack: &'static str,
    rows: Vec<Row>,
    is_incomplete: bool,
}

struct Row {
    attack: &'static str,
    engine: &'static str,
    figure: String,
    measured: String,
    bound: String,
    verdict: Verdict,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ok,
    Broken,
    /// There is no bound.
    None,
}

/// What a figure is counted in.
#[derive(Clone, Copy)]
pub enum Unit {
    /// A count.
    Number,
    /// Milliseconds.
    Milliseconds,
    /// Bytes, shown in thousands.
    Kilobytes,
    /// Bytes, shown in millions.
    Megabytes,
    /// Of a hundred.
    Percent,
}

impl Unit {
    fn text(self, value: f64) -> String {
        match self {
            Self::Number => format!("{value}"),
            Self::Milliseconds => format!("{value:.1} ms"),
            Self::Kilobytes => format!("{:.1} KB", value / 1e3),
            Self::Megabytes => format!("{:.2} MB", value / 1e6),
            Self::Percent => format!("{value:.1} %"),
        }
    }

    fn bound(self, value: f64) -> String {
        match self {
            Self::Number => format!("{value}"),
            Self::Milliseconds => format!("{value} ms"),
            Self::Kilobytes => format!("{} KB", value / 1e3),
            Self::Megabytes => format!("{} MB", value / 1e6),
            Self::Percent => format!("{value} %"),
        }
    }
}

impl Report {
    /// Begins an attack: the rows from now on are its.
    pub fn attack(&mut self, title: &'static str) {
        self.attack = title;
    }

    /// A figure that must not be above a bound, both in the same unit.
    pub fn at_most(&mut self, engine: Engine, figure: impl Into<String>, (measured, bound): (f64, f64), unit: Unit) {
        // NaN, which nothing was measured for, is not ok.
        let verdict = if measured <= bound { Verdict::Ok } else { Verdict::Broken };
        self.row(engine, figure.into(), unit.text(measured), format!("≤ {}", unit.bound(bound)), verdict);
    }

    /// A figure that must not be below a bound, both in the same unit.
    pub fn at_least(&mut self, engine: Engine, figure: impl Into<String>, (measured, bound): (f64, f64), unit: Unit) {
        let verdict = if measured >= bound { Verdict::Ok } else { Verdict::Broken };
        self.row(engine, figure.into(), unit.text(measured), format!("≥ {}", unit.bound(bound)), verdict);
    }

    /// A count of what must never happen, out of so many tries.
    pub fn none_of(&mut self, engine: Engine, figure: impl Into<String>, (happened, tries): (usize, usize)) {
        // What was never tried proves nothing.
        let verdict = if happened == 0 && tries > 0 { Verdict::Ok } else { Verdict::Broken };
        self.row(engine, figure.into(), format!("{happened} of {tries}"), "0".to_owned(), verdict);
    }

    /// A count of what must happen each time.
    pub fn all_of(&mut self, engine: Engine, figure: impl Into<String>, (happened, tries): (usize, usize)) {
        let verdict = if happened == tries && tries > 0 { Verdict::Ok } else { Verdict::Broken };
        self.row(engine, figure.into(), format!("{happened} of {tries}"), "all".to_owned(), verdict);
    }

    /// A figure without a bound.
    pub fn told(&mut self, engine: Engine, figure: impl Into<String>, measured: impl Into<String>) {
        self.row(engine, figure.into(), measured.into(), String::new(), Verdict::None);
    }

    /// An attack that could not be carried through: that counts as a broken bound.
    pub fn failed(&mut self, engine: Engine, error: &anyhow::Error) {
        let reason = format!("not carried through: {error:#}").replace('\n', " ");
        self.row(engine, reason, String::new(), String::new(), Verdict::Broken);
    }

    /// Some attacks were not tried: the run ended early.
    pub fn ended_early(&mut self) {
        self.is_incomplete = true;
    }

    fn row(&mut self, engine: Engine, figure: String, measured: String, bound: String, verdict: Verdict) {
        let engine = crate::databases::name(engine);
        let row = Row { attack: self.attack, engine, figure, measured, bound, verdict };
        eprintln!("  {row}");
        self.rows.push(row);
    }

    /// The number of broken bounds.
    pub fn broken(&self) -> usize {
        self.rows.iter().filter(|row| row.verdict == Verdict::Broken).count()
    }

    /// The number of bounds.
    fn bounds(&self) -> usize {
        self.rows.iter().filter(|row| row.verdict != Verdict::None).count()
    }
}

impl Row {
    fn cells(&self) -> [&str; 6] {
        let verdict = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Broken => "BROKEN",
            Verdict::None => "",
        };
        [self.attack, self.engine, &self.figure, &self.measured, &self.bound, verdict]
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [_, engine, figure, measured, bound, verdict] = self.cells();
        write!(f, "{engine}: {figure}")?;
        if !measured.is_empty() {
            write!(f, ": {measured}")?;
        }
        if !bound.is_empty() {
            write!(f, " (bound: {bound})")?;
        }
        write!(f, "{}{verdict}", if verdict.is_empty() { "" } else { " " })
    }
}

const TITLES: [&str; 6] = ["attack", "engine", "figure", "measured", "bound", ""];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = || std::iter::once(TITLES).chain(self.rows.iter().map(Row::cells));
        // A reason that something could not be carried through may be as long as it likes.
        let width = |column: usize| cells().map(|cells| cells[column].chars().count()).filter(|n| *n < 90).max();
        let [attack, engine, figure, measured, bound, _] = [0, 1, 2, 3, 4, 5].map(|column| width(column).unwrap_or(0));
        for cells in cells() {
            let left = format!("{:attack$}  {:engine$}  {:figure$}", cells[0], cells[1], cells[2]);
            let line = format!("{left}  {:>measured$}  {:>bound$}  {}", cells[3], cells[4], cells[5]);
            writeln!(f, "{}", line.trim_end())?;
        }
        let (broken, bounds) = (self.broken(), self.bounds());
        writeln!(f)?;
        if self.is_incomplete {
            writeln!(f, "The run ended early: not every attack was tried.")?;
        }
        if broken == 0 && !self.is_incomplete {
            return writeln!(f, "All {bounds} bounds hold.");
        }
        writeln!(f, "{broken} of {bounds} bounds are BROKEN:")?;
        let mut rows = self.rows.iter().filter(|row| row.verdict == Verdict::Broken);
        rows.try_for_each(|row| writeln!(f, "  {} | {row}", row.attack))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_its_bound_or_was_never_tried_is_broken() {
        let mut report = Report::default();
        report.attack("Costly bodies");
        report.at_most(Engine::Sqlite, "time", (20.0, 20.0), Unit::Milliseconds);
        report.none_of(Engine::Sqlite, "survivors", (0, 3));
        report.all_of(Engine::Sqlite, "answers", (3, 3));
        report.told(Engine::Sqlite, "requests", "4");
        assert!(report.to_string().ends_with("All 3 bounds hold.\n"), "{report}");
        report.at_most(Engine::Sqlite, "time", (f64::NAN, 20.0), Unit::Milliseconds);
        report.at_least(Engine::Sqlite, "let in", (98.9, 99.0), Unit::Percent);
        report.none_of(Engine::Postgres, "survivors", (0, 0));
        report.all_of(Engine::Postgres, "answers", (2, 3));
        report.failed(Engine::Postgres, &anyhow::anyhow!("no server"));
        assert_eq!(report.broken(), 5);
        report.ended_early();
        let text = report.to_string();
        assert!(text.contains("The run ended early"), "{text}");
        assert!(text.contains("5 of 8 bounds are BROKEN:\n  Costly bodies | SQLite: time: NaN ms"), "{text}");
    }
}
