-- compatible: yes
-- Films that people don't want to be recommended.
-- Generated from the declared schema.

CREATE TABLE "discover_dismissals" (
    "owner_id" uuid NOT NULL,
    "catalogue_id" text COLLATE "C" NOT NULL,
    "created_at" timestamptz NOT NULL,
    PRIMARY KEY ("owner_id", "catalogue_id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
