"""The shop as web application, for the servers: each request fails in another way."""
import asyncio

import shop


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await shop.WAYS[scope["path"].strip("/") or "chained"]()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def wsgi(environ, start_response):
    asyncio.run(shop.WAYS[environ["PATH_INFO"].strip("/") or "chained"]())
    start_response("200 OK", [])
    return [b"ok"]
