# shellcheck shell=bash disable=SC2154
# The databases of bin/bench, which reads this file: a PostgreSQL server of its own, and a SQLite file. Their rows are
# made from a seed: names, numbers, times, JSON and text that repeats itself as that of an application does.

pg_user=()
pg_port=

# The newest server that packages installed; everything of it lies below the bench's own directory.
start_postgres() {
  [[ -z $pg_port ]] || return 0
  local initdb
  initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1) || die "PostgreSQL is not installed"
  pg_bin=$(dirname "$initdb")
  pg_dir=$work/postgres
  mkdir -p "$pg_dir"
  if [[ $(id -u) == 0 ]]; then
    chown postgres "$pg_dir"
    pg_user=(runuser -u postgres --)
  fi
  if [[ ! -e $pg_dir/data/PG_VERSION ]]; then
    (cd / && "${pg_user[@]}" "$pg_bin/initdb" -D "$pg_dir/data" -U bench --auth=trust >/dev/null)
  fi
  pg_port=$((20000 + RANDOM % 20000))
  (cd / && "${pg_user[@]}" "$pg_bin/pg_ctl" -D "$pg_dir/data" -w -l "$pg_dir/log" -o "-p $pg_port \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories=$pg_dir -c shared_buffers=256MB -c max_wal_size=8GB \
    -c autovacuum=off -c checkpoint_timeout=1h" start >/dev/null) || die "PostgreSQL does not start: $(tail -n 3 "$pg_dir/log")"
  export PGHOST=127.0.0.1 PGPORT=$pg_port PGUSER=bench
}

stop_postgres() {
  if [[ -n $pg_port ]]; then
    (cd / && "${pg_user[@]}" "$pg_bin/pg_ctl" -D "$pg_dir/data" -m fast -w stop >/dev/null) || true
    pg_port=
  fi
}

sql() { "$pg_bin/psql" -X -q -v ON_ERROR_STOP=1 "$@"; }

# The database `shop`: kept from bench to bench.
shop() {
  start_postgres
  if [[ $(sql -d postgres -At -c "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'shop'") != "$pg_orders" ]]; then
    say "making the database shop with $pg_orders orders"
    sql -d postgres -c 'SET client_min_messages = warning' -c 'DROP DATABASE IF EXISTS shop' -c 'CREATE DATABASE shop TEMPLATE template0'
    sql -d shop -v orders="$pg_orders" <<'SQL'
SELECT setseed(0.42) \g /dev/null
CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, mail text NOT NULL UNIQUE, since timestamptz NOT NULL, settings jsonb NOT NULL);
INSERT INTO customer
  SELECT i, (ARRAY['Ada','Grace','Edsger','Barbara','Donald','Frances','Alan','Radia'])[1 + (random() * 7)::int] || ' ' || md5((random() * 5000)::int::text),
         'customer' || i || '@example.org', timestamptz '2015-01-01 UTC' + random() * interval '10 years',
         jsonb_build_object('language', (ARRAY['en','de','fr'])[1 + (random() * 2)::int], 'newsletter', random() < 0.5, 'visits', (random() * 900)::int)
    FROM generate_series(1, :orders / 20) i;
CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL REFERENCES customer, placed timestamptz NOT NULL, state text NOT NULL, note text, total numeric(10, 2) NOT NULL);
INSERT INTO orders
  SELECT i, 1 + (random() * (:orders / 20 - 1))::int, timestamptz '2020-01-01 UTC' + i * interval '37 seconds',
         (ARRAY['open','paid','sent','returned'])[1 + (random() * 3)::int],
         CASE WHEN random() < 0.6 THEN 'Please leave it ' || (ARRAY['with the neighbour','at the door','in the garage'])[1 + (random() * 2)::int] || ', ring ' || md5(random()::text) END,
         round((random() * 900)::numeric, 2)
    FROM generate_series(1, :orders) i;
CREATE TABLE item (orders bigint NOT NULL REFERENCES orders, line int NOT NULL, article text NOT NULL, amount int NOT NULL, price numeric(10, 2) NOT NULL, hash bytea, PRIMARY KEY (orders, line));
INSERT INTO item
  SELECT i, l, 'article ' || (random() * 20000)::int || ' ' || (ARRAY['red','green','blue','large','small'])[1 + (random() * 4)::int], 1 + (random() * 5)::int,
         round((random() * 90)::numeric, 2), decode(md5(random()::text), 'hex')
    FROM generate_series(1, :orders) i, generate_series(1, 3) l;
