//! What proxies say about who came to them: `X-Forwarded-For`, and `Forwarded` (RFC 7239).

use http::header::{FORWARDED, HeaderMap, HeaderName};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// The most proxies in a row that are believed.
const MAX_PROXIES: usize = 32;

/// Whether a proxy says something about who came to it.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(FORWARDED)
}

/// The client's address: the other end of the connection or, behind proxies that are trusted, what
/// they say.
///
/// The entries are walked from the end: each proxy that is trusted is believed about who came to it,
/// and the first address that is no such proxy is the client's. An entry that is no address ends the
/// walk. `Forwarded` counts only where there is no `X-Forwarded-For`: most proxies write that one
/// alone, and pass on whatever a client put into the other.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    if headers.contains_key(X_FORWARDED_FOR) {
        walk(peer, entries(headers, &X_FORWARDED_FOR).map(address_in), trusted)
    } else {
        walk(peer, entries(headers, &FORWARDED).map(forwarded_for), trusted)
    }
}

/// The entries of all lines of a header, from the last to the first.
fn entries<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a [u8]> {
    let lines = headers.get_all(name).iter().rev();
    lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b',')).map(<[u8]>::trim_ascii)
}

fn walk(peer: IpAddr, said: impl Iterator<Item = Option<IpAddr>>, trusted: &[IpNet]) -> IpAddr {
    let mut address = peer.to_canonical();
    for earlier in said.take(MAX_PROXIES) {
        let is_trusted = trusted.iter().any(|network| network.contains(&address));
        match earlier {
            Some(earlier) if is_trusted => address = earlier.to_canonical(),
            _ => break,
        }
    }
    address
}

/// The address of an entry: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`,
/// `[2001:db8::1]:80`, each perhaps in quotes. None for a name such as `unknown` or `_hidden`.
fn address_in(entry: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(entry).ok()?;
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        return is_port(port).then(|| address.parse::<Ipv6Addr>().ok())?.map(IpAddr::V6);
    }
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let (address, port) = text.split_at_checked(text.find(':')?)?;
    is_port(port).then(|| address.parse().ok())?.map(IpAddr::V4)
}

/// Whether it is nothing, or a colon and a port (RFC 7239, section 6: a number or a name with `_`).
fn is_port(text: &str) -> bool {
    let Some(port) = text.strip_prefix(':') else { return text.is_empty() };
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    port.parse::<u16>().is_ok() || port.strip_prefix('_').is_some_and(is_name)
}

/// The address behind `for=` in an element of `Forwarded`. None when any part of the element is not
/// as it must be: what a client smuggled into a quoted text is then no element of its own.
fn forwarded_for(element: &[u8]) -> Option<IpAddr> {
    let mut found = None;
    for pair in element.split(|byte| *byte == b';') {
        let pair = str::from_utf8(pair).ok()?.trim_ascii();
        let (name, value) = pair.split_once('=')?;
        if !is_token(name) || !(is_token(value) || is_quoted(value)) {
            return None;
        }
        if name.eq_ignore_ascii_case("for") && found.replace(value).is_some() {
            return None;
        }
    }
    address_in(found?.as_bytes())
}

/// A token (RFC 9110, section 5.6.2), and what is written without quotes though it needs them: an
/// address with a port or in brackets.
fn is_token(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:[]".contains(&byte);
    !text.is_empty() && text.bytes().all(is_allowed)
}

