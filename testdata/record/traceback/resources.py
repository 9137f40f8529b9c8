# options: -X dev -X tracemalloc=3
import asyncio
import socket


async def main():
    server = await asyncio.start_server(print, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())


loop = asyncio.new_event_loop()
loop.run_until_complete(main())
socket.socket()
del loop
