"""A chain of three services that give back what they get, by BentoML."""

import bentoml


@bentoml.service
class Last:
    @bentoml.api
    async def predict(self, data: dict) -> dict:
        return data


@bentoml.service
class Middle:
    after = bentoml.depends(Last)

    @bentoml.api
    async def predict(self, data: dict) -> dict:
        return await self.after.to_async.predict(data=data)


@bentoml.service
class First:
    after = bentoml.depends(Middle)

    @bentoml.api
    async def predict(self, data: dict) -> dict:
        return await self.after.to_async.predict(data=data)
