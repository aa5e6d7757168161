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
    Choice("mlService.delete", "experiments it made stay, unscheduled", "not documented"),
    Choice(
        "schedule.moved", f"each due time of a moved clock gives a run, at most {DUE_AT_MOST} a move", "tests turn it"
    ),
    Choice("schedule.down", "what fell due while the server was down is not made up", "a night off is no backlog"),
    Choice("insight.value", "values are written as strings; lists as JSON", "the field is a string"),
)

CHOICES: tuple[Choice, ...] = SENSEI
