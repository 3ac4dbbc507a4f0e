//! The configuration file.

use super::keys::{FILE, Keys};
use super::values::{fault_of, hint, is_switch, takes_many};
use clap::Arg;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// What a file sets.
pub struct SettingsFile {
    path: PathBuf,
    settings: BTreeMap<String, Setting>,
}

/// The value of an option, or its values.
pub struct Setting {
    /// Where it is in the file, from 1.
    pub line: usize,
    /// As they would be on the command line; `true` or `false` for a switch.
    pub values: Vec<String>,
}

impl SettingsFile {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// All that is wrong, each with its line and with what to write.
    pub fn read(path: &Path, keys: &Keys) -> Result<Self, Vec<String>> {
        let text = std::fs::read_to_string(path).map_err(|error| vec![format!("{}: {error}", path.display())])?;
        let (table, errors) = DeTable::parse_recoverable(&text);
        let line = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        let place = |at: usize| format!("{}:{}", path.display(), line(at));
        let mut faults: Vec<(usize, String)> = errors
            .iter()
            .map(|error| (error.span().unwrap_or_default().start, fault_in_syntax(error.message())))
            .collect();
        let mut settings = BTreeMap::new();
        for (name, value) in table.get_ref() {
            let (name, at) = (name.get_ref().as_ref(), name.span().start);
            match read_setting(name, value.get_ref(), keys) {
                Ok(values) => drop(settings.insert(name.to_owned(), Setting { line: line(at), values })),
                Err(fault) => faults.push((at, format!("{name}: {fault}"))),
            }
        }
        faults.sort();
        // One slip often makes the parser complain twice in a line.
        faults.dedup_by_key(|(at, _)| line(*at));
        let faults: Vec<_> = faults.into_iter().map(|(at, fault)| format!("{}: {fault}", place(at))).collect();
        if faults.is_empty() { Ok(Self { path: path.to_owned(), settings }) } else { Err(faults) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many options it sets.
    pub fn len(&self) -> usize {
        self.settings.len()
    }

    /// What it sets an option to.
    pub fn get(&self, key: &str) -> Option<&Setting> {
        self.settings.get(key)
    }
}

fn fault_in_syntax(message: &str) -> String {
    format!("this isn't TOML: {message}. Write name = \"text\", name = 5 or name = true")
}

fn read_setting(name: &str, value: &DeValue<'_>, keys: &Keys) -> Result<Vec<String>, String> {
    if name == FILE {
        return Err("a file can't name another one. Delete the line.".to_owned());
    }
    let Some(arg) = keys.get(name) else {
        let hint = match (value, keys.nearest(name)) {
            (DeValue::Table(_), _) => format!("Write {name}_… = … outside of any table"),
            (_, Some(nearest)) => format!("Did you mean {nearest}?"),
            (_, None) => "See `movietracker serve --help`".to_owned(),
        };
        return Err(format!("there is no such option. {hint}"));
    };
    let values = match value {
        DeValue::Array(values) if takes_many(arg) => {
            values.iter().map(|value| text_of(arg, value.get_ref())).collect::<Result<Vec<_>, _>>()?
        }
        value => vec![text_of(arg, value)?],
    };
    match values.iter().find_map(|value| fault_of(arg, OsStr::new(value))) {
        Some(fault) => Err(fault),
        None => Ok(values),
    }
}

/// A value as it would be on the command line.
fn text_of(arg: &Arg, value: &DeValue<'_>) -> Result<String, String> {
    match (value, is_switch(arg)) {
        (DeValue::Boolean(value), true) => Ok(value.to_string()),
        (DeValue::String(text), false) => Ok(text.clone().into_owned()),
        (DeValue::Integer(number), false) => Ok(number.to_string()),
        (value, _) => Err(format!("{} doesn't fit. {}.", name_of(value), hint(arg))),
    }
}

fn name_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
