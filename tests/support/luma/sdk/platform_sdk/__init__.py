"""The Platform's SDK as recipes import it, over files: dataset `x` is `x.parquet` or `x.jsonl` in the folder $LAKE."""
