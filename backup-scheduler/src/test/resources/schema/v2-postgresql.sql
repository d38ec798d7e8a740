-- A database of version 2 with a row or two in every table, as pg_dump writes it. Never changed: it stands for databases that are out there.

CREATE TABLE public.holdfast_lease (
    resource text NOT NULL,
    fence bigint NOT NULL,
    owner text NOT NULL,
    mode text NOT NULL,
    purpose text NOT NULL,
    since bigint NOT NULL
);

CREATE TABLE public.holdfast_owner (
    id text NOT NULL,
    node text NOT NULL,
    role text NOT NULL,
    version text NOT NULL,
    started_at bigint NOT NULL,
    beat bigint NOT NULL,
    ended integer NOT NULL
);

CREATE TABLE public.holdfast_owner_job (
    owner text NOT NULL,
    job text NOT NULL,
    digest text NOT NULL
);

CREATE TABLE public.holdfast_removal (
    run text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    removed_at bigint NOT NULL,
    backup text NOT NULL,
    target text NOT NULL,
    store text NOT NULL,
    bytes bigint NOT NULL,
    reasons text NOT NULL
);

CREATE TABLE public.holdfast_resource (
    resource text NOT NULL,
    fence bigint NOT NULL
);

CREATE TABLE public.holdfast_run (
    run text NOT NULL COLLATE pg_catalog."C",
    started_at bigint NOT NULL,
    kind text NOT NULL,
    job text NOT NULL,
    state text NOT NULL,
    finished_at bigint,
    due_at bigint,
    attempt integer NOT NULL,
    node text NOT NULL,
    owner text NOT NULL,
    origin text NOT NULL,
    who text NOT NULL,
    bytes bigint NOT NULL,
    original_bytes bigint NOT NULL,
    entries bigint NOT NULL,
    pause_ms bigint NOT NULL,
    detail text NOT NULL
);

