-- Generated from the declared schema.

DROP INDEX "movies_in_trash";
CREATE INDEX movies_in_bin ON movies USING btree (owner_id, deleted_at, id) WHERE (deleted_at IS NOT NULL);
