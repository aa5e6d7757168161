"""The script that starts a dynamic provider: the official one, but for what it starts.

Pulumi's server can't say what is wrong with `pulumi import`; the library, where the Python that runs has it, adds that.
"""

from pathlib import Path

NAME = "pulumi-resource-pulumi-python"
OFFICIAL = "-u -m pulumi.dynamic $@"
OURS = '-u -c "$SERVE" $@'
SERVE = """
SERVE='
import runpy
try:
    import pulumi_aep.binding.server
except ImportError:
    pass
runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)
'
"""


def adapted(official: Path) -> str:
    """As it is, if it is not the script that we know."""
    text = official.read_text()
    shebang, _, rest = text.partition("\n")
    if OFFICIAL not in rest or not shebang.startswith("#!"):
        return text
    return f"{shebang}\n{SERVE}{rest.replace(OFFICIAL, OURS)}"


def write(official: Path, to: Path) -> None:
    to.write_text(adapted(official))
    to.chmod(0o755)
