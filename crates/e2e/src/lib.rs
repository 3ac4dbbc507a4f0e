//! Nothing: the stories, and what they need, stand in `tests/browser`.
