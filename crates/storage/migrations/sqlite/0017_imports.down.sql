-- Generated from the declared schema.

-- The rows of import_rows are lost.
DROP TABLE "import_rows";
-- The rows of import_effects are lost.
DROP TABLE "import_effects";
-- The rows of import_chunks are lost.
DROP TABLE "import_chunks";
-- The rows of imports are lost.
DROP TABLE "imports";
