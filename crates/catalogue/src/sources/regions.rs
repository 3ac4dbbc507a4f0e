//! In which language a title is: IMDb's datasets say it for few titles, and for most where they are used.

use crate::language::Language;

/// Where a language is spoken. The first region is the one whose titles are shown rather than those of others.
const REGIONS: [(&str, &[&str]); 36] = [
    ("en", &["US", "XWW", "GB", "CA", "AU", "NZ", "IE", "ZA", "SG", "PH", "JM", "XWG"]),
    ("de", &["DE", "AT", "CH", "XWD", "DDDE"]),
    ("fr", &["FR", "BE"]),
    ("es", &["ES", "MX", "AR", "CL", "CO", "PE", "VE", "UY", "EC", "BO", "CR", "PA", "GT", "PY", "CU", "DO"]),
    ("pt", &["PT", "BR", "AO", "MZ"]),
    ("it", &["IT"]),
    ("nl", &["NL"]),
    ("ru", &["RU", "SUHH", "BY", "KZ"]),
    ("uk", &["UA"]),
    ("pl", &["PL"]),
    ("cs", &["CZ", "CSHH", "XCZ"]),
    ("sk", &["SK"]),
    ("hu", &["HU"]),
    ("ro", &["RO", "MD"]),
    ("bg", &["BG"]),
    ("el", &["GR", "CY"]),
    ("tr", &["TR"]),
    ("sv", &["SE"]),
    ("da", &["DK"]),
    ("no", &["NO"]),
    ("fi", &["FI"]),
    ("is", &["IS"]),
    ("et", &["EE"]),
    ("lv", &["LV"]),
    ("lt", &["LT"]),
    ("hr", &["HR"]),
    ("sr", &["RS", "YUCS", "CSXX"]),
    ("sl", &["SI"]),
    ("he", &["IL"]),
    ("ar", &["EG", "AE", "SA", "LB", "MA", "DZ", "TN", "SY", "IQ"]),
    ("fa", &["IR"]),
    ("ja", &["JP"]),
    ("zh", &["CN", "TW", "HK"]),
    ("ko", &["KR"]),
    ("th", &["TH"]),
    ("vi", &["VN"]),
];

/// The language of a title: the one that is said, or else that of the region; and how far behind other titles in it
/// this one comes. Titles that the film goes by come before working titles and the like.
pub fn language(region: &str, said: &str, types: &str) -> (Option<Language>, u8) {
    let of_region = REGIONS.iter().find_map(|(language, regions)| {
        let at = regions.iter().position(|it| *it == region)?;
        Some((*language, u8::try_from(at).unwrap_or(u8::MAX)))
    });
    let said = match said {
        "cmn" | "yue" => "zh",
        other => other,
    };
    let (language, behind) = match of_region {
        Some((language, at)) if said.is_empty() || said == language => (language, at),
        _ => (said, 1),
    };
    let is_usual = types.is_empty() || types.contains("imdbDisplay");
    (language.parse().ok(), if is_usual { behind } else { behind.saturating_add(100) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_in_the_language_that_is_said_or_else_in_that_of_its_region() {
        for (region, said, types, expected) in [
            ("DE", "", "imdbDisplay", (Some("de"), 0)),
            ("AT", "", "", (Some("de"), 1)),
            ("CA", "fr", "imdbDisplay", (Some("fr"), 1)),
            ("HK", "cmn", "imdbDisplay", (Some("zh"), 2)),
            ("XWW", "en", "working", (Some("en"), 101)),
            ("IN", "hi", "", (Some("hi"), 1)),
            ("IN", "", "", (None, 1)),
            ("CH", "gsw", "", (None, 1)),
        ] {
            let (language, behind) = language(region, said, types);
            assert_eq!((language.as_ref().map(Language::as_text), behind), expected, "{region} {said} {types}");
        }
    }
}
