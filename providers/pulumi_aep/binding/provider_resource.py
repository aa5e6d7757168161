"""Provider: a Platform and sandbox of its own for some of a program's resources, where one stack spans several."""

import pulumi

from ..platform.endpoint import PINNED, SETTINGS

SAID = ("endpoint", "ims_endpoint", "org", "client_id", "client_secret", "sandbox", "archive")


class Provider(pulumi.ProviderResource):
    """Resources with `opts=ResourceOptions(provider=…)` are created on its Platform, in its sandbox.

    What isn't given comes from the stack's configuration (`aep:org` …). What is given takes precedence over the
    environment: a leftover `AEP_SANDBOX` changes nothing. A resource that is given another provider becomes another
    asset: the preview shows a replacement.
    """

    def __init__(
        self,
        resource_name: str,
        *,
        sandbox: pulumi.Input[str],
        endpoint: pulumi.Input[str] | None = None,
        ims_endpoint: pulumi.Input[str] | None = None,
        org: pulumi.Input[str] | None = None,
        client_id: pulumi.Input[str] | None = None,
        client_secret: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        said = (endpoint, ims_endpoint, org, client_id, client_secret, sandbox, None)
        given = dict(zip(SAID, said, strict=True))
        config = pulumi.Config("aep")
        bag: dict[str, pulumi.Input[str]] = {}
        for name, value in given.items():
            key = SETTINGS[name][0]
            look = config.get_secret if name == "client_secret" else config.get
            found = value if value is not None else look(key.partition(":")[2])
            if found is not None:
                bag[key] = pulumi.Output.secret(found) if name == "client_secret" else found
        bag[PINNED] = ",".join(name for name, value in given.items() if value is not None)
        super().__init__("pulumi-python", resource_name, bag, opts)
