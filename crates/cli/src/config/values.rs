//! Whether an option takes a value, and what to write instead if it doesn't.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use std::error::Error;
use std::ffi::OsStr;

/// Whether it is on or off.
pub fn is_switch(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

/// Whether it takes several values.
pub fn takes_many(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}

/// What is wrong with a value, and what to write. Never says the value, which may be a secret.
pub fn fault_of(arg: &Arg, value: &OsStr) -> Option<String> {
    let mut alone = Arg::new("value").value_parser(arg.get_value_parser().clone()).allow_hyphen_values(true);
    if let Some(delimiter) = arg.get_value_delimiter() {
        alone = alone.value_delimiter(delimiter);
    }
    let error = Command::new("option").no_binary_name(true).arg(alone).try_get_matches_from([value]).err()?;
    let what = match (error.kind(), error.source()) {
        (ErrorKind::ValueValidation, Some(reason)) => reason.to_string(),
        (ErrorKind::InvalidUtf8, _) => "it isn't text".to_owned(),
        _ if value.is_empty() => "it is empty".to_owned(),
        _ => "it isn't one of the possible values".to_owned(),
    };
    let hint = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(possible)) if !possible.is_empty() => format!("Write {}", possible.join(" or ")),
        _ => hint(arg),
    };
    Some(format!("{what}. {hint}."))
}

/// What to write.
pub fn hint(arg: &Arg) -> String {
    if is_switch(arg) {
        return "Write true or false, without quotes".to_owned();
    }
    if let Some(default) = arg.get_default_values().first() {
        return format!("Write a value such as {}", default.display());
    }
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let sentence = help.split_once(". ").map_or(help.as_str(), |(first, _)| first);
    format!("The help says: {}", sentence.trim_end_matches('.').replace(['<', '>'], ""))
}
