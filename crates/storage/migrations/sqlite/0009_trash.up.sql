-- compatible: yes
-- Generated from the declared schema.

DROP INDEX "movies_in_bin";
CREATE INDEX "movies_in_trash" ON "movies" ("owner_id", "deleted_at", "id") WHERE deleted_at IS NOT NULL;
