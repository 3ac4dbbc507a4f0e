//! The options of a command as a file, with where each value comes from.

use super::file::SettingsFile;
use super::keys::key_of;
use super::values::{is_switch, takes_many};
use super::{in_environment, is_on_command_line};
use clap::builder::Str;
use clap::{Arg, ArgMatches, Command};
use std::fmt::Write as _;

/// The column of what follows the values, if they are short enough.
const COLUMN: usize = 56;

/// A value and where it comes from; no value when it isn't set.
struct Effective {
    values: Vec<String>,
    source: String,
}

/// All options of a command.
pub fn show(command: &Command, matches: &ArgMatches, file: Option<&SettingsFile>) -> String {
    let mut out = String::new();
    let mut heading = None;
    for arg in command.get_arguments() {
        let Some(key) = key_of(arg) else { continue };
        if arg.get_help_heading() != heading {
            heading = arg.get_help_heading();
            let _ = writeln!(out, "\n# {}", heading.unwrap_or("Every command"));
        }
        let effective = effective(arg, &key, matches, file);
        let (line, note) = if effective.values.is_empty() {
            let name = arg.get_value_names().and_then(|names| names.first()).map_or("", Str::as_str);
            (format!("# {key} = {}", quoted(name)), effective.source)
        } else if arg.is_hide_env_values_set() || effective.values.iter().any(|value| has_password(value)) {
            (format!("# {key} = {}", quoted("…")), format!("hidden; {}", effective.source))
        } else {
            (format!("{key} = {}", written(arg, &effective.values)), effective.source)
        };
        let _ = writeln!(out, "{line:COLUMN$}  # {note}");
    }
    out
}

fn effective(arg: &Arg, key: &str, matches: &ArgMatches, file: Option<&SettingsFile>) -> Effective {
    let of = |values: Vec<String>, source: &str| Effective { values, source: source.to_owned() };
    if is_on_command_line(arg, matches) {
        let raw = matches.get_raw(arg.get_id().as_str()).into_iter().flatten();
        return of(raw.map(|value| value.to_string_lossy().into_owned()).collect(), "the command line");
    }
    if let Some(value) = in_environment(arg) {
        let variable = arg.get_env().unwrap_or_default().to_string_lossy();
        return of(vec![value.to_string_lossy().into_owned()], &variable);
    }
    if let Some((file, setting)) = file.and_then(|file| Some((file, file.get(key)?))) {
        return of(setting.values.clone(), &format!("{}:{}", file.path().display(), setting.line));
    }
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    match defaults.as_slice() {
        [] => of(defaults, "not set"),
        _ => of(defaults, "the default"),
    }
}

fn written(arg: &Arg, values: &[String]) -> String {
    match values {
        [value] if is_switch(arg) || value.parse::<i64>().is_ok() => value.clone(),
        [value] if !takes_many(arg) => quoted(value),
        values => format!("[{}]", values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ")),
    }
}

/// A text of TOML, which are written as those of JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether it is a URL with a password or a key in it.
fn has_password(value: &str) -> bool {
    value.split_once("://").is_some_and(|(_, rest)| rest.split('/').next().is_some_and(|host| host.contains('@')))
}
