//! The machine that the server runs on.

/// Where Linux keeps the name of the machine.
const HOST_NAME: &str = "/proc/sys/kernel/hostname";

/// The name of the machine, by which admins tell servers apart.
pub fn host_name() -> String {
    let name = std::fs::read_to_string(HOST_NAME).ok().or_else(|| std::env::var("COMPUTERNAME").ok());
    name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| "this server".to_owned())
}
