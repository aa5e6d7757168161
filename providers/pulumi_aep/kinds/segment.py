"""Segment: an audience, by a rule over profiles."""

from collections.abc import Iterable
from typing import Literal

from ..apis import ups
from ..apis.ups import UpsKind
from ..core import pql
from ..core.adoptable import Chapter
from ..core.api import Api
from ..core.field import UNKNOWN, Change, Prop, prop, unknown
from ..core.live import Doc, Fields, Live
from ..core.ownership import OwnerMark
from ..core.problem import Problem
from ..core.values import Days

FLAGS = {"batch": "batch", "streaming": "continuous", "edge": "synchronous"}


class Segment(UpsKind):
    """A segment (API: segment definition)."""

    name: Prop[str] = prop(Change.METADATA, "Unique in the sandbox.", at="name")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="", at="description")
    expression: Prop[str] = prop(
        Change.METADATA,
        "The rule in PQL; `_tenant` is the own namespace: `_tenant.propensity.score >= 0.7`.",
        at="expression.value",
    )
    schema: Prop[str] = prop(
        Change.RECREATE, "The class it is about.", default=ups.PROFILE, at="schema.name", absent=""
    )
    evaluation: Prop[Literal["batch", "streaming", "edge"]] = prop(
        Change.METADATA,
        "When it is evaluated; the Platform falls back to batch where the rule allows no more.",
        default="batch",
        local=True,
    )
    merge_policy: Prop[str | None] = prop(
        Change.METADATA, "Id of a merge policy; the sandbox's default if left out.", default=None, at="mergePolicyId"
    )
    exclude_opt_out: Prop[bool] = prop(
        Change.METADATA, "Leave out who opted out.", default=True, at="dataGovernancePolicy.excludeOptOut"
    )
    ttl_days: Prop[Days] = prop(Change.METADATA, "Days a membership lasts.", default=30, at="ttlInDays")

    path = f"{ups.ROOT}/segment/definitions"
    chapter = Chapter.AUDIENCES
    unique = "name"

    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        rule = fields.get("expression", UNKNOWN)
        if not unknown(rule) and (said := pql.wrong(rule)):
            yield Problem(
                "expression", f'{said}; write PQL, for example _tenant.score >= 0.7 and _tenant.city = "Bern"'
            )

    @classmethod
    def documents(cls, api: Api) -> list[Doc]:
        return ups.definitions(api)

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        doc = super().wire(api, fields, base, mark)
        rule = ups.to_wire(fields["expression"], api.tenant())
        flags = {flag: {"enabled": flag == FLAGS[fields["evaluation"]]} for flag in FLAGS.values()}
        expression = {"type": "PQL", "format": "pql/text", "value": rule}
        return {**doc, "expression": expression, "evaluationInfo": flags}

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        found = super().read(api, live)
        return {**found, "expression": ups.from_wire(found["expression"], api.tenant())}

    @classmethod
    def needs(cls, inputs: Fields) -> set[str]:
        return ups.own_fields(str(inputs["expression"]))

    @classmethod
    def not_adoptable(cls, api: Api, live: Live) -> str:
        form = (live.doc.get("expression") or {}).get("format", "pql/text")
        return "" if form == "pql/text" else f"its expression is written as {form}, and only PQL text can be declared"

    @classmethod
    def as_declared(cls, api: Api, live: Live) -> Fields:
        """The sandbox's default merge policy is in every definition that names none."""
        found, flags = cls.read(api, live), live.doc.get("evaluationInfo") or {}
        default = ups.default_merge_policy(api, found["schema"])
        on = [name for name, flag in FLAGS.items() if (flags.get(flag) or {}).get("enabled")]
        policy = None if found["merge_policy"] == default else found["merge_policy"]
        return {**found, "merge_policy": policy, "evaluation": next(iter(on), "batch")}
