-- Generated from the declared schema.

-- What stands in discover_dismissals is lost.
DROP TABLE "discover_dismissals";