CREATE INDEX ON orders (customer);
CREATE INDEX ON item (article);
ANALYZE;
SQL
    sql -d postgres -c "COMMENT ON DATABASE shop IS '$pg_orders'" -c CHECKPOINT
  fi
}

# shop_configuration DIRECTORY COUNT-ROWS
shop_configuration() {
  mkdir -p "$1"
  cat >"$1/holdfast.yaml" <<EOF
stores:
  local: { type: directory, path: ./store }
targets:
  shop: { type: postgres, url: "jdbc:postgresql://127.0.0.1:$pg_port/shop", user: bench, globals: "no", count-rows: $2, client: "$pg_bin" }
EOF
}

pg_pipeline='set -o pipefail; "$0/pg_dump" -Fc -Z0 shop | zstd -q -3 -T2 | tee "$1" | sha256sum; sync "$1"'

pg_create() {
  local dir=$work/case/pg-create i
  shop
  say "pg-create: $(sql -d shop -At -c "SELECT pg_database_size('shop')") bytes on the server"
  for ((i = 0; i < rounds; i++)); do
    rm -rf "$dir"
    shop_configuration "$dir/holdfast" none
    shop_configuration "$dir/counting" all
    sync
    measure pg-create-pipeline bash -c "$pg_pipeline" "$pg_bin" "$dir/shop.zst"
    measure pg-create-holdfast "$holdfast" -c "$dir/holdfast/holdfast.yaml" --no-progress create
    measure pg-create-counting "$holdfast" -c "$dir/counting/holdfast.yaml" --no-progress create
    measure pg-create-plain bash -c '"$0/pg_dump" -Fc -f "$1" shop; sync "$1"' "$pg_bin" "$dir/shop.dump"
  done
  compare pg-create pg-create-holdfast pg-create-pipeline 1.0
  compare pg-create pg-create-holdfast pg-create-plain 0.6
  row pg-create "wall with all rows counted" "$(seconds pg-create-counting)" s "without: $(seconds pg-create-holdfast) s" ""
  processor pg-create pg-create-holdfast pg-create-pipeline
  row pg-create "peak memory" "$(peak pg-create-holdfast)" MB "" 350
}

pg_restore() {
  local dir=$work/case/pg-restore i id restored
  shop
  rm -rf "$dir"
  shop_configuration "$dir/holdfast" none
  "$holdfast" -c "$dir/holdfast/holdfast.yaml" --no-progress create >/dev/null
  id=$(newest_id "$dir/holdfast")
  bash -c "$pg_pipeline" "$pg_bin" "$dir/shop.zst" >/dev/null
  for ((i = 0; i < rounds; i++)); do
    sql -d postgres -c 'SET client_min_messages = warning' -c 'DROP DATABASE IF EXISTS peer' -c 'CREATE DATABASE peer TEMPLATE template0' -c CHECKPOINT
    rm -f "$dir/shop.dump"
    sync
    measure pg-restore-pipeline bash -c 'set -e; zstd -q -d "$1/shop.zst" -o "$1/shop.dump"; "$0/pg_restore" -j2 -d peer "$1/shop.dump"; "$0/vacuumdb" -q -Z -j2 -d peer' "$pg_bin" "$dir"
    sql -d postgres -c 'DROP DATABASE peer' -c CHECKPOINT
    rm -f "$dir/shop.dump"
    sync
    measure pg-restore-holdfast "$holdfast" -c "$dir/holdfast/holdfast.yaml" --no-progress restore "$id" --yes
    restored=$("$holdfast" -c "$dir/holdfast/holdfast.yaml" --json restores | sed 's/},{/}\n{/g' | sed -n '/"state":"swapped"/s/.*"id":"\([^"]*\)".*/\1/p')
    "$holdfast" -c "$dir/holdfast/holdfast.yaml" confirm "$restored" >/dev/null
  done
  sql -d postgres -c "COMMENT ON DATABASE shop IS '$pg_orders'"
  compare pg-restore pg-restore-holdfast pg-restore-pipeline 1.05
  processor pg-restore pg-restore-holdfast pg-restore-pipeline
  row pg-restore "peak memory" "$(peak pg-restore-holdfast)" MB "" 350
}

