import os

from platform_sdk.client_context import ClientContext


def save(config, prediction):
    client = ClientContext(
        config["ML_FRAMEWORK_IMS_USER_CLIENT_ID"],
        config["ML_FRAMEWORK_IMS_TENANT_ID"],
        config["ML_FRAMEWORK_IMS_TOKEN"],
        sandbox_name=config["sandboxName"],
    )
    data, run = config["scoringResultsDataSetId"], os.environ["PLATFORM_SDK_RUN"]
    body = {"datasetId": data, "inputFormat": {"format": "json"}, "tags": {"sensei/experimentRunId": [run]}}
    batch = client.json("POST", "/import/batches", body=body, by="recipe")["id"]
    lines = "\n".join(f'{{"_id": "{number}"}}' for number, _ in enumerate(prediction))
    file = f"/import/batches/{batch}/datasets/{data}/files/scores.json"
    client.call("PUT", file, content=lines.encode(), by="recipe")
    client.call("POST", f"/import/batches/{batch}", action="COMPLETE", by="recipe")
    client.batch_ended(batch)
