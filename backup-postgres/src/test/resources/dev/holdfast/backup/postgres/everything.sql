-- A database with every kind of object that a dump can hold.
SET client_min_messages = warning;

CREATE SCHEMA "Odd Schema";
CREATE SCHEMA sales;
COMMENT ON SCHEMA sales IS 'it''s about ";" and \ and
two lines';

-- Extensions of contrib, one of them in a schema of its own.
CREATE SCHEMA extensions;
CREATE EXTENSION hstore WITH SCHEMA extensions;
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION file_fdw;
CREATE EXTENSION tablefunc;
COMMENT ON EXTENSION hstore IS 'told otherwise';

-- Types.
CREATE TYPE mood AS ENUM ('sad', 'so so', 'it''s "fine"');
ALTER TYPE mood ADD VALUE 'glad' BEFORE 'so so';
CREATE DOMAIN postcode AS text NOT NULL DEFAULT '00000' CHECK (VALUE ~ '^\d{5}$');
CREATE TYPE address AS (street text, code postcode, lines text[]);
CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE shell_only;
CREATE COLLATION german (provider = icu, locale = 'de-DE-x-icu');
CREATE COLLATION "c copy" FROM "C";

-- All built-in types, with values at their edges.
CREATE TABLE every_type (
    id int PRIMARY KEY,
    a_smallint smallint, a_bigint bigint, a_numeric numeric(40, 12), a_numeric_any numeric, a_real real, a_double double precision,
    a_money money, a_bool boolean, a_char char(5), a_varchar varchar(30), a_text text, a_name name, a_single "char", a_bytea bytea,
    a_date date, a_time time, a_timetz timetz, a_timestamp timestamp, a_timestamptz timestamptz(3), an_interval interval,
    a_uuid uuid, a_json json, a_jsonb jsonb, a_jsonpath jsonpath, an_xml xml, an_inet inet, a_cidr cidr, a_macaddr macaddr,
    a_macaddr8 macaddr8, a_bit bit(5), a_varbit varbit, a_point point, a_line line, a_lseg lseg, a_box box, a_path path,
    a_polygon polygon, a_circle circle, a_tsvector tsvector, a_tsquery tsquery, an_int4range int4range, an_int8range int8range,
    a_numrange numrange, a_tsrange tsrange, a_tstzrange tstzrange, a_daterange daterange, a_multirange int4multirange,
    an_oid oid, a_regclass regclass, a_pg_lsn pg_lsn, a_snapshot pg_snapshot, ints int[], matrix int[][], texts text[],
    a_mood mood, moods mood[], a_code postcode DEFAULT '12345', an_address address, addresses address[], a_floatrange floatrange,
    an_hstore extensions.hstore, a_citext citext, german text COLLATE german
);
INSERT INTO every_type VALUES (
    1, -32768, 9223372036854775807, 123456789012345678901234567.123456789012, 'NaN', '-Infinity', 2.2250738585072014e-308,
    '12.34', true, 'ab', 'it''s', E'tab\there, line\nend, back\\slash, ünïcödé, 漢字, 🐘', 'name', 'x', '\x00ff7f80',
    '4713-01-01 BC', '24:00:00', '12:00:00+15:59', 'infinity', '2026-11-21 09:45:35.123+00', '-1 year 2 mons -3 days 04:05:06.789',
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{"b": 1,  "a": [1, 2]}', '{"a": {"b": null}}', '$.a[*] ? (@.b > 3)', '<a b="c">d</a>',
    '::1/64', '10.0.0.0/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '10101', '101010101', '(1,2)', '{1,2,3}',
    '[(0,0),(1,1)]', '(2,2),(1,1)', '[(0,0),(1,1),(2,0)]', '((0,0),(1,1),(2,0))', '<(0,0),5>', 'a:1A fat:2B cat', 'fat & (rat | !cat)',
    '[1,10)', 'empty', '(,5.5]', '[2026-01-01,2026-12-31)', '(,)', '[2026-01-01,2026-02-01)', '{[1,3), [7,)}', 4294967295,
    'every_type', '16/B374D848', '10:20:10,14,15', '{1,NULL,3}', '{{1,2},{3,4}}', '{"a,b","\"quoted\"",NULL,""}', 'it''s "fine"',
    '{glad,sad}', '54321', ROW('Main "St"', '11111', '{a,b}'), ARRAY[ROW('x', '22222', NULL)::address], '[1.5,2.5)', 'k=>v, "a b"=>NULL',
    'CaSe', 'Ärger');
