-- compatible: yes
-- Lists of films: their own rows, their tags, and their films in an order with gaps.
-- Generated from the declared schema.

CREATE TABLE "lists" (
    "id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "deleted_at" INTEGER,
    "ranked" INTEGER NOT NULL CHECK (ranked IN (0, 1)),
    "visibility" TEXT NOT NULL CHECK (visibility IN ('private', 'members')),
    "link_hash" BLOB,
    "link_token" BLOB,
    "link_created_at" INTEGER,
    "name" TEXT NOT NULL CHECK (name <> ''),
    "name_sort" TEXT NOT NULL,
    "tags" TEXT NOT NULL DEFAULT '',
    "description" TEXT,
    PRIMARY KEY ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    CHECK ((link_hash IS NULL) = (link_token IS NULL) AND (link_hash IS NULL) = (link_created_at IS NULL))
) STRICT;
CREATE INDEX "lists_by_change" ON "lists" ("owner_id", "updated_at", "id") WHERE deleted_at IS NULL;
CREATE INDEX "lists_by_name" ON "lists" ("owner_id", "name_sort", "id") WHERE deleted_at IS NULL;
CREATE INDEX "lists_open_by_change" ON "lists" ("visibility", "updated_at", "id") WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX "lists_by_link" ON "lists" ("link_hash") WHERE link_hash IS NOT NULL;
CREATE INDEX "lists_by_deletion" ON "lists" ("deleted_at") WHERE deleted_at IS NOT NULL;
CREATE TABLE "list_items" (
    "list_id" BLOB NOT NULL,
    "movie_id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "added_at" INTEGER NOT NULL,
    "note" TEXT,
    PRIMARY KEY ("list_id", "movie_id"),
    FOREIGN KEY ("list_id") REFERENCES "lists" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT;
CREATE INDEX "list_items_by_position" ON "list_items" ("list_id", "position", "movie_id");
CREATE INDEX "list_items_by_movie" ON "list_items" ("movie_id", "list_id");
CREATE INDEX "list_items_by_owner" ON "list_items" ("owner_id");
CREATE TABLE "list_tags" (
    "list_id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "name_folded" TEXT NOT NULL,
    PRIMARY KEY ("list_id", "position"),
    FOREIGN KEY ("list_id") REFERENCES "lists" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX "list_tags_by_name" ON "list_tags" ("owner_id", "name_folded", "name", "list_id");
