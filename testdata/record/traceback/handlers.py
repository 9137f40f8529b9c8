import asyncio


def handler(loop, context):
    raise ValueError("in the handler")


class Protocol(asyncio.Protocol):
    def data_received(self, data):
        1 / 0


async def main():
    loop = asyncio.get_event_loop()
    server = await loop.create_server(Protocol, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    writer.write(b"x")
    await asyncio.sleep(0.05)
    loop.set_exception_handler(handler)
    loop.call_exception_handler({"message": "first"})
    writer.close()
    future = __import__("concurrent.futures").futures.Future()
    future.add_done_callback(handler)
    future.set_result(1)
    server.close()


asyncio.new_event_loop().run_until_complete(main())
