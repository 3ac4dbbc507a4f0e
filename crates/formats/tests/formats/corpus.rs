//! What the fuzzing found worth keeping: each file once made a reader take another way, or was a finding.

use crate::checked::{CONTENT, FILE, check, packed};
use crate::samples::{members, samples};
use std::fs::{create_dir_all, read_dir, write};
use std::path::Path;

/// The targets of the fuzzing, each with the name that its files are read by.
const TARGETS: [(&str, &str); 4] =
    [("csv", "file.csv"), ("json", "file.json"), ("xml", "file.xml"), ("zip", "file.zip")];

/// The target that a sample is for.
fn target(name: &str) -> &'static str {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let ending = match ending {
        "jsonl" => "json",
        "nfo" => "xml",
        "xlsx" | "ods" => "zip",
        other => other,
    };
    TARGETS.iter().map(|(target, _)| *target).find(|target| *target == ending).expect("a target for each sample")
}

#[test]
fn the_whole_corpus_is_read_to_its_end() {
    for (target, name) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
        let mut files = 0;
        for file in read_dir(&folder).expect("a folder for each target") {
            let path = file.expect("a file").path();
            // Shown where it fails.
            println!("{}", path.display());
            check(name, &packed(&std::fs::read(&path).expect("a file")));
            files += 1;
        }
        assert!(files > 0, "{} is empty", folder.display());
    }
}

/// With `FUZZ_SEEDS`, writes the samples there, for the fuzzing to begin with.
#[test]
fn each_sample_is_a_seed_of_a_target() {
    let folder = std::env::var_os("FUZZ_SEEDS");
    for (name, bytes) in samples() {
        let target = target(name);
        let Some(folder) = folder.as_ref().map(|folder| Path::new(folder).join(target)) else { continue };
        create_dir_all(&folder).unwrap();
        write(folder.join(name), &bytes).unwrap();
        if target == "zip" {
            let mut text = Vec::new();
            for (name, content) in members(&bytes) {
                text.extend([&[FILE], name.as_bytes(), &[CONTENT], &content].concat());
            }
            write(folder.join(format!("{name}.unpacked")), text).unwrap();
        }
    }
}
