-- Generated from the declared schema.

-- The rows of year_links are lost.
DROP TABLE "year_links";
-- What stands in users.rating_scale is lost.
ALTER TABLE "users" DROP COLUMN "rating_scale";