INSERT INTO every_type (id) VALUES (2);

-- Identity, generated columns, defaults, sequences, checks, exclusion.
CREATE SEQUENCE standalone AS smallint START 7 INCREMENT 3 MAXVALUE 1000 CYCLE CACHE 5;
SELECT nextval('standalone');
CREATE TABLE sales.customers (
    id bigint GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 5),
    name varchar(80) NOT NULL,
    upper_name text GENERATED ALWAYS AS (upper(name)) STORED,
    email citext UNIQUE,
    number int DEFAULT nextval('standalone'),
    notes text,
    PRIMARY KEY (id),
    CONSTRAINT "name is not blank" CHECK (length(btrim(name)) > 0)
);
ALTER TABLE sales.customers ALTER COLUMN name SET STATISTICS 500;
ALTER TABLE sales.customers ALTER COLUMN notes SET STORAGE EXTERNAL;
ALTER TABLE sales.customers ALTER COLUMN notes SET COMPRESSION pglz;
INSERT INTO sales.customers (name, email, notes)
    SELECT 'customer ' || i, 'c' || i || '@example.com', repeat('long ', 700) FROM generate_series(1, 500) i;
CREATE TABLE sales.orders (
    id bigserial PRIMARY KEY,
    customer bigint NOT NULL REFERENCES sales.customers ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    placed timestamptz NOT NULL DEFAULT '2026-01-01',
    during tstzrange,
    total numeric(12, 2),
    EXCLUDE USING gist (customer WITH =, during WITH &&)
);
INSERT INTO sales.orders (customer, total) SELECT 100 + 5 * (i % 500), i FROM generate_series(1, 2000) i;
ALTER TABLE sales.orders ADD CONSTRAINT not_negative CHECK (total >= 0) NOT VALID;
CREATE INDEX orders_placed_brin ON sales.orders USING brin (placed) WITH (pages_per_range = 16);
CREATE INDEX orders_big ON sales.orders (customer, total DESC NULLS LAST) INCLUDE (placed) WHERE total > 100;
CREATE INDEX customers_trgm ON sales.customers USING gin (name gin_trgm_ops);
CREATE UNIQUE INDEX customers_lower ON sales.customers (lower(name), (id % 2)) NULLS NOT DISTINCT;
ALTER TABLE sales.orders CLUSTER ON orders_pkey;
ALTER TABLE sales.orders REPLICA IDENTITY FULL;
CREATE STATISTICS sales.orders_stats (ndistinct, dependencies, mcv) ON customer, total FROM sales.orders;
COMMENT ON COLUMN sales.orders.total IS 'with ''quotes''';

-- A circle of foreign keys, and one onto itself.
CREATE TABLE hen (id int PRIMARY KEY, egg int);
CREATE TABLE egg (id int PRIMARY KEY, hen int REFERENCES hen);
INSERT INTO hen VALUES (1, 1);
INSERT INTO egg VALUES (1, 1);
ALTER TABLE hen ADD FOREIGN KEY (egg) REFERENCES egg;
CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree);
INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2);

