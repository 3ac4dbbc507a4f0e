-- What is searched stays without the signs between words: it is found as well.

DROP TRIGGER movie_search_delete_indexed;
DROP TRIGGER movie_search_update_indexed;
DROP TRIGGER movie_search_insert_indexed;
DROP TABLE "movie_words";
ALTER TABLE "movie_search" DROP COLUMN "title_sort";
