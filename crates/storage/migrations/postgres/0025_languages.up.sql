-- compatible: yes
-- The language in which people read the titles of films, and the country whose titles they read.
-- Generated from the declared schema.

ALTER TABLE "users" ADD COLUMN "language" text COLLATE "C";
ALTER TABLE "users" ADD COLUMN "region" text COLLATE "C";
