# shellcheck shell=bash disable=SC2154
# The pause of bin/bench, which reads this file: how long a container rests while a job takes a database and files.

pause_container=

stop_container() {
  if [[ -n $pause_container ]]; then
    docker rm --force --volumes "$pause_container" >/dev/null || true
    pause_container=
  fi
}

# pause_configuration DIRECTORY DATABASE
pause_configuration() {
  mkdir -p "$1"
  cat >"$1/holdfast.yaml" <<EOF
stores:
  local: { type: directory, path: ./store }
targets:
  database: { type: postgres, url: "jdbc:postgresql://127.0.0.1:$pg_port/$2", user: bench, globals: "no", client: "$pg_bin" }
  files: { type: files, paths: ["$work/case/pause/files"] }
jobs:
  nightly:
    targets: [database, files]
    hooks: [{ type: docker, stop: [$pause_container] }]
EOF
}

# paused LABEL: the pause that the last run of that label told of
paused() {
  sed -n 's/.*"pauseSeconds":\([0-9.]*\).*/\1/p' "$work/sample/$1.out" >>"$work/sample/$1-paused"
}

pause() {
  local dir=$work/case/pause i kind full bare
  shop
  "$root/bin/engines" start >&2
  pause_container=holdfast-bench-$$
  docker run --detach --name "$pause_container" --network none holdfast/busybox:local \
    sh -c 'trap "exit 0" TERM; while :; do sleep 0.1; done' >/dev/null
  sql -d postgres -c 'SET client_min_messages = warning' -c 'DROP DATABASE IF EXISTS bare' -c 'CREATE DATABASE bare TEMPLATE template0'
  mkdir -p "$dir/files"
  for ((i = 0; i < 500; i++)); do
    echo "document $i" >"$dir/files/$i"
  done
  pause_configuration "$dir/shop" shop
  pause_configuration "$dir/bare" bare
  for ((i = 0; i < rounds; i++)); do
    for kind in shop bare; do
      measure "pause-$kind" "$holdfast" -c "$dir/$kind/holdfast.yaml" --json create nightly
      paused "pause-$kind"
    done
  done
  stop_container
  sql -d postgres -c 'DROP DATABASE bare'
  full=$(column pause-shop-paused 1)
  bare=$(column pause-bare-paused 1)
  row pause "longer for 1 GB than for an empty database" "$(awk -v a="$full" -v b="$bare" 'BEGIN { printf "%.2f", a - b }')" s "$full s - $bare s" 1
  row pause "wall" "$(seconds pause-shop)" s "empty: $(seconds pause-bare) s" ""
}
