"""Logs a folder as a model to the tracking server of MLFLOW_TRACKING_URI and registers it under the name and alias that are given."""

import sys
from pathlib import Path

import mlflow
from mlflow import MlflowClient

folder, name, alias = sys.argv[1:]
client = MlflowClient()
try:
    client.create_registered_model(name)
except mlflow.exceptions.MlflowException:
    pass
with mlflow.start_run() as run:
    mlflow.log_artifacts(folder, "model")
version = client.create_model_version(name, f"{run.info.artifact_uri}/model", run.info.run_id).version
client.set_registered_model_alias(name, alias, version)
print(run.info.run_id, version)
