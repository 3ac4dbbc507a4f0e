//! Passkeys, as the browser makes and shows them (`WebAuthn`).
//!
//! Questions and answers pass through as the JSON that browsers write and read by themselves.

use domain::challenges::WebauthnJson;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::futures::JsFuture;
use web_sys::js_sys::{Function, JSON, Object, Promise, Reflect};

/// What is done with a passkey.
#[derive(Clone, Copy)]
pub enum Act {
    /// One is made.
    Create,
    /// One is shown.
    Get,
}

/// Whether this browser offers passkeys at this address: they are bound to a name, so none is offered
/// where the address is a number.
pub fn are_offered() -> bool {
    let host = window().location().hostname().unwrap_or_default();
    !host.ends_with(|last: char| last == ']' || last.is_ascii_digit())
        && window().is_secure_context()
        && class().is_ok_and(|class| member(&class, "parseRequestOptionsFromJSON").is_ok())
}

/// Asks the browser, which asks whoever sits before it.
///
/// # Errors
/// What to tell them when there is no answer.
pub async fn ask(act: Act, options: &WebauthnJson) -> Result<WebauthnJson, String> {
    let answer = match start(act, options) {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    let text = answer.and_then(|answer| JSON::stringify(&answer)).map_err(|error| reason(&error))?;
    WebauthnJson::new(String::from(text)).ok_or_else(|| reason(&JsValue::NULL))
}

fn start(act: Act, options: &WebauthnJson) -> Result<Promise, JsValue> {
    let (parse, call) = match act {
        Act::Create => ("parseCreationOptionsFromJSON", "create"),
        Act::Get => ("parseRequestOptionsFromJSON", "get"),
    };
    let class = class()?;
    let parsed = member(&class, parse)?.call1(&class, &JSON::parse(options.0.get())?)?;
    let wanted = Object::new();
    Reflect::set(&wanted, &"publicKey".into(), &parsed)?;
    let container = Reflect::get(&Reflect::get(&window(), &"navigator".into())?, &"credentials".into())?;
    Ok(member(&container, call)?.call1(&container, &wanted)?.unchecked_into())
}

fn class() -> Result<JsValue, JsValue> {
    Reflect::get(&window(), &"PublicKeyCredential".into())
}

fn member(object: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(object, &name.into())?.dyn_into()
}

/// The reason in the words of people; the browser's name for it is all that is alike in all of them.
fn reason(error: &JsValue) -> String {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
    match name.as_str() {
        "NotAllowedError" | "AbortError" => "No passkey was used. The request was cancelled or timed out.",
        "InvalidStateError" => "This device already has a passkey for this account.",
        "SecurityError" => "Passkeys don't work at this address. Open the page at the server's public URL.",
        _ => "This browser couldn’t use a passkey.",
    }
    .to_owned()
}
