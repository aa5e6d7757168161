"""What Adobe does not document and we had to decide, in one table: where, what, why. Tests treat these as ours.

Values that code needs stand beside their row and are read from here.
"""

from typing import NamedTuple


class Choice(NamedTuple):
    where: str
    what: str
    why: str


# Sensei ML, container registry, runtime, schedules
RUNS_AT_ONCE = 2
DUE_AT_MOST = 100
LOG_TAIL = 4000
FAR_FUTURE_MS = 253_402_300_799_000

SENSEI: tuple[Choice, ...] = (
    Choice("sensei.etag", "ETag is a hash of the whole object; If-Match that differs: 412", "neither is documented"),
    Choice("sensei.listing", "oldest first unless `orderby` says otherwise", "file and pages name three defaults"),
    Choice("sensei.fields", "unknown fields of a body are dropped, null is as if absent", "no page says otherwise"),
    Choice("sensei.problems", "the last part of an error's type follows its status", "one error type is documented"),
    Choice("sensei.422", "422: references to what isn't there, values that cannot be", "only the code is documented"),
    Choice(
        "sensei.delete", "deleted objects answer 404 by id, show in lists with deleted==true", "soft, not more said"
    ),
    Choice("sensei.defaults", "an engine's default tasks are copied into an MLInstance created without", "first use"),
    Choice("engine.type", "400 without it on create", "a page requires it, the file does not"),
    Choice("mlInstance.delete", "takes its experiments and runs with it", "as an engine's delete does"),
    Choice("experiment.delete", "takes its runs with it; runs in progress end as usual", "only the schedule is said"),
    Choice("experiment.schedule", "runs the mode of the template's first task, train if there is none", "not said"),
    Choice(
        "run.score", "422 without a finished train run of the experiment, whatever `modelId` says", "page: «only if»"
    ),
    Choice("run.modelId", "may name any trained model of the sandbox", "only the parameter's name is documented"),
    Choice("run.queue", f"{RUNS_AT_ONCE} runs at a time, first come, first served", "the Platform gets machines"),
    Choice("run.restart", "a run that a stopped server left is started again (RETRY)", "RETRY is documented, not when"),
    Choice(
        "run.externalId", "a scored batch's externalId is `{run id}-{n}`: a retried run writes it once", "no orphans"
    ),
    Choice("run.outputs", "batches written stand in tasks[].datasets.outputs[].metadata", "no field is documented"),
    Choice("run.batchTag", "batches written carry the tag sensei/experimentRunId", "to find a run's data in Catalog"),
    Choice("run.log", "task logs are plain text, readable without headers by their unguessable address", "not said"),
    Choice("run.token", "a run's access token lives as long as the run", "a moved clock must not end it"),
    Choice("run.language", "only Python recipes run; others fail with a sentence", "no Spark, no R on this machine"),
    Choice("run.environment", "recipes run on the emulator's own Python; requirements are checked", "no containers"),
    Choice("image.host", "an image at any loopback address is looked up in the own registry", "the port changes"),
    Choice("registry.password", "an HMAC of the access token; lives as long as it", "documented: changes with it"),
    Choice(
        "mlService.start", "with trainingExperimentRunId given nothing starts but by schedule", "file and pages differ"
    ),
    Choice(
        "mlService.training", "a trainingSchedule gets an experiment of its own when one was given", "gives no word"
    ),
    Choice(
        "mlService.model", "scores with the newest scheduled model, else the run's, else the experiment's", "newest"
    ),
    Choice("mlService.ids", "a PUT that leaves ids out keeps them, one that changes them: 422", "documented immutable"),
    Choice("mlService.startTime", "changing the startTime of a schedule: 422", "documented as forbidden, without code"),
    Choice("mlService.order", "a scoring waits for its service's trainings queued before it", "else chance decides"),
    Choice("experiment.startTime", "changing it in a template: 422", "as for services"),
    Choice("registry.delete", "deleted blobs leave their repository; their bytes stay", "no garbage is collected"),
    Choice("mlService.delete", "experiments it made stay, unscheduled", "not documented"),
    Choice(
        "schedule.moved", f"each due time of a moved clock gives a run, at most {DUE_AT_MOST} a move", "tests turn it"
    ),
    Choice("schedule.down", "what fell due while the server was down is not made up", "a night off is no backlog"),
    Choice("insight.value", "values are written as strings; lists as JSON", "the field is a string"),
)

# Sandboxes, schema registry, catalog, ingestion, data access
PUT_BYTES_AT_MOST = 512_000_000
PART_BYTES_AT_MOST = 512_000_000
FILES_AT_MOST = 1500
BAD_ROWS_KEPT = 10_000
ERRORS_KEPT = 100
ABANDONED_AFTER_DAYS = 7
PREVIEW_ROWS = 100
LISTED_AT_MOST = 100

STORAGE: tuple[Choice, ...] = ()

# Profile
SAMPLE_CHANGE = 0.05
EVENTS_PAGE = 1000

