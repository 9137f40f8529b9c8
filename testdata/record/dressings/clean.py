"""Servers and jobs in which nothing goes wrong with asyncio, for clean.sh."""
import asyncio
import logging
import sys

try:
    from celery import Celery
except ImportError:
    Celery = None


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    status = 404 if scope["path"] == "/missing" else 200
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def wsgi(environ, start_response):
    start_response("404 Not Found" if environ["PATH_INFO"] == "/missing" else "200 OK", [])
    return [b"ok"]


if Celery:
    jobs = Celery("jobs", broker="filesystem://")
    jobs.conf.broker_transport_options = {"data_folder_in": "box", "data_folder_out": "box", "control_folder": "box"}
    jobs.conf.broker_connection_retry_on_startup = True

    @jobs.task(name="jobs.add")
    def add(x, y):
        return x + y


KERNEL = """\
[    0.000000] Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0)
[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=UUID=3f1c ro quiet
[    1.204411] systemd[1]: Detected virtualization kvm.
[   12.345678] EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.
[  881.443120] python3 invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0
[  881.443151] CPU: 1 PID: 2033 Comm: python3 Not tainted 6.1.0-18-amd64 #1
[  881.443160] Call Trace:
[  881.443164]  <TASK>
[  881.443170]  dump_stack_lvl+0x44/0x5c
[  881.443188]  dump_header+0x4a/0x211
[  881.443195]  oom_kill_process.cold+0xb/0x10
[  881.443201]  </TASK>
[  881.443622] Out of memory: Killed process 2033 (python3) total-vm:9120344kB, anon-rss:7733120kB, file-rss:0kB
"""

KUBERNETES = """\
I0102 03:04:05.117000       1 server.go:1207] "Using kubeconfig file" path="/etc/kubernetes/kubelet.conf"
I0102 03:04:05.230112       1 controller.go:624] quota admission added evaluator for: deployments.apps
W0102 03:04:06.001200       1 reflector.go:324] k8s.io/client-go/informers/factory.go:134: failed to list *v1.Node: nodes is forbidden
E0102 03:04:07.550017       1 leaderelection.go:330] error retrieving resource lock kube-system/kube-scheduler: Get "https://10.0.0.1:6443/apis": dial tcp 10.0.0.1:6443: connect: connection refused
{"level":"info","ts":"2026-01-02T03:04:08.120Z","logger":"controller","msg":"Starting workers","controller":"deployment","worker count":1}
{"level":"error","ts":"2026-01-02T03:04:09.004Z","msg":"Reconciler error","controller":"deployment","error":"Operation cannot be fulfilled: the object has been modified","stacktrace":"sigs.k8s.io/controller-runtime/pkg/internal/controller.(*Controller).reconcileHandler\\n\\t/go/pkg/mod/sigs.k8s.io/controller-runtime/pkg/internal/controller/controller.go:324"}
[pod/web-7c9f8d5b4-x2x4z/app] INFO:     10.0.0.7:53312 - "GET /healthz HTTP/1.1" 200 OK
[pod/web-7c9f8d5b4-x2x4z/app] Task exception handling is documented in the README
2026-01-02T03:04:10.117000000Z stdout F asyncio worker pool ready, 4 tasks pending
"""


async def healthy():
    log = logging.getLogger("shop")
    async with asyncio.timeout(5) if hasattr(asyncio, "timeout") else asyncio.Lock():
        await asyncio.gather(*(asyncio.sleep(0) for _ in range(3)))
    log.info("asyncio event loop is running, 3 tasks done")
    log.warning("a coroutine that was never awaited would be reported here")
    log.error("RuntimeError handled: retrying in 2 s")


if __name__ == "__main__":
    if sys.argv[1:] == ["kernel"]:
        print(KERNEL, end="")
    elif sys.argv[1:] == ["kubernetes"]:
        print(KUBERNETES, end="")
    else:
        logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        asyncio.run(healthy())
        raise KeyError("a program's own error")
