"""Choices for Segmentation."""

from .choice import SILENT, Choice

SEGMENTS_PAGE = 100
JOBS_PAGE = 100
SCHEDULES_PAGE = 100
PREVIEW_PAGE = 100
MADE_UP_SCHEDULE = "0 0 1 * * ?"
SEGMENT_RUNS_AT_MOST = 31

SEGMENTATION: tuple[Choice, ...] = (
    Choice("segment.errors", "{message, cause?, statusCode} as in Profile", "no body is documented"),
    Choice(
        "segment.exists", "a name that another segment has: 422, in POST and PATCH", "the API file has 422, no reason"
    ),
    Choice("segment.schema", "only the Profile class, unchangeable: 400", "others need B2B data"),
    Choice("segment.unknown", "an attribute that the sandbox's union lacks, if there is one: 400", SILENT),
    Choice("segment.fields", "unknown fields are dropped", "no page says otherwise"),
    Choice(
        "segment.streaming",
        "kept if the rule qualifies, else batch; edge needs an edge merge policy",
        "the pages differ",
    ),
    Choice("segment.delete", "memberships go with it; nothing prevents it, there are no activations", SILENT),
    Choice("segment.page", "`page` counts from 0; `start` wins over it", SILENT),
    Choice("segment.bulk", "unknown ids are left out", "the samples show known ones only"),
    Choice("segmentJob.unknown", "an unknown segment: 400", "the API file has no 404 here"),
    Choice("segmentJob.queue", "one job at a time in a sandbox", "so that effects come in order"),
    Choice("segmentJob.cancel", "of a job that has ended: 204 and no effect", SILENT),
    Choice(
        "segmentJob.status", "realized on entering, existing while staying, exited on leaving", "there are three states"
    ),
    Choice(
        "segmentJob.time",
        "lastQualificationTime is that of entering or leaving; `now` is that of processing",
        "the pages' words",
    ),
    Choice(
        "segmentSchedule.one",
        "one per sandbox; another one: 400",
        "documented as one per organisation, but all else is per sandbox",
    ),
    Choice(
        "segmentSchedule.cron",
        "one of the day fields must be `?`, as in Quartz; W is not supported",
        "only fields are listed",
    ),
    Choice("segmentSchedule.absent", f"without a schedule: {MADE_UP_SCHEDULE}", 'documented: "system-generated"'),
    Choice(
        "segmentSchedule.due", f"each due time gives a job, at most {SEGMENT_RUNS_AT_MOST} per move", "as in Sensei ML"
    ),
    Choice("segmentSchedule.soon", "changes take effect at once", "the Platform: within 30 minutes"),
    Choice("segmentSchedule.streaming", "made inactive while a segment streams: 400", "documented, without a code"),
    Choice("preview.results", "XIDs as keys, as in the page's sample", "the API file has another form"),
    Choice("preview.kept", "previews stay until they are deleted", SILENT),
)
