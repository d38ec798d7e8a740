-- A database of version 2 with a row or two in every table, as sqlite3's .dump writes it. Never changed: it stands for databases that are out there.
BEGIN TRANSACTION;
CREATE TABLE holdfast_lease (
    resource text NOT NULL,
    fence    integer NOT NULL,
    owner    text NOT NULL,
    mode     text NOT NULL,
    purpose  text NOT NULL,
    since    integer NOT NULL,
    PRIMARY KEY (resource, fence)
);
INSERT INTO holdfast_lease VALUES('target/orders',7,'7c7a0e6e-0a3c-4c43-8a3e-6c5d3f0c0001','EXCLUSIVE','create nightly',1763604900123456);
CREATE TABLE holdfast_owner (
    id         text NOT NULL PRIMARY KEY,
    node       text NOT NULL,
    role       text NOT NULL,
    version    text NOT NULL,
    started_at integer NOT NULL,
    beat       integer NOT NULL,
    ended      integer NOT NULL
);
INSERT INTO holdfast_owner VALUES('7c7a0e6e-0a3c-4c43-8a3e-6c5d3f0c0001','one','serve','0.1.0',1763604900123456,42,1);
CREATE TABLE holdfast_owner_job (
    owner  text NOT NULL,
    job    text NOT NULL,
    digest text NOT NULL,
    PRIMARY KEY (owner, job)
);
INSERT INTO holdfast_owner_job VALUES('7c7a0e6e-0a3c-4c43-8a3e-6c5d3f0c0001','nightly','0123456789abcdef0123456789abcdef');
CREATE TABLE holdfast_resource (
    resource text NOT NULL PRIMARY KEY,
    fence    integer NOT NULL
);
INSERT INTO holdfast_resource VALUES('target/orders',7);
CREATE TABLE holdfast_run (
    run            text NOT NULL PRIMARY KEY,
    started_at     integer NOT NULL,
    kind           text NOT NULL,
    job            text NOT NULL,
    state          text NOT NULL,
    finished_at    integer,
    due_at         integer,
    attempt        integer NOT NULL,
    node           text NOT NULL,
    owner          text NOT NULL,
    origin         text NOT NULL,
    who            text NOT NULL,
    bytes          integer NOT NULL,
    original_bytes integer NOT NULL,
    entries        integer NOT NULL,
    pause_ms       integer NOT NULL,
    detail         text NOT NULL
);
INSERT INTO holdfast_run VALUES('20261120-021500-nightly-1',1795140900123456,'BACKUP','nightly','SUCCEEDED',1795140905123456,1795140900000000,1,'one','7c7a0e6e-0a3c-4c43-8a3e-6c5d3f0c0001','SCHEDULE','',1000000000,5000000000,42,0,'{"run":"20261120-021500-nightly-1","kind":"BACKUP","job":"nightly","trigger":"SCHEDULE","requester":"","due":"2026-11-20T02:15:00Z","attempt":1,"node":"one","state":"SUCCEEDED","started":"2026-11-20T02:15:00.123456Z","finished":"2026-11-20T02:15:05.123456Z","pause":"PT0S","targets":[{"target":"orders","state":"SUCCEEDED","backup":"orders_20261120_021500","originalBytes":5000000000,"storedBytes":1000000000,"entries":42,"stores":[{"store":"local","succeeded":true}]}],"removals":[{"backup":"orders_20261101_021500","target":"orders","store":"local","reasons":["not among the last 7"],"bytes":999}],"problems":[],"pauses":[]}');
INSERT INTO holdfast_run VALUES('20261120-031500-nightly-2',1795144500123456,'BACKUP','nightly','RUNNING',NULL,NULL,1,'one','7c7a0e6e-0a3c-4c43-8a3e-6c5d3f0c0001','COMMAND','ann',0,0,42,0,'{"run":"20261120-031500-nightly-2","kind":"BACKUP","job":"nightly","trigger":"COMMAND","requester":"ann","attempt":1,"node":"one","state":"RUNNING","started":"2026-11-20T03:15:00.123456Z","pause":"PT0S","targets":[],"removals":[],"problems":[],"pauses":[]}');
CREATE TABLE holdfast_run_target (
    target     text NOT NULL,
    started_at integer NOT NULL,
    run        text NOT NULL,
    PRIMARY KEY (target, started_at, run)
);
INSERT INTO holdfast_run_target VALUES('orders',1795140900123456,'20261120-021500-nightly-1');
INSERT INTO holdfast_run_target VALUES('uploads',1795140900123456,'20261120-021500-nightly-1');
CREATE TABLE holdfast_schedule (
    kind              text NOT NULL,
    name              text NOT NULL,
    origin            text NOT NULL,
    definition        text NOT NULL,
    definition_digest text NOT NULL,
    enabled           integer NOT NULL,
    paused            integer NOT NULL,
    created_at        integer NOT NULL,
    changed_at        integer NOT NULL,
    changed_by        text NOT NULL,
    node              text NOT NULL,
    accounted_until   integer,
    orphaned_at       integer,
    PRIMARY KEY (kind, name, origin)
);
INSERT INTO holdfast_schedule VALUES('job','nightly','file','{"daily":["02:15"],"zone":"Europe/Berlin"}','0123456789abcdef0123456789abcdef',1,0,1763604900123456,1763604900123456,'file','one',1763604900000000,NULL);
INSERT INTO holdfast_schedule VALUES('job','weekly','runtime','{"every":"168h","zone":"UTC"}','fedcba9876543210fedcba9876543210',1,1,1763604900123456,1763604900123456,'ann','one',NULL,1763604900123456);
INSERT INTO holdfast_schedule VALUES('expire','','file','{"daily":["04:30"],"zone":"UTC"}','00000000000000000000000000000001',0,0,1763604900123456,1763604900123456,'file','one',NULL,NULL);
CREATE TABLE "holdfast_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO holdfast_schema_history VALUES(1,'1','schedules and history','SQL','V1__schedules_and_history.sql',-1277334970,'','2026-11-21 23:11:15.279',14,1);
INSERT INTO holdfast_schema_history VALUES(2,'2','removals and kinds','SQL','V2__removals_and_kinds.sql',390879924,'','2026-11-22 02:28:19.656',16,1);
CREATE TABLE holdfast_setting (
    name  text NOT NULL PRIMARY KEY,
    value text NOT NULL
);
INSERT INTO holdfast_setting VALUES('schedules','17');
INSERT INTO holdfast_setting VALUES('paused','bob');
CREATE TABLE holdfast_task (
    task_name            text NOT NULL,
    task_instance        text NOT NULL,
    task_data            blob,
    execution_time       integer NOT NULL,
    picked               integer NOT NULL,
    picked_by            text,
    last_success         integer,
    last_failure         integer,
    consecutive_failures integer,
    last_heartbeat       integer,
    version              integer NOT NULL,
    priority             integer,
    PRIMARY KEY (task_name, task_instance)
);
INSERT INTO holdfast_task VALUES('holdfast-job','nightly',X'7b7d',1763691300000,0,NULL,1763604905000,NULL,0,NULL,3,0);
CREATE TABLE holdfast_removal (
    run        text NOT NULL,
    position   integer NOT NULL,
    removed_at integer NOT NULL,
    backup     text NOT NULL,
    target     text NOT NULL,
    store      text NOT NULL,
    bytes      integer NOT NULL,
    reasons    text NOT NULL,
    PRIMARY KEY (run, position)
);
INSERT INTO holdfast_removal VALUES('20261120-021500-nightly-1',0,1795140905123456,'orders_20261113_021500','orders','local',1234567,'["kept by no rule"]');
CREATE INDEX "holdfast_schema_history_s_idx" ON "holdfast_schema_history" ("success");
CREATE INDEX holdfast_task_due ON holdfast_task (execution_time);
CREATE INDEX holdfast_task_beat ON holdfast_task (last_heartbeat);
CREATE INDEX holdfast_owner_living ON holdfast_owner (ended, node);
CREATE INDEX holdfast_lease_owner ON holdfast_lease (owner);
CREATE INDEX holdfast_run_page ON holdfast_run (started_at DESC, run DESC);
CREATE INDEX holdfast_run_job ON holdfast_run (job, started_at DESC, run DESC);
CREATE INDEX holdfast_run_state ON holdfast_run (state, started_at DESC, run DESC);
CREATE INDEX holdfast_run_kind ON holdfast_run (kind, started_at DESC, run DESC);
CREATE INDEX holdfast_run_job_state ON holdfast_run (job, state, started_at DESC, run DESC);
CREATE INDEX holdfast_run_due ON holdfast_run (job, due_at);
CREATE INDEX holdfast_run_open ON holdfast_run (owner) WHERE state = 'RUNNING';
CREATE INDEX holdfast_run_target_run ON holdfast_run_target (run);
CREATE INDEX holdfast_removal_target ON holdfast_removal (target, removed_at DESC);
CREATE INDEX holdfast_removal_backup ON holdfast_removal (backup);
CREATE INDEX holdfast_run_job_kind ON holdfast_run (job, kind, started_at DESC, run DESC);
COMMIT;
