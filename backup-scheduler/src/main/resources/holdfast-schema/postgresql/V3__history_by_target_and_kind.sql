-- Which runs worked on a target, with what a page of them may ask for beside that: a state of which there are few is found without reading the
-- runs between, from the index alone. The defaults are for nodes of the version before that still run: they can go on to write.
ALTER TABLE holdfast_run_target ADD COLUMN kind text NOT NULL DEFAULT '', ADD COLUMN state text NOT NULL DEFAULT '';
UPDATE holdfast_run_target t SET kind = r.kind, state = r.state FROM holdfast_run r WHERE r.run = t.run;
ALTER TABLE holdfast_run_target DROP CONSTRAINT holdfast_run_target_pkey;
ALTER TABLE holdfast_run_target ADD PRIMARY KEY (target, started_at, run) INCLUDE (kind, state);

-- Pages of one kind in one state, of which there may be few among many others.
CREATE INDEX holdfast_run_kind_state ON holdfast_run (kind, state, started_at DESC, run DESC);
