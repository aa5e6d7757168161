"""What `aep plan --json` prints. Within version 1, fields may be added, but none is removed or changes its meaning."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Op = Literal["create", "update", "replace", "delete", "same", "read", "import"]
Class = Literal[
    "create",
    "metadata",
    "rejudge",
    "reschedule",
    "rescore",
    "retrain",
    "recreate",
    "irreversible",
    "restore",
    "continue",
    "delete",
]


class _Part(BaseModel):
    model_config = ConfigDict(populate_by_name=True)


class PlanField(_Part):
    """One field that differs between what is recorded and what is declared."""

    field: str
    change: Class = Field(
        validation_alias="class", serialization_alias="class", description="What a change to this field means."
    )
    replaces: bool = Field(description="Whether it needs a new asset.")
    old: Any = Field(description="As recorded; null if it had no value. A secret is `[secret]`.")
    new: Any = Field(description="As declared; null if it has no value, or where `known` is false.")
    known: bool = Field(description="False if (a part of) the new value is known only once something else is made.")


class LastRun(_Part):
    """What is recorded of the last run of that resource."""

    seconds: float
    rows: int | None = Field(description="How many scores it made; null for a training.")


class Dependent(_Part):
    """A resource that depends, directly or not, on the one it is listed under."""

    kind: str
    name: str
    urn: str
    op: Op
    change: Class | None = Field(validation_alias="class", serialization_alias="class")
    follows: bool = Field(description="True if it changes because of this one; false if it stays or has other reasons.")
    last: LastRun | None


class Step(_Part):
    """What happens to one resource."""

    kind: str = Field(description="`Dataset` …; of other providers the last part of the type.")
    name: str = Field(description="Its name in the program.")
    urn: str
    ours: bool = Field(description="Whether it is a kind of pulumi-aep; what is not has an op and no class.")
    op: Op
    change: Class | None = Field(
        validation_alias="class",
        serialization_alias="class",
        description="The gravest of the fields' classes; null if nothing is done.",
    )
    reason: str = Field(description="Why, in words: `learning_rate 0.1 → 0.2`.")
    fields: list[PlanField]
    then: str = Field(description="What follows from it, in words; empty if nothing does.")
    downstream: list[Dependent] = Field(description="Everything that depends on it, for updates and replacements.")
    last: LastRun | None = Field(description="The last such run, if it is recorded.")
    protected: bool
    irreversible: list[str] = Field(
        default=[],
        description="Fields that, once applied, only a reset of the sandbox takes back; `*`: the asset itself.",
    )
    retained: bool = Field(description="A delete leaves it there: retain_on_delete, or a sandbox declared as existing.")
    declared: str | None = Field(description="Where in the program: `__main__.py:12`, if the engine says so.")


class Exceeded(_Part):
    """A budget that the changes break."""

    budget: Literal["max-delete", "additive-only", "no-retrain", "no-irreversible"]
    resources: list[str] = Field(description='All of them, as `Service "luma"`.')
    message: str


class Plan(_Part):
    """What a `pulumi up` would do to a stack."""

    version: Literal[1]
    project: str
    stack: str
    changes: bool = Field(description="Whether anything is to be done.")
    ops: dict[Op, int] = Field(description="How many steps of each op; an op that does not occur is left out.")
    steps: list[Step] = Field(description="In the engine's order, unchanged resources included.")
    exceeded: list[Exceeded]
