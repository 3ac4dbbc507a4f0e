-- Generated from the declared schema.

DROP INDEX "watches_by_place";
DROP INDEX "movies_by_watchlisting";
DROP INDEX "movies_by_runtime";
-- Articles come first again.
UPDATE movies SET title_sort = CASE
    WHEN title_sort LIKE '%' || char(1) || 'the' THEN 'the ' || substr(title_sort, 1, length(title_sort) - 4)
    WHEN title_sort LIKE '%' || char(1) || 'a' THEN 'a ' || substr(title_sort, 1, length(title_sort) - 2)
    WHEN title_sort LIKE '%' || char(1) || 'an' THEN 'an ' || substr(title_sort, 1, length(title_sort) - 3)
    WHEN title_sort LIKE '%' || char(1) || 'le' THEN 'le ' || substr(title_sort, 1, length(title_sort) - 3)
    WHEN title_sort LIKE '%' || char(1) || 'la' THEN 'la ' || substr(title_sort, 1, length(title_sort) - 3)
    WHEN title_sort LIKE '%' || char(1) || 'les' THEN 'les ' || substr(title_sort, 1, length(title_sort) - 4)
    WHEN title_sort LIKE '%' || char(1) || 'l''' THEN 'l''' || substr(title_sort, 1, length(title_sort) - 3)
    WHEN title_sort LIKE '%' || char(1) || 'l’' THEN 'l’' || substr(title_sort, 1, length(title_sort) - 3)
    WHEN title_sort LIKE '%' || char(1) || 'un' THEN 'un ' || substr(title_sort, 1, length(title_sort) - 3)
    WHEN title_sort LIKE '%' || char(1) || 'une' THEN 'une ' || substr(title_sort, 1, length(title_sort) - 4)
    WHEN title_sort LIKE '%' || char(1) || 'der' THEN 'der ' || substr(title_sort, 1, length(title_sort) - 4)
    WHEN title_sort LIKE '%' || char(1) || 'das' THEN 'das ' || substr(title_sort, 1, length(title_sort) - 4)
    WHEN title_sort LIKE '%' || char(1) || 'ein' THEN 'ein ' || substr(title_sort, 1, length(title_sort) - 4)
    WHEN title_sort LIKE '%' || char(1) || 'eine' THEN 'eine ' || substr(title_sort, 1, length(title_sort) - 5)
    WHEN title_sort LIKE '%' || char(1) || 'el' THEN 'el ' || substr(title_sort, 1, length(title_sort) - 3)
    WHEN title_sort LIKE '%' || char(1) || 'los' THEN 'los ' || substr(title_sort, 1, length(title_sort) - 4)
    WHEN title_sort LIKE '%' || char(1) || 'il' THEN 'il ' || substr(title_sort, 1, length(title_sort) - 3)
    WHEN title_sort LIKE '%' || char(1) || 'una' THEN 'una ' || substr(title_sort, 1, length(title_sort) - 4)
    WHEN title_sort LIKE '%' || char(1) || 'het' THEN 'het ' || substr(title_sort, 1, length(title_sort) - 4)
    ELSE title_sort END;
