//! What the palette offers besides films.

use super::theme::Theme;

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Goes to a page.
    Go(&'static str),
    /// Opens the dialog in which a film is logged.
    Log,
    /// Shows what the keys do.
    Shortcuts,
    /// Changes the colours.
    Theme(Theme),
    /// Signs out.
    SignOut,
}

/// A page or a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// The key that does the same.
    pub key: Option<&'static str>,
    /// What it does.
    pub action: Action,
    /// Whether it is for admins only.
    pub for_admins: bool,
}

const fn page(name: &'static str, icon: &'static str, url: &'static str) -> Command {
    Command { name, icon, key: None, action: Action::Go(url), for_admins: false }
}

const fn command(name: &'static str, icon: &'static str, key: Option<&'static str>, action: Action) -> Command {
    Command { name, icon, key, action, for_admins: false }
}

/// All of them, in the order in which they are offered.
const COMMANDS: [Command; 21] = [
    command("Log a film", "plus", Some("n"), Action::Log),
    page("Movies", "film", "/movies"),
    page("Diary", "calendar", "/diary"),
    page("Watchlist", "bookmark", "/watchlist"),
    page("Lists", "rows", "/lists"),
    page("Statistics", "chart", "/statistics"),
    page("Discover", "eye", "/discover"),
    page("Collections", "grid", "/collections"),
    page("Best-known films", "film", "/best"),
    page("Tags", "rows", "/tags"),
    page("To be checked", "check", "/matches"),
    page("Trash", "trash", "/trash"),
    page("Import and export", "down-long", "/imports"),
    page("Account", "person", "/account"),
    Command { for_admins: true, ..page("Administration", "people", "/admin") },
    Command { for_admins: true, ..page("Jobs", "people", "/admin/jobs") },
    command("Keyboard shortcuts", "book", Some("?"), Action::Shortcuts),
    command("Use the dark theme", "sliders", None, Action::Theme(Theme::Dark)),
    command("Use the light theme", "sliders", None, Action::Theme(Theme::Light)),
    command("Use the system’s theme", "sliders", None, Action::Theme(Theme::System)),
    command("Sign out", "leave", None, Action::SignOut),
];

/// Those in whose name each word of a folded text begins a word.
pub fn matching(folded: &str, is_admin: bool) -> impl Iterator<Item = Command> {
    COMMANDS.into_iter().filter(move |command| is_admin || !command.for_admins).filter(move |command| {
        let name = command.name.to_lowercase();
        folded.split_whitespace().all(|typed| name.split(' ').any(|word| word.starts_with(typed)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, is_admin: bool) -> Vec<&'static str> {
        matching(text, is_admin).map(|command| command.name).collect()
    }

    #[test]
    fn words_find_commands_by_their_beginnings() {
        assert_eq!(names("th dark", false), ["Use the dark theme"]);
        assert_eq!(names("out", false), ["Sign out"]);
        assert_eq!(names("ark", false), [""; 0]);
        assert_eq!(names("", true).len(), COMMANDS.len());
    }

    #[test]
    fn members_are_offered_nothing_of_the_administration() {
        assert_eq!(names("adm", true), ["Administration"]);
        assert_eq!(names("adm", false), [""; 0]);
    }
}
