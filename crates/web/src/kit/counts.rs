//! Numbers in words.

/// “1,284”.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// “12.3 MB”, in powers of ten.
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} bytes"),
        1_000..1_000_000 => format!("{} kB", count / 1_000),
        _ => format!("{}.{} MB", count / 1_000_000, count / 100_000 % 10),
    }
}

/// “1 film”, “1,284 films”.
pub fn films(number: u64) -> String {
    counted(number, "film", "films")
}

/// “1 account”, “1,284 accounts”.
pub fn accounts(number: u64) -> String {
    counted(number, "account", "accounts")
}

/// “1 event”, “1,284 events”.
pub fn events(number: u64) -> String {
    counted(number, "event", "events")
}

/// “1 job”, “1,284 jobs”.
pub fn jobs(number: u64) -> String {
    counted(number, "job", "jobs")
}

/// “1 watch”, “1,284 watches”.
pub fn watches(number: u64) -> String {
    counted(number, "watch", "watches")
}

/// “1 list”, “1,284 lists”.
pub fn lists(number: u64) -> String {
    counted(number, "list", "lists")
}

/// “1 tag”, “1,284 tags”.
pub fn tags(number: u64) -> String {
    counted(number, "tag", "tags")
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let written = [0, 999, 1_000, 36_000, 1_234_567].map(grouped);
        assert_eq!(written, ["0", "999", "1,000", "36,000", "1,234,567"]);
    }

    #[test]
    fn sizes_are_told_in_a_few_digits() {
        assert_eq!([12, 1_999, 12_345_678].map(bytes), ["12 bytes", "1 kB", "12.3 MB"]);
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!([0, 1, 2].map(films), ["0 films", "1 film", "2 films"]);
        assert_eq!([1, 2].map(watches), ["1 watch", "2 watches"]);
    }
}
