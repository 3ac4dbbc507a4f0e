-- Undoing an import leaves what older versions don't know.
DELETE FROM "import_effects" WHERE "kind" IN ('view_added', 'settings_changed');
ALTER TABLE "import_effects" DROP CONSTRAINT "import_effects_kind_check";
ALTER TABLE "import_effects" ADD CONSTRAINT "import_effects_kind_check" CHECK ((kind = ANY (ARRAY['movie_added'::text, 'movie_changed'::text, 'watch_added'::text, 'watch_commented'::text, 'list_added'::text, 'item_added'::text])));
