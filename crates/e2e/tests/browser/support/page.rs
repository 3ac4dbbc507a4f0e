//! Looking at a page and using it, in the words of people: roles, names and texts.

use super::browser::Browser;
use super::waiting::wait_for;
use anyhow::{Context, Result, ensure};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::key::Key;
use serde_json::{Value, json};

const FIND: &str = include_str!("find.js");
/// As people scroll: away from what lies over the edges of the window.
const CENTRE: &str = "arguments[0].scrollIntoView({ block: 'center' })";
/// The name of the member by which an element travels.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

impl Browser {
    /// Waits until there is a visible element of that role and name.
    pub async fn see(&self, role: &str, name: &str) -> Result<Element> {
        self.found(role, Some(name)).await
    }

    /// Waits until there is a visible element that matches the selector.
    pub async fn see_css(&self, selector: &str) -> Result<Element> {
        self.found(selector, None).await
    }

    async fn found(&self, role: &str, name: Option<&str>) -> Result<Element> {
        let what = name.map_or_else(|| role.to_owned(), |name| format!("the {role} “{name}”"));
        let value = self.until(what, FIND, vec!["one".into(), role.into(), name.into()]).await?;
        self.element(&value)
    }

    /// The element that a script gave.
    pub fn element(&self, value: &Value) -> Result<Element> {
        let id = value.get(ELEMENT).and_then(Value::as_str).with_context(|| format!("{value} is no element"))?;
        Ok(Element::from_element_id(self.client().clone(), ElementRef::from(id.to_owned())))
    }

    /// The names of all visible elements of that role.
    pub async fn names(&self, role: &str) -> Result<Vec<String>> {
        let names = self.script(FIND, vec!["all".into(), role.into(), Value::Null]).await?;
        Ok(serde_json::from_value(names)?)
    }

    /// Waits until a text is to be read in a visible part of the page.
    pub async fn see_text(&self, text: &str) -> Result<()> {
        // Titles in sentences are isolated by marks that take no room.
        let script = "return document.body.innerText.replace(/[\\u2068\\u2069]/g, '').includes(arguments[0])";
        self.until(format!("the text “{text}”"), script, vec![text.into()]).await.map(drop)
    }

    /// Waits until nothing visible matches the selector.
    pub async fn miss_css(&self, selector: &str) -> Result<()> {
        let script = "return ![...document.querySelectorAll(arguments[0])].some((e) => e.checkVisibility())";
        self.until(format!("{selector} to go"), script, vec![selector.into()]).await.map(drop)
    }

