//! When films come out, in words.

use super::watch_dates;
use domain::catalogue::availability::{Release, ReleaseKind};

/// “In cinemas on 12 March 2027”.
pub fn release_text(release: Release) -> String {
    let day = watch_dates::in_words(release.on);
    match (release.kind, release.is_out) {
        (ReleaseKind::Cinema, true) => "In cinemas".to_owned(),
        (ReleaseKind::Cinema, false) => format!("In cinemas on {day}"),
        (ReleaseKind::Digital, _) => format!("Out on {day}"),
        (ReleaseKind::Physical, _) => format!("On disc on {day}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_told_by_its_kind_and_day() {
        let text = |kind, is_out| release_text(Release { kind, on: "2027-03-12".parse().unwrap(), is_out });
        assert_eq!(text(ReleaseKind::Cinema, false), "In cinemas on 12 March 2027");
        assert_eq!(text(ReleaseKind::Cinema, true), "In cinemas");
        assert_eq!(text(ReleaseKind::Digital, false), "Out on 12 March 2027");
        assert_eq!(text(ReleaseKind::Physical, false), "On disc on 12 March 2027");
    }
}
