from .client_context import ClientContext


class Dataset:
    def __init__(self, context: ClientContext) -> None:
        self.context = context
        self.id = ""

    def get_by_id(self, dataset_id: str) -> "Dataset":
        self.id = dataset_id
        return self
