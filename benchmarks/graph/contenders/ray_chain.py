"""A chain of three deployments that give back what they get, by Ray Serve. Usage: ray_chain.py PORT"""

import sys

from ray import serve
from starlette.requests import Request

SMALL = {"num_cpus": 0.1}


@serve.deployment(ray_actor_options=SMALL)
class Last:
    async def predict(self, rows):
        return rows


@serve.deployment(ray_actor_options=SMALL)
class Middle:
    def __init__(self, after):
        self._after = after

    async def predict(self, rows):
        return await self._after.predict.remote(rows)


@serve.deployment(ray_actor_options=SMALL)
class First:
    def __init__(self, after):
        self._after = after

    async def __call__(self, request: Request):
        message = await request.json()
        return {"data": {"ndarray": await self._after.predict.remote(message["data"]["ndarray"])}}


serve.start(http_options={"host": "127.0.0.1", "port": int(sys.argv[1])})
serve.run(First.bind(Middle.bind(Last.bind())), blocking=True)
