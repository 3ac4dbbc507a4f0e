-- compatible: no
-- Generated from the declared schema.

CREATE INDEX "movies_by_runtime" ON "movies" ("owner_id", "runtime_minutes", "id") WHERE deleted_at IS NULL;
CREATE INDEX "movies_by_watchlisting" ON "movies" ("owner_id", "watchlisted_at", "id") WHERE watchlisted_at IS NOT NULL;
CREATE INDEX "watches_by_place" ON "watches" ("owner_id", "place") WHERE place IS NOT NULL;
-- Articles go to the end of what titles are ordered by: “godfather\1the”, where \1 stands for the character 1.
UPDATE movies SET title_sort = CASE
    WHEN title_sort LIKE 'la la %' OR title_sort LIKE 'los angeles%' THEN title_sort
    WHEN title_sort LIKE 'the _%' THEN substr(title_sort, 5) || chr(1) || 'the'
    WHEN title_sort LIKE 'a _%' THEN substr(title_sort, 3) || chr(1) || 'a'
    WHEN title_sort LIKE 'an _%' THEN substr(title_sort, 4) || chr(1) || 'an'
    WHEN title_sort LIKE 'le _%' THEN substr(title_sort, 4) || chr(1) || 'le'
    WHEN title_sort LIKE 'la _%' THEN substr(title_sort, 4) || chr(1) || 'la'
    WHEN title_sort LIKE 'les _%' THEN substr(title_sort, 5) || chr(1) || 'les'
    WHEN title_sort LIKE 'l''_%' THEN substr(title_sort, 3) || chr(1) || 'l'''
    WHEN title_sort LIKE 'l’_%' THEN substr(title_sort, 3) || chr(1) || 'l’'
    WHEN title_sort LIKE 'un _%' THEN substr(title_sort, 4) || chr(1) || 'un'
    WHEN title_sort LIKE 'une _%' THEN substr(title_sort, 5) || chr(1) || 'une'
    WHEN title_sort LIKE 'der _%' THEN substr(title_sort, 5) || chr(1) || 'der'
    WHEN title_sort LIKE 'das _%' THEN substr(title_sort, 5) || chr(1) || 'das'
    WHEN title_sort LIKE 'ein _%' THEN substr(title_sort, 5) || chr(1) || 'ein'
    WHEN title_sort LIKE 'eine _%' THEN substr(title_sort, 6) || chr(1) || 'eine'
    WHEN title_sort LIKE 'el _%' THEN substr(title_sort, 4) || chr(1) || 'el'
    WHEN title_sort LIKE 'los _%' THEN substr(title_sort, 5) || chr(1) || 'los'
    WHEN title_sort LIKE 'il _%' THEN substr(title_sort, 4) || chr(1) || 'il'
    WHEN title_sort LIKE 'una _%' THEN substr(title_sort, 5) || chr(1) || 'una'
    WHEN title_sort LIKE 'het _%' THEN substr(title_sort, 5) || chr(1) || 'het'
    ELSE title_sort END;