PROFILE: tuple[Choice, ...] = (
    Choice("profile.identity", "the primary identity's descriptor, else the identityMap's primary or first", "order"),
    Choice("profile.order", "a record is as new as its batch's arrival in Profile", "timestampOrdered, no custom time"),
    Choice("profile.merge", "within a dataset and between them: fields present replace, arrays as a whole", "not said"),
    Choice("profile.classes", "only the two standard classes feed Profile", "what custom ones do is not documented"),
    Choice("profile.events", "two events with the same _id are two events", "recipes write empty ids"),
    Choice("profile.graph", "no stitching: pdg is accepted and does what none does", "there is no identity service"),
    Choice("profile.identityMap", "every entity shows its primary identity there", "so that answers can be told apart"),
    Choice("profile.revert", "a reverted batch leaves Profile, too", "the lake and Profile then agree"),
    Choice("profile.207", "one array: what was found, then errors per id", "only the errors' form is documented"),
    Choice("profile.many", "identities that nobody has come with an empty entity", "as in a sample"),
    Choice("profile.delete", "404 for somebody unknown", "only 202 and 207 are described"),
    Choice("profile.statusCode", "a string in error bodies", "the file's samples"),
    Choice("profile.sample", "taken at once when the count changed by more than 5 %", "the Platform: within 15 min"),
    Choice("profile.job", "bodies as the file's first form; 422 for batches of records and the unknown", "two forms"),
    Choice("mergePolicy.default", "made when first looked at; not deleted or unset, only replaced", "not documented"),
    Choice("mergePolicy.used", "cannot be deleted while a segment names it", "the segment could not be evaluated"),
    Choice("mergePolicy.instance", "x-profile-instance-id is not required", "the file requires it, no page sends it"),
)

# Segmentation
SEGMENTS_PAGE = 100
JOBS_PAGE = 100
SCHEDULES_PAGE = 100
PREVIEW_PAGE = 100
MADE_UP_SCHEDULE = "0 0 1 * * ?"
SEGMENT_RUNS_AT_MOST = 31

SEGMENTATION: tuple[Choice, ...] = (
    Choice("segment.errors", "{message, cause?, statusCode} as in Profile", "no body is documented"),
    Choice("segment.exists", "422 for a name that another has, in POST and PATCH", "the file: 422 without words"),
    Choice("segment.schema", "only the Profile class; it can't change: 400", "others need B2B data"),
    Choice("segment.unknown", "400 for an attribute that the union lacks, if the sandbox has that union", "not said"),
    Choice("segment.fields", "unknown fields are dropped", "no page says otherwise"),
    Choice("segment.streaming", "kept if the rule qualifies, else batch; edge needs an edge policy", "pages differ"),
    Choice("segment.delete", "memberships go with it; nothing refuses, there are no activations", "not documented"),
    Choice("segment.page", "`page` counts from 0; `start` wins over it", "not documented"),
    Choice("segment.bulk", "ids that are not there are left out", "the samples show only good ones"),
    Choice("segmentJob.unknown", "400 for a segment that isn't there", "the file knows no 404 here"),
    Choice("segmentJob.queue", "one job at a time in a sandbox", "order of effects"),
    Choice("segmentJob.cancel", "of an ended job: 204, and nothing happens", "not documented"),
    Choice("segmentJob.status", "realized when entering, existing when staying, exited when leaving", "three exist"),
    Choice("segmentJob.time", "lastQualificationTime: of entering or leaving; `now`: when processed", "pages' words"),
    Choice("segmentSchedule.one", "one per sandbox, another one: 400", "one per organisation, but all is sandboxed"),
    Choice("segmentSchedule.cron", "one day field must be `?`, as Quartz has it; no W", "only fields are listed"),
    Choice("segmentSchedule.absent", f"without a schedule: {MADE_UP_SCHEDULE}", "«system-generated»"),
    Choice("segmentSchedule.due", f"each due time gives a job, at most {SEGMENT_RUNS_AT_MOST} a move", "as Sensei ML"),
    Choice("segmentSchedule.soon", "changes count at once", "the Platform: within 30 min"),
    Choice("segmentSchedule.streaming", "not made inactive while a segment streams: 400", "documented, without code"),
    Choice("preview.results", "as the page's sample: XIDs as keys", "the file has another form"),
    Choice("preview.kept", "previews stay until deleted", "not documented"),
)

# Profile Query Language
PQL: tuple[Choice, ...] = (
    Choice("pql.missing", "a comparison with a missing attribute is false, so is !=", "not documented"),
    Choice("pql.array", "a path through an array gives the values; compared with one value: any of them", "a sample"),
    Choice("pql.types", "values of different types are not equal", "not documented"),
    Choice("pql.not", "needs parentheses; keywords are lower case", "the page's format"),
    Choice("pql.where", "reaches as far right as it can", "no precedence is documented"),
    Choice("pql.matches", "finds anywhere", "the sample anchors with ^"),
    Choice("pql.over", "in a filter or a sum, fields without prefix are the element's", "samples"),
    Choice("pql.occurs", "on a time: its day; = counts whole units gone by; weeks begin on Monday; UTC", "not said"),
    Choice("pql.json", "quantifiers, elements and occurs are spelled our way", "four kinds of node are documented"),
)

CHOICES: tuple[Choice, ...] = SENSEI + STORAGE + PROFILE + SEGMENTATION + PQL
