"""What the engine is: one version, where its parts come from, and where on this disk they are."""

import hashlib
import platform
from pathlib import Path

VERSION = "3.259.0"
RELEASES = "https://get.pulumi.com/releases/sdk"  # the variable PULUMI_AEP_RELEASES names a mirror, or is `off`

GO = (1, 26)  # the oldest that builds it
CLI = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
SDK = "github.com/pulumi/pulumi/sdk/v3"  # of the CLI's version: holds the two launch scripts
LAUNCHERS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
# The last language host that is part of the SDK's own module: newer ones cannot be had as a module. It drives this CLI.
HOST = "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"

# An engine is these, in one folder.
FILES = ("pulumi", "pulumi-language-python", "pulumi-language-python-exec", "pulumi-resource-pulumi-python")

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "engine"
CLI_MODULE, HOST_MODULE = HERE / "cli", HERE / "host"
GO_LOCK = HERE / "go.lock"
VENV = ROOT / ".venv"


def system() -> str:
    return platform.system().lower()


def machine() -> str:
    named = platform.machine().lower()
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(named, named)


def key() -> str:
    """The folder of the cache: another version, platform or source is another engine."""
    digest = hashlib.sha256()
    for folder in (CLI_MODULE, HOST_MODULE):
        for name in ("go.mod", "go.sum"):
            digest.update((folder / name).read_bytes())
    return f"{VERSION}-{system()}-{machine()}-{digest.hexdigest()[:8]}"
