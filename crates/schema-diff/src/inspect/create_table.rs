//! What SQLite's pragmas don't tell of a table: its checks, and the names of its keys.

/// A check.
pub struct ParsedCheck {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The column that it stands beside.
    pub column: Option<String>,
    /// The condition.
    pub condition: String,
}

/// What a statement that makes a table says beyond the pragmas.
#[derive(Default)]
pub struct Parsed {
    /// Its checks, in order.
    pub checks: Vec<ParsedCheck>,
    /// Its unique keys: names and columns.
    pub uniques: Vec<(Option<String>, Vec<String>)>,
    /// What else stands beside columns, such as a collation.
    pub rest: Vec<(String, String)>,
}

/// A statement in one spelling: names without quotes, words in lower case, spaces where they must be.
pub fn canonical(sql: &str) -> String {
    let words: Vec<String> = tokens(sql).iter().map(Token::canonical).collect();
    words.join(" ")
}

/// A word, name, text, number or sign, as it is written.
struct Token<'a>(&'a str);

impl Token<'_> {
    fn canonical(&self) -> String {
        match self.0.as_bytes()[0] {
            b'\'' => self.0.to_owned(),
            b'"' | b'`' | b'[' => self.0[1..self.0.len() - 1].to_lowercase(),
            _ => self.0.to_lowercase(),
        }
    }

    fn is(&self, word: &str) -> bool {
        self.0.eq_ignore_ascii_case(word)
    }

    fn name(&self) -> String {
        self.0.trim_matches(['"', '`', '[', ']']).to_owned()
    }
}

fn tokens(sql: &str) -> Vec<Token<'_>> {
    let (mut found, mut rest) = (Vec::new(), sql.trim_start());
    while let Some(first) = rest.chars().next() {
        let len = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(end) = closing(first) {
            rest[1..].find(end).map_or(rest.len(), |at| at + 2)
        } else if first.is_alphanumeric() || first == '_' {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
        } else {
            ["<>", "<=", ">=", "!=", "==", "||"]
                .iter()
                .find(|sign| rest.starts_with(**sign))
                .map_or_else(|| first.len_utf8(), |sign| sign.len())
        };
        if !rest.starts_with("--") && !rest.starts_with("/*") {
            found.push(Token(&rest[..len]));
        }
        rest = rest[len..].trim_start();
    }
    found
}

fn closing(opening: char) -> Option<char> {
    match opening {
        '\'' | '"' | '`' => Some(opening),
        '[' => Some(']'),
        _ => None,
    }
}

/// Reads a statement that makes a table.
pub fn parse(create: &str) -> Parsed {
    let tokens = tokens(create);
    let mut parsed = Parsed::default();
    let Some(open) = tokens.iter().position(|token| token.0 == "(") else { return parsed };
    let body = &tokens[open + 1..closing_parenthesis(&tokens, open)];
    let (mut start, mut depth) = (0, 0_i32);
    for (at, token) in body.iter().enumerate() {
        depth += i32::from(token.0 == "(") - i32::from(token.0 == ")");
        if depth == 0 && token.0 == "," {
            parsed.add(create, &body[start..at]);
            start = at + 1;
        }
    }
    parsed.add(create, &body[start..]);
    parsed
}

/// Where the parenthesis at a place is closed.
fn closing_parenthesis(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        depth += i32::from(token.0 == "(") - i32::from(token.0 == ")");
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// Words beside a column that the pragmas tell of.
const KNOWN: [&str; 12] =
    ["not", "null", "primary", "key", "on", "delete", "update", "cascade", "set", "no", "action", "restrict"];

impl Parsed {
    /// Takes a column or a constraint.
    fn add(&mut self, create: &str, tokens: &[Token<'_>]) {
        let Some(first) = tokens.first() else { return };
        let of_table = ["constraint", "primary", "unique", "check", "foreign"].iter().any(|word| first.is(word));
        let column = (!of_table).then(|| first.name());
        let (mut name, mut rest) = (None, Vec::new());
        // Behind the name and the type of a column.
        let mut at = if of_table { 0 } else { 2 };
        while let Some(token) = tokens.get(at) {
            let group = tokens.get(at + 1).filter(|next| next.0 == "(").map(|_| closing_parenthesis(tokens, at + 1));
            if token.is("constraint") {
                name = tokens.get(at + 1).map(Token::name);
                at += 2;
            } else if token.is("check")
                && let Some(end) = group
            {
                let condition = between(create, &tokens[at + 1], &tokens[end]).to_owned();
                self.checks.push(ParsedCheck { name: name.take(), column: column.clone(), condition });
                at = end + 1;
            } else if token.is("unique") {
                let listed = group.map(|end| &tokens[at + 2..end]).unwrap_or_default();
                let listed = listed.iter().filter(|token| token.0 != ",").map(Token::name);
                let columns = column.iter().cloned().chain(listed).collect();
                self.uniques.push((name.take(), columns));
                at = group.unwrap_or(at) + 1;
            } else if of_table {
                // The pragmas tell of the other keys.
                break;
            } else if token.is("references") {
                let group =
                    tokens.get(at + 2).filter(|next| next.0 == "(").map(|_| closing_parenthesis(tokens, at + 2));
                at = group.unwrap_or(at + 1) + 1;
            } else if token.is("default") {
                at = group.unwrap_or(at + 1) + 1;
            } else {
                if !KNOWN.iter().any(|word| token.is(word)) {
                    rest.push(token.0);
                }
                at += 1;
            }
        }
        if let Some(column) = column.filter(|_| !rest.is_empty()) {
            self.rest.push((column, rest.join(" ")));
        }
    }
}

/// What stands between two tokens of a text.
fn between<'a>(text: &'a str, open: &Token<'_>, close: &Token<'_>) -> &'a str {
    let place = |token: &Token<'_>| token.0.as_ptr() as usize - text.as_ptr() as usize;
    text[place(open) + 1..place(close)].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_and_keys_are_found_with_their_columns() {
        let parsed = parse(
            "CREATE TABLE \"t\" (id BLOB NOT NULL PRIMARY KEY, -- a, (comment\n\
             kind TEXT COLLATE NOCASE NOT NULL DEFAULT ('a') CHECK (kind IN ('a', 'b)')) CHECK (kind <> 'x'),\n\
             \"owner\" BLOB UNIQUE REFERENCES users (id) ON DELETE CASCADE,\n\
             CONSTRAINT t_key UNIQUE (kind, \"owner\"), CONSTRAINT c CHECK (id <> owner), PRIMARY KEY (id)) STRICT",
        );
        let checks: Vec<_> = parsed.checks.iter().map(|it| (it.column.as_deref(), it.condition.as_str())).collect();
        let expected = [(Some("kind"), "kind IN ('a', 'b)')"), (Some("kind"), "kind <> 'x'"), (None, "id <> owner")];
        assert_eq!(checks, expected);
        assert_eq!(parsed.checks[2].name.as_deref(), Some("c"));
        let owner = vec!["owner".to_owned()];
        let both = vec!["kind".to_owned(), "owner".to_owned()];
        assert_eq!(parsed.uniques, [(None, owner), (Some("t_key".to_owned()), both)]);
        assert_eq!(parsed.rest, [("kind".to_owned(), "COLLATE NOCASE".to_owned())]);
    }

    #[test]
    fn one_spelling_is_as_good_as_another() {
        assert_eq!(canonical("CREATE INDEX \"a\"  ON t (x)"), canonical("create index a on t(x)"));
        assert_ne!(canonical("x <> 'A'"), canonical("x <> 'a'"));
    }
}
