"""Objects of the Platform as recipes hold them."""

from typing import Any

from .client_context import ClientContext, PlatformError


class Dataset:
    """A data set of the catalog: `Dataset(client_context).get_by_id(id)`."""

    def __init__(self, client_context: ClientContext) -> None:
        self._client_context = client_context
        self.id = ""
        self.fields: dict[str, Any] = {}

    def get_by_id(self, dataset_id: str) -> "Dataset":
        if not dataset_id:
            raise PlatformError("No data set id was given")
        self.fields = self._client_context.json("GET", f"/catalog/dataSets/{dataset_id}")[dataset_id]
        self.id = dataset_id
        return self

    @property
    def name(self) -> str:
        return str(self.fields.get("name", ""))

    def __getitem__(self, key: str) -> Any:
        return self.fields[key]
