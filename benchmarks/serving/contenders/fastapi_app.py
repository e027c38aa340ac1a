"""A careful hand-written service: FastAPI, orjson, uvloop, httptools, one worker, the same KMeans."""
import os

import joblib
import numpy as np
import orjson
from fastapi import FastAPI, Request, Response

app = FastAPI()
model = joblib.load(os.environ["MODEL_FILE"])


@app.post("/predict")
async def predict(request: Request) -> Response:
    message = orjson.loads(await request.body())
    labels = model.predict(np.array(message["data"]["ndarray"], dtype=np.float64))
    answer = {"data": {"names": [], "ndarray": labels.tolist()}, "meta": {}}
    return Response(orjson.dumps(answer), media_type="application/json")


@app.get("/health/ping")
async def ping() -> Response:
    return Response(b"pong", media_type="text/plain")
