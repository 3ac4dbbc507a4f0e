//! The next migration.

use crate::ddl;
use crate::declared::make;
use crate::inspect::inspect;
use crate::plan::{Plan, Step, plan};
use crate::shape::{Shape, TableShape, differences};
use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use storage::schema::Table;
use storage::testing::{BY_HAND, apply};
use storage::{Engine, Store};

/// A migration of one engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// What leads to the declared schema.
    pub up: Vec<Step>,
    /// What leads back.
    pub down: Vec<Step>,
    /// Whether servers of the version before go on working beside it: it adds, and changes nothing.
    pub is_compatible: bool,
}

impl Generated {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.up.is_empty()
    }

    /// The text of the way up, but for its first line.
    pub fn up_sql(&self) -> String {
        script(&self.up)
    }

    /// The text of the way down.
    pub fn down_sql(&self) -> String {
        script(&self.down)
    }
}

/// Compares the declared tables with what the migrations made in a database, and gives what leads from there to the
/// declaration and back. Both databases are for this alone: `migrated` has the migrations and no rows, `empty` has
/// nothing.
///
/// # Errors
/// When the declaration is not accepted, or what is generated does not lead to it, or not back.
pub async fn generate(migrated: &Store, empty: &Store, tables: &[Table]) -> Result<Generated> {
    let engine = migrated.engine();
    let before = inspect(migrated).await?;
    let renames = renames(tables, &before);
    let renaming: Vec<Step> = renames.iter().map(|it| it.step(engine, false)).collect();
    run(migrated, &renaming).await?;
    let under_new_names = inspect(migrated).await?;
    let mut declared = make(empty, tables).await?;
    for (name, table) in &mut declared.tables {
        take_over(engine, table, under_new_names.tables.get(name));
    }
    let Plan { steps: mut up, is_breaking } = plan(engine, &under_new_names, &declared);
    let mut down = plan(engine, &declared, &under_new_names).steps;
    check(migrated, &up, ("the declaration", &declared)).await?;
    check(migrated, &down, ("the migrations so far", &under_new_names)).await?;
    up.splice(0..0, renaming);
    let back: Vec<Step> = renames.iter().rev().map(|it| it.step(engine, true)).collect();
    run(migrated, &back).await?;
    down.extend(back);
    Ok(Generated { up, down, is_compatible: !is_breaking && renames.is_empty() })
}

/// A new name of something that stays.
struct Rename {
    /// The table, as it is called by now, when it is one of its columns.
    column_of: Option<String>,
    from: String,
    to: String,
}

impl Rename {
    fn step(&self, engine: Engine, back: bool) -> Step {
        let (from, to) = if back { (&self.to, &self.from) } else { (&self.from, &self.to) };
        Step::Statement(match &self.column_of {
            Some(table) => ddl::rename_column(engine, table, from, to),
            None => ddl::rename_table(engine, from, to),
        })
    }
}

/// What the declaration says it was called otherwise before, as long as the database calls it so.
fn renames(tables: &[Table], before: &Shape) -> Vec<Rename> {
    let mut renames = Vec::new();
    for table in tables {
        let was = table.renamed_from.filter(|old| before.tables.contains_key(*old));
        let was = was.filter(|_| !before.tables.contains_key(table.name));
        if let Some(old) = was {
            renames.push(Rename { column_of: None, from: old.to_owned(), to: table.name.to_owned() });
        }
        let Some(shape) = before.tables.get(was.unwrap_or(table.name)) else { continue };
        for column in table.columns {
            let Some(old) = column.renamed_from else { continue };
            if shape.column(old).is_some() && shape.column(column.name).is_none() {
                let column_of = Some(table.name.to_owned());
                renames.push(Rename { column_of, from: old.to_owned(), to: column.name.to_owned() });
            }
        }
    }
    renames
}

/// Gives what is declared the names that it has in the database, or gets there, and triggers their statements.
fn take_over(engine: Engine, table: &mut TableShape, there: Option<&TableShape>) {
    let Some(there) = there else { return };
    for trigger in &mut table.triggers {
        if let Some(it) = there.triggers.iter().find(|it| it.name == trigger.name) {
            trigger.create.clone_from(&it.create);
        }
    }
    if engine == Engine::Sqlite {
        return;
    }
    table.primary_key.name = there.primary_key.name.clone().or(Some(format!("{}_pkey", table.name)));
    let mut taken: Vec<String> = there.checks.iter().chain(&table.checks).filter_map(|it| it.name.clone()).collect();
    for check in &mut table.checks {
        let same = there.checks.iter().find(|it| it.condition.canonical == check.condition.canonical);
        check.name = same.and_then(|it| it.name.clone()).or_else(|| {
            let column = check.column.as_ref().map_or(String::new(), |column| format!("_{column}"));
            let name = free(&format!("{}{column}_check", table.name), &taken);
            taken.push(name.clone());
            Some(name)
        });
    }
    let taken: Vec<String> = there.foreign_keys.iter().filter_map(|it| it.name.clone()).collect();
    for key in &mut table.foreign_keys {
        let same = there.foreign_keys.iter().find(|it| it.said() == key.said());
        let name = || Some(free(&format!("{}_{}_fkey", table.name, key.column), &taken));
        key.name = same.and_then(|it| it.name.clone()).or_else(name);
    }
}

/// A name that nothing has yet.
fn free(name: &str, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.contains(name);
    let numbered = (1..).map(|number| format!("{name}{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

/// Runs steps in the scratch database, and looks whether they led where they should.
async fn check(store: &Store, steps: &[Step], (name, goal): (&str, &Shape)) -> Result<()> {
    run(store, steps).await?;
    let reached = inspect(store).await?;
    let mut wrong = differences(("what was generated", &reached), (name, goal));
    // Those that are written by hand aren't there yet.
    if steps.iter().any(|step| matches!(step, Step::ByHand { .. })) {
        wrong.retain(|line| ![": trigger ", ": function ", ": view "].iter().any(|kind| line.contains(kind)));
    }
    if !wrong.is_empty() {
        bail!("what was generated does not make {name}; write it by hand:\n{}\n{}", wrong.join("\n"), script(steps));
    }
    Ok(())
}

async fn run(store: &Store, steps: &[Step]) -> Result<()> {
    let statements = steps.iter().filter(|step| matches!(step, Step::Statement(_))).cloned().collect::<Vec<_>>();
    let script = script(&statements);
    apply(store, script.clone()).await.with_context(|| format!("what was generated does not run:\n{script}"))
}

/// Steps as they stand in a file.
fn script(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        let _ = match step {
            Step::Statement(sql) => writeln!(text, "{sql};"),
            Step::Note(note) => writeln!(text, "-- {note}"),
            Step::ByHand { what, draft } => writeln!(text, "{BY_HAND} {what}. Then delete this line.\n-- {draft}"),
        };
    }
    text
}