# The SQLite file: kept from bench to bench.
make_sqlite() {
  sqlite3 "$tree/shop.db" >/dev/null <<SQL
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT, mail TEXT, since TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, placed TEXT, state TEXT, note TEXT, total REAL, hash BLOB);
CREATE INDEX orders_customer ON orders (customer);
CREATE INDEX orders_placed ON orders (placed);
INSERT INTO customer WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < $sqlite_orders / 20)
  SELECT i, 'customer ' || (i * 7919 % 5000), 'customer' || i || '@example.org', datetime(1500000000 + i * 60, 'unixepoch') FROM c;
INSERT INTO orders WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < $sqlite_orders)
  SELECT i, i * 7919 % ($sqlite_orders / 20) + 1, datetime(1600000000 + i * 37, 'unixepoch'),
         CASE i * 31 % 4 WHEN 0 THEN 'open' WHEN 1 THEN 'paid' WHEN 2 THEN 'sent' ELSE 'returned' END,
         CASE WHEN i % 5 < 3 THEN 'Please leave it ' || CASE i % 3 WHEN 0 THEN 'with the neighbour' WHEN 1 THEN 'at the door' ELSE 'in the garage' END
           || ', ring ' || hex(randomblob(16)) END, i * 104729 % 90000 / 100.0, randomblob(24) FROM c;
SQL
}

# sqlite_create CASE: the file at rest, or in use: another program has it open, and what it wrote last is in the log alone.
sqlite_create() {
  local case=$1 dir=$work/case/$1 i
  tree sqlite
  if [[ $case == sqlite-busy ]]; then
    use_sqlite "$dir-user"
  fi
  say "$case: $(size_of "$tree/shop.db") bytes, $(cat "$tree"/shop.db-wal 2>/dev/null | wc -c) in the write-ahead log"
  for ((i = 0; i < rounds; i++)); do
    rm -rf "$dir"
    mkdir -p "$dir/holdfast"
    cat >"$dir/holdfast/holdfast.yaml" <<EOF
stores:
  local: { type: directory, path: ./store }
targets:
  shop: { type: sqlite, path: "$tree/shop.db" }
EOF
    sync
    measure "$case-pipeline" bash -c 'set -e; sqlite3 "$0" ".backup $1/shop.db"; zstd -q -3 -T2 "$1/shop.db"; sync "$1/shop.db.zst"' "$tree/shop.db" "$dir"
    measure "$case-holdfast" "$holdfast" -c "$dir/holdfast/holdfast.yaml" --no-progress create
  done
  compare "$case" "$case-holdfast" "$case-pipeline" 1.0
  processor "$case" "$case-holdfast" "$case-pipeline"
  row "$case" "peak memory" "$(peak "$case-holdfast")" MB "" 350
  if [[ $case == sqlite-busy ]]; then
    leave_sqlite
  fi
}

use_sqlite() {
  local tries
  rm -rf "$1"
  mkdir -p "$1"
  mkfifo "$1/says"
  sqlite3 "$tree/shop.db" <"$1/says" >/dev/null &
  sqlite_user=$!
  exec {sqlite_says}>"$1/says"
  cat >&"$sqlite_says" <<SQL
PRAGMA wal_autocheckpoint = 0;
UPDATE orders SET state = CASE state WHEN 'seen' THEN 'sent' ELSE 'seen' END WHERE id <= 20000;
.system touch "$1/ready"
SQL
  for ((tries = 0; tries < 600; tries++)); do
    if [[ -e $1/ready ]]; then
      break
    fi
    sleep 0.1
  done
  [[ -s $tree/shop.db-wal ]] || die "the write-ahead log is empty"
}

# The last one to leave moves the log into the file, which then is at rest again.
leave_sqlite() {
  exec {sqlite_says}>&-
  wait "$sqlite_user"
  [[ ! -e $tree/shop.db-wal ]] || die "the write-ahead log is still there"
}