CREATE TABLE public.holdfast_run_target (
    target text NOT NULL,
    started_at bigint NOT NULL,
    run text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.holdfast_schedule (
    kind text NOT NULL,
    name text NOT NULL,
    origin text NOT NULL,
    definition text NOT NULL,
    definition_digest text NOT NULL,
    enabled integer NOT NULL,
    paused integer NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    changed_by text NOT NULL,
    node text NOT NULL,
    accounted_until bigint,
    orphaned_at bigint
);

CREATE TABLE public.holdfast_schema_history (
    installed_rank integer NOT NULL,
    version character varying(50),
    description character varying(200) NOT NULL,
    type character varying(20) NOT NULL,
    script character varying(1000) NOT NULL,
    checksum integer,
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone DEFAULT now() NOT NULL,
    execution_time integer NOT NULL,
    success boolean NOT NULL
);

CREATE TABLE public.holdfast_setting (
    name text NOT NULL,
    value text NOT NULL
);

CREATE TABLE public.holdfast_task (
    task_name text NOT NULL,
    task_instance text NOT NULL,
    task_data bytea,
    execution_time timestamp with time zone NOT NULL,
    picked boolean NOT NULL,
    picked_by text,
    last_success timestamp with time zone,
    last_failure timestamp with time zone,
    consecutive_failures integer,
    last_heartbeat timestamp with time zone,
    version bigint NOT NULL,
    priority integer
);

INSERT INTO public.holdfast_lease VALUES ('target/orders', 7, '7c7a0e6e-0a3c-4c43-8a3e-6c5d3f0c0001', 'EXCLUSIVE', 'create nightly', 1763604900123456);

INSERT INTO public.holdfast_owner VALUES ('7c7a0e6e-0a3c-4c43-8a3e-6c5d3f0c0001', 'one', 'serve', '0.1.0', 1763604900123456, 42, 1);

INSERT INTO public.holdfast_owner_job VALUES ('7c7a0e6e-0a3c-4c43-8a3e-6c5d3f0c0001', 'nightly', '0123456789abcdef0123456789abcdef');

INSERT INTO public.holdfast_removal VALUES ('20261120-021500-nightly-1', 0, 1795140905123456, 'orders_20261113_021500', 'orders', 'local', 1234567, '["kept by no rule"]');

INSERT INTO public.holdfast_resource VALUES ('target/orders', 7);

INSERT INTO public.holdfast_run VALUES ('20261120-021500-nightly-1', 1795140900123456, 'BACKUP', 'nightly', 'SUCCEEDED', 1795140905123456, 1795140900000000, 1, 'one', '7c7a0e6e-0a3c-4c43-8a3e-6c5d3f0c0001', 'SCHEDULE', '', 1000000000, 5000000000, 42, 0, '{"run":"20261120-021500-nightly-1","kind":"BACKUP","job":"nightly","trigger":"SCHEDULE","requester":"","due":"2026-11-20T02:15:00Z","attempt":1,"node":"one","state":"SUCCEEDED","started":"2026-11-20T02:15:00.123456Z","finished":"2026-11-20T02:15:05.123456Z","pause":"PT0S","targets":[{"target":"orders","state":"SUCCEEDED","backup":"orders_20261120_021500","originalBytes":5000000000,"storedBytes":1000000000,"entries":42,"stores":[{"store":"local","succeeded":true}]}],"removals":[{"backup":"orders_20261101_021500","target":"orders","store":"local","reasons":["not among the last 7"],"bytes":999}],"problems":[],"pauses":[]}');
INSERT INTO public.holdfast_run VALUES ('20261120-031500-nightly-2', 1795144500123456, 'BACKUP', 'nightly', 'RUNNING', NULL, NULL, 1, 'one', '7c7a0e6e-0a3c-4c43-8a3e-6c5d3f0c0001', 'COMMAND', 'ann', 0, 0, 42, 0, '{"run":"20261120-031500-nightly-2","kind":"BACKUP","job":"nightly","trigger":"COMMAND","requester":"ann","attempt":1,"node":"one","state":"RUNNING","started":"2026-11-20T03:15:00.123456Z","pause":"PT0S","targets":[],"removals":[],"problems":[],"pauses":[]}');

INSERT INTO public.holdfast_run_target VALUES ('orders', 1795140900123456, '20261120-021500-nightly-1');
INSERT INTO public.holdfast_run_target VALUES ('uploads', 1795140900123456, '20261120-021500-nightly-1');

INSERT INTO public.holdfast_schedule VALUES ('job', 'nightly', 'file', '{"daily":["02:15"],"zone":"Europe/Berlin"}', '0123456789abcdef0123456789abcdef', 1, 0, 1763604900123456, 1763604900123456, 'file', 'one', 1763604900000000, NULL);
INSERT INTO public.holdfast_schedule VALUES ('job', 'weekly', 'runtime', '{"every":"168h","zone":"UTC"}', 'fedcba9876543210fedcba9876543210', 1, 1, 1763604900123456, 1763604900123456, 'ann', 'one', NULL, 1763604900123456);
INSERT INTO public.holdfast_schedule VALUES ('expire', '', 'file', '{"daily":["04:30"],"zone":"UTC"}', '00000000000000000000000000000001', 0, 0, 1763604900123456, 1763604900123456, 'file', 'one', NULL, NULL);

INSERT INTO public.holdfast_schema_history VALUES (1, '1', 'schedules and history', 'SQL', 'V1__schedules_and_history.sql', -940912978, 'postgres', '2026-11-21 23:11:16.868467', 230, true);
INSERT INTO public.holdfast_schema_history VALUES (2, '2', 'removals and kinds', 'SQL', 'V2__removals_and_kinds.sql', -784906171, 'postgres', '2026-11-22 02:28:21.921032', 23, true);

INSERT INTO public.holdfast_setting VALUES ('schedules', '17');
INSERT INTO public.holdfast_setting VALUES ('paused', 'bob');

INSERT INTO public.holdfast_task VALUES ('holdfast-job', 'nightly', '\x7b7d', '2025-11-21 02:15:00+00', false, NULL, '2025-11-20 02:15:05+00', NULL, 0, NULL, 3, 0);

ALTER TABLE ONLY public.holdfast_lease
    ADD CONSTRAINT holdfast_lease_pkey PRIMARY KEY (resource, fence);

ALTER TABLE ONLY public.holdfast_owner_job
    ADD CONSTRAINT holdfast_owner_job_pkey PRIMARY KEY (owner, job);

ALTER TABLE ONLY public.holdfast_owner
    ADD CONSTRAINT holdfast_owner_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.holdfast_removal
    ADD CONSTRAINT holdfast_removal_pkey PRIMARY KEY (run, "position");

ALTER TABLE ONLY public.holdfast_resource
    ADD CONSTRAINT holdfast_resource_pkey PRIMARY KEY (resource);

ALTER TABLE ONLY public.holdfast_run
    ADD CONSTRAINT holdfast_run_pkey PRIMARY KEY (run);

ALTER TABLE ONLY public.holdfast_run_target
    ADD CONSTRAINT holdfast_run_target_pkey PRIMARY KEY (target, started_at, run);

ALTER TABLE ONLY public.holdfast_schedule
    ADD CONSTRAINT holdfast_schedule_pkey PRIMARY KEY (kind, name, origin);

ALTER TABLE ONLY public.holdfast_schema_history
    ADD CONSTRAINT holdfast_schema_history_pk PRIMARY KEY (installed_rank);

ALTER TABLE ONLY public.holdfast_setting
    ADD CONSTRAINT holdfast_setting_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.holdfast_task
    ADD CONSTRAINT holdfast_task_pkey PRIMARY KEY (task_name, task_instance);

CREATE INDEX holdfast_lease_owner ON public.holdfast_lease USING btree (owner);

CREATE INDEX holdfast_owner_living ON public.holdfast_owner USING btree (ended, node);

CREATE INDEX holdfast_removal_backup ON public.holdfast_removal USING btree (backup);

CREATE INDEX holdfast_removal_target ON public.holdfast_removal USING btree (target, removed_at DESC);

CREATE INDEX holdfast_run_due ON public.holdfast_run USING btree (job, due_at);

CREATE INDEX holdfast_run_job ON public.holdfast_run USING btree (job, started_at DESC, run DESC);

CREATE INDEX holdfast_run_job_kind ON public.holdfast_run USING btree (job, kind, started_at DESC, run DESC);

CREATE INDEX holdfast_run_job_state ON public.holdfast_run USING btree (job, state, started_at DESC, run DESC);

CREATE INDEX holdfast_run_kind ON public.holdfast_run USING btree (kind, started_at DESC, run DESC);

CREATE INDEX holdfast_run_open ON public.holdfast_run USING btree (owner) WHERE (state = 'RUNNING'::text);

CREATE INDEX holdfast_run_page ON public.holdfast_run USING btree (started_at DESC, run DESC);

CREATE INDEX holdfast_run_state ON public.holdfast_run USING btree (state, started_at DESC, run DESC);

CREATE INDEX holdfast_run_target_run ON public.holdfast_run_target USING btree (run);

CREATE INDEX holdfast_schema_history_s_idx ON public.holdfast_schema_history USING btree (success);

CREATE INDEX holdfast_task_beat ON public.holdfast_task USING btree (last_heartbeat);

CREATE INDEX holdfast_task_due ON public.holdfast_task USING btree (execution_time);

