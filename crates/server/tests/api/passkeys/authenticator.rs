//! A passkey of a test's own: what a browser and a security key do together.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::challenges::WebauthnJson;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use server::clock::Clock;
use sha2::{Digest, Sha256};

/// The user was there, and showed who they are; the key is described.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// An authenticator with one passkey, in a browser at some origin.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    pub credential_id: Vec<u8>,
    /// The account's id, as the server gave it; none for a key that does not keep it.
    pub user_handle: Option<Vec<u8>>,
    pub counter: u32,
    pub origin: String,
    /// Whether it asks who is there.
    pub verifies: bool,
}

impl Authenticator {
    pub fn new(clock: &Clock, origin: &str) -> Self {
        Self {
            key: SigningKey::from_slice(&clock.random::<32>()).unwrap(),
            credential_id: clock.random::<16>().to_vec(),
            user_handle: None,
            counter: 0,
            origin: origin.to_owned(),
            verifies: true,
        }
    }

    /// Makes the passkey that is asked for (`navigator.credentials.create`).
    pub fn create(&mut self, options: &WebauthnJson) -> WebauthnJson {
        let options: Value = serde_json::from_str(options.0.get()).unwrap();
        self.user_handle = Some(decoded(&options["user"]["id"]));
        let mut data = self.data(options["rp"]["id"].as_str().unwrap(), ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential_id.len()).unwrap().to_be_bytes());
        data.extend(&self.credential_id);
        data.extend(self.public_key());
        let mut attestation = vec![0xa3];
        attestation.extend(cbor_text("fmt"));
        attestation.extend(cbor_text("none"));
        attestation.extend(cbor_text("attStmt"));
        attestation.push(0xa0);
        attestation.extend(cbor_text("authData"));
        attestation.push(0x59);
        attestation.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        attestation.extend(data);
        let client_data = self.client_data("webauthn.create", &options["challenge"]);
        let response = json!({
            "clientDataJSON": encoded(&client_data), "attestationObject": encoded(&attestation),
            "transports": ["usb", "something-new"]
        });
        self.answer(&response)
    }

    /// Shows the passkey (`navigator.credentials.get`).
    pub fn get(&mut self, options: &WebauthnJson) -> WebauthnJson {
        let options: Value = serde_json::from_str(options.0.get()).unwrap();
        self.counter += 1;
        let data = self.data(options["rpId"].as_str().unwrap(), 0);
        let client_data = self.client_data("webauthn.get", &options["challenge"]);
        let signed = [data.clone(), Sha256::digest(&client_data).to_vec()].concat();
        let signature: Signature = self.key.sign(&signed);
        let mut response = json!({
            "clientDataJSON": encoded(&client_data), "authenticatorData": encoded(&data),
            "signature": encoded(signature.to_der().as_bytes())
        });
        if let Some(handle) = &self.user_handle {
            response["userHandle"] = encoded(handle).into();
        }
        self.answer(&response)
    }

    fn data(&self, rp_id: &str, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(rp_id).to_vec();
        data.push(PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// As COSE writes it: a map of type, algorithm, curve and both coordinates.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend(&point.as_bytes()[1..33]);
        key.extend([0x22, 0x58, 0x20]);
        key.extend(&point.as_bytes()[33..]);
        key
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        let data = json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false});
        data.to_string().into_bytes()
    }

    fn answer(&self, response: &Value) -> WebauthnJson {
        let id = encoded(&self.credential_id);
        let answer = json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "cross-platform",
            "clientExtensionResults": {}, "response": response
        });
        WebauthnJson(serde_json::value::to_raw_value(&answer).unwrap())
    }
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decoded(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}

fn cbor_text(text: &str) -> Vec<u8> {
    [&[0x60 + u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}
