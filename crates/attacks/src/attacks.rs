//! The attacks, a file for each.

mod api_tokens;
mod authority;
mod backups;
mod bodies;
mod clocks;
mod connections;
mod faults;
mod forwarded;
mod growth;
mod guesses;
mod imports;
mod logs;
mod races;
mod tabs;

use crate::lab::Lab;
use crate::report::Report;
use anyhow::Result;
use clap::ValueEnum;
use storage::Engine;

/// One of the attacks.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Attack {
    /// Bodies that are costly to read
    Bodies,
    /// Thousands of connections that never finish
    Connections,
    /// Sign-ins while a password changes
    Races,
    /// Admins who lost their role or access
    Authority,
    /// API tokens after recovery
    ApiTokens,
    /// A log that can't be written
    Logs,
    /// Floods that fill the disk
    Growth,
    /// Guessing passwords, and keeping an owner away by it
    Guesses,
    /// Several tabs that renew one session at once
    Tabs,
    /// Clocks that are apart, and that jump
    Clocks,
    /// Forged and malformed forwarded headers
    Forwarded,
    /// Random faults while films are added
    Faults,
    /// Servers killed while they import a file
    Imports,
    /// Backups and restores on a full disk
    Backups,
}

impl Attack {
    /// All of them, or those that are wanted.
    pub fn wanted(only: &[Self]) -> Vec<Self> {
        let all = Self::value_variants().iter().copied();
        all.filter(|attack| only.is_empty() || only.contains(attack)).collect()
    }

    /// What stands in the table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Bodies => "Costly bodies",
            Self::Connections => "Hostile connections",
            Self::Races => "Sign-ins raced by changes",
            Self::Authority => "Lost authority",
            Self::ApiTokens => "API tokens after recovery",
            Self::Logs => "A log that can't be written",
            Self::Growth => "Floods that fill the disk",
            Self::Guesses => "Guessed passwords",
            Self::Tabs => "Tabs that renew at once",
            Self::Clocks => "Clocks",
            Self::Forwarded => "Forwarded headers",
            Self::Faults => "Random faults",
            Self::Imports => "Imports cut short",
            Self::Backups => "Backups on a full disk",
        }
    }

    /// The engines on which it differs; in a full run, both.
    pub fn engines(self, full: bool) -> Vec<Engine> {
        let alike = matches!(self, Self::Bodies | Self::Connections | Self::Logs | Self::Forwarded);
        if alike && !full { vec![Engine::Sqlite] } else { vec![Engine::Sqlite, Engine::Postgres] }
    }

    /// Attacks, and reports what came of it.
    ///
    /// # Errors
    /// When the attack can't be carried through.
    pub async fn run(self, lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
        match self {
            Self::Bodies => bodies::run(lab, engine, report).await,
            Self::Connections => connections::run(lab, engine, report).await,
            Self::Races => races::run(lab, engine, report).await,
            Self::Authority => authority::run(lab, engine, report).await,
            Self::ApiTokens => api_tokens::run(lab, engine, report).await,
            Self::Logs => logs::run(lab, engine, report).await,
            Self::Growth => growth::run(lab, engine, report).await,
            Self::Guesses => guesses::run(lab, engine, report).await,
            Self::Tabs => tabs::run(lab, engine, report).await,
            Self::Clocks => clocks::run(lab, engine, report).await,
            Self::Forwarded => forwarded::run(lab, engine, report).await,
            Self::Faults => faults::run(lab, engine, report).await,
            Self::Imports => imports::run(lab, engine, report).await,
            Self::Backups => backups::run(lab, engine, report).await,
        }
    }
}
