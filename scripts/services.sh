# A PostgreSQL and a Redis of one's own, for the length of a script: nothing kept, nothing shared, nothing left running.
# Sourced after prelude.sh. Sets TEST_REDIS_URL and TEST_POSTGRESQL_URL.
SERVICES="$(mktemp -d "${TMPDIR:-/tmp}/plan-tests.XXXXXX")"
# PostgreSQL runs as another user, who must be able to pass through to its own folder.
chmod 711 "$SERVICES"
REDIS_PID=

stop_services() {
  # Only what was started here, by its number. PostgreSQL's INT means: disconnect everybody, and end.
  local postgresql="$SERVICES/postgresql/data/postmaster.pid"
  [ ! -f "$postgresql" ] || kill -INT "$(head -n 1 "$postgresql")" 2>/dev/null || true
  [ -z "$REDIS_PID" ] || kill "$REDIS_PID" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$SERVICES"
}
trap stop_services EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() {
  "$VENV/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# wait_for SENTENCE COMMAND…: up to ten seconds.
wait_for() {
  local sentence="$1"
  shift
  for _ in $(seq 100); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  stop "$sentence"
}

start_redis() {
  local port
  port="$(free_port)"
  mkdir "$SERVICES/redis"
  redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$SERVICES/redis" \
    >"$SERVICES/redis/log" 2>&1 &
  REDIS_PID=$!
  wait_for "Redis did not start: try redis-server by hand to see why." redis-cli -p "$port" ping
  export TEST_REDIS_URL="redis://127.0.0.1:$port/0"
}

postgresql_programs() {
  local initdb
  initdb="$(find /usr/lib/postgresql -name initdb 2>/dev/null | sort -V | tail -n 1)"
  dirname "${initdb:-$(command -v initdb)}"
}

# PostgreSQL refuses to run as root: there it runs as the user that its package made.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && exec setpriv --reuid postgres --regid postgres --init-groups "$@")
  else
    "$@"
  fi
}

start_postgresql() {
  local bin folder="$SERVICES/postgresql"
  bin="$(postgresql_programs)"
  mkdir "$folder"
  if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || stop "There is no user named postgres: install Debian's postgresql, or run this as an ordinary user."
    chown postgres "$folder"
  fi
  as_postgres "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 \
    --locale C.UTF-8 --no-sync >"$SERVICES/initdb.log" 2>&1 ||
    stop "PostgreSQL's folder could not be made: $(tail -n 1 "$SERVICES/initdb.log")"
  # Tests roll back what they wrote: statistics gathered meanwhile would tell the planner that every table is empty.
  # A socket in a folder of its own needs no port, and nothing else on the machine can meet it.
  as_postgres "$bin/postgres" -D "$folder/data" -c listen_addresses= -c unix_socket_directories="$folder" \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off >"$SERVICES/postgresql.log" 2>&1 &
  wait_for "PostgreSQL did not start: $(tail -n 1 "$SERVICES/postgresql.log" 2>/dev/null)" \
    "$bin/pg_isready" --host "$folder" --username postgres
  export TEST_POSTGRESQL_URL="postgres://postgres@${folder//\//%2F}/postgres"
}
