//! Dark or light: as the system has it, or as chosen here.

use crate::kit::browser;
use leptos::prelude::*;

const MARK: &str = "movietracker.theme";

/// Which colours to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Those of the system.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// All themes with their names.
pub const THEMES: [(Theme, &str); 3] = [(Theme::System, "System"), (Theme::Light, "Light"), (Theme::Dark, "Dark")];

impl Theme {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The theme chosen in this browser.
    pub fn chosen() -> Self {
        let name = browser::stored(MARK);
        THEMES.iter().map(|row| row.0).find(|theme| theme.name() == name.as_deref()).unwrap_or(Self::System)
    }

    /// Shows the theme.
    pub fn apply(self) {
        let Some(root) = document().document_element() else { return };
        let _ = match self.name() {
            Some(name) => root.set_attribute("data-theme", name),
            None => root.remove_attribute("data-theme"),
        };
    }

    /// Shows the theme, and does so from now on.
    pub fn choose(self) {
        browser::store(MARK, self.name());
        self.apply();
    }
}
