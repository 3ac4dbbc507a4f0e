-- compatible: yes
-- Generated from the declared schema: the pictures of films, in two sizes.

ALTER TABLE "movies" ADD COLUMN "backdrop" TEXT;
CREATE INDEX "movies_by_poster" ON "movies" ("owner_id", "poster") WHERE poster IS NOT NULL;
CREATE INDEX "movies_by_backdrop" ON "movies" ("owner_id", "backdrop") WHERE backdrop IS NOT NULL;
CREATE TABLE "images" (
    "name" TEXT NOT NULL CHECK (length(name) = 32),
    "owner_id" BLOB NOT NULL,
    "digest" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "released_at" INTEGER,
    "small" BLOB NOT NULL,
    "large" BLOB NOT NULL,
    PRIMARY KEY ("name"),
    CONSTRAINT "images_digest" UNIQUE ("owner_id", "digest"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT;
CREATE INDEX "images_by_release" ON "images" ("released_at") WHERE released_at IS NOT NULL;
