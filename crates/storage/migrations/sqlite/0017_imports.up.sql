-- compatible: yes
-- Generated from the declared schema.

CREATE TABLE "imports" (
    "id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "state" TEXT NOT NULL CHECK (state IN ('uploading', 'reading', 'asking', 'ready', 'applying', 'applied', 'undoing', 'undone', 'failed')),
    "applied_at" INTEGER,
    "progress_done" INTEGER,
    "progress_total" INTEGER,
    "byte_count" INTEGER NOT NULL DEFAULT 0,
    "file_name" TEXT,
    "format" TEXT,
    "failure" TEXT,
    "lists" TEXT NOT NULL DEFAULT '[]',
    "choices" TEXT NOT NULL,
    "findings" TEXT NOT NULL,
    PRIMARY KEY ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT;
CREATE INDEX "imports_by_owner" ON "imports" ("owner_id", "created_at", "id");
CREATE INDEX "imports_by_change" ON "imports" ("state", "updated_at");
CREATE TABLE "import_chunks" (
    "import_id" BLOB NOT NULL,
    "number" INTEGER NOT NULL,
    "content" BLOB NOT NULL,
    PRIMARY KEY ("import_id", "number"),
    FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE
) STRICT;
CREATE TABLE "import_effects" (
    "import_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('movie_added', 'movie_changed', 'watch_added', 'watch_commented', 'list_added', 'item_added')),
    "item_id" BLOB NOT NULL,
    "version" INTEGER,
    "before" TEXT,
    PRIMARY KEY ("import_id", "kind", "item_id"),
    FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE "import_rows" (
    "import_id" BLOB NOT NULL,
    "number" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "state" TEXT NOT NULL CHECK (state IN ('ready', 'already_there', 'repeated', 'needs_look', 'left_out', 'refused')),
    "taken" INTEGER NOT NULL CHECK (taken IN (0, 1)),
    "touched" INTEGER NOT NULL DEFAULT 0 CHECK (touched IN (0, 1)),
    "movie_id" BLOB,
    "is_new" INTEGER NOT NULL DEFAULT 0 CHECK (is_new IN (0, 1)),
    "film" INTEGER NOT NULL,
    "file" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "reason" TEXT,
    "entry" TEXT,
    PRIMARY KEY ("import_id", "number"),
    FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE,
    CHECK ((state IN ('left_out', 'refused')) = (entry IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX "import_rows_by_state" ON "import_rows" ("import_id", "state", "number");
CREATE INDEX "import_rows_by_film" ON "import_rows" ("import_id", "film", "number");
