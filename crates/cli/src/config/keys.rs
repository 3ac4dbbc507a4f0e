//! The names of options in the file.

use clap::{Arg, Command};
use std::collections::BTreeMap;

/// What variables of the environment begin with.
pub const PREFIX: &str = "MOVIETRACKER_";

/// The name of the option that names the file, which a file can't have.
pub const FILE: &str = "config";

/// How alike a name must be to be what was meant, from 0 to 1.
const ALIKE: f64 = 0.75;

/// All options that can be set, of all commands.
pub struct Keys(BTreeMap<String, Arg>);

impl Keys {
    /// Those of a command and all within it.
    pub fn of(command: &Command) -> Self {
        let mut keys = BTreeMap::new();
        collect(command, &mut keys);
        Self(keys)
    }

    /// The option of this name.
    pub fn get(&self, name: &str) -> Option<&Arg> {
        self.0.get(name)
    }

    /// The name that is most like this one, if any is.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let name = name.to_ascii_lowercase().replace('-', "_");
        let likeness = self.0.keys().map(|key| (strsim::jaro_winkler(&name, key), key.as_str()));
        let best = likeness.max_by(|(one, _), (other, _)| one.total_cmp(other));
        best.filter(|(likeness, _)| *likeness > ALIKE).map(|(_, key)| key)
    }
}

fn collect(command: &Command, keys: &mut BTreeMap<String, Arg>) {
    for arg in command.get_arguments() {
        if let Some(key) = key_of(arg) {
            keys.entry(key).or_insert_with(|| arg.clone());
        }
    }
    command.get_subcommands().for_each(|inner| collect(inner, keys));
}

/// The name of an option in the file, if it can be there.
pub fn key_of(arg: &Arg) -> Option<String> {
    let key = arg.get_env()?.to_str()?.strip_prefix(PREFIX)?.to_ascii_lowercase();
    (key != FILE).then_some(key)
}
