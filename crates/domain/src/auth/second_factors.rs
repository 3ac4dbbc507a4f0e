//! Second factors: what an account asks for besides its password.

use crate::auth::passkeys::PasskeyInfo;
use crate::field_errors::FieldErrors;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// The recovery codes that an account gets at a time.
pub const RECOVERY_CODES: usize = 10;
/// The digits of a code of an authenticator app.
pub const TOTP_DIGITS: usize = 6;
/// The characters of a recovery code, without the dashes between its groups: 140 random bits.
pub const RECOVERY_CODE_LENGTH: usize = 28;
/// The characters of the codes that the first versions made; they can still be used.
const OLD_RECOVERY_CODE_LENGTH: usize = 16;
/// What recovery codes are made of: digits and letters without those that are taken for one another
/// (Crockford's Base32).
pub const RECOVERY_CODE_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The second factors of your account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactors {
    /// When the authenticator app was turned on; null if it isn’t.
    pub totp_enabled_at: Option<Timestamp>,
    /// The passkeys, the oldest first.
    pub passkeys: Vec<PasskeyInfo>,
    /// How many recovery codes are still unused.
    pub recovery_codes_left: u32,
    /// Why passkeys can't be used at this address; null when they can.
    pub passkeys_unavailable: Option<String>,
}

impl SecondFactors {
    /// Whether a password alone no longer signs in.
    pub fn any(&self) -> bool {
        self.totp_enabled_at.is_some() || !self.passkeys.is_empty()
    }
}

/// What an authenticator app needs. It is shown only once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpSetup {
    /// The secret in Base32, to type.
    pub secret: String,
    /// The secret and all that goes with it, as an address that apps understand.
    pub otpauth_url: String,
    /// That address as a QR code.
    pub qr_code: QrCode,
}

/// A QR code, to be drawn without any library.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QrCode {
    /// Width and height, with the white border of four modules that a reader needs.
    pub size: u32,
    /// The dark modules: the `d` of an SVG path, one unit for a module.
    pub path: String,
}

/// A code from the authenticator app.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TotpDraft {
    /// Six digits.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub code: String,
}

impl TotpDraft {
    /// The digits.
    ///
    /// # Errors
    /// The field, when it is no such code.
    pub fn parse(&self) -> Result<String, FieldErrors> {
        if let Some(Code::Totp(digits)) = Code::parse(&self.code) {
            return Ok(digits);
        }
        let mut errors = FieldErrors::default();
        let is_empty = self.code.trim().is_empty();
        let (code, message) =
            if is_empty { ("required", "Enter the code.") } else { ("malformed", "A code has six digits.") };
        errors.add("code", code, message);
        Err(errors)
    }
}

/// The recovery codes of an account. They are shown only once, and each works once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    /// The codes; empty when the account has them already.
    pub codes: Vec<String>,
}

/// A code that stands in for a second factor.
#[derive(Clone, PartialEq, Eq)]
pub enum Code {
    /// Of an authenticator app: six digits.
    Totp(String),
    /// A recovery code as it is hashed: lower case, without dashes.
    Recovery(String),
}

impl Code {
    /// Reads what was typed: spaces, dashes and case don't matter, nor does an O for a zero.
    pub fn parse(typed: &str) -> Option<Self> {
        let text: String =
            typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_lowercase()).collect();
        if text.len() == TOTP_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Totp(text));
        }
        let text = text.replace('o', "0").replace(['i', 'l'], "1");
        let has_length = [RECOVERY_CODE_LENGTH, OLD_RECOVERY_CODE_LENGTH].contains(&text.len());
        let is_code = has_length && text.bytes().all(|b| RECOVERY_CODE_ALPHABET.contains(&b));
        is_code.then_some(Self::Recovery(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_written() {
        for typed in ["123456", " 123 456 ", "123-456"] {
            assert!(Code::parse(typed) == Some(Code::Totp("123456".to_owned())), "{typed}");
        }
        for typed in ["01ab-cdef-ghjk-mnpq", "OIAB CDEF GHJK MNPQ", "olabcdefghjkmnpq"] {
            assert!(Code::parse(typed) == Some(Code::Recovery("01abcdefghjkmnpq".to_owned())), "{typed}");
        }
        let typed = "01ab-cdef-ghjk-mnpq-rstv-wxyz-0123";
        assert!(Code::parse(typed) == Some(Code::Recovery("01abcdefghjkmnpqrstvwxyz0123".to_owned())));
        for typed in ["", "12345", "1234567", "12345x", "１２３４５６", "01ab-cdef-ghjk-mnpu", "01ab-cdef-ghjk-mnp"]
        {
            assert!(Code::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn only_six_digits_confirm_an_authenticator_app() {
        let fault = |code: &str| {
            let errors = TotpDraft { code: code.to_owned() }.parse().err().unwrap_or_default();
            errors.iter().map(|error| error.code.clone()).next()
        };
        assert_eq!(fault("123 456"), None);
        assert_eq!(fault(" ").as_deref(), Some("required"));
        assert_eq!(fault("01ab-cdef-ghjk-mnpq").as_deref(), Some("malformed"));
    }
}
