-- compatible: no
-- An index of the words that films are searched in, and what they are ordered by beside those words. Written by hand but
-- for the table and the column: what stands between words is what the program takes for it.

ALTER TABLE "movie_search" ADD COLUMN "title_sort" TEXT NOT NULL DEFAULT '';
CREATE TABLE "movie_words" (
    "owner_id" BLOB NOT NULL,
    "word" TEXT NOT NULL,
    "movie_id" BLOB NOT NULL,
    PRIMARY KEY ("owner_id", "word", "movie_id")
) STRICT, WITHOUT ROWID;

UPDATE movie_search SET
title_sort = coalesce((SELECT movies.title_sort FROM movies WHERE movies.id = movie_search.movie_id), ''),
search_text = (
    SELECT ' ' || apart || CASE WHEN apart = together THEN '' ELSE ' ' || together END FROM (SELECT
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        replace(replace(replace(replace(replace(search_text, char(10), ' ')
        , '-', ' '), '''', ' '), '’', ' '), '‘', ' '), '`', ' '), '´', ' '), '.', ' '), ',', ' ')
        , ':', ' '), ';', ' '), '!', ' '), '?', ' '), '(', ' '), ')', ' '), '[', ' '), ']', ' ')
        , '{', ' '), '}', ' '), '/', ' '), '"', ' '), '“', ' '), '”', ' '), '„', ' '), '«', ' ')
        , '»', ' '), '‐', ' '), '–', ' '), '—', ' '), '·', ' '), '…', ' '), '&', ' '), '+', ' ')
        , '*', ' '), '#', ' ') AS apart,
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        replace(replace(replace(replace(replace(search_text, char(10), ' ')
        , '-', ''), '''', ''), '’', ''), '‘', ''), '`', ''), '´', ''), '.', ''), ',', '')
        , ':', ''), ';', ''), '!', ''), '?', ''), '(', ''), ')', ''), '[', ''), ']', '')
        , '{', ''), '}', ''), '/', ''), '"', ''), '“', ''), '”', ''), '„', ''), '«', '')
        , '»', ''), '‐', ''), '–', ''), '—', ''), '·', ''), '…', ''), '&', ''), '+', '')
        , '*', ''), '#', '') AS together
    )
);
INSERT OR IGNORE INTO movie_words (owner_id, word, movie_id)
SELECT movie_search.owner_id, substr(words.value, 1, 64), movie_search.movie_id
FROM movie_search, json_each('["' || replace(replace(movie_search.search_text, '\', '\\'), ' ', '","') || '"]') AS words
WHERE words.value <> ''
ORDER BY 1, 2, 3;

CREATE TRIGGER movie_search_insert_indexed AFTER INSERT ON movie_search BEGIN
    INSERT INTO movie_words (owner_id, word, movie_id)
    SELECT NEW.owner_id, substr(words.value, 1, 64), NEW.movie_id
    FROM json_each('["' || replace(replace(NEW.search_text, '\', '\\'), ' ', '","') || '"]') AS words
    WHERE words.value <> ''
    ON CONFLICT DO NOTHING;
END;
-- Only the words that came or went.
CREATE TRIGGER movie_search_update_indexed AFTER UPDATE OF search_text ON movie_search
WHEN OLD.search_text <> NEW.search_text BEGIN
    DELETE FROM movie_words WHERE owner_id = OLD.owner_id AND movie_id = OLD.movie_id AND word IN (
        SELECT substr(words.value, 1, 64) FROM json_each('["' || replace(replace(OLD.search_text, '\', '\\'), ' ', '","') || '"]') AS words
        EXCEPT
        SELECT substr(words.value, 1, 64) FROM json_each('["' || replace(replace(NEW.search_text, '\', '\\'), ' ', '","') || '"]') AS words
    );
    INSERT INTO movie_words (owner_id, word, movie_id)
    SELECT NEW.owner_id, substr(words.value, 1, 64), NEW.movie_id
    FROM json_each('["' || replace(replace(NEW.search_text, '\', '\\'), ' ', '","') || '"]') AS words
    WHERE words.value <> ''
    ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER movie_search_delete_indexed AFTER DELETE ON movie_search BEGIN
    DELETE FROM movie_words WHERE owner_id = OLD.owner_id AND movie_id = OLD.movie_id AND word IN (
        SELECT substr(words.value, 1, 64) FROM json_each('["' || replace(replace(OLD.search_text, '\', '\\'), ' ', '","') || '"]') AS words
    );
END;
