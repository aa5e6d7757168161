"""What an editor and a type checker know of a resource: its constructor, its attributes, what may stand for an id."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import pulumi
import pulumi_aep as aep

data = aep.Dataset("d", name="D", schema="s", tags={"a": "b"}, opts=pulumi.ResourceOptions(protect=True))
loaded = aep.Batch("b", dataset=data, source=pulumi.Output.from_input("rows.jsonl"))
trained = aep.TrainingRun("t", name="T", model="m", data=[loaded], gate={"auroc": ">= 0.75"})
reveal_type(data.name)
reveal_type(loaded.rows)
reveal_type(trained.metrics)
aep.Dataset("d", nmae="D", schema="s")
aep.Dataset("d", name="D", schema=3)
aep.Dataset("d", name="D")
"""


def test_mypy_knows_constructor_and_attributes(tmp_path: Path) -> None:
    """Inputs go in, outputs come out, a resource stands for its id; what is wrong is wrong in the editor."""
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    words = ["--strict", "--no-error-summary", "--hide-error-context", "--ignore-missing-imports", str(file)]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    said = [line.partition("program.py:")[2] for line in done.stdout.splitlines() if "program.py:" in line]
    assert [line for line in said if "defined in" not in line] == [
        '8: note: Revealed type is "pulumi.output.Output[str]"',
        '9: note: Revealed type is "pulumi.output.Output[int]"',
        '10: note: Revealed type is "pulumi.output.Output[typing.Mapping[str, float | str]]"',
        '11: error: Unexpected keyword argument "nmae" for "Dataset"  [call-arg]',
        (
            '12: error: Argument "schema" to "Dataset" has incompatible type "int"; '
            'expected "Schema | Output[Schema] | str | Awaitable[str] | Output[str]"  [arg-type]'
        ),
        '13: error: Missing named argument "schema" for "Dataset"  [call-arg]',
    ]
