//! Filling in the places in the page's sources that name another file of it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};

/// The values by their names: `css`, `js`, `wasm`, and `asset:favicon.svg` and its like.
pub type Values = BTreeMap<String, String>;

/// Puts the values where the text says `{{name}}`.
///
/// # Errors
/// When a name has no value.
pub fn fill(file: &str, text: &str, values: &Values) -> Result<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").with_context(|| format!("{file}: `{{{{` without `}}}}`"))?;
        let value = values.get(name.trim());
        filled.push_str(before);
        filled.push_str(value.with_context(|| format!("{file}: there is nothing called `{}`", name.trim()))?);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Refuses a page that would not load as it must.
///
/// # Errors
/// When the template leaves out a file that the page needs, or has code or styles inline, which the
/// server's content security policy forbids.
pub fn check(html: &str) -> Result<()> {
    for name in ["css", "js", "wasm"] {
        let place = format!("{{{{{name}}}}}");
        ensure!(html.contains(&place), "index.html: `{place}` is missing");
    }
    let lower = html.to_lowercase();
    for inline in ["<script>", "<style", " style=", " onload=", " onclick=", "javascript:"] {
        if lower.contains(inline) {
            bail!("index.html: `{}` is inline code, which the page's policy forbids", inline.trim());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_the_places_of_their_names() {
        let values = Values::from([("js".to_owned(), "/a.js".to_owned()), ("asset:i.svg".to_owned(), "/i".to_owned())]);
        assert_eq!(fill("f", "<{{js}}|{{ asset:i.svg }}>{x}", &values).unwrap(), "</a.js|/i>{x}");
        assert!(fill("f", "{{css}}", &values).unwrap_err().to_string().contains("nothing called `css`"));
        assert!(fill("f", "{{js", &values).is_err());
    }

    #[test]
    fn a_page_names_its_files_and_has_no_inline_code() {
        let good = r#"<link href="{{css}}"><link href="{{wasm}}"><script type="module" src="{{js}}"></script>"#;
        check(good).unwrap();
        assert!(check(&good.replace("{{wasm}}", "")).is_err());
        assert!(check(&format!("{good}<script>run()</script>")).is_err());
        assert!(check(&format!(r#"{good}<p STYLE="color: red">"#)).is_err());
    }
}
