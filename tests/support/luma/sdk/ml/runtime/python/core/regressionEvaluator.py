# ruff: noqa: N999 - the name that recipes import
class RegressionEvaluator:
    """The base of recipes' evaluators; this recipe replaces all of it."""
