use super::*;

fn fault(username: &str, password: &str) -> Vec<(String, String)> {
    let errors = NewUser::parse(username, password).err().unwrap_or_default();
    errors.iter().map(|e| (e.field.clone(), e.code.clone())).collect()
}

fn one(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

#[test]
fn a_username_is_one_word_of_up_to_64_characters() {
    assert_eq!(fault("ana", "correct horse"), []);
    assert_eq!(fault(&"é".repeat(64), "correct horse"), []);
    assert_eq!(fault(&"é".repeat(65), "correct horse"), one("username", "too_long"));
    assert_eq!(fault("", "correct horse"), one("username", "required"));
    assert_eq!(fault("ana maria", "correct horse"), one("username", "whitespace"));
    assert_eq!(fault("an\0a", "correct horse"), one("username", "control_characters"));
}

#[test]
fn a_password_has_8_to_128_characters_and_is_not_common() {
    assert_eq!(fault("ana", &"🎬".repeat(8)[4..]), one("password", "too_short"));
    assert_eq!(fault("ana", &"ab".repeat(64)), []);
    assert_eq!(fault("ana", &"ab".repeat(65)), one("password", "too_long"));
    assert_eq!(fault("ana", "PassWord"), one("password", "too_common"));
    assert_eq!(fault("ana", "zzzzzzzzzz"), one("password", "too_common"));
    assert_eq!(fault("anamaria", "AnaMaria"), one("password", "too_common"));
    assert_eq!(fault("ana", ""), one("password", "required"));
    for common in ["qwertyuiop", "Trustno1", "superman1", "liverpool1", "1qaz2wsx3edc", "michelle1"] {
        assert_eq!(fault("ana", common), one("password", "too_common"), "{common}");
    }
}

#[test]
fn a_password_does_not_contain_the_username() {
    for (username, password) in [("anamaria", "AnaMaria2026!"), ("zoe", "my-name-is-Zoë"), ("ab", "ab")] {
        assert_eq!(fault(username, password).len(), 1, "{username}");
    }
    // It would be in too many.
    assert_eq!(fault("a", "correct horse"), []);
}

#[test]
fn a_providers_name_is_made_to_fit() {
    for (name, username) in [
        ("ana", Some("ana")),
        ("ana@id.example", Some("ana")),
        (" Ana\tMaria\u{0} Sol ", Some("Ana.Maria.Sol")),
        ("@id.example", None),
        (" \n", None),
        ("", None),
    ] {
        assert_eq!(username_from(name).as_deref(), username, "{name:?}");
    }
    let long = username_from(&"é".repeat(100)).unwrap();
    assert!(NewUser::parse(&long, "correct horse").is_ok(), "{long}");
}

#[test]
fn both_fields_at_fault_are_named() {
    assert_eq!(fault("", "").len(), 2);
}
