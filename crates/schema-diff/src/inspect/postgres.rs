//! Reads the schema of a PostgreSQL database from its catalogue.

use crate::shape::{CheckShape, ColumnShape, ForeignKey, IndexShape, Key, Shape, Sql, TableShape, Trigger};
use storage::{Error, Tx};

// The one of the migrations is made by the program itself.
const TABLES: &str = "
    SELECT relname::text FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND relname <> 'schema_migrations'";

const COLUMNS: &str = "
    SELECT a.attname::text,
        format_type(a.atttypid, a.atttypmod)
            || CASE WHEN l.oid IS NULL OR l.collname = 'default' THEN '' ELSE ' COLLATE ' || quote_ident(l.collname) END
            || CASE WHEN a.attidentity = '' AND a.attgenerated = '' THEN '' ELSE ' GENERATED' END,
        a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
    FROM pg_attribute AS a LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
    LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

// The names of the columns stand one a line.
const KEYS: &str = "
    SELECT conname::text, contype::text, pg_get_constraintdef(oid),
        (SELECT string_agg(a.attname, E'\\n' ORDER BY n) FROM unnest(conkey) WITH ORDINALITY AS u (attnum, n)
         JOIN pg_attribute AS a ON a.attrelid = conrelid AND a.attnum = u.attnum)
    FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype IN ('p', 'u', 'c', 'x') ORDER BY conname";

const FOREIGN_KEYS: &str = "
    SELECT conname::text,
        (SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)),
        confrelid::regclass::text,
        (SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = confrelid AND attnum = ANY (confkey)),
        confdeltype::text || confupdtype::text || CASE WHEN condeferrable THEN ' DEFERRABLE' ELSE '' END
    FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype = 'f' ORDER BY conname";

// Without the name of the schema, which is another one in every test.
const INDEXES: &str = "
    SELECT c.relname::text, replace(pg_get_indexdef(c.oid), ' ON ' || quote_ident(current_schema()) || '.', ' ON ')
    FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indexrelid
    WHERE x.indrelid = $1::text::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = x.indexrelid)
    ORDER BY c.relname";

const TRIGGERS: &str = "
    SELECT tgname::text, pg_get_triggerdef(oid) FROM pg_trigger
    WHERE tgrelid = $1::text::regclass AND NOT tgisinternal ORDER BY tgname";

const OTHERS: &str = "
    SELECT CASE relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' ELSE 'sequence ' END || relname
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('v', 'm', 'S')
    UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
    UNION ALL SELECT 'type ' || typname FROM pg_type
    WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('d', 'e')";

/// Reads the schema that statements without a name of a schema are about.
pub fn read(tx: &mut Tx) -> Result<Shape, Error> {
    let mut shape = Shape { others: tx.query(OTHERS, &[])?.into_iter().collect(), ..Shape::default() };
    for name in tx.query::<String>(TABLES, &[])? {
        shape.tables.insert(name.clone(), read_table(tx, name)?);
    }
    Ok(shape)
}

fn read_table(tx: &mut Tx, name: String) -> Result<TableShape, Error> {
    let columns: Vec<(String, String, bool, Option<String>)> = tx.query(COLUMNS, &[&name])?;
    let columns = columns.into_iter().map(|(name, kind, not_null, default)| ColumnShape {
        name,
        kind: Sql::same(kind),
        not_null,
        default: default.map(Sql::same),
    });
    let mut table = TableShape {
        columns: columns.collect(),
        primary_key: Key { name: None, columns: Vec::new() },
        uniques: Vec::new(),
        checks: Vec::new(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
        triggers: Vec::new(),
        options: String::new(),
        name,
    };
    let keys: Vec<(String, String, String, Option<String>)> = tx.query(KEYS, &[&table.name])?;
    for (name, kind, definition, columns) in keys {
        let columns: Vec<String> = columns.unwrap_or_default().lines().map(str::to_owned).collect();
        match kind.as_str() {
            "p" => table.primary_key = Key { name: Some(name), columns },
            "u" => table.uniques.push(Key { name: Some(name), columns }),
            _ => {
                let condition = definition.strip_prefix("CHECK (").and_then(|it| it.strip_suffix(')'));
                let condition = Sql::same(condition.unwrap_or(&definition));
                let column = columns.first().filter(|_| columns.len() == 1).cloned();
                table.checks.push(CheckShape { name: Some(name), column, condition });
            }
        }
    }
    let foreign_keys: Vec<(String, String, String, String, String)> = tx.query(FOREIGN_KEYS, &[&table.name])?;
    table.foreign_keys.extend(foreign_keys.into_iter().map(|(name, column, to_table, to, actions)| {
        let (on_delete, on_update) = actions.split_at(1);
        let (kind, deferrable) = on_update.split_at(1);
        ForeignKey {
            name: Some(name),
            column,
            table: to_table,
            to,
            on_delete: action(on_delete).to_owned(),
            on_update: format!("{}{deferrable}", action(kind)),
        }
    }));
    let indexes: Vec<(String, String)> = tx.query(INDEXES, &[&table.name])?;
    table.indexes.extend(indexes.into_iter().map(|(name, create)| IndexShape { name, create: Sql::same(create) }));
    let triggers: Vec<(String, String)> = tx.query(TRIGGERS, &[&table.name])?;
    table.triggers.extend(triggers.into_iter().map(|(name, create)| Trigger { name, create }));
    Ok(table)
}

fn action(letter: &str) -> &'static str {
    match letter {
        "c" => "CASCADE",
        "n" => "SET NULL",
        "d" => "SET DEFAULT",
        "r" => "RESTRICT",
        _ => "NO ACTION",
    }
}
