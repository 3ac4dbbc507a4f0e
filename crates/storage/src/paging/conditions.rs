//! The conditions of a statement, added one by one.

use crate::engine::Param;
use domain::library::watch_dates::WatchDate;

/// A statement from `FROM` to its last condition, and its parameters.
pub(crate) struct Conditions {
    /// From `FROM` on.
    pub from: String,
    params: Vec<Box<dyn Param>>,
}

impl Conditions {
    /// A statement with at least one condition and these parameters.
    pub fn new(from: &str, params: Vec<Box<dyn Param>>) -> Self {
        Self { from: from.to_owned(), params }
    }

    /// Adds a condition; `$n` in it is the parameter.
    pub fn add(&mut self, condition: &str, param: impl Param + 'static) {
        let place = self.bind(param);
        self.add_plain(&condition.replace("$n", &place));
    }

    /// Adds a condition if there is a parameter for it.
    pub fn add_some(&mut self, condition: &str, param: Option<impl Param + 'static>) {
        if let Some(param) = param {
            self.add(condition, param);
        }
    }

    /// Adds a condition without a parameter of its own.
    pub fn add_plain(&mut self, condition: &str) {
        self.from.push_str(" AND ");
        self.from.push_str(condition);
    }

    /// Adds a condition on the date of a watch, which is in this year or month, or on this day; `$n` in it stands for
    /// that.
    pub fn add_date(&mut self, condition: &str, date: Option<WatchDate>) {
        let Some(date) = date else { return };
        // What is in a year or a month begins as it does; every digit and the hyphen come before the tilde.
        let (from, to) = (self.bind(date.to_string()), self.bind(format!("{date}~")));
        self.add_plain(
            &condition.replace("$n", &format!("(watches.watched_on >= {from} AND watches.watched_on < {to})")),
        );
    }

    /// Adds a parameter, and gives what stands for it.
    pub fn bind(&mut self, param: impl Param + 'static) -> String {
        self.params.push(Box::new(param));
        format!("${}", self.params.len())
    }

    /// All parameters.
    pub fn params(&self) -> Vec<&dyn Param> {
        self.params.iter().map(AsRef::as_ref).collect()
    }
}
