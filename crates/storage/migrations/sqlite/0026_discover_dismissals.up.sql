-- compatible: yes
-- Films that people don't want to be recommended.
-- Generated from the declared schema.

CREATE TABLE "discover_dismissals" (
    "owner_id" BLOB NOT NULL,
    "catalogue_id" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    PRIMARY KEY ("owner_id", "catalogue_id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
