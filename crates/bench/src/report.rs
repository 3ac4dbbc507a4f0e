//! The table of figures.

use crate::recorded::TOLERANCE;
use std::collections::BTreeMap;
use std::fmt;

/// The figures measured so far, and the machine they were measured on.
#[derive(Default)]
pub struct Report {
    /// A line for each fact about the machine.
    pub machine: Vec<String>,
    rows: Vec<Row>,
}

enum Row {
    Section(String),
    Bounded(String, Bounded),
    Told(String, String),
    Failed(String),
}

/// A figure that has a bound.
pub struct Bounded {
    /// What was measured.
    pub measured: f64,
    /// What it must not be above.
    pub bound: f64,
    /// What both are counted in.
    pub unit: Unit,
    /// What was recorded of an earlier run, if this one is worse.
    before: Option<f64>,
}

impl Bounded {
    /// NaN, which nothing was measured for, is not ok.
    fn is_kept(&self) -> bool {
        self.measured <= self.bound
    }

    fn is_ok(&self) -> bool {
        self.is_kept() && self.before.is_none()
    }

    fn verdict(&self) -> String {
        let worse = self.before.map(|before| format!("WORSE than {}", self.unit.text(before)));
        let missed = (!self.is_kept()).then(|| "MISSED".to_owned());
        let verdict: Vec<String> = missed.into_iter().chain(worse).collect();
        if verdict.is_empty() { "ok".to_owned() } else { verdict.join(", ") }
    }
}

impl Report {
    /// Begins a group of figures.
    pub fn section(&mut self, title: &str) {
        self.rows.push(Row::Section(title.to_owned()));
    }

    /// A figure that must not be above a bound, both in the same unit.
    pub fn bounded(&mut self, name: impl Into<String>, (measured, bound): (f64, f64), unit: Unit) {
        self.rows.push(Row::Bounded(name.into(), Bounded { measured, bound, unit, before: None }));
    }

    /// A figure without a bound.
    pub fn told(&mut self, name: impl Into<String>, measured: impl Into<String>) {
        self.rows.push(Row::Told(name.into(), measured.into()));
    }

    /// What a group could not be measured for.
    pub fn failed(&mut self, error: &anyhow::Error) {
        self.rows.push(Row::Failed(format!("{error:#}")));
    }

    /// The bounded figures, each behind its section and its name.
    pub fn all_bounded(&self) -> impl Iterator<Item = (&str, &str, &Bounded)> {
        let mut section = "";
        self.rows.iter().filter_map(move |row| match row {
            Row::Section(title) => {
                section = title;
                None
            }
            Row::Bounded(name, figure) => Some((section, name.as_str(), figure)),
            _ => None,
        })
    }

    /// What other runs can be compared with, also those on other machines: bounded figures but for times.
    pub fn comparable(&self) -> BTreeMap<String, f64> {
        let kept = self.all_bounded().filter(|(.., figure)| figure.unit.is_comparable() && figure.measured.is_finite());
        kept.map(|(section, name, figure)| (key(section, name), figure.measured)).collect()
    }

    /// Marks the figures that are worse than those recorded.
    pub fn compare(&mut self, recorded: &BTreeMap<String, f64>) {
        let mut section = String::new();
        for row in &mut self.rows {
            match row {
                Row::Section(title) => section.clone_from(title),
                Row::Bounded(name, figure) if figure.unit.is_comparable() => {
                    let before = recorded.get(&key(&section, name)).copied();
                    figure.before = before.filter(|before| figure.measured > before * TOLERANCE);
                }
                _ => {}
            }
        }
    }

    /// The figures above their bounds or worse than those recorded, and the groups that could not be measured.
    pub fn missed(&self) -> usize {
        let missed = |row: &&Row| match row {
            Row::Section(_) | Row::Told(..) => false,
            Row::Bounded(_, figure) => !figure.is_ok(),
            Row::Failed(_) => true,
        };
        self.rows.iter().filter(missed).count()
    }

