-- Everything that the way up made, in the opposite order.

DROP TABLE idempotency_keys;
DROP TABLE watches;
DROP TABLE movie_tags;
DROP TABLE movie_genres;
DROP TABLE movie_search;
DROP TABLE movies;
DROP TABLE signing_keys;
DROP TABLE setup;
DROP TABLE sessions;
DROP TABLE users;
