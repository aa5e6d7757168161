"""Values with rules of their own: gates, cron, parameters, tags, identities. Pure: canonical in, canonical out."""

import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool

Scalar = str | int | float | bool


def quoted(value: Any) -> str:
    """A value in a sentence: as JSON, on one line, not too long."""
    import json

    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)  # Pulumi turns every number into a float
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:  # it holds itself
        text = "something circular"
    text = printable(text)
    return text if len(text) <= 60 else text[:57] + "…"


def printable(text: str) -> str:
    """A text on one line, signs that can't be seen spelt out."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape", "surrogatepass").decode() for sign in text
    )


def finite(value: Any, place: tuple[str, ...] = ()) -> list[str] | None:
    """Where inside a value there is a number that is none, or too large to be one; None if nowhere."""
    if isinstance(value, float):
        return None if math.isfinite(value) else list(place)
    parts = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list | tuple) else ()
    found = (finite(part, (*place, str(key))) for key, part in parts)
    return next((where for where in found if where is not None), None)


def scalar_text(value: Scalar) -> str:
    """A task parameter as the wire has it: text. `100.0` is `100` (Pulumi turns every number into a float)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def _parameters(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    bad = [key for key, item in value.items() if not isinstance(item, str | int | float)]
    if bad:
        raise ValueError(f"has {_listed(bad)}, which must be text, a number, True or False")
    return {key: scalar_text(item) for key, item in sorted(value.items())}


def _listed(names: list[str]) -> str:
    shown = ", ".join(quoted(name) for name in names[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")


Parameters = Annotated[Mapping[str, Scalar], BeforeValidator(_parameters)]
"""Hyperparameters and other task parameters: names to text, numbers or booleans."""


def _tags(value: Mapping[str, str]) -> dict[str, str]:
    for key in value:
        if key.startswith(("adobe", "unified", "pulumi-aep")):
            raise ValueError(f"the tag {quoted(key)} is reserved; choose another name")
    return dict(sorted(value.items()))


Tags = Annotated[Mapping[str, str], AfterValidator(_tags)]
"""Labels on an asset. Names starting with `adobe`, `unified` or `pulumi-aep` are taken."""


_CONDITION = re.compile(r"(>=|<=|==|>|<)\s*(-?[0-9]+(?:\.[0-9]+)?(?:[eE]-?[0-9]+)?)\Z")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}


def _condition(value: str) -> str:
    match = _CONDITION.match(value.strip())
    if not match or not math.isfinite(float(match[2])):
        raise ValueError(f'{quoted(value)} is no condition; write for example ">= 0.75"')
    return f"{match[1]} {match[2]}"


Gate = Mapping[str, Annotated[str, AfterValidator(_condition)]]
"""What a training run must reach before anything downstream may use it: metric name to condition, e.g. `>= 0.75`."""


Metrics = Mapping[str, float | str]
"""What an evaluator measured: a number, or as text what is none (a matrix, NaN)."""


def no_numbers(metrics: Metrics) -> list[str]:
    """Those that are no number, each with its value."""
    return [f'"{name}" is {quoted(value)}' for name, value in sorted(metrics.items()) if isinstance(value, str)]


def judge(gate: Mapping[str, str], metrics: Metrics) -> list[str]:
    """Why the metrics don't pass, a phrase each; empty when they do. Where none is a number, nothing was measured."""
    texts = no_numbers(metrics)
    reasons = [f"no metric is a number: {', '.join(texts)}"] if texts and len(texts) == len(metrics) else []
    for metric, condition in sorted(gate.items()):
        sign, bound = condition.split()
        if metric not in metrics:
            known = ", ".join(sorted(metrics)) or "none"
            reasons.append(f'the gate names the metric "{metric}", which the run did not report (it reported: {known})')
        elif isinstance(value := metrics[metric], str):
            reasons.append(f'the gate names the metric "{metric}", which is no number: {quoted(value)}')
        elif not _COMPARE[sign](value, float(bound)):
            side = {">": "below", "<": "above", "=": "not at"}[sign[0]]
            reasons.append(f"{metric} {value:.4g} is {side} the gate {bound}")
    return reasons


def _cron(value: str) -> str:
    from croniter import croniter

    text = " ".join(value.split())
    if len(text.split()) != 5 or not croniter.is_valid(text):
        raise ValueError(f'{quoted(value)} is no cron expression of five fields; write for example "0 3 * * *"')
    return text


Cron = Annotated[str, AfterValidator(_cron)]
"""When, as five fields: minute, hour, day of month, month, day of week; UTC."""


def _quartz(value: str) -> str:
    from .quartz import checked

    return checked(value)


QuartzCron = Annotated[str, AfterValidator(_quartz)]
"""When, as Quartz writes it: second, minute, hour, day of month, month, day of week, perhaps year; UTC."""


def moment(value: str) -> str:
    try:
        parsed = datetime.fromisoformat(value)
        if parsed.tzinfo:
            parsed = parsed.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise ValueError(f'{quoted(value)} is no time; write for example "2026-01-31T09:30"') from None
    return parsed.isoformat(timespec="minutes")


Moment = Annotated[str, AfterValidator(moment)]
"""A time in UTC to the minute: `2026-01-31T09:30`; a zone is converted."""


def _no_text(value: Any) -> Any:
    if isinstance(value, str | bool):
        raise ValueError(f"must be a whole number, not {quoted(value)}")  # noqa: TRY004 pydantic collects ValueErrors
    return value


Int = Annotated[int, BeforeValidator(_no_text)]
Bool = StrictBool
Percent = Annotated[Int, Field(ge=0, le=100)]
Minutes = Annotated[Int, Field(ge=0, le=2**31 - 1)]
Seconds = Annotated[Int, Field(ge=1, le=2**31 - 1)]
Days = Annotated[Int, Field(ge=1, le=36500)]


def _period(value: str) -> str:
    if not re.fullmatch(r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?", value, re.ASCII):
        raise ValueError(f'{quoted(value)} is no period; write for example "P3Y" or "P90D"')
    return value


Period = Annotated[str, AfterValidator(_period)]
"""A length of time as ISO 8601 writes it: `P3Y`, `P90D`."""


def sandbox_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,254}", value):
        raise ValueError(
            f"{quoted(value)} is no sandbox's name; it has letters, digits and hyphens only, and no hyphen in front"
        )
    return value


SandboxName = Annotated[str, AfterValidator(sandbox_name)]
"""What goes into paths and headers."""
