"""Which Platform to call, with which credentials: from the environment first, then from the stack's configuration.

A stack that names no endpoint uses the embedded emulator. No host is ever guessed.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..errors import AepError

ADOBE = "https://platform.adobe.io"
ADOBE_IMS = "https://ims-na1.adobelogin.com"
EMULATOR_ORG = "emulator"  # stands for the emulator's organisation in recorded state

# setting: (key of the stack's configuration, environment variable)
SETTINGS = {
    "endpoint": ("aep:endpoint", "AEP_ENDPOINT"),
    "ims_endpoint": ("aep:imsEndpoint", "AEP_IMS_ENDPOINT"),
    "org": ("aep:org", "AEP_ORG_ID"),
    "client_id": ("aep:clientId", "AEP_CLIENT_ID"),
    "client_secret": ("aep:clientSecret", "AEP_CLIENT_SECRET"),
    "access_token": ("", "AEP_ACCESS_TOKEN"),
    "sandbox": ("aep:sandbox", "AEP_SANDBOX"),
    "archive": ("aep:archive", "AEP_ARCHIVE"),
}
PINNED = "aep:pinned"  # names of settings that a program's own provider sets, which the environment cannot override


@dataclass(frozen=True)
class Settings:
    """The settings as they were given. Its repr never shows secrets."""

    endpoint: str = ""
    ims_endpoint: str = ""
    org: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    sandbox: str = ""
    archive: str = ""  # folder to archive assets in before they are deleted

    @property
    def embedded(self) -> bool:
        return not self.endpoint

    @property
    def recorded_org(self) -> str:
        """The organisation as recorded in state. Another organisation means other assets."""
        return EMULATOR_ORG if self.embedded else self.org

    def problems(self) -> list[str]:
        """One sentence for each setting that is missing or contradictory."""
        found = []
        if not self.sandbox:
            found.append("aep:sandbox is not set; run: pulumi config set aep:sandbox NAME")
        if self.sandbox and not re.fullmatch(r"[A-Za-z0-9-]+", self.sandbox):
            found.append(f"aep:sandbox {self.sandbox!r} is no sandbox's name; it has letters, digits and hyphens only")
        if self.embedded:
            extra = [SETTINGS[name][0] for name in ("org", "client_id", "client_secret") if getattr(self, name)]
            if extra:
                found.append(
                    f"{' and '.join(extra)} set, but not aep:endpoint; set aep:endpoint to {ADOBE} for Adobe's "
                    "Platform, or unset the credentials to use the emulator"
                )
            return found
        if urlsplit(self.endpoint).scheme not in ("http", "https") or not urlsplit(self.endpoint).hostname:
            found.append(f'aep:endpoint "{self.endpoint}" is no address; write for example {ADOBE}')
        found += [
            f"{SETTINGS[name][0]} is not set ({SETTINGS[name][1]} in the environment does as well)"
            for name in ("org", "client_id")
            if not getattr(self, name)
        ]
        if not self.client_secret and not self.access_token:
            found.append("aep:clientSecret is not set; run: pulumi config set --secret aep:clientSecret …")
        return found


def read_settings(config: Callable[[str], str | None], environment: Mapping[str, str] = os.environ) -> Settings:
    """`config` looks up a key such as `aep:org`. Empty values count as unset."""
    pinned = (config(PINNED) or "").split(",")

    def value(name: str, key: str, variable: str) -> str:
        said = "" if name in pinned else environment.get(variable)
        return (said or (config(key) if key else None) or "").strip()

    return Settings(**{name: value(name, *where) for name, where in SETTINGS.items()})


@dataclass(frozen=True)
class Target:
    """A Platform that can be called: addresses and credentials."""

    platform: str
    ims: str
    org: str
    client_id: str
    client_secret: str = field(repr=False)
    access_token: str = field(default="", repr=False)
    embedded: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.platform).netloc


def resolve_target(settings: Settings) -> Target:
    """Starts the emulator if the settings mean it and it is not running. AepError says what is missing."""
    problems = settings.problems()
    if problems:
        raise AepError("; ".join(problems))
    if settings.embedded:
        from .local_emulator import ensure_running

        ready = ensure_running()
        return Target(
            platform=ready["url"],
            ims=ready["url"],
            org=ready["org"],
            client_id=ready["client_id"],
            client_secret=ready["client_secret"],
            embedded=True,
        )
    adobe = (urlsplit(settings.endpoint).hostname or "").endswith(".adobe.io")
    return Target(
        platform=settings.endpoint.rstrip("/"),
        ims=(settings.ims_endpoint or (ADOBE_IMS if adobe else settings.endpoint)).rstrip("/"),
        org=settings.org,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        access_token=settings.access_token,
    )