    /// Clicks what has that role and name.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        self.click_found(role, Some(name)).await
    }

    /// Clicks what matches the selector.
    pub async fn click_css(&self, selector: &str) -> Result<()> {
        self.click_found(selector, None).await
    }

    async fn click_found(&self, role: &str, name: Option<&str>) -> Result<()> {
        // It may be drawn anew, or lie under a message, at the very moment of the click.
        let clicked = wait_for(format!("a click on {role} {name:?}"), async || {
            let value = self.script(FIND, vec!["one".into(), role.into(), name.into()]).await?;
            if value.is_null() {
                return Ok(None);
            }
            self.script(CENTRE, vec![value.clone()]).await?;
            self.element(&value)?.click().await?;
            Ok(Some(()))
        });
        match clicked.await {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.describe().await)),
        }
    }

    /// The field of that name, as the API calls it.
    pub async fn field(&self, name: &str) -> Result<Element> {
        self.see_css(&field_selector(name)).await
    }

    /// Puts a text in the place of what a field holds, key by key.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.field(name).await?;
        self.script(CENTRE, vec![serde_json::to_value(&field)?]).await?;
        field.click().await?;
        field.send_keys(&format!("{}a{}{text}", char::from(Key::Control), char::from(Key::Null))).await?;
        if text.is_empty() {
            field.send_keys(&char::from(Key::Backspace).to_string()).await?;
        }
        Ok(())
    }

    /// Waits until a field is marked as at fault, and gives the message that stands at it.
    pub async fn fault_of(&self, name: &str) -> Result<String> {
        let script = "const field = document.querySelector(arguments[0]);
            if (field?.getAttribute('aria-invalid') !== 'true') return null;
            const notes = field.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id));
            return notes.filter((note) => note?.checkVisibility()).map((note) => note.innerText).join(' ').trim()";
        let args = vec![field_selector(name).into()];
        let message = self.until(format!("a fault at the field {name}"), script, args).await?;
        Ok(message.as_str().unwrap_or_default().to_owned())
    }

    /// Presses keys, wherever the focus is.
    pub async fn press(&self, keys: &[Key]) -> Result<()> {
        for key in keys {
            self.type_keys(&char::from(*key).to_string()).await?;
        }
        Ok(())
    }

    /// Presses a key while another one is held, wherever the focus is.
    pub async fn press_with(&self, held: Key, key: impl Into<char>) -> Result<()> {
        let (held, key) = (char::from(held).to_string(), key.into().to_string());
        let step = |what: &str, value: &str| json!({ "type": what, "value": value });
        let actions = [step("keyDown", &held), step("keyDown", &key), step("keyUp", &key), step("keyUp", &held)];
        self.act(json!([{ "type": "key", "id": "keyboard", "actions": actions }])).await
    }

    /// Types a text, wherever the focus is.
    pub async fn type_keys(&self, text: &str) -> Result<()> {
        let keys = text.chars().flat_map(|key| {
            let key = key.to_string();
            [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
        });
        self.act(json!([{ "type": "key", "id": "keyboard", "actions": keys.collect::<Vec<_>>() }])).await
    }

    /// Moves the mouse to a point of the window, in CSS pixels.
    pub async fn point_at(&self, x: f64, y: f64) -> Result<()> {
        self.use_mouse(json!([{ "type": "pointerMove", "duration": 0, "x": x.round(), "y": y.round() }])).await
    }

    /// Clicks with the mouse at a point of the window, in CSS pixels.
    pub async fn click_at(&self, x: f64, y: f64) -> Result<()> {
        self.point_at(x, y).await?;
        let press = |what| json!({ "type": what, "button": 0 });
        self.use_mouse(json!([press("pointerDown"), press("pointerUp")])).await
    }

    /// Drags what is at a point of the window to another, in CSS pixels.
    pub async fn drag(&self, x: f64, y: f64, to_x: f64, to_y: f64) -> Result<()> {
        let press = |what| json!({ "type": what, "button": 0 });
        let go = |x: f64, y: f64| json!({ "type": "pointerMove", "duration": 50, "x": x.round(), "y": y.round() });
        let middle = f64::midpoint(y, to_y);
        self.use_mouse(json!([go(x, y), press("pointerDown"), go(to_x, middle), go(to_x, to_y), press("pointerUp")]))
            .await
    }

    async fn use_mouse(&self, actions: Value) -> Result<()> {
        let mouse = json!({ "pointerType": "mouse" });
        self.act(json!([{ "type": "pointer", "id": "mouse", "parameters": mouse, "actions": actions }])).await
    }

    /// What a screen reader calls the element that has the focus: its role or tag, and its name.
    pub async fn focused(&self) -> Result<String> {
        let script = "const e = document.activeElement;
            return (e.getAttribute('role') ?? e.tagName.toLowerCase()) + ' '
                + (e.getAttribute('aria-label') ?? (e.innerText || e.labels?.[0]?.innerText || e.id || ''))";
        let value = self.script(script, Vec::new()).await?;
        Ok(value.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Presses Tab until the focus is among the films, and waits until it is on the one of this title.
    pub async fn tab_to_film(&self, title: &str) -> Result<()> {
        for _ in 0..100 {
            self.press(&[Key::Tab]).await?;
            let inside = "return !!document.activeElement.closest('[data-arrows]')";
            if self.script(inside, Vec::new()).await? == json!(true) {
                // The list itself may have it for a moment, until what follows the keys is loaded.
                return self.until_focus_text(title).await;
            }
        }
        ensure!(false, "Tab never came to the films");
        Ok(())
    }

    /// Presses Tab until the focus is on something called so, a hundred times at the most.
    pub async fn tab_to(&self, name: &str) -> Result<()> {
        let mut passed = Vec::new();
        for _ in 0..100 {
            self.press(&[Key::Tab]).await?;
            let focused = self.focused().await?;
            if focused.split_once(' ').is_some_and(|(_, found)| found == name) {
                return Ok(());
            }
            passed.push(focused);
        }
        ensure!(false, "Tab never came to “{name}”, only to {passed:?}");
        Ok(())
    }
}

/// What a field of that name is found by.
pub(super) fn field_selector(name: &str) -> String {
    format!("#field-{name}, [name={name}]")
}
