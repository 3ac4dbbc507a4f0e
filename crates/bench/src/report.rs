//! The table of figures.

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
    Figure { name: String, bound: String, measured: String, verdict: Verdict },
    Failed(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ok,
    Missed,
    /// There is no bound.
    None,
}

impl Report {
    /// Begins a group of figures.
    pub fn section(&mut self, title: &str) {
        self.rows.push(Row::Section(title.to_owned()));
    }

    /// A figure that must not be above a bound, both in the same unit.
    pub fn bounded(&mut self, name: impl Into<String>, (measured, bound): (f64, f64), unit: Unit) {
        // NaN, which nothing was measured for, is not ok.
        let verdict = if measured <= bound { Verdict::Ok } else { Verdict::Missed };
        let (bound, measured) = (format!("≤ {}", unit.bound(bound)), unit.text(measured));
        self.rows.push(Row::Figure { name: name.into(), bound, measured, verdict });
    }

    /// A figure without a bound.
    pub fn told(&mut self, name: impl Into<String>, measured: impl Into<String>) {
        let (name, measured, bound) = (name.into(), measured.into(), String::new());
        self.rows.push(Row::Figure { name, bound, measured, verdict: Verdict::None });
    }

    /// What a group could not be measured for.
    pub fn failed(&mut self, error: &anyhow::Error) {
        self.rows.push(Row::Failed(format!("{error:#}")));
    }

    /// The figures above their bounds, and the groups that could not be measured.
    pub fn missed(&self) -> usize {
        let missed = |row: &&Row| match row {
            Row::Section(_) => false,
            Row::Figure { verdict, .. } => *verdict == Verdict::Missed,
            Row::Failed(_) => true,
        };
        self.rows.iter().filter(missed).count()
    }

    /// The widths of the columns.
    fn widths(&self) -> [usize; 3] {
        let figures = self.rows.iter().filter_map(|row| match row {
            Row::Figure { name, bound, measured, .. } => Some([name, bound, measured].map(|text| text.chars().count())),
            _ => None,
        });
        let [name, bound, measured] = figures.fold([4, 5, 8], |most, row| [0, 1, 2].map(|i| most[i].max(row[i])));
        [name + INDENT.len(), bound, measured]
    }
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
    fn text(self, value: f64) -> String {
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
        let [name, bound, measured] = self.widths();
        let mut line = |cells: [&str; 4]| {
            let text = format!("{:name$}  {:>bound$}  {:>measured$}  {}", cells[0], cells[1], cells[2], cells[3]);
            writeln!(f, "{}", text.trim_end())
        };
        line(["figure", "bound", "measured", ""])?;
        for row in &self.rows {
            match row {
                Row::Section(title) => line(["", "", "", ""]).and_then(|()| line([title, "", "", ""]))?,
                Row::Figure { name, bound, measured, verdict } => {
                    let verdict =
                        [(Verdict::Ok, "ok"), (Verdict::Missed, "MISSED")].into_iter().find(|v| v.0 == *verdict);
                    line([&format!("{INDENT}{name}")[..], bound, measured, verdict.map_or("", |v| v.1)])?;
                }
                Row::Failed(error) => line([&format!("{INDENT}FAILED: {error}"), "", "", ""])?,
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
