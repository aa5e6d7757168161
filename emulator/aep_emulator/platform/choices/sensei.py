"""Choices for Sensei ML and its container registry."""

from .choice import SILENT, Choice

RUNS_AT_ONCE = 2
DUE_AT_MOST = 100
LOG_TAIL = 4000
FAR_FUTURE_MS = 253_402_300_799_000

SENSEI: tuple[Choice, ...] = (
    Choice("sensei.etag", "an ETag is a hash of the whole object; an If-Match that differs gets 412", SILENT),
    Choice(
        "sensei.listing",
        "oldest first unless `orderby` says otherwise",
        "the API file and the pages name three defaults",
    ),
    Choice("sensei.fields", "unknown fields of a body are dropped; null counts as absent", "no page says otherwise"),
    Choice(
        "sensei.errors", "the last part of an error's type follows from its status", "only one error type is documented"
    ),
    Choice(
        "sensei.422", "for references to what doesn't exist and for impossible values", "only the code is documented"
    ),
    Choice(
        "sensei.delete",
        "what is deleted gets 404 by id, and shows in lists under deleted==true",
        "deletes are soft; no more is documented",
    ),
    Choice("sensei.defaults", "an engine's default tasks are copied into an MLInstance created without tasks", SILENT),
    Choice("engine.type", "400 without it on create", "a page requires it, the API file does not"),
    Choice("mlInstance.delete", "deletes its experiments and runs too", "deleting an engine does"),
    Choice(
        "experiment.delete",
        "deletes its runs too; runs in progress finish as usual, and leave no model",
        "only the end of its schedule is documented",
    ),
    Choice("experiment.schedule", "runs the mode of the template's first task, or train without tasks", SILENT),
    Choice("experiment.startTime", "changing it in a template: 422", "as for MLServices"),
    Choice(
        "run.score",
        "422 without a finished training run of the experiment, whatever `modelId` says",
        'a page: a scoring run is possible "only if" there was a training',
    ),
    Choice("run.modelId", "may name any trained model of the sandbox", "only the parameter's name is documented"),
    Choice(
        "run.queue", f"{RUNS_AT_ONCE} runs at a time, first come, first served", "the Platform adds machines instead"
    ),
    Choice(
        "run.restart",
        "a run that a stopped server left is started again, its state RETRY",
        "the state is documented, not when it occurs",
    ),
    Choice(
        "run.externalId",
        "a scored batch's externalId is `{run id}-{n}`",
        "a run that is tried again must not write its scores twice",
    ),
    Choice("run.outputs", "the batches written are in tasks[].datasets.outputs[].metadata", "no field is documented"),
    Choice(
        "run.batchTag", "the batches written carry the tag sensei/experimentRunId", "Catalog can then find a run's data"
    ),
    Choice("run.log", "task logs are plain text at an address nobody can guess, readable without headers", SILENT),
    Choice("run.token", "a run's access token lives as long as the run", "moving the clock must not end it"),
    Choice("run.language", "only Python recipes run; others fail with a sentence", "no Spark and no R on this machine"),
    Choice(
        "run.environment",
        "recipes run on the emulator's own Python; their requirements are checked first",
        "there are no containers here",
    ),
    Choice(
        "image.host", "an image at any loopback address is looked up in the emulator's registry", "its port changes"
    ),
    Choice(
        "containerRegistry.password",
        "is an HMAC of the access token and lives as long",
        "documented: it changes with each access token",
    ),
    Choice(
        "containerRegistry.delete", "deleted blobs leave their repository; their bytes stay", "no garbage is collected"
    ),
    Choice(
        "mlService.start",
        "given a trainingExperimentRunId, it starts runs by schedule only",
        "the API file and the pages differ",
    ),
    Choice("mlService.training", "a trainingSchedule gets an experiment of its own if one was given already", SILENT),
    Choice(
        "mlService.model",
        "it scores with the newest model of its schedule, else of its run, else of its experiment",
        SILENT,
    ),
    Choice("mlService.ids", "a PUT that leaves ids out keeps them, one that changes them: 422", "documented immutable"),
    Choice("mlService.startTime", "changing a schedule's startTime: 422", "documented as forbidden, without a code"),
    Choice(
        "mlService.order",
        "a scoring waits for trainings of its service queued before it",
        "chance would decide otherwise",
    ),
    Choice("mlService.delete", "the experiments it made stay, without their schedules", SILENT),
    Choice(
        "schedule.moved",
        f"when the clock is moved each due time gives a run, at most {DUE_AT_MOST} per move",
        "tests move it by months",
    ),
    Choice(
        "schedule.down", "what fell due while no server ran is skipped", "a night with the server off makes no backlog"
    ),
    Choice("insight.value", "values are written as strings; lists as JSON", "the field is a string"),
)
