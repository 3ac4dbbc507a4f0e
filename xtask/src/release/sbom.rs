//! What a program is made of, as `CycloneDX`: <https://cyclonedx.org/docs/1.6/json/>.
//!
//! From `cargo metadata`, with the checksums of `Cargo.lock`. Without a time and a serial number, so that equal
//! sources make equal lists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{page, process, workspace};

/// The packages that the program is made of: itself, and the page in it.
const PROGRAM: &str = "movietracker";
const PAGE: &str = "web";

/// The list for a target.
///
/// # Errors
/// When cargo can't say.
pub fn write(target: &str) -> Result<String> {
    let lock = fs::read_to_string(workspace::root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let sums = checksums(&lock);
    let mut parts = Parts::default();
    parts.add(&metadata(target, &[])?, PROGRAM, &sums)?;
    parts.add(&metadata(page::TARGET, &["--features", "web/app"])?, PAGE, &sums)?;
    Ok(format!("{:#}\n", parts.document()))
}

fn metadata(target: &str, more: &[&str]) -> Result<Value> {
    let arguments = [&["metadata", "--format-version", "1", "--locked", "--filter-platform", target], more].concat();
    serde_json::from_str(&process::output(&mut process::cargo(arguments))?).context("cargo metadata printed no JSON")
}

/// Packages by how they are referred to, and what each needs.
#[derive(Default)]
struct Parts {
    components: BTreeMap<String, Value>,
    needs: BTreeMap<String, BTreeSet<String>>,
}

impl Parts {
    /// Adds a package and all that it needs to run.
    fn add(&mut self, metadata: &Value, root: &str, sums: &BTreeMap<String, String>) -> Result<()> {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let packages: BTreeMap<String, Value> =
            list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
        let nodes: BTreeMap<String, Value> =
            list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (text(&node["id"]), node)).collect();
        let first = packages.iter().find(|(_, package)| package["name"] == root);
        let mut open = vec![first.with_context(|| format!("there is no package {root}"))?.0.clone()];
        let mut seen: BTreeSet<String> = open.iter().cloned().collect();
        while let Some(id) = open.pop() {
            let (Some(package), Some(node)) = (packages.get(&id), nodes.get(&id)) else { continue };
            let needed = list(&node["deps"])
                .into_iter()
                .filter(|dep| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()));
            let needed: Vec<String> = needed.map(|dep| text(&dep["pkg"])).collect();
            let reference = reference(package);
            self.needs
                .entry(reference.clone())
                .or_default()
                .extend(needed.iter().filter_map(|id| packages.get(id)).map(self::reference));
            self.components.insert(reference, component(package, sums));
            open.extend(needed.into_iter().filter(|id| seen.insert(id.clone())));
        }
        Ok(())
    }

    fn document(mut self) -> Value {
        let is_program = |component: &Value| component["name"] == PROGRAM;
        let program = self.components.iter().find(|(_, component)| is_program(component)).map(|(key, _)| key.clone());
        let mut program = program.and_then(|key| self.components.remove(&key)).unwrap_or_default();
        program["type"] = "application".into();
        let needs = self.needs.iter().map(|(reference, needs)| json!({ "ref": reference, "dependsOn": needs }));
        json!({
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": { "component": program },
            "components": self.components.values().collect::<Vec<_>>(),
            "dependencies": needs.collect::<Vec<_>>(),
        })
    }
}

/// How a package is referred to: its address, as package managers write it.
fn reference(package: &Value) -> String {
    let field = |name: &str| package[name].as_str().unwrap_or_default();
    format!("pkg:cargo/{}@{}", field("name"), field("version"))
}

fn component(package: &Value, sums: &BTreeMap<String, String>) -> Value {
    let reference = reference(package);
    let mut component = json!({
        "type": "library",
        "bom-ref": reference,
        "name": package["name"],
        "version": package["version"],
        "purl": reference,
    });
    if let Some(licence) = package["license"].as_str() {
        // Old packages write OR as a slash.
        component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
    }
    if let Some(sum) = sums.get(&reference) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}

/// The checksums of packages of the registry, by their references.
fn checksums(lock: &str) -> BTreeMap<String, String> {
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))?;
        Some(line.trim_matches('"').to_owned())
    };
    let sums = lock.split("[[package]]\n").filter_map(|block| {
        let reference = format!("pkg:cargo/{}@{}", value(block, "name")?, value(block, "version")?);
        Some((reference, value(block, "checksum")?))
    });
    sums.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_what_is_needed_to_run_and_nothing_else() {
        let package = |id: &str| json!({ "id": id, "name": id, "version": "1.0.0", "license": "MIT/Apache-2.0" });
        let dep = |id: &str, kind: Value| json!({ "pkg": id, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [package(PROGRAM), package("a"), package("b"), package("tested")],
            "resolve": { "nodes": [
                { "id": PROGRAM, "deps": [dep("a", Value::Null), dep("tested", "dev".into())] },
                { "id": "a", "deps": [dep("b", Value::Null)] },
                { "id": "b", "deps": [] },
                { "id": "tested", "deps": [] },
            ] },
        });
        let sums = checksums("[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"abc\"\n");
        let mut parts = Parts::default();
        parts.add(&metadata, PROGRAM, &sums).unwrap();
        let document = parts.document();
        assert_eq!(document["metadata"]["component"]["bom-ref"], "pkg:cargo/movietracker@1.0.0");
        let names: Vec<_> = document["components"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(document["components"][0]["hashes"][0]["content"], "abc");
        assert_eq!(document["components"][0]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(document["dependencies"][0]["ref"], "pkg:cargo/a@1.0.0");
    }
}
