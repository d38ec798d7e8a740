-- The audit trail of what was removed, by target and by backup; the runs that removed it say when, why and for whom.
CREATE TABLE holdfast_removal (
    run        text COLLATE "C" NOT NULL,
    position   integer NOT NULL,
    removed_at bigint NOT NULL,
    backup     text NOT NULL,
    target     text NOT NULL,
    store      text NOT NULL,
    bytes      bigint NOT NULL,
    reasons    text NOT NULL,
    PRIMARY KEY (run, position)
);
CREATE INDEX holdfast_removal_target ON holdfast_removal (target, removed_at DESC);
CREATE INDEX holdfast_removal_backup ON holdfast_removal (backup);

-- Pages of one kind of run of one job, of which there may be few among many others.
CREATE INDEX holdfast_run_job_kind ON holdfast_run (job, kind, started_at DESC, run DESC);
