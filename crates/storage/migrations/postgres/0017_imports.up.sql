-- compatible: yes
-- Generated from the declared schema.

CREATE TABLE "imports" (
    "id" uuid NOT NULL,
    "owner_id" uuid NOT NULL,
    "version" bigint NOT NULL DEFAULT 1 CHECK (version >= 1),
    "created_at" timestamptz NOT NULL,
    "updated_at" timestamptz NOT NULL,
    "state" text COLLATE "C" NOT NULL CHECK (state IN ('uploading', 'reading', 'asking', 'ready', 'applying', 'applied', 'undoing', 'undone', 'failed')),
    "applied_at" timestamptz,
    "progress_done" bigint,
    "progress_total" bigint,
    "byte_count" bigint NOT NULL DEFAULT 0,
    "file_name" text COLLATE "C",
    "format" text COLLATE "C",
    "failure" text COLLATE "C",
    "lists" text COLLATE "C" NOT NULL DEFAULT '[]',
    "choices" text COLLATE "C" NOT NULL,
    "findings" text COLLATE "C" NOT NULL,
    PRIMARY KEY ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "imports_by_owner" ON "imports" ("owner_id", "created_at", "id");
CREATE INDEX "imports_by_change" ON "imports" ("state", "updated_at");
CREATE TABLE "import_chunks" (
    "import_id" uuid NOT NULL,
    "number" bigint NOT NULL,
    "content" bytea NOT NULL,
    PRIMARY KEY ("import_id", "number"),
    FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE
);
CREATE TABLE "import_effects" (
    "import_id" uuid NOT NULL,
    "kind" text COLLATE "C" NOT NULL CHECK (kind IN ('movie_added', 'movie_changed', 'watch_added', 'watch_commented', 'list_added', 'item_added')),
    "item_id" uuid NOT NULL,
    "version" bigint,
    "before" text COLLATE "C",
    PRIMARY KEY ("import_id", "kind", "item_id"),
    FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE
);
CREATE TABLE "import_rows" (
    "import_id" uuid NOT NULL,
    "number" bigint NOT NULL,
    "line" bigint NOT NULL,
    "state" text COLLATE "C" NOT NULL CHECK (state IN ('ready', 'already_there', 'repeated', 'needs_look', 'left_out', 'refused')),
    "taken" boolean NOT NULL,
    "touched" boolean NOT NULL DEFAULT FALSE,
    "movie_id" uuid,
    "is_new" boolean NOT NULL DEFAULT FALSE,
    "film" bigint NOT NULL,
    "file" text COLLATE "C" NOT NULL,
    "label" text COLLATE "C" NOT NULL,
    "reason" text COLLATE "C",
    "entry" text COLLATE "C",
    PRIMARY KEY ("import_id", "number"),
    FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE,
    CHECK ((state IN ('left_out', 'refused')) = (entry IS NULL))
);
CREATE INDEX "import_rows_by_state" ON "import_rows" ("import_id", "state", "number");
CREATE INDEX "import_rows_by_film" ON "import_rows" ("import_id", "film", "number");
