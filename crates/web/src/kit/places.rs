//! Languages and countries, as the browser calls them in English.

use domain::accounts::places::{Language, Region};
use wasm_bindgen::JsValue;
use web_sys::js_sys::{Array, Intl};

/// Codes that browsers name though they are no country, or the same one twice.
const NO_COUNTRIES: [&str; 8] = ["EU", "EZ", "QO", "UK", "UN", "XA", "XB", "ZZ"];

/// A code and what it is called.
pub type Named<T> = (T, String);

/// All languages with two letters, by their names.
pub fn languages() -> Vec<Named<Language>> {
    let names = names_of(Intl::DisplayNamesType::Language);
    sorted(
        codes(b'a'..=b'z')
            .filter(|code| canonical(code))
            .filter_map(|code| Some((Language::from_name(&code)?, name(&names, &code)?))),
    )
}

/// All countries and territories, by their names.
pub fn regions() -> Vec<Named<Region>> {
    let names = names_of(Intl::DisplayNamesType::Region);
    let codes = codes(b'A'..=b'Z').filter(|code| !NO_COUNTRIES.contains(&code.as_str()));
    // Countries that are no more have the code of another one.
    sorted(
        codes
            .filter(|code| canonical(&format!("en-{code}")))
            .filter_map(|code| Some((Region::from_name(&code)?, name(&names, &code)?))),
    )
}

/// The language and the region of a tag such as `de-AT` or `zh-Hant-TW`, as far as it says them.
pub fn of_tag(tag: &str) -> (Option<Language>, Option<Region>) {
    let mut parts = tag.split('-');
    (parts.next().and_then(Language::from_name), parts.next_back().and_then(Region::from_name))
}

fn names_of(what: Intl::DisplayNamesType) -> Intl::DisplayNames {
    let options = Intl::DisplayNamesOptions::new();
    options.set_type(what);
    options.set_fallback(Intl::DisplayNamesFallback::None);
    Intl::DisplayNames::new(&Array::of1(&JsValue::from_str("en")), &options)
}

fn name(names: &Intl::DisplayNames, code: &str) -> Option<String> {
    names.of(code).map(String::from)
}

fn codes(letters: std::ops::RangeInclusive<u8>) -> impl Iterator<Item = String> {
    let pairs = letters.clone().flat_map(move |first| letters.clone().map(move |second| [first, second]));
    pairs.map(|pair| pair.map(char::from).iter().collect())
}

/// Whether this is the name that a tag has today, and not one it had before.
fn canonical(tag: &str) -> bool {
    Intl::get_canonical_locales(&JsValue::from_str(tag)).get(0).as_string().as_deref() == Some(tag)
}

fn sorted<T>(named: impl Iterator<Item = Named<T>>) -> Vec<Named<T>> {
    let mut named: Vec<_> = named.collect();
    named.sort_by(|a, b| a.1.cmp(&b.1));
    // A language may have two codes.
    named.dedup_by(|a, b| a.1 == b.1);
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_says_a_language_and_maybe_a_region() {
        let of = |tag| {
            let (language, region) = of_tag(tag);
            [language.map(|it| it.as_str().to_owned()), region.map(|it| it.as_str().to_owned())]
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of("de-AT"), [some("de"), some("AT")]);
        assert_eq!(of("zh-Hant-TW"), [some("zh"), some("TW")]);
        assert_eq!(of("zh-Hant"), [some("zh"), None]);
        assert_eq!(of("fr"), [some("fr"), None]);
        assert_eq!(of(""), [None, None]);
    }
}
