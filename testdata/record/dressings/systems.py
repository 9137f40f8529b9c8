"""What the recordings of systems.sh run: systems.py export | localised WAY."""
import asyncio
import locale
import socket
import subprocess
import sys

BOOT = "0123456789abcdef0123456789abcdef"


def export():
    """The output of three services as journald's export format."""
    services = []
    for number, way in enumerate(("chained", "grouped", "elsewhere")):
        done = subprocess.run([sys.executable, "talk.py", way], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        services.append((way, 4127 + number, done.stdout.splitlines()))
    at = 1767323045000000
    while any(lines for _, _, lines in services):
        for way, pid, lines in services:
            if lines:
                at += 213
                sys.stdout.write(
                    f"__REALTIME_TIMESTAMP={at}\n__MONOTONIC_TIMESTAMP={at - 1767323000000000}\n_BOOT_ID={BOOT}\n"
                    f"_TRANSPORT=stdout\n_HOSTNAME=web-01\nPRIORITY=6\nSYSLOG_IDENTIFIER={way}\n_PID={pid}\n"
                    f"_SYSTEMD_UNIT=shop-{way}.service\nMESSAGE={lines.pop(0)}\n\n")


async def refused():
    await asyncio.open_connection("127.0.0.1", 9)


async def in_use():
    taken = socket.create_server(("127.0.0.1", 0))
    await asyncio.start_server(lambda r, w: None, *taken.getsockname())


async def not_ours():
    await asyncio.start_server(lambda r, w: None, "203.0.113.7", 0)


async def reset():
    async def hang_up(reader, writer):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        writer.transport.abort()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    await reader.readexactly(10)


async def no_such_name():
    await asyncio.open_connection("db.invalid", 5432)


async def no_socket():
    await asyncio.open_unix_connection("/run/shop/db.sock")


async def no_program():
    await asyncio.create_subprocess_exec("git gc")


WAYS = {way.__name__: way for way in (refused, in_use, not_ours, reset, no_such_name, no_socket, no_program)}

if __name__ == "__main__":
    if sys.argv[1] == "export":
        export()
    else:
        locale.setlocale(locale.LC_ALL, "")
        asyncio.run(WAYS[sys.argv[2]]())
