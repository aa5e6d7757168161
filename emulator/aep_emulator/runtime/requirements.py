"""A recipe's requirements against what is installed. Plain ones only: those with a marker are taken as met."""

import importlib.metadata
import re

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;()]*)\)?\s*(;.*)?")
_CONDITION = re.compile(r"\s*(===|==|~=|!=|<=|>=|<|>)\s*([\w.*+!-]+)\s*")
_PROVIDED = {"platform-sdk", "ml-runtime-python"}  # what the runtime itself brings


def _release(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version.partition("+")[0].split("rc")[0])]


def _holds(installed: str, operator: str, wanted: str) -> bool:
    if wanted.endswith(".*"):
        prefix = _release(wanted)
        same = _release(installed)[: len(prefix)] == prefix
        return same if operator == "==" else not same
    have, want = _release(installed), _release(wanted)
    if operator == "~=":
        return have >= want and have[: len(want) - 1] == want[:-1]
    size = max(len(have), len(want))
    have, want = have + [0] * (size - len(have)), want + [0] * (size - len(want))
    match operator:
        case "==" | "===":
            return have == want
        case "!=":
            return have != want
        case "<=":
            return have <= want
        case ">=":
            return have >= want
        case "<":
            return have < want
        case _:
            return have > want


def _unmet(requirement: str) -> str | None:
    """What to say of it; None when it is met."""
    matched = _REQUIREMENT.fullmatch(requirement)
    if not matched or matched[3]:
        return None
    name, conditions = matched[1], matched[2]
    if name.lower().replace("_", "-") in _PROVIDED:
        return None
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return requirement.strip()
    for one in filter(None, conditions.split(",")):
        condition = _CONDITION.fullmatch(one)
        if condition and not _holds(installed, condition[1], condition[2]):
            return f"{requirement.strip()} ({installed} is installed)"
    return None


def missing(requirements: list[str]) -> list[str]:
    return [said for said in map(_unmet, requirements) if said]
