"""The life of a job: leases, attempts, time limits, retention."""

from hiddenhill.settings.variables import Section, whole

_section = Section("Jobs")

JOB_LEASE_SECONDS = _section.setting(
    "JOB_LEASE_SECONDS",
    whole(),
    15,
    "Seconds after its last heartbeat when a worker loses its job. Heartbeats are at most 1.5 seconds apart.",
)
RECOVER_EVERY_SECONDS = _section.setting("RECOVER_EVERY_SECONDS", whole(), 5, "Seconds between two runs of recovery.")
JOB_ATTEMPTS = _section.setting(
    "JOB_ATTEMPTS", whole(), 3, "Setbacks (a lost worker, a full disk) after which a job fails."
)
JOB_SILENCE_SECONDS = _section.setting(
    "JOB_SILENCE_SECONDS", whole(), 60, "Seconds without progress after which an attempt ends, and the job fails."
)
JOB_STAGE_SECONDS = _section.setting("JOB_STAGE_SECONDS", whole(), 600, "Longest time that one stage may take.")
JOB_ATTEMPT_SECONDS = _section.setting("JOB_ATTEMPT_SECONDS", whole(), 1800, "Longest time that one attempt may take.")
JOB_WAIT_SECONDS = _section.setting(
    "JOB_WAIT_SECONDS", whole(), 0, "Seconds after which a job that no worker has taken fails; 0 for no limit."
)
JOB_PATIENCE_SECONDS = _section.setting(
    "JOB_PATIENCE_SECONDS", whole(), 300, "Seconds for which a worker waits for an unavailable database."
)
MIN_FREE_MB = _section.setting("MIN_FREE_MB", whole(), 500, "Free disk space, in MB, without which no video is begun.")
JOB_POSTPONE_SECONDS = _section.setting(
    "JOB_POSTPONE_SECONDS", whole(), 30, "Seconds until a postponed job is tried again. They double each time."
)
JOB_POSTPONE_HOURS = _section.setting(
    "JOB_POSTPONE_HOURS",
    whole(),
    24,
    "Hours for which a job is tried again while PubMed, the language model or the storage does not answer, or there is "
    "too little disk space to begin; 0 to fail at once.",
)
# Later, the record of a paper is fetched again: it may have been corrected or retracted.
JOB_REUSE_DAYS = _section.setting(
    "JOB_REUSE_DAYS",
    whole(),
    7,
    "Days for which a finished video completes later requests for the same paper and options; 0 turns reuse off.",
)
JOB_KEEP_DAYS = _section.setting(
    "JOB_KEEP_DAYS", whole(), 0, "Days after which ended jobs and their files are pruned; 0 keeps them."
)
JOB_REVIEW_DAYS = _section.setting(
    "JOB_REVIEW_DAYS",
    whole(),
    30,
    "Days after its last change in which a storyboard must be approved, or its job fails; 0 for no limit.",
)
STORYBOARD_VERSIONS = _section.setting(
    "STORYBOARD_VERSIONS",
    whole(10),
    100,
    "Versions of a storyboard that a job keeps; the first always stays. What is older cannot be undone.",
)
JOBS_PER_USER = _section.setting(
    "JOBS_PER_USER",
    whole(),
    100,
    "Unfinished jobs that a signed-in user may have, with those that wait for their review; 0 for no limit. "
    "Single-user mode has no limit.",
)
