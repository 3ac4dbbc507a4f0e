//! What knows nothing of this app: the browser, texts, waiting.

pub mod browser;
pub mod client_name;
pub mod counts;
pub mod dates;
pub mod failures;
pub mod files;
pub mod kept_texts;
pub mod numbers;
pub mod offline;
pub mod patches;
pub mod pauses;
pub mod places;
pub mod quoting;
pub mod ratings;
pub mod request_key;
pub mod shared_answer;
pub mod tasks;
pub mod updates;
pub mod waiting;
