//! Which versions of SQLite are good enough.

use crate::error::Error;

/// The first version without the WAL-reset bug, which could corrupt a database.
const MIN_VERSION: i32 = 3_051_003;

/// Refuses an SQLite of this version if it is too old.
pub fn check_version(version: i32) -> Result<(), Error> {
    if version >= MIN_VERSION {
        return Ok(());
    }
    let text = |n: i32| format!("{}.{}.{}", n / 1_000_000, n / 1000 % 1000, n % 1000);
    let (found, wanted) = (text(version), text(MIN_VERSION));
    Err(Error::Schema(format!("This program was built with SQLite {found}; build it with {wanted} or newer.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sqlite_that_can_corrupt_its_file_is_refused() {
        assert_eq!(check_version(MIN_VERSION), Ok(()));
        let Err(Error::Schema(message)) = check_version(3_051_002) else { panic!("it was accepted") };
        assert!(message.contains("3.51.2") && message.contains("3.51.3"), "{message}");
    }
}
