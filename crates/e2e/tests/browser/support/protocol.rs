//! What Chromium can be told beside the standard: how large and how bright it is, and input events.

use super::browser::Browser;
use anyhow::Result;
use serde_json::{Value, json};

/// Dark on light, or light on dark, as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Scheme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// As style sheets call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What is narrower is a phone, in CSS pixels.
const PHONE: u32 = 500;

impl Browser {
    /// Makes the window that large, in CSS pixels; a narrow one is that of a phone, which is touched.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", size).await?;
        let touch = json!({ "enabled": width < PHONE });
        self.command("Emulation.setTouchEmulationEnabled", touch).await?;
        // As on a phone: they lie over the page, and take no room.
        self.command("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await?;
        self.until(format!("a width of {width}"), "return innerWidth === arguments[0]", vec![width.into()]).await?;
        Ok(())
    }

    /// Sets what the system prefers.
    pub async fn prefer(&self, scheme: Scheme) -> Result<()> {
        let feature = |name: &str, value: &str| json!({ "name": name, "value": value });
        let features = [feature("prefers-color-scheme", scheme.name()), feature("prefers-reduced-motion", "reduce")];
        self.command("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// Takes the window off the network, or back.
    pub async fn set_offline(&self, offline: bool) -> Result<()> {
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1
        });
        self.command("Network.emulateNetworkConditions", conditions).await.map(drop)
    }

    /// From now on requests for these addresses fail, as on a bad line; `*` stands for anything.
    pub async fn block(&self, addresses: &[&str]) -> Result<()> {
        // It heeds a list only while it notes requests for this very client.
        self.command("Network.enable", json!({})).await?;
        self.command("Network.setBlockedURLs", json!({ "urls": addresses })).await.map(drop)
    }

    /// Has the first tab be one without service workers, as where the page comes by plain http: a worker gives the page
    /// its files itself, and nothing that a story does to the network would be felt.
    pub(super) async fn forbid_worker(&self) -> Result<()> {
        let source = json!({ "source": "delete Navigator.prototype.serviceWorker" });
        let script = self.command("Page.addScriptToEvaluateOnNewDocument", source).await?;
        *self.no_worker.lock().unwrap() = script["identifier"].as_str().map(str::to_owned);
        Ok(())
    }

    /// From the next page on, it has one.
    pub async fn allow_worker(&self) -> Result<()> {
        let script = self.no_worker.lock().unwrap().take();
        self.command("Page.removeScriptToEvaluateOnNewDocument", json!({ "identifier": script })).await.map(drop)
    }

    /// From the next page on, it is of a version that registers no worker.
    pub async fn forget_worker(&self) -> Result<()> {
        let source = json!({ "source": "ServiceWorkerContainer.prototype.register = async () => {}" });
        self.command("Page.addScriptToEvaluateOnNewDocument", source).await.map(drop)
    }

    /// Gives the browser a device that keeps passkeys, and finds whoever asks to be its owner.
    pub async fn add_authenticator(&self) -> Result<()> {
        let device = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserConsenting": true, "isUserVerified": true
        });
        self.standard("webauthn/authenticator", device).await.map(drop)
    }

    /// Performs input as the standard's actions describe it.
    pub(super) async fn act(&self, actions: Value) -> Result<()> {
        self.standard("actions", json!({ "actions": actions })).await.map(drop)
    }
}
