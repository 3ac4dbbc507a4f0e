//! Why nothing came of going to the OpenID provider, as the address says.

use crate::base::navigation::Navigation;
use crate::base::routes::{HOME, return_url, url};
use domain::accounts::identities::OidcFault;

/// Why signing in through the provider, or linking, came to nothing. It is taken out of the address: who
/// reloads the page or keeps its address is not told again.
pub fn take_fault(navigation: Navigation) -> Option<String> {
    let location = navigation.location_now();
    let words = OidcFault::describe(location.value("oidc_error")?);
    let back = return_url(location.value("return_url"));
    let pairs = [("return_url", back.as_str())];
    let is_login = location.path == "/login" && back != HOME;
    navigation.replace(&url(&location.path, pairs.into_iter().filter(|_| is_login)));
    Some(words.to_owned())
}
