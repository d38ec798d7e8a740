-- Which runs worked on a target, with what a page of them may ask for beside that: a state of which there are few is found without reading the
-- runs between. The key is the table, so that rows of one target lie side by side. The
-- defaults are for processes of the version before that still run: they can go on to write.
CREATE TABLE holdfast_run_target_new (
    target     text NOT NULL,
    started_at integer NOT NULL,
    run        text NOT NULL,
    kind       text NOT NULL DEFAULT '',
    state      text NOT NULL DEFAULT '',
    PRIMARY KEY (target, started_at, run)
) WITHOUT ROWID;
INSERT INTO holdfast_run_target_new (target, started_at, run, kind, state)
    SELECT t.target, t.started_at, t.run, r.kind, r.state FROM holdfast_run_target t JOIN holdfast_run r ON r.run = t.run
    ORDER BY t.target, t.started_at, t.run;
DROP TABLE holdfast_run_target;
ALTER TABLE holdfast_run_target_new RENAME TO holdfast_run_target;
CREATE INDEX holdfast_run_target_run ON holdfast_run_target (run);

-- Pages of one kind in one state, of which there may be few among many others.
CREATE INDEX holdfast_run_kind_state ON holdfast_run (kind, state, started_at DESC, run DESC);
