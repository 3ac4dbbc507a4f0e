-- Older servers can't take back what was done to lists and tags.
DELETE FROM undos WHERE steps LIKE '%"restore_list%' OR steps LIKE '%"restore_tags%';
-- Generated from the declared schema.

-- The rows of list_tags are lost.
DROP TABLE "list_tags";
-- The rows of list_items are lost.
DROP TABLE "list_items";
-- The rows of lists are lost.
DROP TABLE "lists";
