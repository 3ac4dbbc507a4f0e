-- Undoing an import leaves what older versions don't know.
DELETE FROM "import_effects" WHERE "kind" IN ('view_added', 'settings_changed');
-- ALTER TABLE can't change import_effects so; a new table takes its place.
CREATE TABLE "new_import_effects" (
    "import_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('movie_added', 'movie_changed', 'watch_added', 'watch_commented', 'list_added', 'item_added')),
    "item_id" BLOB NOT NULL,
    "version" INTEGER,
    "before" TEXT,
    PRIMARY KEY ("import_id", "kind", "item_id"),
    FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO "new_import_effects" ("import_id", "kind", "item_id", "version", "before")
SELECT "import_id", "kind", "item_id", "version", "before"
FROM "import_effects";
DROP TABLE "import_effects";
ALTER TABLE "new_import_effects" RENAME TO "import_effects";
