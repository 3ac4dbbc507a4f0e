//! What an import has besides films: lists, saved views and settings.

use super::findings::from_json;
use crate::clock::Clock;
use crate::error::Result;
use domain::accounts::preferences::Preferences;
use domain::ids::{ImportId, ListId, UserId, ViewId};
use domain::library::views::ViewFields;
use domain::text::fold;
use domain::times::Timestamp;
use domain::transfer::exports::ExportedView;
use formats::List;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, VecDeque};
use storage::Tx;
use storage::accounts::preferences::{find_preferences, update_preferences};
use storage::library::discoveries::{insert_dismissals, list_dismissed};
use storage::library::services::{list_services, update_services};
use storage::library::views::insert_view;
use storage::transfer::import_effects::{Effect, SettingsChange};
use storage::transfer::imports::find_lists;
use storage::transfer::known::KnownList;

/// What an import has besides films, as it is kept with it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Besides {
    /// The lists.
    pub lists: Vec<List>,
    /// The saved views.
    pub views: Vec<ExportedView>,
    /// What somebody had chosen for their account.
    pub settings: Option<Preferences>,
    /// The IDs of the films of the catalogue that aren't to be recommended.
    pub dismissals: Vec<String>,
    /// The services at which somebody watches films.
    pub services: Vec<String>,
}

impl Besides {
    /// What an import has.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn find(tx: &mut Tx, id: ImportId) -> Result<Self> {
        let kept = find_lists(tx, id)?.unwrap_or_default();
        // Imports that were read by an earlier version have lists alone.
        if kept.starts_with('[') {
            return Ok(Self { lists: from_json(&kept)?, ..Self::default() });
        }
        from_json(&kept)
    }

    /// Adds the views whose names no other has; gives what that did.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn add_views(&self, tx: &mut Tx, owner: UserId, clock: &Clock, now: Timestamp) -> Result<Vec<Effect>> {
        let mut effects = Vec::new();
        for ExportedView { name, query } in &self.views {
            let id = ViewId(clock.id());
            let fields = ViewFields { name: name.clone(), query: query.clone(), position: None };
            if insert_view(tx, owner, id, &fields, now)?.is_ok() {
                effects.push(Effect::ViewAdded(id));
            }
        }
        Ok(effects)
    }

    /// Takes the settings, if there are other ones, and what isn't to be recommended; gives what that did.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn take_settings(&self, tx: &mut Tx, owner: UserId, now: Timestamp) -> Result<Option<Effect>> {
        let (Some(after), Some(before)) = (self.settings, find_preferences(tx, owner)?) else { return Ok(None) };
        // A file may be older than these choices, or leave them to the browser.
        let (language, region) = (after.language.or(before.language), after.region.or(before.region));
        let after = Preferences { language, region, ..after };
        let there = list_dismissed(tx, owner, &self.dismissals)?;
        let new: Vec<String> = self.dismissals.iter().filter(|id| !there.contains(*id)).cloned().collect();
        let dismissed = insert_dismissals(tx, owner, new, now)?;
        let services = self.take_services(tx, owner)?;
        if before == after && dismissed.is_empty() && services.is_none() {
            return Ok(None);
        }
        update_preferences(tx, owner, after)?;
        Ok(Some(Effect::SettingsChanged(owner, Box::new(SettingsChange(before, after, dismissed, services)))))
    }

    /// Takes the services, if there are other ones; gives those before and after.
    fn take_services(&self, tx: &mut Tx, owner: UserId) -> Result<Option<(Vec<String>, Vec<String>)>> {
        let before = list_services(tx, owner)?;
        // An older file has none, which isn't a choice.
        if self.services.is_empty() || self.services == before {
            return Ok(None);
        }
        update_services(tx, owner, &self.services)?;
        Ok(Some((before, self.services.clone())))
    }
}

/// The list of the library that each list of an import is: the first of a name is the first that has it there, the second
/// the second.
pub fn paired(lists: &[List], known: Vec<KnownList>) -> HashMap<String, Option<ListId>> {
    let mut named: HashMap<String, VecDeque<ListId>> = HashMap::new();
    for list in known {
        named.entry(fold(&list.name)).or_default().push_back(list.id);
    }
    let pair = |list: &List| {
        let id = named.get_mut(&fold(&list.name)).and_then(VecDeque::pop_front);
        (list.key.clone(), id)
    };
    lists.iter().map(pair).collect()
}
