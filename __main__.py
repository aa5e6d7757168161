"""Luma wants to know which visitors will buy: from web data to a trained, gated, scored, served, scheduled model."""

import pulumi
import pulumi_aep as aep

from luma import events, schemas

config = pulumi.Config()
guarded = pulumi.ResourceOptions(protect=config.get_bool("protect"))

# The environment itself, in which everything below lies. Production is there already.
existing = config.get_bool("existingSandbox") or False
aep.Sandbox("environment", type="production" if existing else "development", existing=existing)

# What the data looks like, and the data.
web_schema = aep.Schema(
    "luma-web",
    title="Luma web data",
    behavior="experienceevent",
    field_groups=schemas.WEB_FIELD_GROUPS,
    identities=[aep.Identity("endUserIDs._experience.mcid.id", namespace="ECID")],
)
score_fields = aep.FieldGroup("luma-scores", title="Luma propensity", fields=schemas.SCORE_FIELDS, extends=["profile"])
score_schema = aep.Schema(
    "luma-scores",
    title="Luma propensity scores",
    behavior="profile",
    field_groups=[score_fields],
    identities=[aep.Identity("_tenant.propensity.ecid", namespace="ECID")],
    profile=True,
)
web = aep.Dataset("luma-web", name="Luma web data", schema=web_schema, opts=guarded)
scores = aep.Dataset("luma-scores", name="Luma propensity scores", schema=score_schema, profile=True, opts=guarded)
loaded = aep.Batch("luma-web", dataset=web, source=config.get("webData") or events.default())

# The model: what it is, how it is trained, what it must reach.
recipe = aep.Recipe("luma-propensity", name="Luma propensity", source="luma/recipe", base=config.get("recipeBase"))
model = aep.Model(
    "luma-propensity",
    name="Luma propensity",
    recipe=recipe,
    hyperparameters=config.require_object("hyperparameters"),
    training_dataset=web,
    scoring_dataset=web,
    results_dataset=scores,
)
trained = aep.TrainingRun(
    "luma-propensity", name="Luma propensity", model=model, data=[loaded], gate=config.require_object("gate")
)

# What becomes of it, once it has passed: scores, a service with its schedules, an audience.
scored = aep.ScoringRun("luma-propensity", run=trained, dataset=web, results=scores, data=[loaded])
service = aep.Service("luma-propensity", name="Luma propensity", run=trained, opts=guarded)
for runs, cron in config.require_object("schedules").items():
    aep.Schedule(f"luma-{runs}", service=service, runs=runs, cron=cron, start="2026-01-01", end="2036-01-01")
buyers = aep.Segment(
    "luma-likely-buyers",
    name="Luma likely buyers",
    expression="_tenant.propensity.score >= 0.7",
    opts=pulumi.ResourceOptions(depends_on=[scores]),
)
aep.SegmentSchedule("nightly", name="Nightly", cron=config.require("segmentation"))

pulumi.export("metrics", trained.metrics)
pulumi.export("scores", scored.rows)
pulumi.export("service", service.id)
pulumi.export("segment", buyers.name)
