-- compatible: yes
-- Generated from the declared schema.

ALTER TABLE "movies" ADD COLUMN "directors" TEXT NOT NULL DEFAULT '';
ALTER TABLE "movies" ADD COLUMN "actors" TEXT NOT NULL DEFAULT '';