/// A quoted text (RFC 9110, section 5.6.4) without escapes, which no address needs.
fn is_quoted(text: &str) -> bool {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.is_some_and(|inner| !inner.contains(['"', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn address(peer: &str, lines: &[(HeaderName, &[u8])]) -> String {
        let headers: HeaderMap =
            lines.iter().map(|(name, line)| (name.clone(), HeaderValue::from_bytes(line).unwrap())).collect();
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], expected: &str) {
        let lines: Vec<_> = forwarded.iter().map(|line| (X_FORWARDED_FOR, line.as_bytes())).collect();
        assert_eq!(address(peer, &lines), expected);
    }

    #[test]
    fn only_proxies_that_are_listed_are_believed() {
        check("198.51.100.7", &["203.0.113.9"], "198.51.100.7");
        check("10.0.0.1", &["203.0.113.9"], "203.0.113.9");
        check("10.0.0.1", &["1.1.1.1, 203.0.113.9"], "203.0.113.9");
        check("10.0.0.1", &["203.0.113.9, 10.0.0.2"], "203.0.113.9");
        check("10.0.0.1", &["203.0.113.9", "10.0.0.2"], "203.0.113.9");
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &["nonsense"], "10.0.0.1");
        check("10.0.0.1", &["203.0.113.9, nonsense, 10.0.0.2"], "10.0.0.2");
        check("::ffff:10.0.0.1", &["2001:db8::1"], "2001:db8::1");
        check("10.0.0.1", &[""], "10.0.0.1");
        check("10.0.0.1", &["203.0.113.9,"], "10.0.0.1");
    }

    #[test]
    fn an_address_is_read_however_a_proxy_writes_it() {
        for (entry, expected) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("\"203.0.113.9\"", "203.0.113.9"),
            ("\"203.0.113.9:4711\"", "203.0.113.9"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("[::ffff:203.0.113.9]:4711", "203.0.113.9"),
            ("203.0.113.9:_port", "203.0.113.9"),
        ] {
            check("10.0.0.1", &[entry], expected);
            check("10.0.0.1", &["198.51.100.1", &format!("{entry} , 10.0.0.2:80")], expected);
        }
        for entry in [
            "203.0.113.9:",
            "203.0.113.9:70000",
            "203.0.113.9:x",
            "203.0.113.9 x",
            "[203.0.113.9]",
            "[2001:db8::1",
            "2001:db8::1]",
            "[2001:db8::1]x",
            "\"203.0.113.9",
            "unknown",
            "_hidden",
            "fe80::1%eth0",
            ":80",
            "[]",
            "\"",
        ] {
            check("10.0.0.1", &[entry], "10.0.0.1");
        }
    }

    #[test]
    fn what_is_no_text_spoils_its_own_entry_alone() {
        assert_eq!(address("10.0.0.1", &[(X_FORWARDED_FOR, b"\xff\xc3, 203.0.113.9")]), "203.0.113.9");
        assert_eq!(address("10.0.0.1", &[(X_FORWARDED_FOR, b"203.0.113.9, \xff, 10.0.0.2")]), "10.0.0.2");
        assert_eq!(address("10.0.0.1", &[(FORWARDED, b"by=\xff, for=203.0.113.9")]), "203.0.113.9");
    }

    #[test]
    fn the_standard_header_is_understood_too() {
        for (line, expected) in [
            ("for=203.0.113.9", "203.0.113.9"),
            ("FOR=\"203.0.113.9:4711\";proto=https;by=10.0.0.1", "203.0.113.9"),
            ("proto=https ; for=\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("for=203.0.113.9:4711;host=films.example:443", "203.0.113.9"),
            ("for=198.51.100.1, for=203.0.113.9, for=10.0.0.2", "203.0.113.9"),
            ("for=203.0.113.9, for=unknown, for=10.0.0.2", "10.0.0.2"),
            ("for=203.0.113.9, for=_hidden", "10.0.0.1"),
            ("for=203.0.113.9, proto=https", "10.0.0.1"),
            ("for=203.0.113.9;for=198.51.100.1", "10.0.0.1"),
            // What a client put into its host, which the proxy quotes, is no entry.
            (r#"for=198.51.100.1;host="x, for=203.0.113.9;b=""#, "10.0.0.1"),
            (r#"for=198.51.100.1;host="x, for=203.0.113.9;b=\"\"""#, "10.0.0.1"),
        ] {
            assert_eq!(address("10.0.0.1", &[(FORWARDED, line.as_bytes())]), expected, "{line}");
        }
        assert_eq!(address("198.51.100.7", &[(FORWARDED, b"for=203.0.113.9")]), "198.51.100.7");
    }

    #[test]
    fn the_usual_header_is_believed_before_the_standard_one() {
        let both: [(HeaderName, &[u8]); 2] = [(FORWARDED, b"for=203.0.113.9"), (X_FORWARDED_FOR, b"198.51.100.1")];
        assert_eq!(address("10.0.0.1", &both), "198.51.100.1");
    }

    #[test]
    fn a_row_of_proxies_has_an_end() {
        check("10.0.0.1", &[&format!("203.0.113.9{}", ", 10.0.0.2".repeat(100_000))], "10.0.0.2");
    }
}
