//! Where options come from: the command line, then the environment, then one file, then their defaults.
//!
//! What can be set in the environment can be set in the file, under the same name without `MOVIETRACKER_`, in lower
//! case. Names, kinds and values are those of the command line's own definitions. What the file sets is given to the
//! command line's parser as further options, unless the command line or the environment has them.

mod file;
mod keys;
mod show;
mod values;

use self::file::SettingsFile;
use self::keys::{Keys, PREFIX, key_of};
use anyhow::{Result, anyhow, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// The option that names the file.
#[derive(Args)]
pub struct ConfigOptions {
    /// A TOML file with options that are given neither on the command line nor in the environment. Their names are
    /// those of the command line with `_` for `-`, such as `public_url`.
    #[arg(id = "config", long = "config", env = "MOVIETRACKER_CONFIG", value_name = "FILE", global = true)]
    _file: Option<PathBuf>,
}

/// What to do with the configuration.
#[derive(Subcommand)]
pub enum ConfigCommand {
    /// Check a configuration file, and what the server would be started with.
    Check {
        /// The file; otherwise that of --config.
        #[arg(id = "checked_file", value_name = "FILE")]
        _file: Option<PathBuf>,
    },
    /// Print the options that `serve` would have, and where each comes from. Secrets are left out.
    Show,
}

/// The file, read and checked, for the commands of the program.
pub struct Config {
    parser: Command,
    /// The same, with the options that all commands share in each of them.
    command: Command,
    file: Option<SettingsFile>,
    /// What is known of the command line before it is complete.
    given: ArgMatches,
}

impl Config {
    /// Reads the file that the command line or the environment names.
    ///
    /// # Errors
    /// All that is wrong in the file, and in the environment of this command.
    pub fn load(parser: Command, arguments: &[OsString]) -> Result<Self> {
        let mut command = parser.clone();
        command.build();
        let parser = without_empty_variables(parser);
        // What is wrong or missing here is told later, when it is parsed with what the file adds.
        let given = parser.clone().ignore_errors(true).try_get_matches_from(arguments);
        let given = given.unwrap_or_else(|error| error.exit());
        let (command_in_use, matches) = in_use(&command, &given);
        let mut faults = environment_faults(command_in_use, matches);
        let path = matches.try_get_one::<PathBuf>("checked_file").ok().flatten();
        let path = path.or_else(|| matches.try_get_one::<PathBuf>("config").ok().flatten());
        let keys = Keys::of(&command);
        let file = path.map(|path| SettingsFile::read(path, &keys)).transpose().map_err(|more| faults.extend(more));
        match (faults.as_slice(), file) {
            ([], Ok(file)) => Ok(Self { parser, command, file, given }),
            ([fault], _) => Err(anyhow!("{fault}")),
            _ => bail!("{} settings are wrong:\n  {}", faults.len(), faults.join("\n  ")),
        }
    }

    /// A command line with what the file adds to it, parsed.
    ///
    /// # Errors
    /// What is wrong with it, or its help.
    pub fn parse(&self, arguments: &[OsString]) -> clap::error::Result<ArgMatches> {
        let given = self.parser.clone().ignore_errors(true).try_get_matches_from(arguments)?;
        let (command, matches) = in_use(&self.command, &given);
        let added = self.file.iter().flat_map(|file| additions(file, command, matches));
        let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
        let (options, rest) = arguments.split_at(end);
        let all = options.iter().cloned().chain(added).chain(rest.iter().cloned());
        self.parser.clone().try_get_matches_from(all)
    }

    /// The variables of the environment that look like options and are none, each with what was probably meant.
    pub fn unknown_variables(&self) -> Vec<(String, Option<String>)> {
        let keys = Keys::of(&self.command);
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let mut unknown: Vec<_> = names
            .filter_map(|name| {
                let key = name.strip_prefix(PREFIX)?.to_ascii_lowercase();
                let is_known = keys.get(&key).is_some() || key == keys::FILE;
                (!is_known).then(|| (name, keys.nearest(&key).map(|near| format!("{PREFIX}{}", near.to_uppercase()))))
            })
            .collect();
        unknown.sort();
        unknown
    }

    /// What a check of the file says when nothing is wrong.
    pub fn summary(&self) -> String {
        match &self.file {
            Some(file) => format!("{} is fine: {} options.", file.path().display(), file.len()),
            None => {
                "The options are fine. There is no configuration file: name one, or set MOVIETRACKER_CONFIG.".into()
            }
        }
    }

    /// The options of `serve` with their values and where they come from, as a file that can be used again.
    pub fn show(&self) -> String {
        let (_, matches) = in_use(&self.command, &self.given);
        let Some(serve) = self.command.find_subcommand("serve") else { return String::new() };
        show::show(serve, matches, self.file.as_ref())
    }
}

/// The innermost command of a command line, and what was given to it.
fn in_use<'a>(command: &'a Command, matches: &'a ArgMatches) -> (&'a Command, &'a ArgMatches) {
    match matches.subcommand() {
        Some((name, matches)) if let Some(inner) = command.find_subcommand(name) => in_use(inner, matches),
        _ => (command, matches),
    }
}

/// Whether the command line itself has an option.
fn is_on_command_line(arg: &Arg, matches: &ArgMatches) -> bool {
    let is_known = matches.try_contains_id(arg.get_id().as_str()).is_ok();
    is_known && matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine)
}

fn in_environment(arg: &Arg) -> Option<OsString> {
    std::env::var_os(arg.get_env()?).filter(|value| !value.is_empty())
}

/// Leaves empty variables unread: those who fill in templates for containers have no other way to leave one out.
fn without_empty_variables(command: Command) -> Command {
    let is_empty = |arg: &Arg| arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    // A variable with this name can't exist.
    let command = command.mut_args(|arg| if is_empty(&arg) { arg.env("").hide_env(true) } else { arg });
    command.mut_subcommands(without_empty_variables)
}

fn environment_faults(command: &Command, matches: &ArgMatches) -> Vec<String> {
    let fault = |arg: &Arg| {
        let variable = arg.get_env()?.to_str()?;
        let value = in_environment(arg)?;
        values::fault_of(arg, &value).map(|fault| format!("{variable}: {fault}"))
    };
    let args = command.get_arguments().filter(|arg| !is_on_command_line(arg, matches));
    args.filter_map(fault).collect()
}

/// The options that a file adds to a command line.
fn additions(file: &SettingsFile, command: &Command, matches: &ArgMatches) -> Vec<OsString> {
    let is_given = |arg: &Arg| is_on_command_line(arg, matches) || in_environment(arg).is_some();
    let mut added = Vec::new();
    for arg in command.get_arguments().filter(|arg| !is_given(arg)) {
        let (Some(key), Some(long)) = (key_of(arg), arg.get_long()) else { continue };
        let Some(setting) = file.get(&key) else { continue };
        // A secret and the file that has it are one setting: given elsewhere in one form, neither counts here.
        let other = key.strip_suffix("_file").map_or_else(|| format!("{key}_file"), str::to_owned);
        if command.get_arguments().any(|arg| is_given(arg) && key_of(arg).as_ref() == Some(&other)) {
            continue;
        }
        let options = setting.values.iter().filter_map(|value| match (values::is_switch(arg), value.as_str()) {
            (true, "true") => Some(format!("--{long}")),
            (true, _) => None,
            (false, value) => Some(format!("--{long}={value}")),
        });
        added.extend(options.map(OsString::from));
    }
    added
}
