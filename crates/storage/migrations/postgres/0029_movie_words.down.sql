-- What is searched stays without the signs between words: it is found as well.

DROP TRIGGER movie_search_delete_indexed ON movie_search;
DROP TRIGGER movie_search_update_indexed ON movie_search;
DROP TRIGGER movie_search_insert_indexed ON movie_search;
DROP FUNCTION movie_words_change();
DROP TABLE "movie_words";
ALTER TABLE "movie_search" DROP COLUMN "title_sort";
