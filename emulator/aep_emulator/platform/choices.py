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
URL_AT_MOST = 2000
BAD_ROWS_KEPT = 10_000
ERRORS_KEPT = 100
ABANDONED_AFTER_DAYS = 7
PREVIEW_ROWS = 100
LISTED_AT_MOST = 100

STORAGE = (
    Choice("sandbox.404", "a name never used answers 404", "the file lists no 404"),
    Choice("sandbox.reuse", "a name whose sandbox is deleted can be used again", "not documented"),
    Choice(
        "sandbox.default", "deleting the default sandbox: 403; resetting it is allowed", "only the ban is documented"
    ),
    Choice("sandbox.codes", "SMS-2400, 2403, 2404, 2409", "codes are documented for identity graphs only"),
    Choice("sandbox.validationOnly", "answers 200 with the sandbox as it is", "no code is documented"),
    Choice("registry.codes", "1400 bad body, 1401 in use, 1402 bad list parameter", "Adobe's table has none for these"),
    Choice(
        "registry.404", "1010 for classes, 1012 for all else", "which code is which kind's is documented for two only"
    ),
    Choice(
        "registry.namespace", "1020 outside of the tenant's namespace, 1021 a bad name", "codes 1020-1024 have no text"
    ),
    Choice("registry.integer", "an integer without bounds is an int", "the table of types has bounds for all"),
    Choice(
        "registry.evolution", "400; in use: a dataset that holds data, or one whose schema is in the union", "no code"
    ),
    Choice(
        "registry.delete", "400 while a dataset or another resource refers to it", "«while in use» is all that is said"
    ),
    Choice("registry.descriptors", "go with their schema; one of a type on a field", "not documented"),
    Choice("registry.union", "records need a primary identity's descriptor, events none", "their identityMap suffices"),
    Choice("registry.unions", "a class without a schema in the union has none: 404", "not documented"),
    Choice(
        "registry.limit", "rows that share the last one's value stay on its page", "the limit is documented as a hint"
    ),
    Choice("registry.full-desc", "the full form with `meta:descriptors`", "file and pages differ"),
    Choice("catalog.errors", "the generic services' body", "one sample of it is documented"),
    Choice(
        "catalog.unknown", "unknown and server-set fields of a body are passed over; null is as if absent", "not said"
    ),
    Choice("catalog.immutable", "changing schemaRef, fileDescription, dataSourceId: 400", "never shown changing"),
    Choice("catalog.put", "keeps fileDescription where it is left out", "it could not be set again"),
    Choice("catalog.validate-only", "a POST answers 200 with an empty list", "no answer is documented"),
    Choice("catalog.profile", "enabling needs the schema in the union: 400", "the need is documented, not the code"),
    Choice("catalog.order", "oldest first unless orderBy says otherwise", "not documented"),
    Choice("catalog.delete", "a dataset's batches become deleted, its labels go", "not documented"),
    Choice("catalog.merge", "v2: null takes a key away", "as merge patches do"),
    Choice("labels.412", "If-Match that differs: 412; absent where labels are: 400", "only 409 is in the file"),
    Choice("batch.externalId", "taken anywhere in the organisation: 400", "«unique», without code"),
    Choice("batch.upload", "after COMPLETE: 400; to another dataset than the batch's: 400", "not documented"),
    Choice("batch.empty", "COMPLETE without files, or with a file half sent: 400", "not documented"),
    Choice("batch.again", "an action that was taken already answers 200", "documented for COMPLETE only"),
    Choice("batch.size", f"a PUT holds up to {PUT_BYTES_AT_MOST} bytes", "pages name 256 and 512 MB"),
    Choice("batch.rates", "no limits per minute, hour or day", "they would only slow tests down"),
    Choice("batch.abandoned", f"loading for {ABANDONED_AFTER_DAYS} days of the clock", "«a limited time»"),
    Choice("batch.restart", "what a stopped server was working on is done again from its start", "nothing is lost"),
    Choice("batch.replay", "predecessors become inactive and their rows go", "«supersedes»"),
    Choice(
        "batch.errors", f"the first {ERRORS_KEPT} kinds of errors; rows counted from 1, as ranges", "form of rows only"
    ),
    Choice(
        "ingestion.unknown",
        "a field that is not in the schema: 1211, the row or the file is refused",
        "no typo is lost",
    ),
    Choice("ingestion.constraints", "enum, pattern, lengths, bounds are held: 1211", "which code is not documented"),
    Choice(
        "ingestion.empty", "JSON: null and empty texts are refused; columns: null and NaN are absent", "no other way"
    ),
    Choice(
        "ingestion.structure", "a wrong column fails the batch whatever share of errors it allows", "no row is right"
    ),
    Choice(
        "ingestion.times", "a time needs its zone; a column without one is in UTC; numbers are milliseconds", "RFC 3339"
    ),
    Choice(
        "ingestion.csv", "columns by dotted path; true and false for booleans", "own fields always lie below an object"
    ),
    Choice("ingestion.shape", "stored files have all columns of the schema", "readers need no look at each file"),
    Choice(
        "ingestion.diagnostics",
        f"up to {BAD_ROWS_KEPT} refused rows of a file, as JSON lines",
        "form of files not said",
    ),
    Choice("export.records", "numbers of files are texts", "the file says so, a page shows numbers"),
    Choice("export.range", "a range beyond the end: 416", "as HTTP has it"),
)

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