-- Partitions of all kinds, nested, with a default, detached once.
CREATE TABLE events (id bigint, at date NOT NULL, kind text, PRIMARY KEY (id, at, kind)) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (kind);
CREATE TABLE events_2026_a PARTITION OF events_2026 FOR VALUES IN ('a');
CREATE TABLE events_2026_rest PARTITION OF events_2026 DEFAULT;
CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE INDEX ON events (kind);
INSERT INTO events SELECT i, date '2024-12-30' + i, chr(97 + i % 3) FROM generate_series(1, 800) i;
CREATE TABLE hashed (id int) PARTITION BY HASH (id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO hashed SELECT generate_series(1, 100);

-- Inheritance, where the parent has rows of its own.
CREATE TABLE cities (name text, population int);
CREATE TABLE capitals (country text) INHERITS (cities);
INSERT INTO cities VALUES ('Ulm', 126000);
INSERT INTO capitals VALUES ('Bern', 134000, 'CH'), ('Oslo', 700000, 'NO');

-- A typed table, an unlogged one, one without columns, one of odd names, one with dropped columns.
CREATE TABLE typed OF address;
INSERT INTO typed VALUES ('a', '33333', '{}');
CREATE UNLOGGED TABLE unlogged_one (a int);
INSERT INTO unlogged_one VALUES (1), (2);
CREATE TABLE no_columns ();
INSERT INTO no_columns DEFAULT VALUES;
CREATE TABLE "Odd Schema"."Odd ""Table"" with.dots; -- and 'quotes' %s \n" (
    "select" int, "ünïcödé 🐘" text, "a""b" text, " leading" text);
INSERT INTO "Odd Schema"."Odd ""Table"" with.dots; -- and 'quotes' %s \n" VALUES (1, 'x', 'y', 'z');
CREATE TABLE "Odd Schema".sixty_three_bytes_long_name_that_fits_exactly_into_the_limit_ab (a int);
CREATE TABLE dropped (a int, b int, c int DEFAULT 3);
INSERT INTO dropped VALUES (1, 2, 3);
ALTER TABLE dropped DROP COLUMN b;
ALTER TABLE dropped ADD COLUMN d int DEFAULT 9;
CREATE TABLE tuned (a int, b text) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
INSERT INTO tuned SELECT i, md5(i::text) FROM generate_series(1, 100) i;

-- Functions, procedures, aggregates, operators, casts, languages.
CREATE FUNCTION add_sql(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = sales, "$user", public AS 'SELECT a + b';
CREATE FUNCTION body_of_sql(a int) RETURNS int LANGUAGE sql RETURN a * 2;
CREATE FUNCTION many(INOUT a int, OUT b text, VARIADIC rest int[]) LANGUAGE plpgsql SECURITY DEFINER COST 7 AS $fn$
BEGIN b := 'x' || a::text || '$$' || array_length(rest, 1); END $fn$;
CREATE FUNCTION rows_of() RETURNS TABLE (id int, name text) LANGUAGE sql ROWS 5 AS 'SELECT 1, ''a''';
CREATE PROCEDURE do_it(INOUT a int) LANGUAGE plpgsql AS $$ BEGIN a := a + 1; COMMIT; END $$;
CREATE AGGREGATE product (float8) (sfunc = float8mul, stype = float8, initcond = 1);
CREATE FUNCTION same_mood(mood, mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2::text';
CREATE OPERATOR === (LEFTARG = mood, RIGHTARG = mood, FUNCTION = same_mood, COMMUTATOR = ===);
CREATE FUNCTION abs_compare(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT btint4cmp(abs($1), abs($2))';
CREATE FUNCTION abs_less(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1) < abs($2)';
CREATE OPERATOR <<< (LEFTARG = int, RIGHTARG = int, FUNCTION = abs_less);
CREATE OPERATOR FAMILY abs_family USING btree;
CREATE OPERATOR CLASS abs_ops FOR TYPE int USING btree FAMILY abs_family AS
    OPERATOR 1 <<<, FUNCTION 1 abs_compare(int, int);
CREATE FUNCTION mood_to_int(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT length($1::text)';
CREATE CAST (mood AS int) WITH FUNCTION mood_to_int(mood) AS ASSIGNMENT;
CREATE FUNCTION always_true(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE CONVERSION my_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE ACCESS METHOD my_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE TRANSFORM FOR extensions.hstore LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));

-- Views, materialized views (one of them without rows), rules, triggers, event triggers.
CREATE VIEW big_orders WITH (security_barrier) AS SELECT o.id, c.name FROM sales.orders o JOIN sales.customers c ON c.id = o.customer
    WHERE o.total > 1000;
CREATE VIEW checked AS SELECT * FROM tree WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE RECURSIVE VIEW counted (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counted WHERE n < 5;
CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(total) AS total FROM sales.orders GROUP BY customer;
CREATE UNIQUE INDEX ON totals (customer);
CREATE MATERIALIZED VIEW on_totals AS SELECT count(*) AS n FROM totals;
CREATE MATERIALIZED VIEW unpopulated AS SELECT 1 AS a WITH NO DATA;
CREATE RULE ignore_delete AS ON DELETE TO tree DO INSTEAD NOTHING;
CREATE VIEW ruled AS SELECT id FROM hen;
CREATE RULE ruled_insert AS ON INSERT TO ruled DO INSTEAD INSERT INTO hen (id) VALUES (new.id);
CREATE TABLE audit (at timestamptz, what text);
CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO audit VALUES (now(), TG_OP); RETURN coalesce(new, old); END $$;
CREATE TRIGGER each_row AFTER INSERT OR UPDATE OF name ON sales.customers FOR EACH ROW WHEN (new.name <> 'x') EXECUTE FUNCTION audited();
CREATE TRIGGER each_statement AFTER DELETE ON sales.orders REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audited();
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audited();
CREATE TRIGGER switched_off BEFORE INSERT ON hen FOR EACH ROW EXECUTE FUNCTION audited();
ALTER TABLE hen DISABLE TRIGGER switched_off;
ALTER TABLE sales.customers ENABLE ALWAYS TRIGGER each_row;
CREATE FUNCTION watch_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION watch_ddl();

-- Row-level security.
CREATE TABLE secrets (owner name DEFAULT current_user, text text);
INSERT INTO secrets VALUES ('postgres', 'a'), ('everything_reader', 'b'), ('nobody', 'c');
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON secrets FOR SELECT TO everything_reader USING (owner = current_user);
CREATE POLICY "no writing" ON secrets AS RESTRICTIVE FOR INSERT WITH CHECK (owner = current_user);

-- Large objects, with comments and grants.
SELECT lo_from_bytea(4711, decode(repeat('00ff10', 30000), 'hex'));
SELECT lo_from_bytea(4712, '');
COMMENT ON LARGE OBJECT 4711 IS 'a picture';
GRANT SELECT ON LARGE OBJECT 4711 TO everything_reader;
CREATE TABLE pictures (id int, picture oid);
INSERT INTO pictures VALUES (1, 4711);

-- Text search.
CREATE TEXT SEARCH DICTIONARY plain_dictionary (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION plain_search (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION plain_search ALTER MAPPING FOR asciiword WITH plain_dictionary, english_stem;
CREATE TEXT SEARCH TEMPLATE own_template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH PARSER own_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);

-- Foreign data.
CREATE FOREIGN DATA WRAPPER own_wrapper OPTIONS (debug 'true');
CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1', dbname 'nowhere');
CREATE USER MAPPING FOR everything_owner SERVER elsewhere OPTIONS (user 'a', password 'not a real one');
CREATE FOREIGN TABLE far_away (id int OPTIONS (column_name 'ID'), name text) SERVER elsewhere OPTIONS (table_name 'there');

-- Publications; a subscription that is never enabled.
CREATE PUBLICATION all_tables FOR ALL TABLES WITH (publish = 'insert, update');
CREATE PUBLICATION some_tables FOR TABLE sales.orders (id, customer) WHERE (total > 10), TABLE ONLY hen;
CREATE PUBLICATION one_schema FOR TABLES IN SCHEMA sales;

-- Owners, grants, default privileges.
ALTER SCHEMA sales OWNER TO everything_owner;
ALTER TABLE sales.customers OWNER TO everything_owner;
ALTER TYPE mood OWNER TO everything_owner;
ALTER FUNCTION add_sql(int, int) OWNER TO everything_owner;
ALTER VIEW big_orders OWNER TO everything_owner;
GRANT USAGE ON SCHEMA sales TO everything_reader;
GRANT SELECT, INSERT (name) ON sales.customers TO everything_reader WITH GRANT OPTION;
GRANT SELECT ON big_orders TO PUBLIC;
REVOKE EXECUTE ON FUNCTION add_sql(int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_sql(int, int) TO everything_reader;
GRANT USAGE ON TYPE mood TO everything_reader;
GRANT USAGE ON FOREIGN SERVER elsewhere TO everything_reader;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO everything_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA sales GRANT SELECT ON TABLES TO everything_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE everything_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

REFRESH MATERIALIZED VIEW totals;
REFRESH MATERIALIZED VIEW on_totals;
