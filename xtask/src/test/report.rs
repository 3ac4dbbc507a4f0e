//! Steps with a heading each, and how they went at the end.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process;

/// The steps so far.
#[derive(Default)]
pub struct Report {
    steps: Vec<Step>,
}

struct Step {
    name: &'static str,
    time: Duration,
    passed: bool,
}

impl Report {
    /// Runs a step under a heading, and gives its result if it passed. After a signal to end, steps
    /// are passed over.
    pub fn step<T>(&mut self, name: &'static str, run: impl FnOnce() -> Result<T>) -> Option<T> {
        if process::interrupted() {
            return None;
        }
        eprintln!("\n==== {name} ====");
        let start = Instant::now();
        let result = run();
        let time = start.elapsed();
        match &result {
            Ok(_) => eprintln!("==== {name}: ok, {:.1} s ====", time.as_secs_f64()),
            Err(error) => eprintln!("==== {name}: FAILED after {:.1} s: {error:#} ====", time.as_secs_f64()),
        }
        self.steps.push(Step { name, time, passed: result.is_ok() });
        result.ok()
    }

    /// Prints all steps with their times.
    ///
    /// # Errors
    /// When one of them failed, or a signal ended them.
    pub fn finish(self) -> Result<()> {
        eprintln!("\n==== summary ====");
        for step in &self.steps {
            let verdict = if step.passed { "ok" } else { "FAILED" };
            eprintln!("  {:<28} {verdict:<8} {:>7.1} s", step.name, step.time.as_secs_f64());
        }
        let total: Duration = self.steps.iter().map(|step| step.time).sum();
        let failed = self.steps.iter().filter(|step| !step.passed).count();
        let whole = format!("{} of {} steps passed", self.steps.len() - failed, self.steps.len());
        eprintln!("  {whole:<37} {:>7.1} s", total.as_secs_f64());
        if process::interrupted() {
            bail!("interrupted");
        }
        if failed > 0 {
            bail!("{failed} failed");
        }
        Ok(())
    }
}