    /// The texts of each row that has some, and whether it is a figure.
    fn lines(&self) -> Vec<Line> {
        let line = |row: &Row| match row {
            Row::Section(title) => Line::Section(title.clone()),
            Row::Bounded(name, it) => {
                let (bound, measured) = (format!("≤ {}", it.unit.bound(it.bound)), it.unit.text(it.measured));
                Line::Figure([format!("{INDENT}{name}"), bound, measured, it.verdict()])
            }
            Row::Told(name, measured) => {
                Line::Figure([format!("{INDENT}{name}"), String::new(), measured.clone(), String::new()])
            }
            Row::Failed(error) => Line::Failed(format!("{INDENT}FAILED: {error}")),
        };
        self.rows.iter().map(line).collect()
    }
}

/// A line of the table.
enum Line {
    Section(String),
    Figure([String; 4]),
    Failed(String),
}

/// What a figure is recorded under.
fn key(section: &str, name: &str) -> String {
    format!("{section}: {name}")
}

/// What stands before a figure's name, below its section.
const INDENT: &str = "  ";

/// What a bounded figure is counted in.
#[derive(Clone, Copy)]
pub enum Unit {
    /// How many times another figure.
    Times,
    /// Milliseconds.
    Milliseconds,
    /// Bytes, shown in millions.
    Megabytes,
    /// Bytes, shown in thousands.
    Kilobytes,
    /// A count.
    Number,
}

impl Unit {
    /// Whether it is the same on all machines, more or less.
    fn is_comparable(self) -> bool {
        !matches!(self, Self::Milliseconds)
    }

    /// A value for people.
    pub fn text(self, value: f64) -> String {
        match self {
            Self::Times => format!("{value:.2} times"),
            Self::Milliseconds => format!("{value:.1} ms"),
            Self::Megabytes => format!("{:.1} MB", value / 1e6),
            Self::Kilobytes => format!("{:.1} KB", value / 1e3),
            Self::Number => format!("{value}"),
        }
    }

    fn bound(self, value: f64) -> String {
        match self {
            Self::Times => format!("{value} times"),
            Self::Milliseconds => format!("{value} ms"),
            Self::Megabytes => format!("{} MB", value / 1e6),
            Self::Kilobytes => format!("{} KB", value / 1e3),
            Self::Number => format!("{value}"),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.lines();
        let figures = lines.iter().filter_map(|line| if let Line::Figure(cells) = line { Some(cells) } else { None });
        let [name, bound, measured] = figures.fold([6, 5, 8], |most: [usize; 3], cells| {
            [0, 1, 2].map(|column| most[column].max(cells[column].chars().count()))
        });
        let mut line = |cells: [&str; 4]| {
            let text = format!("{:name$}  {:>bound$}  {:>measured$}  {}", cells[0], cells[1], cells[2], cells[3]);
            writeln!(f, "{}", text.trim_end())
        };
        line(["figure", "bound", "measured", ""])?;
        for it in &lines {
            match it {
                Line::Section(title) => line(["", "", "", ""]).and_then(|()| line([title, "", "", ""]))?,
                Line::Figure(cells) => line(cells.each_ref().map(String::as_str))?,
                Line::Failed(text) => line([text, "", "", ""])?,
            }
        }
        line(["", "", "", ""])?;
        self.machine.iter().try_for_each(|fact| writeln!(f, "{fact}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_above_its_bound_or_not_measured_is_missed() {
        let mut report = Report::default();
        report.section("The page");
        report.bounded("size", (250_000.0, 250_000.0), Unit::Kilobytes);
        report.told("requests", "4");
        assert_eq!(report.missed(), 0);
        report.bounded("start", (100.4, 100.0), Unit::Milliseconds);
        report.bounded("ratio", (f64::NAN, 6.0), Unit::Times);
        report.failed(&anyhow::anyhow!("no page"));
        assert_eq!(report.missed(), 3);
        let text = report.to_string();
        assert!(text.contains("≤ 250 KB") && text.contains("250.0 KB  ok") && text.contains("MISSED"), "{text}");
    }
}
