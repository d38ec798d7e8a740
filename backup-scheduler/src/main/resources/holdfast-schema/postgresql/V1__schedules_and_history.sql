-- When starts are due, and who picked them: the table of db-scheduler under our name.
CREATE TABLE holdfast_task (
    task_name            text NOT NULL,
    task_instance        text NOT NULL,
    task_data            bytea,
    execution_time       timestamp with time zone NOT NULL,
    picked               boolean NOT NULL,
    picked_by            text,
    last_success         timestamp with time zone,
    last_failure         timestamp with time zone,
    consecutive_failures integer,
    last_heartbeat       timestamp with time zone,
    version              bigint NOT NULL,
    priority             integer,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX holdfast_task_due ON holdfast_task (execution_time);
CREATE INDEX holdfast_task_beat ON holdfast_task (last_heartbeat);

-- What the schedules are. All instants of ours are microseconds since 1970. A job may have one in a file and one made at run time.
CREATE TABLE holdfast_schedule (
    kind              text NOT NULL,
    name              text NOT NULL,
    origin            text NOT NULL,
    definition        text NOT NULL,
    definition_digest text NOT NULL,
    enabled           integer NOT NULL,
    paused            integer NOT NULL,
    created_at        bigint NOT NULL,
    changed_at        bigint NOT NULL,
    changed_by        text NOT NULL,
    node              text NOT NULL,
    accounted_until   bigint,
    orphaned_at       bigint,
    PRIMARY KEY (kind, name, origin)
);

-- The number of the schedules' version, whether all are paused.
CREATE TABLE holdfast_setting (
    name  text NOT NULL PRIMARY KEY,
    value text NOT NULL
);

-- The processes that use this database, and their beats.
CREATE TABLE holdfast_owner (
    id         text NOT NULL PRIMARY KEY,
    node       text NOT NULL,
    role       text NOT NULL,
    version    text NOT NULL,
    started_at bigint NOT NULL,
    beat       bigint NOT NULL,
    ended      integer NOT NULL
);
CREATE INDEX holdfast_owner_living ON holdfast_owner (ended, node);

-- What a process has read about a job: two nodes may have different files.
CREATE TABLE holdfast_owner_job (
    owner  text NOT NULL,
    job    text NOT NULL,
    digest text NOT NULL,
    PRIMARY KEY (owner, job)
);

-- The fencing numbers, which only grow; a row is locked while somebody acquires a lease.
CREATE TABLE holdfast_resource (
    resource text NOT NULL PRIMARY KEY,
    fence    bigint NOT NULL
);
CREATE TABLE holdfast_lease (
    resource text NOT NULL,
    fence    bigint NOT NULL,
    owner    text NOT NULL,
    mode     text NOT NULL,
    purpose  text NOT NULL,
    since    bigint NOT NULL,
    PRIMARY KEY (resource, fence)
);
CREATE INDEX holdfast_lease_owner ON holdfast_lease (owner);

-- Every run, also those that were not begun: what is asked for in columns, and all of it in the detail, as JSON.
CREATE TABLE holdfast_run (
    run            text COLLATE "C" NOT NULL PRIMARY KEY,
    started_at     bigint NOT NULL,
    kind           text NOT NULL,
    job            text NOT NULL,
    state          text NOT NULL,
    finished_at    bigint,
    due_at         bigint,
    attempt        integer NOT NULL,
    node           text NOT NULL,
    owner          text NOT NULL,
    origin         text NOT NULL,
    who            text NOT NULL,
    bytes          bigint NOT NULL,
    original_bytes bigint NOT NULL,
    entries        bigint NOT NULL,
    pause_ms       bigint NOT NULL,
    detail         text NOT NULL
);
CREATE INDEX holdfast_run_page ON holdfast_run (started_at DESC, run DESC);
CREATE INDEX holdfast_run_job ON holdfast_run (job, started_at DESC, run DESC);
CREATE INDEX holdfast_run_state ON holdfast_run (state, started_at DESC, run DESC);
CREATE INDEX holdfast_run_kind ON holdfast_run (kind, started_at DESC, run DESC);
CREATE INDEX holdfast_run_job_state ON holdfast_run (job, state, started_at DESC, run DESC);
CREATE INDEX holdfast_run_due ON holdfast_run (job, due_at);
CREATE INDEX holdfast_run_open ON holdfast_run (owner) WHERE state = 'RUNNING';

-- Which runs worked on a target, so that a page of them reads no details.
CREATE TABLE holdfast_run_target (
    target     text NOT NULL,
    started_at bigint NOT NULL,
    run        text COLLATE "C" NOT NULL,
    PRIMARY KEY (target, started_at, run)
);
CREATE INDEX holdfast_run_target_run ON holdfast_run_target (run);
