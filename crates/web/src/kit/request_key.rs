//! The keys under which things are added, so that trying again never adds them twice.

/// The key of what is being added. Another draft is another thing, and gets another key.
#[derive(Debug)]
pub struct RequestKey<D> {
    used: Option<(D, String)>,
}

impl<D> Default for RequestKey<D> {
    fn default() -> Self {
        Self { used: None }
    }
}

impl<D: Clone + PartialEq> RequestKey<D> {
    /// The key under which this draft was sent before.
    pub fn kept(draft: D, key: String) -> Self {
        Self { used: Some((draft, key)) }
    }

    /// The key for this draft.
    pub fn of(&mut self, draft: &D, fresh: impl FnOnce() -> String) -> String {
        match &self.used {
            Some((used_for, key)) if used_for == draft => key.clone(),
            _ => {
                let key = fresh();
                self.used = Some((draft.clone(), key.clone()));
                key
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trying_again_uses_the_same_key_and_another_draft_another() {
        let mut key = RequestKey::default();
        assert_eq!(key.of(&"Alien", || "1".to_owned()), "1");
        assert_eq!(key.of(&"Alien", || "2".to_owned()), "1");
        assert_eq!(key.of(&"Aliens", || "3".to_owned()), "3");
        assert_eq!(RequestKey::kept("Alien", "4".to_owned()).of(&"Alien", || "5".to_owned()), "4");
    }
}
