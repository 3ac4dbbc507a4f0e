-- compatible: yes
-- Generated from the declared schema.

ALTER TABLE "movies" ADD COLUMN "directors" text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE "movies" ADD COLUMN "actors" text COLLATE "C" NOT NULL DEFAULT '';
