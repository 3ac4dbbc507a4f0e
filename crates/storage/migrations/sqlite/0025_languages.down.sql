-- Generated from the declared schema.

-- What stands in users.language is lost.
ALTER TABLE "users" DROP COLUMN "language";
-- What stands in users.region is lost.
ALTER TABLE "users" DROP COLUMN "region";
